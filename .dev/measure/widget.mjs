// What a shopper downloads before the form is there, as brotli sends it; and the pages that make it hard, each in a browser.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { LOCALES, VERSION, wasmOf } from "../build/widget.mjs";
import { node } from "../lib/node.mjs";
import { at } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { chromium } from "../setup/chromium.mjs";

const brotli = (name) => {
  const bytes = readFileSync(at(`target/site/v${VERSION}`, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
};

export default async function widget(figure) {
  const loader = brotli("dargah.js");
  figure("widget.br_loader", loader, "bytes");
  // A shopper downloads one language; the figure is that of the largest.
  const form = Math.max(...LOCALES.map((locale) => brotli(wasmOf(locale))));
  figure("widget.br_total", loader + brotli("dargah_widget.js") + form, "bytes");
  const args = ["--test", "--test-reporter=tap", at("tests/e2e/hostile.test.mjs")];
  const output = await run(node(), args, { label: "hostile pages", env: { CHROMIUM: await chromium() } });
  figure("widget.hostile_pages_passed", Number(/^# pass (\d+)$/m.exec(output)?.[1]), "pages");
}
