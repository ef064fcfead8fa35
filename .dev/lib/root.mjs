// Debian's packages, for what the system itself must have.
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { Problem, run, succeeds } from "./run.mjs";

/** Whether this is a Debian-like system. */
export const hasApt = () => existsSync("/usr/bin/apt-get");

const HINT = "Debian's packages could not be had. Check the network and `apt-get update`, then start again.";

let updated = false;
let last = Promise.resolve();

/** Installs Debian packages, as root or through sudo. One call after another: dpkg has one lock. */
export function apt(label, packages) {
  const mine = last.then(() => install(label, packages));
  last = mine.catch(() => {});
  return mine;
}

/**
 * Unpacks Debian packages into `dir` and installs nothing, so that no service of theirs starts with the system from then on.
 * It wants root only where the package lists are missing or old.
 */
export async function unpack(label, packages, dir) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const download = () => run("apt-get", ["download", ...packages], { label, cwd: dir, hint: HINT });
  await download().catch(() => aptGet(label, packages).then((get) => update(get, label)).then(download));
  const archives = readdirSync(dir).filter((name) => name.endsWith(".deb"));
  for (const name of archives) await run("dpkg-deb", ["-x", `${dir}/${name}`, dir]);
}

async function install(label, packages) {
  const get = await aptGet(label, packages);
  if (!updated) await update(get, label);
  await get(["install", "-y", "--no-install-recommends", ...packages], { label, hint: HINT });
}

async function update(get, label) {
  await get(["update"], { label: `${label}: package lists`, hint: HINT });
  updated = true;
}

/** How apt-get is run here as root. */
async function aptGet(label, packages) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !(await succeeds("sudo", ["-n", "true"]))) {
    throw new Problem(`${label}: please run \`sudo apt-get install --no-install-recommends ${packages.join(" ")}\` and start again.`);
  }
  // sudo resets the environment, so the variable goes behind it.
  const quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"];
  const [command, ...first] = isRoot ? quiet : ["sudo", "-n", ...quiet];
  return (args, options) => run(command, [...first, ...args], options);
}
