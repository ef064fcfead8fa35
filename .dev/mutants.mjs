// Whether the checks see the payment core broken: cargo-mutants changes it in one place at a time, and a check must fail.
// `node .dev/mutants.mjs [k/n]` tries every one, or the k-th of n parts.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { at, cache } from "./lib/paths.mjs";
import { main, run } from "./lib/run.mjs";

const VERSION = "27.1.0";

// What people are told of a payment, in words, is not what is proven here.
const FILES = ["attempt", "begin", "callback", "decide", "event", "fold", "hear", "learn", "notice", "refund", "refunding", "state", "work"];

/** Resolves with how many mutants were caught and missed. */
export async function mutants(shard) {
  const program = cache("tools/bin/cargo-mutants");
  if (!existsSync(program)) {
    const args = ["install", "cargo-mutants", "--version", `=${VERSION}`, "--locked", "--root", cache("tools")];
    await run("cargo", args, { label: `cargo-mutants ${VERSION}` });
  }
  const out = cache("mutants");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const args = ["mutants", "-d", at(""), "-o", out, "-p", "dargah-engine", "--test-package", "dargah-engine,dargah-model", "--timeout", "300", "--no-shuffle"];
  for (const name of FILES) args.push("-f", `edge/engine/src/payment/${name}.rs`);
  if (shard) args.push("--shard", shard);
  // It ends with 2 where something was missed; the lists say what.
  await run(program, args, { label: "mutants of the payment core" }).catch((problem) => {
    if (!existsSync(`${out}/mutants.out/outcomes.json`)) throw problem;
  });
  const { caught, missed, timeout } = JSON.parse(readFileSync(`${out}/mutants.out/outcomes.json`, "utf8"));
  // What never ends is noticed too.
  return { caught: caught + timeout, missed };
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    const { caught, missed } = await mutants(process.argv[2]);
    console.log(JSON.stringify({ caught, missed }));
  });
}
