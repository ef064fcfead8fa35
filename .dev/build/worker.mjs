// A Rust Worker: cargo, wasm-bindgen, wasm-opt and the JavaScript shim, by worker-build.
import { at, cache } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { hashOf, unlessDone } from "../lib/stamp.mjs";

// What worker-build itself enables: what rustc emits, and the exceptions that wasm-bindgen catches.
const FEATURES = [
  ...["mutable-globals", "sign-ext", "nontrapping-float-to-int", "bulk-memory", "multivalue", "reference-types"],
  "exception-handling",
];

/** Builds the Worker in `dir`, made from the sources in `inputs`, into its `build` folder. */
export async function worker(env, dir, inputs) {
  const hash = hashOf(["Cargo.toml", "Cargo.lock", ".dev/build/worker.mjs", ...inputs], JSON.stringify(env));
  const module = at(dir, "build/index_bg.wasm");
  await unlessDone(`worker-${dir.replace("/", "-")}`, hash, [at(dir, "build/index.js"), module], async () => {
    await run(cache("tools/bin/worker-build"), ["--release"], { label: `the Worker in ${dir}`, cwd: at(dir), env });
    // worker-build keeps the functions' names: a fifth of the bytes that every new isolate has to load.
    await run(env.WASM_OPT_BIN, ["--strip-debug", ...FEATURES.map((name) => `--enable-${name}`), module, "-o", module]);
  });
}
