// `node .dev/planted.mjs`: plants other libraries' bugs (tests/planted/bugs.mjs) into a copy of the sources, one at a time, and
// runs the scripted checks on it. Each has to be caught; one that is not, or that cannot be planted, is a failure.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BUGS } from "../tests/planted/bugs.mjs";
import { at, cache } from "./lib/paths.mjs";
import { main, Problem, run } from "./lib/run.mjs";

// One tree and one target directory for all of them: a bug costs the building of what it is in, and no more.
const TREE = cache("planted/tree");
const env = { CARGO_TARGET_DIR: cache("planted/target") };

// The quick ones first: what they catch, the others need not look at.
const CHECKS = ["fault_matrix", "crash_points"];

async function copy() {
  rmSync(TREE, { recursive: true, force: true });
  const listed = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  for (const file of listed.split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(TREE, file)), { recursive: true });
    cpSync(at(file), join(TREE, file), { preserveTimestamps: true });
  }
}

/** What `text` is with `old` made `new`; it stands there once, or the bug is not planted. */
function edited(text, [file, old, fresh]) {
  const found = text.split(old).length - 1;
  if (found !== 1) throw new Problem(`tests/planted/bugs.mjs: ${file} has ${found} times, and not once: ${old}`);
  return text.replace(old, () => fresh);
}

function plant(edits) {
  const before = new Map();
  for (const edit of edits) {
    const path = join(TREE, edit[0]);
    const text = readFileSync(path, "utf8");
    if (!before.has(path)) before.set(path, text);
    writeFileSync(path, edited(text, edit));
  }
  return () => before.forEach((text, path) => writeFileSync(path, text));
}

/** The tests of `check` that fail on the copy. */
async function failing(check, label) {
  const args = ["test", "-p", "dargah-tests", "--test", check];
  try {
    await run("cargo", args, { cwd: TREE, env, label: `${label}: ${check}` });
    return [];
  } catch (problem) {
    const names = [...(problem.output ?? "").matchAll(/^test (\S+) \.\.\. FAILED/gm)].map(([, name]) => name.replace("held::", ""));
    // What does not build is not caught.
    if (names.length === 0) throw problem;
    return names.sort();
  }
}

/** Plants them all: how many libraries' bugs were caught, of how many, and by which checks. */
export async function planted() {
  // What a run says of its progress goes to the other stream.
  console.log = console.error;
  await copy();
  for (const check of CHECKS) {
    const names = await failing(check, "nothing planted");
    if (names.length > 0) throw new Problem(`fails without a planted bug: ${names.join(", ")}`);
  }
  const found = [];
  for (const { library, defects } of BUGS) {
    for (const { what, edits } of defects) {
      const heal = plant(edits);
      let by = [];
      for (const check of CHECKS) {
        by = await failing(check, what);
        if (by.length > 0) break;
      }
      heal();
      found.push({ library, what, by });
      console.error(`${library}: ${what}\n  ${by.length > 0 ? `caught by ${by.join(", ")}` : "NOT CAUGHT"}`);
    }
  }
  const caught = BUGS.filter(({ library }) => found.every((one) => one.library !== library || one.by.length > 0)).length;
  return { caught, of: BUGS.length, found };
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    const { caught, of } = await planted();
    process.stdout.write(`${JSON.stringify({ planted_bugs_caught: caught })}\n`);
    if (caught < of) throw new Problem(`the bugs of ${of - caught} of ${of} libraries were not caught`);
  });
}
