// The API as a shop needs it: what its description holds, what requests find that are made up from it, what one shop
// finds of another's, how long a newcomer takes to a first payment, its reports, and its panel.
import { look } from "../../tests/bench/panel.mjs";
import { equals, questions } from "../../tests/bench/reports.mjs";
import { fuzz, operations, PORTIONS, SEED } from "../../tests/openapi/run.mjs";
import { firstPayment } from "../../tests/support/newcomer.mjs";
import { tenantLeaks } from "../../tests/support/tenants/look.mjs";
import { start } from "../../tests/worker/support.mjs";

// Made-up requests for each operation, beside those at the edges of what it takes.
const EXAMPLES = 220;

export default async function platform(figure) {
  figure("platform.openapi_operations", operations(), "operations");
  console.error(`  schemathesis: seed ${SEED}`);
  let [cases, failures] = [0, 0];
  for (const tags of PORTIONS) {
    const found = await fuzz({ ports: { edge: 36787, bank: 36789, shop: 36788 }, examples: EXAMPLES, tags });
    if (found.failures > 0) console.error(found.output);
    cases += found.cases;
    failures += found.failures;
  }
  figure("platform.schemathesis_cases", cases, "cases");
  figure("platform.schemathesis_failures", failures, "failures");
  const world = await start({ only: ["saman"] });
  try {
    figure("platform.first_test_payment_s", Math.round((await firstPayment(world)).seconds * 10) / 10, "s");
    const { asked, leaks } = await tenantLeaks(world);
    for (const leak of leaks) console.error(`  ${leak}`);
    console.error(`  ${asked} questions in another shop's place`);
    figure("platform.tenant_leaks", leaks.length, "leaks");
  } finally {
    await world.stop();
  }
  figure("platform.report_equals_ledger", await equals(), "1 if it is");
  const { p99, slowest } = await questions();
  for (const [kind, took] of Object.entries(slowest)) console.error(`  ${kind}: at most ${took.toFixed(1)} ms`);
  figure("platform.report_query_ms_p99", Math.round(p99 * 10) / 10, "ms");
  const panel = await look();
  console.error(`  the heaviest page of the panel: ${panel.heaviest}`);
  figure("platform.axe_violations", panel.violations, "violations");
  figure("platform.panel_br_bytes", panel.bytes, "bytes");
}
