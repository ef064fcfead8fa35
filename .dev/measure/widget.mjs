// What a shopper downloads before the form is there, as brotli sends it.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { LOCALES, VERSION, wasmOf } from "../build/widget.mjs";
import { at } from "../lib/paths.mjs";

const brotli = (name) => {
  const bytes = readFileSync(at(`target/site/v${VERSION}`, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
};

export default function widget(figure) {
  const loader = brotli("dargah.js");
  figure("widget.br_loader", loader, "bytes");
  // A shopper downloads one language; the figure is that of the largest.
  const form = Math.max(...LOCALES.map((locale) => brotli(wasmOf(locale))));
  figure("widget.br_total", loader + brotli("dargah_widget.js") + form, "bytes");
}
