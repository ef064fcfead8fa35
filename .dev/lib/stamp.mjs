// Whether something has to be done again: a hash of what it is made from, kept beside what it made.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { at, cache } from "./paths.mjs";

const SKIPPED = new Set(["node_modules", "target", "build", ".wrangler", "shots"]);

function* files(path) {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) return yield path;
  for (const name of readdirSync(path).sort()) if (!SKIPPED.has(name)) yield* files(`${path}/${name}`);
}

/** A hash of the files below these paths of the project, and of `extra`. */
export function hashOf(paths, extra = "") {
  const hash = createHash("sha256").update(extra);
  for (const path of paths) for (const file of files(at(path))) hash.update(`\n${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

/** Does `work` unless it was done for this hash and all of `results` are there. */
export async function unlessDone(name, hash, results, work) {
  const stamp = cache("stamps", name);
  const done = existsSync(stamp) && readFileSync(stamp, "utf8") === hash && results.every((path) => existsSync(path));
  if (done) return false;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}
