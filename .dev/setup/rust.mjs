// A Rust that builds for wasm32: rustup's own target where it can be fetched; else Debian's compiler (debian-rust.mjs).
// Native code is built by the person's own toolchain in either case.
import { existsSync, readdirSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { hasApt } from "../lib/root.mjs";
import { Problem, run, succeeds } from "../lib/run.mjs";
import { unlessDone } from "../lib/stamp.mjs";
import { debianClippy, debianRust } from "./debian-rust.mjs";

/** The target that browsers and Workers run. */
export const TARGET = "wasm32-unknown-unknown";

/** The environment in which cargo builds for wasm32. */
export async function wasmRust() {
  if (!(await succeeds("cargo", ["--version"]))) throw new Problem("Rust is missing: install it from https://rustup.rs and start again.");
  if (process.env.DARGAH_DEBIAN_RUST !== "1" && ((await hasTarget()) || (await fetchTarget()))) return {};
  if (!hasApt()) throw new Problem(`rustup cannot fetch the target ${TARGET}. Check the network, then: rustup target add ${TARGET}`);
  return debianRust(TARGET);
}

/** What else the environment needs for clippy to check wasm32 code. */
export async function wasmClippy(env) {
  return env.RUSTUP_TOOLCHAIN ? debianClippy() : {};
}

/**
 * How cargo builds a standard library cut down for size, beside the code that uses it; nothing where the library's sources are
 * missing: the widget then is a third larger, the Worker a twelfth, and both work. `DARGAH_PLAIN_WASM=1` does without. `flags` say
 * what else this code can do without; `dir` keeps what is built with them apart, or one build would wait for the other.
 */
export async function smallStd(env, dir = "", flags = []) {
  if (process.env.DARGAH_PLAIN_WASM === "1" || !(await librarySources(env))) return undefined;
  return {
    args: ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"],
    env: {
      RUSTC_BOOTSTRAP: "1", // These flags are unstable; the compiler that takes them is the same.
      RUSTFLAGS: ["-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none", ...flags].join(" "),
      CARGO_TARGET_DIR: `${env.CARGO_TARGET_DIR ?? at("target")}/small/${dir}`,
    },
  };
}

async function librarySources(env) {
  const sysroot = (await run("rustc", ["--print", "sysroot"], { env })).trim();
  const sources = `${sysroot}/lib/rustlib/src/rust/library/Cargo.lock`;
  if (existsSync(sources)) return true;
  if (env.RUSTUP_TOOLCHAIN) return false;
  // Asked for once: where rustup's server does not answer, every start would wait for it.
  await unlessDone("rust-src", sysroot, [], () => succeeds("rustup", ["component", "add", "rust-src"], quick("Rust's library sources")));
  return existsSync(sources);
}

async function hasTarget() {
  const dir = (await run("rustc", ["--print", "target-libdir", "--target", TARGET]).catch(() => "")).trim();
  return dir !== "" && existsSync(dir) && readdirSync(dir).some((name) => name.startsWith("libcore-"));
}

async function fetchTarget() {
  return (await succeeds("rustup", ["target", "add", TARGET], quick("Rust for wasm32 from rustup"))) && hasTarget();
}

/** There is another way when rustup's server does not answer: one try is enough. */
const quick = (label) => ({ label, env: { RUSTUP_MAX_RETRIES: "1" } });
