// Where rustup's server cannot be reached: Debian's compiler for the web, with a standard library for wasm32 built from
// Debian's sources, as a toolchain of this clone in .cache/rust. Only the packages are installed outside of the clone.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { at, cache } from "../lib/paths.mjs";
import { apt } from "../lib/root.mjs";
import { Problem, run } from "../lib/run.mjs";
import { unlessDone } from "../lib/stamp.mjs";

const RUSTC = "/usr/bin/rustc";
const LINKER = "/usr/bin/wasm-ld-19";
const RUSTLIB = "/usr/lib/rustlib";
const HOME = cache("rust");
// Its own folder: the files of two compilers must not meet in one.
const OUTPUT = at("target/debian");

/** The environment in which cargo builds for `target` with Debian's compiler. */
export async function debianRust(target) {
  if (![RUSTC, LINKER, `${RUSTLIB}/src/rust/library/Cargo.lock`].every((path) => existsSync(path))) {
    await apt("Debian's Rust for wasm32", ["rustc-web", "rust-web-src", "lld-19"]).catch((problem) => {
      throw new Problem(`${problem.message}\nNeither rustup nor Debian has Rust for wasm32 here. Once there is a network: rustup target add ${target}`);
    });
  }
  const version = await run(RUSTC, ["-vV"]);
  const libraries = `${HOME}/lib/rustlib/${target}/lib`;
  await unlessDone("debian-rust", version, [`${HOME}/bin/rustc`, `${HOME}/bin/cargo`, libraries], async () => {
    rmSync(OUTPUT, { recursive: true, force: true }); // Made with other libraries.
    await makeToolchain(/host: (.*)/.exec(version)[1]);
    await buildStd(target, libraries);
  });
  return { RUSTUP_TOOLCHAIN: HOME, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: LINKER, CARGO_TARGET_DIR: OUTPUT };
}

/** Installs the clippy that fits; what it needs in the environment. */
export async function debianClippy() {
  if (!existsSync("/usr/bin/clippy-driver")) await apt("Debian's clippy", ["rust-web-clippy"]);
  for (const name of ["cargo-clippy", "clippy-driver"]) link(`/usr/bin/${name}`, `${HOME}/bin/${name}`);
  return { SYSROOT: HOME };
}

async function makeToolchain(host) {
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(`${HOME}/bin`, { recursive: true });
  mkdirSync(`${HOME}/lib/rustlib`, { recursive: true });
  writeFileSync(`${HOME}/bin/rustc`, `#!/bin/sh\nexec ${RUSTC} --sysroot "\${0%/bin/rustc}" "$@"\n`, { mode: 0o755 });
  link((await run("rustup", ["which", "cargo"])).trim(), `${HOME}/bin/cargo`);
  for (const name of [host, "src"]) link(`${RUSTLIB}/${name}`, `${HOME}/lib/rustlib/${name}`);
}

async function buildStd(target, libraries) {
  const dir = cache("std");
  mkdirSync(`${dir}/src`, { recursive: true });
  writeFileSync(`${dir}/Cargo.toml`, '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n');
  writeFileSync(`${dir}/src/lib.rs`, "#![no_std]\n");
  const env = {
    RUSTC,
    RUSTC_BOOTSTRAP: "1",
    RUSTFLAGS: "-Cembed-bitcode=yes", // Without it a build with fat LTO cannot use these libraries.
    CARGO_TARGET_DIR: `${dir}/target`,
  };
  const args = ["build", "--release", "-Z", "build-std=std,panic_abort", "--target", target];
  await run("cargo", args, { label: "Rust's standard library for wasm32", cwd: dir, env });
  const built = `${dir}/target/${target}/release/deps`;
  mkdirSync(libraries, { recursive: true });
  for (const name of readdirSync(built)) {
    if (name.endsWith(".rlib") && !name.startsWith("libempty-")) copyFileSync(`${built}/${name}`, `${libraries}/${name}`);
  }
  rmSync(dir, { recursive: true, force: true });
}

function link(to, path) {
  rmSync(path, { force: true });
  symlinkSync(to, path);
}
