// wrangler needs a newer Node than some systems have. The project brings one as a package; a script that was started by an
// older one starts itself again under it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { at } from "./paths.mjs";
import { Problem } from "./run.mjs";

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
export function continueUnderNode() {
  if (isNewEnough()) return;
  const { status } = spawnSync(node(), process.argv.slice(1), { stdio: "inherit" });
  process.exit(status ?? 1);
}
