// The widget: wasm, its glue, the loader and its types, into target/site/v{version}, which is for ever; and the loader once more
// into target/site/v1, which moves. What is there and its hashes are in integrity.json.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { Problem, run } from "../lib/run.mjs";
import { hashOf, unlessDone } from "../lib/stamp.mjs";
import { bin } from "../setup/npm.mjs";
import { smallStd, TARGET } from "../setup/rust.mjs";
import { types } from "./types.mjs";

// What every browser of the last years has. A pinned list: with all features on, wasm-opt writes what older ones refuse.
const FEATURES = ["bulk-memory", "sign-ext", "mutable-globals", "nontrapping-float-to-int", "reference-types", "multivalue"];

// Flat code is joined anew, and differently, by the second "-Oz"; of two orders of the functions the one by name compresses better.
const PASSES = [
  ...["--low-memory-unused", "-Oz", "--gufa", "--flatten", "--rereloop", "-Oz", "-Oz", "--converge", "--code-folding", "--reorder-functions-by-name"],
  ...["--strip-debug", "--strip-producers", "--strip-target-features"],
];

/** The version whose files a shop may name for ever. */
export const VERSION = JSON.parse(readFileSync(at("package.json"), "utf8")).version;

const MOVING = at("target/site/v1");
const OUT = at(`target/site/v${VERSION}`);
const STAGE = at("target/widget-stage");

/** The languages: the form is built once for each, so that a shopper downloads the words of one. */
export const LOCALES = ["fa", "ar", "en"];

/** The file of the form in this language. */
export const wasmOf = (locale) => `dargah_widget_${locale}.wasm`;

// What the glue hands to the loader. It starts wasm by itself: wasm-bindgen's own start is for every way to have a module, and
// explains each in words that nobody reads. Nothing is lost without streaming: a body whose hash is checked comes as a whole, and its
// media type does not matter.
const ENTRY = `import { __wbg_get_imports as imports, __wbg_finalize_init as begin, mount } from "./glue.js";
import css from "./style.css";
const start = async (wasm) => {
  const { instance, module } = await WebAssembly.instantiate(await wasm.arrayBuffer(), imports());
  begin(instance, module);
};
document.currentScript.form = { start, mount, css };
`;

/** Builds it. */
export async function widget(env) {
  const small = await smallStd(env, "widget", ["-Zfmt-debug=none"]);
  const inputs = ["Cargo.toml", "Cargo.lock", "package.json", ".dev/build/widget.mjs", ".dev/build/types.mjs", "widget", "edge/wire"];
  const hash = hashOf(inputs, JSON.stringify([env, small]));
  const results = ["dargah.js", "dargah_widget.js", ...LOCALES.map(wasmOf), "integrity.json"].map((name) => `${OUT}/${name}`);
  await unlessDone("widget", hash, results, () => make({ ...env, ...small?.env }, small?.args ?? []));
}

