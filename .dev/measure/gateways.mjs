// The providers' protocols, natively: every documented code, every answer of every sandbox bank changed in every way.
import { bench } from "../lib/bench.mjs";

const UNITS = { hear_p99_us: "us" };

export default async function gateways(figure) {
  const figures = await bench("dargah-tests", "gateways");
  for (const [name, value] of Object.entries(figures)) figure(`gateways.${name}`, value, UNITS[name] ?? "");
}
