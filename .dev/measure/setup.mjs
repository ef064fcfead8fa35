// From a fresh clone to a shop that answers: everything the project installs for itself included, what Debian and Rust already
// had on this machine not. The second start is the same command again.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";

export default async function setup(figure) {
  const dir = mkdtempSync(join(tmpdir(), "dargah-clone-"));
  try {
    await run("git", ["clone", "-q", root, dir]);
    for (const metric of ["setup.first_start_s", "setup.second_start_s"]) {
      const start = Date.now();
      await run("npm", ["start", "--silent", "--", "--once"], { cwd: dir, label: metric });
      figure(metric, Math.round((Date.now() - start) / 100) / 10, "s");
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
