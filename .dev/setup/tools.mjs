// The two programs between cargo and a Worker, at the versions that fit Cargo.lock: wasm-bindgen and worker-build.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { at, cache } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { bin } from "./npm.mjs";

const WORKER_BUILD = "0.8.7";

const wasmBindgenVersion = () => /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(readFileSync(at("Cargo.lock"), "utf8"))[1];

/** The environment in which worker-build finds its tools. */
export const toolEnv = () => ({
  WASM_BINDGEN_BIN: cache("tools/bin/wasm-bindgen"),
  WASM_OPT_BIN: bin("wasm-opt"),
  ESBUILD_BIN: bin("esbuild"),
});

/** Installs both, unless they are there at these versions. */
export async function wasmTools() {
  await install("wasm-bindgen-cli", "wasm-bindgen", wasmBindgenVersion());
  await install("worker-build", "worker-build", WORKER_BUILD);
}

async function install(crate, program, version) {
  const root = cache("tools");
  const mark = `${root}/${program}.version`;
  const is = existsSync(mark) && existsSync(`${root}/bin/${program}`) && readFileSync(mark, "utf8") === version;
  if (is) return;
  const env = {
    // Shared, so that the second one finds what the first one built; light, because they run for seconds.
    CARGO_TARGET_DIR: cache("tools-target"),
    CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
    CARGO_PROFILE_RELEASE_LTO: "off",
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
    CARGO_PROFILE_RELEASE_DEBUG: "false",
  };
  const args = ["install", crate, "--version", `=${version}`, "--locked", "--force", "--root", root];
  await run("cargo", args, { label: `${crate} ${version}`, env });
  mkdirSync(root, { recursive: true });
  writeFileSync(mark, version);
}
