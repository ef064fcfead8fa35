// The widget: wasm, its glue and the loader, into target/site/v1.
import { copyFileSync, mkdirSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { hashOf, unlessDone } from "../lib/stamp.mjs";
import { bin } from "../setup/npm.mjs";
import { smallStd, TARGET } from "../setup/rust.mjs";

// What every browser of the last years has. A pinned list: with all features on, wasm-opt writes what older ones refuse.
const FEATURES = ["bulk-memory", "sign-ext", "mutable-globals", "nontrapping-float-to-int", "reference-types", "multivalue"];

const OUT = at("target/site/v1");

/** Builds it. */
export async function widget(env) {
  const small = await smallStd(env);
  const inputs = ["Cargo.toml", "Cargo.lock", ".dev/build/widget.mjs", "widget", "edge/wire"];
  const hash = hashOf(inputs, JSON.stringify([env, small]));
  const results = ["dargah.js", "dargah_widget.js", "dargah_widget_bg.wasm"].map((name) => `${OUT}/${name}`);
  await unlessDone("widget", hash, results, () => make({ ...env, ...small?.env }, small?.args ?? []));
}

async function make(env, stdFlags) {
  mkdirSync(OUT, { recursive: true });
  const label = "the widget";
  const target = env.CARGO_TARGET_DIR ?? at("target");
  await run("cargo", ["build", "-p", "dargah-widget", "--lib", "--target", TARGET, "--profile", "widget", ...stdFlags], { label, env });
  const wasm = `${target}/${TARGET}/widget/dargah_widget.wasm`;
  await run(env.WASM_BINDGEN_BIN, ["--target", "web", "--no-typescript", "--omit-default-module-path", "--out-dir", OUT, wasm]);
  const module = `${OUT}/dargah_widget_bg.wasm`;
  const flags = ["-Oz", "--converge", "--strip-debug", "--strip-producers", ...FEATURES.map((name) => `--enable-${name}`)];
  await run(env.WASM_OPT_BIN, [...flags, module, "-o", module]);
  const glue = `${OUT}/dargah_widget.js`;
  await run(bin("esbuild"), [glue, "--minify", "--format=esm", "--target=es2022", `--outfile=${glue}`, "--allow-overwrite", "--log-level=error"]);
  // The style travels in the loader as text, which esbuild leaves as it is: it is made small before.
  const stage = at("target/widget-loader");
  mkdirSync(stage, { recursive: true });
  copyFileSync(at("widget/loader/dargah.js"), `${stage}/dargah.js`);
  await run(bin("esbuild"), ["widget/loader/style.css", "--minify", "--target=es2022", `--outfile=${stage}/style.css`, "--log-level=error"]);
  const loader = [`${stage}/dargah.js`, "--bundle", "--minify", "--loader:.css=text", "--format=iife", "--target=es2022"];
  await run(bin("esbuild"), [...loader, `--outfile=${OUT}/dargah.js`, "--log-level=error"]);
}
