// schemathesis, which makes requests up from an OpenAPI document: a Python program, in an environment of its own.
import { existsSync, rmSync } from "node:fs";
import { cache } from "../lib/paths.mjs";
import { Problem, run, succeeds } from "../lib/run.mjs";
import { unlessDone } from "../lib/stamp.mjs";

const VERSION = "4.32.5";
const HINT = "Python 3.10 or newer with its module venv is needed: `apt-get install python3-venv` on Debian.";

/** Installs it unless it is there at this version; its program. */
export async function schemathesis() {
  const home = cache("tools/schemathesis");
  const program = `${home}/bin/schemathesis`;
  await unlessDone("schemathesis", VERSION, [program], async () => {
    const fits = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
    if (!(await succeeds("python3", ["-c", fits]))) throw new Problem(`schemathesis ${VERSION} cannot be installed. ${HINT}`);
    rmSync(home, { recursive: true, force: true });
    await run("python3", ["-m", "venv", home], { label: "a Python environment", hint: HINT });
    await run(`${home}/bin/pip`, ["install", "--quiet", `schemathesis==${VERSION}`], { label: `schemathesis ${VERSION}` });
  });
  if (!existsSync(program)) throw new Problem(`schemathesis ${VERSION} was installed without its program.`);
  return program;
}