async function make(env, stdFlags) {
  for (const folder of [OUT, MOVING, STAGE]) mkdirSync(folder, { recursive: true });
  const glues = [];
  for (const locale of LOCALES) glues.push(await form(env, stdFlags, locale));
  // One glue serves them all: what the words are changes nothing in what the form asks of a browser.
  if (new Set(glues).size > 1) throw new Problem("the form's glue is not the same in every language");
  writeFileSync(`${STAGE}/glue.js`, glues[0]);
  writeFileSync(`${STAGE}/entry.js`, ENTRY);
  // What a page does to `fetch` later, or a wrapper of its own that throws, must not come up from below in the middle of Rust.
  writeFileSync(`${STAGE}/fetch.js`, "const own = self.fetch;\nexport const fetch = async (request) => own(request);\n");
  // Styles travel in scripts as text, which esbuild leaves as it is: they are made small before.
  for (const name of ["frame.css", "style.css"]) {
    await run(bin("esbuild"), [`widget/loader/${name}`, "--minify", "--target=es2022", `--outfile=${STAGE}/${name}`, "--log-level=error"]);
  }
  await minify(`${STAGE}/entry.js`, `${OUT}/dargah_widget.js`, [`--inject:${STAGE}/fetch.js`]);
  // The loader knows the hash of what it fetches, and a page may know that of the loader.
  const pinned = (file) => [`/v${VERSION}/${file}`, hashed("sha256", `${OUT}/${file}`)];
  const files = { GLUE: pinned("dargah_widget.js"), WASM: Object.fromEntries(LOCALES.map((locale) => [locale, pinned(wasmOf(locale))])) };
  writeFileSync(`${STAGE}/files.js`, Object.entries(files).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`).join(""));
  copyFileSync(at("widget/loader/dargah.js"), `${STAGE}/dargah.js`);
  await minify(`${STAGE}/dargah.js`, `${OUT}/dargah.js`);
  copyFileSync(`${OUT}/dargah.js`, `${MOVING}/dargah.js`);
  types(OUT);
  const all = ["dargah.js", "dargah_widget.js", ...LOCALES.map(wasmOf)].map((name) => [name, hashed("sha384", `${OUT}/${name}`)]);
  writeFileSync(`${OUT}/integrity.json`, `${JSON.stringify({ version: VERSION, ...Object.fromEntries(all) }, null, 2)}\n`);
}

/** A file's hash, as an `integrity` attribute has it. */
const hashed = (algorithm, path) => `${algorithm}-${createHash(algorithm).update(readFileSync(path)).digest("base64")}`;

/** Builds the form in one language; resolves with its glue. */
async function form(env, stdFlags, locale) {
  const target = env.CARGO_TARGET_DIR ?? at("target");
  const words = { ...env, DARGAH_LOCALE: locale };
  const cargo = ["build", "-p", "dargah-widget", "--lib", "--target", TARGET, "--profile", "widget", ...stdFlags];
  await run("cargo", cargo, { label: `the widget (${locale})`, env: words });
  const stage = `${STAGE}/${locale}`;
  const wasm = `${target}/${TARGET}/widget/dargah_widget.wasm`;
  await run(env.WASM_BINDGEN_BIN, ["--target", "web", "--no-typescript", "--omit-default-module-path", "--out-dir", stage, wasm]);
  const features = FEATURES.map((name) => `--enable-${name}`);
  const small = `${stage}/small.wasm`;
  await run(env.WASM_OPT_BIN, [...PASSES, ...features, `${stage}/dargah_widget_bg.wasm`, "-o", small]);
  // wasm-bindgen's names carry hashes, and stand in the module and in its glue: a tenth of what a shopper downloads.
  const names = ["--minify-imports-and-exports-and-modules", ...features, small, "-o", `${OUT}/${wasmOf(locale)}`];
  return shortened(readFileSync(`${stage}/dargah_widget.js`, "utf8"), JSON.parse(await run(env.WASM_OPT_BIN, names)));
}

/** The glue with the short names that the module has now. */
function shortened(glue, { imports, exports }) {
  const rename = (from, to) => {
    if (!glue.includes(from)) throw new Problem(`wasm-bindgen's glue has no ${from}: its shape has changed`);
    glue = glue.replaceAll(from, to);
  };
  for (const [, from, to] of imports) rename(`${from}:`, `${to}:`);
  rename('"./dargah_widget_bg.js"', '"a"');
  glue = glue.replace(/^export \{ initSync.*$/m, "export { __wbg_get_imports, __wbg_finalize_init };");
  const short = new Map(exports);
  return glue.replace(/\bwasm\.(\w+)/g, (all, name) => (short.has(name) ? `wasm.${short.get(name)}` : all));
}

// In ASCII, as esbuild writes it: a page in another encoding than UTF-8 may read a script in its own.
const minify = (from, to, more = []) =>
  run(bin("esbuild"), [from, "--bundle", "--minify", "--loader:.css=text", "--format=iife", ...more, "--target=es2022", `--outfile=${to}`, "--log-level=error"]);
