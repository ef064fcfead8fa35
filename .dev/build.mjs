// Builds the products, each only if something it is made from has changed: `node .dev/build.mjs [edge|bank|widget|site]`.
import { main } from "./lib/run.mjs";
import { setup } from "./setup.mjs";
import { site } from "./build/site.mjs";
import { widget } from "./build/widget.mjs";
import { worker } from "./build/worker.mjs";

const PRODUCTS = {
  widget,
  site,
  edge: (env) => worker(env, "edge", ["edge/Cargo.toml", "edge/src", "edge/engine/Cargo.toml", "edge/engine/src", "edge/migrations", "edge/panel/Cargo.toml", "edge/panel/src", "edge/wire", "widget/words"]),
  bank: (env) => worker(env, "tests/bank", ["tests/bank/Cargo.toml", "tests/bank/src"]),
};

/** Builds everything, or one product. */
export async function build(only) {
  const env = await setup();
  const make = async (names) => {
    for (const name of names) if (!only || only === name) await PRODUCTS[name](env);
  };
  // Two at a time: linking a Worker keeps one processor busy. The Workers share a folder that cargo locks, so one after the other.
  const ends = await Promise.allSettled([make(["edge", "bank"]), make(["widget", "site"])]);
  const broken = ends.find((end) => end.status === "rejected");
  if (broken) throw broken.reason;
}

if (process.argv[1] === import.meta.filename) await main(() => build(process.argv[2]));
