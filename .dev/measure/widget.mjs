// What a shopper downloads before the form is there, as brotli sends it.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { VERSION } from "../build/widget.mjs";
import { at } from "../lib/paths.mjs";

const brotli = (name) => {
  const bytes = readFileSync(at(`target/site/v${VERSION}`, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
};

export default function widget(figure) {
  const loader = brotli("dargah.js");
  figure("widget.br_loader", loader, "bytes");
  figure("widget.br_total", loader + brotli("dargah_widget.js") + brotli("dargah_widget_bg.wasm"), "bytes");
}
