// The native and the wasm build of the engine make the same of every answer and callback of the corpus (tests/src/corpus.rs), so
// what the native tests find holds in the Worker. No Worker is started.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { verdicts } from "../../.dev/build/verdicts.mjs";
import { at, cache } from "../../.dev/lib/paths.mjs";
import { run } from "../../.dev/lib/run.mjs";
import { setup } from "../../.dev/setup.mjs";

// Fewer would mean that a corpus was not written whole.
const CASES_MIN = 15_000;

// What comes of an answer, of one that another request follows, and of a callback.
const KINDS = ["reply", "asks", "callback"];

/** What the wasm build makes of a case; its panic, if it does. */
function verdictOf(reader, told) {
  try {
    return reader.verdict(told);
  } catch (problem) {
    return `panic: ${problem.message}`;
  }
}

test("the native and the wasm build give the same verdicts", async () => {
  const module = await verdicts(await setup());
  const file = at("target/verdicts/native.jsonl");
  await run("cargo", ["run", "-q", "-p", "dargah-tests", "--example", "verdicts", "--", file], { label: "the native verdicts" });
  const [gateways, drawn, ...cases] = readFileSync(file, "utf8").trimEnd().split("\n");
  assert.ok(cases.length >= CASES_MIN, `only ${cases.length} cases`);

  const { Reader, weigh } = createRequire(import.meta.url)(module);
  assert.equal(weigh(1_000), drawn, "the router draws the same from the same evidence, to the bit");
  const reader = new Reader(gateways);
  const heard = new Set();
  for (const [number, line] of cases.entries()) {
    const [told, native] = line.split("\t");
    const wasm = verdictOf(reader, told);
    assert.ok(wasm === native, `line ${number + 3} of ${file}:\n${told}\nnative: ${native}\nwasm:   ${wasm}`);
    heard.add(`${JSON.parse(told).gateway}: ${Object.keys(JSON.parse(native)).find((key) => KINDS.includes(key))}`);
  }
  for (const { id } of JSON.parse(gateways)) {
    for (const kind of ["reply", "callback"]) assert.ok(heard.has(`${id}: ${kind}`), `no ${kind} of ${id} was compared`);
  }
});
