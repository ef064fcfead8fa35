// The providers' protocols, natively: every documented code, every answer of every sandbox bank changed in every way.
import { run } from "../lib/run.mjs";

const UNITS = { hear_p99_us: "us" };

export default async function gateways(figure) {
  const output = await run("cargo", ["bench", "-q", "-p", "dargah-tests", "--bench", "gateways"]);
  const line = output.split("\n").find((text) => text.startsWith("{"));
  for (const [name, value] of Object.entries(JSON.parse(line ?? "{}"))) figure(`gateways.${name}`, value, UNITS[name] ?? "");
}
