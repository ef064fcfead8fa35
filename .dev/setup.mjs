// Installs what is missing. Everything is checked first, so a second run takes a moment.
import { main } from "./lib/run.mjs";
import { npmPackages } from "./setup/npm.mjs";
import { smallStd, wasmRust } from "./setup/rust.mjs";
import { toolEnv, wasmTools } from "./setup/tools.mjs";

/** Sets up everything that building needs; the environment to build in. */
export async function setup() {
  // Side by side: downloads leave the processors idle, and compiling leaves the network idle.
  const [rust] = await Promise.all([wasmRust(), npmPackages(), wasmTools()]);
  await smallStd(rust);
  return { ...rust, ...toolEnv() };
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    await setup();
    console.log("Everything is installed.");
  });
}
