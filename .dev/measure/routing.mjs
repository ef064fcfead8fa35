// The router, natively.
import { run } from "../lib/run.mjs";

export default async function routing(figure) {
  const output = await run("cargo", ["bench", "-q", "-p", "dargah-tests", "--bench", "choose"]);
  const line = output.split("\n").find((text) => text.startsWith("{"));
  const { metric, value, unit } = JSON.parse(line ?? "null") ?? {};
  figure(metric ?? "routing.choose_ns", value, unit);
}
