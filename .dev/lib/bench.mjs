// What a measure in Rust says.
import { Problem, run } from "./run.mjs";

/** Runs a bench of a crate; resolves with its figures, one JSON line. What it found stands on the other stream. */
export async function bench(crate, name, env = {}) {
  const output = await run("cargo", ["bench", "-q", "-p", crate, "--bench", name], { env });
  const line = output.split("\n").findLast((text) => text.startsWith("{"));
  if (!line) throw new Problem(`${name} printed no figures`);
  return JSON.parse(line);
}
