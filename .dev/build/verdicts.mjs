// The engine's readers in wasm, for Node: what the native build is compared with. No product: the test that needs it builds it.
import { mkdirSync, writeFileSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { hashOf, unlessDone } from "../lib/stamp.mjs";
import { TARGET } from "../setup/rust.mjs";

const OUT = at("target/verdicts");

// As optimised as the Worker, but linked at once: what is said does not hang on what is left out.
const QUICK = ["--config", "profile.release.lto=false", "--config", "profile.release.codegen-units=16"];

/** Builds it; the path of the module. */
export async function verdicts(env) {
  const inputs = ["Cargo.toml", "Cargo.lock", ".dev/build/verdicts.mjs", "tests/verdicts", "edge/engine/Cargo.toml", "edge/engine/src", "edge/wire"];
  const results = ["dargah_verdicts.js", "dargah_verdicts_bg.wasm"].map((name) => `${OUT}/${name}`);
  await unlessDone("verdicts", hashOf(inputs, JSON.stringify(env)), results, () => make(env));
  return results[0];
}

async function make(env) {
  mkdirSync(OUT, { recursive: true });
  const target = env.CARGO_TARGET_DIR ?? process.env.CARGO_TARGET_DIR ?? at("target");
  const args = ["build", "-p", "dargah-verdicts", "--lib", "--release", "--target", TARGET, ...QUICK];
  await run("cargo", args, { label: "the readers in wasm", env });
  const wasm = `${target}/${TARGET}/release/dargah_verdicts.wasm`;
  await run(env.WASM_BINDGEN_BIN, ["--target", "nodejs", "--no-typescript", "--out-dir", OUT, wasm]);
  // What wasm-bindgen writes for Node is CommonJS, and the project's own package says otherwise.
  writeFileSync(`${OUT}/package.json`, '{ "type": "commonjs" }\n');
}
