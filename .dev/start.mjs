// `npm start`: installs what is missing, builds, and serves the shop, the edge and the sandbox banks on loopback.
// `--once` ends as soon as everything answers.
import { build } from "./build.mjs";
import { continueUnderNode } from "./lib/node.mjs";
import { main, onStop } from "./lib/run.mjs";
import { startServices } from "./lib/services.mjs";
import { npmPackages } from "./setup/npm.mjs";

await main(async () => {
  await npmPackages();
  await continueUnderNode();
  await build();
  const services = await startServices({ name: "start", ports: { edge: 8787, bank: 8789, shop: 8788 } });
  const end = async () => {
    await services.stop();
    process.exit(0);
  };
  if (process.argv.includes("--once")) {
    console.log(`Open the shop: ${services.shop}/`);
    return end();
  }
  onStop(end);
  console.log(`The sandbox banks: ${services.bank}/   The gateways' health, live: ${services.edge}/panel/health`);
  console.log(`The documentation, with a playground for the widget: ${services.edge}/docs/`);
  console.log(`Open the shop: ${services.shop}/`);
});
