// A Rust that builds for wasm32: rustup's own target where it can be fetched; else, on Debian, Debian's compiler for the web
// with a standard library built from Debian's sources. Native code is built by the stable toolchain in either case.
import { existsSync, mkdirSync, readdirSync, copyFileSync, writeFileSync } from "node:fs";
import { at, cache } from "../lib/paths.mjs";
import { apt, hasApt } from "../lib/root.mjs";
import { Problem, run, succeeds } from "../lib/run.mjs";

const TARGET = "wasm32-unknown-unknown";
const LINKER = "/usr/bin/wasm-ld-19";
const DISTRO_LIB = `/usr/lib/rustlib/${TARGET}/lib`;

/** The environment in which cargo builds for wasm32. */
export async function wasmRust() {
  if (!(await succeeds("cargo", ["--version"]))) throw new Problem("Rust is missing: install it from https://rustup.rs and start again.");
  if (process.env.DARGAH_DISTRO_RUST !== "1") {
    if (await hasTarget()) return {};
    console.log("  Rust for wasm32: asking rustup for the target");
    const fetched = await succeeds("rustup", ["target", "add", TARGET], { env: { RUSTUP_MAX_RETRIES: "1" } });
    if (fetched && (await hasTarget())) return {};
  }
  return distro();
}

async function hasTarget() {
  const dir = (await run("rustc", ["--print", "target-libdir", "--target", TARGET]).catch(() => "")).trim();
  return dir !== "" && existsSync(dir) && readdirSync(dir).some((name) => name.startsWith("libcore-"));
}

async function distro() {
  if (!hasApt()) throw new Problem(`rustup cannot fetch the target ${TARGET}. Check the network, then: rustup target add ${TARGET}`);
  if (!existsSync("/usr/bin/rustc") || !existsSync(LINKER) || !existsSync("/usr/lib/rustlib/src/rust")) {
    await apt("Debian's Rust for the web", ["rustc-web", "rust-web-src", "lld-19"]);
  }
  if (!existsSync(DISTRO_LIB) || !readdirSync(DISTRO_LIB).some((name) => name.startsWith("libcore-"))) await buildStd();
  if (!(await run("rustup", ["toolchain", "list"])).includes("distro")) await run("rustup", ["toolchain", "link", "distro", "/usr"]);
  // Its own target directory: two compilers' files must not meet in one.
  return { RUSTUP_TOOLCHAIN: "distro", CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: LINKER, CARGO_TARGET_DIR: at("target/distro") };
}

async function buildStd() {
  const dir = cache("std");
  mkdirSync(`${dir}/src`, { recursive: true });
  writeFileSync(`${dir}/Cargo.toml`, '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n');
  writeFileSync(`${dir}/src/lib.rs`, "#![no_std]\n");
  const env = {
    RUSTC: "/usr/bin/rustc",
    RUSTC_BOOTSTRAP: "1",
    RUSTFLAGS: "-Cembed-bitcode=yes", // Without it a build with fat LTO cannot use these libraries.
    CARGO_TARGET_DIR: `${dir}/target`,
  };
  const args = ["build", "--release", "-Z", "build-std=std,panic_abort", "--target", TARGET];
  await run("cargo", args, { label: "Rust's standard library for wasm32", cwd: dir, env });
  const deps = `${dir}/target/${TARGET}/release/deps`;
  await asRoot("mkdir", ["-p", DISTRO_LIB]);
  for (const name of readdirSync(deps)) {
    if (name.endsWith(".rlib") && !name.startsWith("libempty-")) await place(`${deps}/${name}`, `${DISTRO_LIB}/${name}`);
  }
}

const place = (from, to) => (process.getuid() === 0 ? copyFileSync(from, to) : asRoot("cp", [from, to]));
const asRoot = (command, args) => (process.getuid() === 0 ? run(command, args) : run("sudo", [command, ...args]));
