// Debian's packages, for what the system itself must have.
import { existsSync } from "node:fs";
import { Problem, run, succeeds } from "./run.mjs";

/** Whether this is a Debian-like system. */
export const hasApt = () => existsSync("/usr/bin/apt-get");

let updated = false;
let last = Promise.resolve();

/** Installs Debian packages, as root or through sudo. One call after another: dpkg has one lock. */
export function apt(label, packages) {
  const mine = last.then(() => install(label, packages));
  last = mine.catch(() => {});
  return mine;
}

async function install(label, packages) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !(await succeeds("sudo", ["-n", "true"]))) {
    throw new Problem(`${label}: please run \`sudo apt-get install --no-install-recommends ${packages.join(" ")}\` and start again.`);
  }
  // sudo resets the environment, so the variable goes behind it.
  const quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"];
  const [command, ...first] = isRoot ? quiet : ["sudo", "-n", ...quiet];
  const hint = "Debian's packages could not be installed. Check the network and `apt-get update`, then start again.";
  if (!updated) await run(command, [...first, "update"], { label: `${label}: package lists`, hint });
  updated = true;
  await run(command, [...first, "install", "-y", "--no-install-recommends", ...packages], { label, hint });
}
