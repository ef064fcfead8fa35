// Whether the checks see the payment core broken: cargo-mutants changes it in one place at a time, and a check must fail.
// `node .dev/mutants.mjs [k/n]` tries every one, or the k-th of n parts.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { at, cache } from "./lib/paths.mjs";
import { main, run } from "./lib/run.mjs";

const VERSION = "27.1.0";

/** Crates whose tests play payments from their beginning to their end. */
const STORIES = "dargah-model,dargah-sim,dargah-tests";

// What people are told of a payment, in words, is not what is proven here.
const FILES = ["attempt", "begin", "callback", "decide", "event", "fold", "hear", "learn", "notice", "purse", "refund", "refunding", "state", "work"];

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
  // The core's own tests first: they are the quickest, and catch most. The rest is for the checks that play whole stories.
  const own = await attempt(program, out, ["--timeout", "60", "--test-package", "dargah-engine"], shard);
  if (own.missed === 0) return own;
  const whole = await attempt(program, out, ["--iterate", "--timeout", "600", "--test-package", STORIES], shard);
  return { caught: own.caught + whole.caught, missed: whole.missed };
}

/** One run over the mutants that are left. What never ends is noticed too. */
async function attempt(program, out, more, shard) {
  const args = ["mutants", "-d", at(""), "-o", out, "-p", "dargah-engine", "--no-shuffle", ...more];
  for (const name of FILES) args.push("-f", `edge/engine/src/payment/${name}.rs`);
  if (shard) args.push("--shard", shard);
  // It ends with 2 where something was missed; the lists say what.
  await run(program, args, { label: "mutants of the payment core" }).catch((problem) => {
    if (!existsSync(`${out}/mutants.out/outcomes.json`)) throw problem;
  });
  const { caught, missed, timeout } = JSON.parse(readFileSync(`${out}/mutants.out/outcomes.json`, "utf8"));
  return { caught: caught + timeout, missed };
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    const { caught, missed } = await mutants(process.argv[2]);
    console.log(JSON.stringify({ caught, missed }));
  });
}
