// Debian's packages, for what the system itself must have.
import { existsSync } from "node:fs";
import { Problem, run, succeeds } from "./run.mjs";

/** Whether this is a Debian-like system. */
export const hasApt = () => existsSync("/usr/bin/apt-get");

let updated = false;

/** Installs Debian packages, as root or through sudo. */
export async function apt(label, packages) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !(await succeeds("sudo", ["-n", "true"]))) {
    throw new Problem(`${label}: please run \`sudo apt-get install --no-install-recommends ${packages.join(" ")}\` and start again.`);
  }
  const [command, first] = isRoot ? ["apt-get", []] : ["sudo", ["apt-get"]];
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  if (!updated) await run(command, [...first, "update"], { label: `${label}: package lists`, env });
  updated = true;
  await run(command, [...first, "install", "-y", "--no-install-recommends", ...packages], { label, env });
}
