// The two programs between cargo and a Worker, at the versions that fit Cargo.lock: wasm-bindgen and worker-build.
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import { at, cache } from "../lib/paths.mjs";
import { Problem, run } from "../lib/run.mjs";
import { bin } from "./npm.mjs";
import { openssl } from "./openssl.mjs";

const WORKER_BUILD = "0.8.7";

const wasmBindgenVersion = () => /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(readFileSync(at("Cargo.lock"), "utf8"))[1];

/** The environment in which worker-build finds its tools. */
export const toolEnv = () => ({
  WASM_BINDGEN_BIN: cache("tools/bin/wasm-bindgen"),
  WASM_OPT_BIN: bin("wasm-opt"),
  ESBUILD_BIN: bin("esbuild"),
});

/** Installs both, side by side, unless they are there at these versions. */
export async function wasmTools() {
  await Promise.all([
    // Its default features are a TLS stack for its test runner, which is not installed.
    install("wasm-bindgen-cli", "wasm-bindgen", wasmBindgenVersion(), { flags: ["--no-default-features"] }),
    install("worker-build", "worker-build", WORKER_BUILD, { before: openssl }),
  ]);
}

async function install(crate, program, version, { flags = [], before = () => {} }) {
  const root = cache("tools");
  const mark = `${root}/${program}.version`;
  const path = `${root}/bin/${program}`;
  if (existsSync(mark) && existsSync(path) && readFileSync(mark, "utf8") === version) return;
  mkdirSync(`${root}/bin`, { recursive: true });
  const found = await installed(program, version);
  if (found) {
    rmSync(path, { force: true });
    symlinkSync(found, path);
  } else {
    await before();
    await compile(crate, program, version, root, flags);
  }
  writeFileSync(mark, version);
}

/** The path of a program that the person already has, if it is just this version. */
async function installed(program, version) {
  for (const dir of process.env.PATH.split(delimiter)) {
    const path = `${dir}/${program}`;
    if (!existsSync(path)) continue;
    const said = await run(path, ["--version"]).catch(() => "");
    if (said.trim().split(" ").at(-1) === version) return path;
  }
}

async function compile(crate, program, version, root, flags) {
  const dir = cache("tools-build", program); // One for each: cargo would make the second wait for the first.
  const env = {
    CARGO_TARGET_DIR: dir,
    // Unoptimised: they run for a second or two, and this halves the time that a new clone takes to start.
    CARGO_PROFILE_RELEASE_OPT_LEVEL: "0",
    CARGO_PROFILE_RELEASE_LTO: "off",
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
    CARGO_PROFILE_RELEASE_DEBUG: "false",
  };
  const args = ["install", crate, "--version", `=${version}`, "--bin", program, "--force", "--root", root, ...flags];
  const options = { label: `${crate} ${version}`, env, hint: "If the network failed, start again: what is built is kept." };
  try {
    await run("cargo", [...args, "--locked"], options);
  } catch (problem) {
    // A mirror can lag behind the versions that the tool's authors locked; then those that it has must do.
    if (!(problem instanceof Problem) || !/failed to select a version/.test(problem.output)) throw problem;
    await run("cargo", args, options);
  }
  rmSync(dir, { recursive: true, force: true }); // Hundreds of megabytes that nothing reads again.
}
