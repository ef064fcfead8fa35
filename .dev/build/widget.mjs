// The widget: wasm, its glue and the loader, into target/site/v1.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { Problem, run } from "../lib/run.mjs";
import { hashOf, unlessDone } from "../lib/stamp.mjs";
import { bin } from "../setup/npm.mjs";
import { smallStd, TARGET } from "../setup/rust.mjs";

// What every browser of the last years has. A pinned list: with all features on, wasm-opt writes what older ones refuse.
const FEATURES = ["bulk-memory", "sign-ext", "mutable-globals", "nontrapping-float-to-int", "reference-types", "multivalue"];

const OUT = at("target/site/v1");
const STAGE = at("target/widget-stage");

/** Builds it. */
export async function widget(env) {
  const small = await smallStd(env, "widget", ["-Zfmt-debug=none"]);
  const inputs = ["Cargo.toml", "Cargo.lock", ".dev/build/widget.mjs", "widget", "edge/wire"];
  const hash = hashOf(inputs, JSON.stringify([env, small]));
  const results = ["dargah.js", "dargah_widget.js", "dargah_widget_bg.wasm"].map((name) => `${OUT}/${name}`);
  await unlessDone("widget", hash, results, () => make({ ...env, ...small?.env }, small?.args ?? []));
}

async function make(env, stdFlags) {
  mkdirSync(OUT, { recursive: true });
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
  await minify(`${STAGE}/entry.js`, `${OUT}/dargah_widget.js`, "esm");
  // The style travels in the loader as text, which esbuild leaves as it is: it is made small before.
  copyFileSync(at("widget/loader/dargah.js"), `${STAGE}/dargah.js`);
  await run(bin("esbuild"), ["widget/loader/style.css", "--minify", "--target=es2022", `--outfile=${STAGE}/style.css`, "--log-level=error"]);
  await minify(`${STAGE}/dargah.js`, `${OUT}/dargah.js`, "iife");
}

/** Gives the glue the short names that the module has now, and an entry that exports no more than the loader uses. */
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
  writeFileSync(`${STAGE}/entry.js`, 'export { default, mount } from "./glue.js";\n');
}

const minify = (from, to, format) =>
  run(bin("esbuild"), [from, "--bundle", "--minify", "--loader:.css=text", `--format=${format}`, "--target=es2022", `--outfile=${to}`, "--log-level=error"]);
