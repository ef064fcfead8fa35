// The packages of package-lock.json: wrangler, a Node for it, wasm-opt, esbuild, and what drives the browser in tests.
import { existsSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { hashOf, unlessDone } from "../lib/stamp.mjs";

/** Installs them, unless they are there for this lock file. */
export async function npmPackages() {
  await unlessDone("npm", hashOf(["package.json", "package-lock.json"]), [at("node_modules/.package-lock.json")], () =>
    run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { label: "npm packages" }),
  );
}

/** Whether a package's own program is there. */
export const bin = (name) => {
  const path = at("node_modules/.bin", name);
  return existsSync(path) ? path : name;
};
