// A Rust Worker: cargo, wasm-bindgen and the JavaScript shim by worker-build; then wasm-opt, for a small download.
import { readFileSync, writeFileSync } from "node:fs";
import { at, cache } from "../lib/paths.mjs";
import { Problem, run } from "../lib/run.mjs";
import { hashOf, unlessDone } from "../lib/stamp.mjs";
import { smallStd } from "../setup/rust.mjs";

// What worker-build itself enables: what rustc emits, and the exceptions that wasm-bindgen catches.
const FEATURES = [
  ...["mutable-globals", "sign-ext", "nontrapping-float-to-int", "bulk-memory", "multivalue", "reference-types"],
  "exception-handling",
];

// A Worker's size is that of its gzip, and `-Oz` shortens code by making like functions unlike: a twelfth more bytes than with
// these passes, each of which was kept because it made the gzip smaller.
const PASSES = [
  ...["duplicate-function-elimination", "dae-optimizing", "remove-unused-names", "rse", "merge-blocks", "reorder-locals"],
  ...["coalesce-locals-learning", "simplify-locals-notee-nostructure", "code-folding", "precompute", "optimize-instructions"],
  ...["remove-unused-brs", "vacuum", "dae-optimizing", "duplicate-function-elimination", "remove-unused-module-elements"],
  // Gzip finds what was said before in the last 32 KB: the instances of one generic function belong side by side.
  "reorder-functions-by-name",
  // What a new isolate does not read; and wasm-bindgen's names, which carry hashes and stand in the shim as well.
  ...["strip-debug", "strip-producers", "strip-target-features", "minify-imports-and-exports-and-modules"],
];

/** Builds the Worker in `dir`, made from the sources in `inputs`, into its `build` folder. */
export async function worker(env, dir, inputs) {
  const small = await smallStd(env);
  const hash = hashOf(["Cargo.toml", "Cargo.lock", ".dev/build/worker.mjs", ...inputs], JSON.stringify([env, small]));
  const shim = at(dir, "build/index.js");
  const module = at(dir, "build/index_bg.wasm");
  await unlessDone(`worker-${dir.replace("/", "-")}`, hash, [shim, module], async () => {
    const options = { label: `the Worker in ${dir}`, cwd: at(dir), env: { ...env, ...small?.env } };
    await run(cache("tools/bin/worker-build"), ["--release", "--no-opt", ".", "--", ...(small?.args ?? [])], options);
    const args = [...FEATURES.map((name) => `--enable-${name}`), ...PASSES.map((name) => `--${name}`)];
    shorten(shim, JSON.parse(await run(env.WASM_OPT_BIN, [...args, module, "-o", module])));
  });
}

/** Gives the shim, which esbuild has minified, the short names that the module has now. */
function shorten(shim, { imports, exports }) {
  let text = readFileSync(shim, "utf8");
  const changed = (what) => new Problem(`wasm-bindgen's shim has changed its shape: ${what}`);
  for (const [from, to] of [...imports.map(([, name, short]) => [name, short]), ['"./index_bg.js"', '"a"']]) {
    if (!text.includes(`${from}:`)) throw changed(`no ${from}`);
    text = text.replaceAll(`${from}:`, `${to}:`);
  }
  const instance = /[\s,;]([\w$]+)=[\w$]+\.exports\b/.exec(text)?.[1];
  if (!instance) throw changed("no exports");
  const short = new Map(exports);
  const seen = new Map();
  text = text.replace(new RegExp(`(?<![\\w$.])${instance.replace("$", "\\$")}\\.([\\w$]+)`, "g"), (all, name) => {
    if (!short.has(name)) return all;
    seen.set(name, 1 + (seen.get(name) ?? 0));
    return `${instance}.${short.get(name)}`;
  });
  // The Worker's handlers have everyday names. Were one there twice, it could be that of another object, of the same short name.
  for (const name of ["fetch", "scheduled"]) if ((seen.get(name) ?? 0) > 1) throw changed(`${name} is called twice`);
  writeFileSync(shim, text);
}
