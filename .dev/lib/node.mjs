// wrangler needs a newer Node than some systems have. The project brings one as a package; a script that was started by an
// older one starts itself again under it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { at } from "./paths.mjs";
import { onStop, Problem, track } from "./run.mjs";

const NEEDED = [22, 12];

const isNewEnough = () => {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
};

/** The Node that is new enough: this one, or the project's. */
export function node() {
  if (isNewEnough()) return process.execPath;
  const own = at("node_modules/node/bin/node");
  if (!existsSync(own)) throw new Problem(`Node ${process.versions.node} is too old and the project's own is missing. Run \`npm run setup\`.`);
  return own;
}

/** Goes on under a Node that is new enough. Call it after the npm packages are there. */
export async function continueUnderNode() {
  if (isNewEnough()) return;
  const child = track(spawn(node(), process.argv.slice(1), { stdio: "inherit" }));
  // The new process ends by itself, and cleans up, when it is told to; this one is told in its place, and waits.
  onStop((signal) => child.kill(signal));
  const status = await new Promise((resolve) => child.once("exit", resolve));
  process.exit(status ?? 1);
}
