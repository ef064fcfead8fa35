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

await main(async () => {
  // What `run` says of its progress goes to the other stream: this one ends with the figure.
  console.log = console.error;
  await copy();
  for (const check of CHECKS) {
    const names = await failing(check, "nothing planted");
    if (names.length > 0) throw new Problem(`fails without a planted bug: ${names.join(", ")}`);
  }
  let caught = 0;
  for (const { library, defects } of BUGS) {
    let all = true;
    for (const { what, edits } of defects) {
      const heal = plant(edits);
      let names = [];
      for (const check of CHECKS) {
        names = await failing(check, what);
        if (names.length > 0) break;
      }
      heal();
      all &&= names.length > 0;
      console.error(`${library}: ${what}\n  ${names.length > 0 ? `caught by ${names.join(", ")}` : "NOT CAUGHT"}`);
    }
    caught += Number(all);
  }
  process.stdout.write(`${JSON.stringify({ planted_bugs_caught: caught })}\n`);
  if (caught < BUGS.length) throw new Problem(`${BUGS.length - caught} of ${BUGS.length} libraries' bugs were not caught`);
});
