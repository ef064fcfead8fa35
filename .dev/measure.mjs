// `npm run measure [group]`: one JSON line per figure, each from a run made now. A figure that cannot be taken prints nothing,
// and the command fails.
import { readdirSync } from "node:fs";
import { build } from "./build.mjs";
import { continueUnderNode } from "./lib/node.mjs";
import { at } from "./lib/paths.mjs";
import { main, Problem } from "./lib/run.mjs";
import { npmPackages } from "./setup/npm.mjs";

const figure = (metric, value, unit) => {
  if (!Number.isFinite(value)) throw new Problem(`${metric} could not be measured`);
  process.stdout.write(`${JSON.stringify({ metric, value, unit })}\n`);
};

await main(async () => {
  // What building says goes to the other stream: this one holds the figures alone.
  console.log = console.error;
  await npmPackages();
  await continueUnderNode();
  const groups = readdirSync(at(".dev/measure")).map((name) => name.replace(".mjs", "")).sort();
  const wanted = process.argv[2] ? [process.argv[2]] : groups;
  for (const group of wanted) {
    if (!groups.includes(group)) throw new Problem(`no group ${group}; there are: ${groups.join(", ")}`);
  }
  await build();
  for (const group of wanted) await (await import(`./measure/${group}.mjs`)).default(figure);
});
