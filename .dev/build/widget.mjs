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

/** The version whose files a shop may name for ever. */
export const VERSION = JSON.parse(readFileSync(at("package.json"), "utf8")).version;

const MOVING = at("target/site/v1");
const OUT = at(`target/site/v${VERSION}`);
const STAGE = at("target/widget-stage");

/** Builds it. */
export async function widget(env) {
  const small = await smallStd(env, "widget", ["-Zfmt-debug=none"]);
  const inputs = ["Cargo.toml", "Cargo.lock", "package.json", ".dev/build/widget.mjs", ".dev/build/types.mjs", "widget", "edge/wire"];
  const hash = hashOf(inputs, JSON.stringify([env, small]));
  const results = ["dargah.js", "dargah_widget.js", "dargah_widget_bg.wasm", "integrity.json"].map((name) => `${OUT}/${name}`);
  await unlessDone("widget", hash, results, () => make({ ...env, ...small?.env }, small?.args ?? []));
}

async function make(env, stdFlags) {
  for (const folder of [OUT, MOVING]) mkdirSync(folder, { recursive: true });
  mkdirSync(STAGE, { recursive: true });
  const label = "the widget";
  const target = env.CARGO_TARGET_DIR ?? at("target");
  await run("cargo", ["build", "-p", "dargah-widget", "--lib", "--target", TARGET, "--profile", "widget", ...stdFlags], { label, env });
  const wasm = `${target}/${TARGET}/widget/dargah_widget.wasm`;
  await run(env.WASM_BINDGEN_BIN, ["--target", "web", "--no-typescript", "--omit-default-module-path", "--out-dir", STAGE, wasm]);
  const features = FEATURES.map((name) => `--enable-${name}`);
  const small = `${STAGE}/small.wasm`;
  await run(env.WASM_OPT_BIN, ["-Oz", "--converge", "--strip-debug", "--strip-producers", ...features, `${STAGE}/dargah_widget_bg.wasm`, "-o", small]);
  // wasm-bindgen's names carry hashes, and stand in the module and in its glue: a tenth of what a shopper downloads.
  const names = ["--minify-imports-and-exports-and-modules", ...features, small, "-o", `${OUT}/dargah_widget_bg.wasm`];
  shorten(JSON.parse(await run(env.WASM_OPT_BIN, names)));
  // Styles travel in scripts as text, which esbuild leaves as it is: they are made small before.
  for (const name of ["frame.css", "style.css"]) {
    await run(bin("esbuild"), [`widget/loader/${name}`, "--minify", "--target=es2022", `--outfile=${STAGE}/${name}`, "--log-level=error"]);
  }
  await minify(`${STAGE}/entry.js`, `${OUT}/dargah_widget.js`, [`--inject:${STAGE}/fetch.js`]);
  // The loader knows the hash of what it fetches, and a page may know that of the loader.
  const files = { GLUE: "dargah_widget.js", WASM: "dargah_widget_bg.wasm" };
  const named = Object.entries(files).map(([name, file]) => {
    return `export const ${name} = ${JSON.stringify([`/v${VERSION}/${file}`, hashed("sha256", `${OUT}/${file}`)])};\n`;
  });
  writeFileSync(`${STAGE}/files.js`, named.join(""));
  copyFileSync(at("widget/loader/dargah.js"), `${STAGE}/dargah.js`);
  await minify(`${STAGE}/dargah.js`, `${OUT}/dargah.js`);
  copyFileSync(`${OUT}/dargah.js`, `${MOVING}/dargah.js`);
  types(OUT);
  const all = ["dargah.js", ...Object.values(files)].map((name) => [name, hashed("sha384", `${OUT}/${name}`)]);
  writeFileSync(`${OUT}/integrity.json`, `${JSON.stringify({ version: VERSION, ...Object.fromEntries(all) }, null, 2)}\n`);
}

/** A file's hash, as an `integrity` attribute has it. */
const hashed = (algorithm, path) => `${algorithm}-${createHash(algorithm).update(readFileSync(path)).digest("base64")}`;

/** Gives the glue the short names that the module has now, and an entry that hands over no more than the loader uses. */
function shorten({ imports, exports }) {
  let glue = readFileSync(`${STAGE}/dargah_widget.js`, "utf8");
  const rename = (from, to) => {
    if (!glue.includes(from)) throw new Problem(`wasm-bindgen's glue has no ${from}: its shape has changed`);
    glue = glue.replaceAll(from, to);
  };
  for (const [, from, to] of imports) rename(`${from}:`, `${to}:`);
  rename('"./dargah_widget_bg.js"', '"a"');
  const short = new Map(exports);
  glue = glue.replace(/\bwasm\.(\w+)/g, (all, name) => (short.has(name) ? `wasm.${short.get(name)}` : all));
  writeFileSync(`${STAGE}/glue.js`, glue);
  const entry = ['import start, { mount } from "./glue.js";', 'import css from "./style.css";', "document.currentScript.form = { start, mount, css };", ""];
  writeFileSync(`${STAGE}/entry.js`, entry.join("\n"));
  // What a page does to `fetch` later, or a wrapper of its own that throws, must not come up from below in the middle of Rust.
  writeFileSync(`${STAGE}/fetch.js`, "const own = self.fetch;\nexport const fetch = async (request) => own(request);\n");
}

// In ASCII, as esbuild writes it: a page in another encoding than UTF-8 may read a script in its own.
const minify = (from, to, more = []) =>
  run(bin("esbuild"), [from, "--bundle", "--minify", "--loader:.css=text", "--format=iife", ...more, "--target=es2022", `--outfile=${to}`, "--log-level=error"]);
