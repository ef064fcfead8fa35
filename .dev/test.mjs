// `npm test`: every check, one step after another; the last line counts them from the runners' own words.
// `npm test -- --only rust|worker|live|e2e|relay` runs a part.
import { readdirSync } from "node:fs";
import { build } from "./build.mjs";
import { continueUnderNode, node } from "./lib/node.mjs";
import { at } from "./lib/paths.mjs";
import { main, run, seconds } from "./lib/run.mjs";
import { chromium } from "./setup/chromium.mjs";
import { nginx } from "./setup/nginx.mjs";
import { npmPackages } from "./setup/npm.mjs";
import { TARGET, wasmClippy } from "./setup/rust.mjs";
import { setup } from "./setup.mjs";

const only = process.argv[process.argv.indexOf("--only") + 1];
const wanted = (part) => !process.argv.includes("--only") || only === part;

const count = { passed: 0, failed: 0 };

/** Runs a step. `read` takes the counts from its output; without it the step counts as one check. */
async function step(name, work, read = () => ({ passed: 1, failed: 0 })) {
  console.log(`\n== ${name}`);
  const start = Date.now();
  let output = "";
  let failed = false;
  try {
    output = (await work()) ?? "";
  } catch (problem) {
    failed = true;
    output = problem.output ?? "";
    console.error(problem.output ? "" : problem.message);
  }
  const found = failed && !output ? { passed: 0, failed: 0 } : read(output);
  // A step that broke without saying which check failed is one failed check.
  if (failed && found.failed === 0) found.failed = 1;
  if (!failed && found.passed === 0) found.failed += 1;
  count.passed += failed && read.length === 0 ? 0 : found.passed;
  count.failed += found.failed;
  console.log(`== ${name}: ${found.failed === 0 ? "ok" : "FAILED"} in ${seconds(start)}`);
}

const sum = (output, pattern) => [...output.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
const cargoCounts = (output) => ({ passed: sum(output, /test result: .*? (\d+) passed/g), failed: sum(output, / (\d+) failed;/g) });
const nodeCounts = (output) => ({
  passed: sum(output, /^. pass (\d+)$/gm),
  failed: sum(output, /^. (?:fail|cancelled) (\d+)$/gm),
});

const cargo = (...args) => run("cargo", args, { show: true });

// What only exists for wasm32: the Workers' shells and the widget.
const wasmLint = (env) =>
  run("cargo", ["clippy", "-p", "dargah-edge", "-p", "dargah-bank", "-p", "dargah-widget", "--lib", "--target", TARGET, "--", "-D", "warnings"], {
    show: true,
    env,
  });

/** `side` files at a time, where each has services and ports of its own. */
async function nodeTests(folder, env, side = 1, more = { show: true }) {
  const files = readdirSync(at(folder)).filter((name) => name.endsWith(".test.mjs")).sort();
  if (files.length === 0) throw new Error(`${folder} holds no tests`);
  const args = ["--test", `--test-concurrency=${side}`, "--test-reporter=spec", ...files.map((name) => at(folder, name))];
  return run(node(), args, { ...more, env: { NO_COLOR: "1", FORCE_COLOR: "0", ...env } });
}

/** What ran beside another step says it when its own turn comes. */
async function told(work) {
  try {
    const output = await work;
    console.log(output);
    return output;
  } catch (problem) {
    console.log(problem.output ?? "");
    throw problem;
  }
}

await main(async () => {
  let env;
  let browser;
  const start = Date.now();
  await step("set-up", async () => {
    await npmPackages();
    await continueUnderNode();
    if (only !== "relay") env = await setup(); // The relay is nginx alone.
    if (wanted("e2e")) browser = await chromium();
  });
  if (count.failed > 0) return end(start); // Nothing below can work.
  // The wasm products are built beside the native checks: linking one keeps a single processor busy.
  const building = only === "relay" ? undefined : build();
  building?.catch(() => {}); // The step below tells.
  if (wanted("rust")) {
    await step("formatting", () => cargo("fmt", "--all", "--check"));
    await step("clippy", () => cargo("clippy", "--workspace", "--all-targets", "--", "-D", "warnings"));
    await step("clippy for wasm32", async () => wasmLint({ ...env, ...(await wasmClippy(env)) }));
    await step("native tests", () => cargo("test", "--workspace", "--no-fail-fast"), cargoCounts);
  }
  if (wanted("relay")) await step("the relay in nginx", async () => nodeTests("tests/relay", { NGINX_PATH: await nginx() }), nodeCounts);
  if (only === "relay") return end(start);
  await step("the wasm products", () => building);
  if (wanted("worker")) await step("the Workers in workerd", () => nodeTests("tests/worker", {}, 2), nodeCounts);
  // Its banks and shoppers are waited for most of the time, so it runs beside the browser.
  const killed = "the Worker killed in the middle of its work";
  const live = wanted("live") ? nodeTests("tests/live", {}, 1, { label: killed }) : undefined;
  live?.catch(() => {}); // Its step tells.
  if (wanted("e2e")) await step("payments in a browser", () => nodeTests("tests/e2e", { CHROMIUM: browser }, 2), nodeCounts);
  if (live) await step(killed, () => told(live), nodeCounts);
  end(start);
});

function end(start) {
  console.log(`\nAll of it took ${seconds(start)}.`);
  console.log(`${count.passed} passed, ${count.failed} failed`);
  process.exit(count.failed === 0 ? 0 : 1);
}
