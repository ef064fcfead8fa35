// The payment core: explored, simulated, killed, lied to and broken; natively and in the built Worker. `LONG=1` takes the long
// forms: a million seeds, every mutant, an hour of live payments.
import { existsSync } from "node:fs";
import { live } from "../../tests/live/run.mjs";
import { rows } from "../../tests/live/rows.mjs";
import { bench } from "../lib/bench.mjs";
import { cache } from "../lib/paths.mjs";
import { mutants } from "../mutants.mjs";
import { planted } from "../planted.mjs";

const long = process.env.LONG === "1";
const PORTS = { edge: 26787, bank: 26789, shop: 26788 };

export default async function engine(figure) {
  const model = await bench("dargah-model", "model");
  figure("engine.model_states", model.model_states, "states");
  figure("engine.model_violations", model.model_violations, "");
  figure("engine.model_witnesses", Object.values(model.witnesses).filter((met) => met > 0).length, "");

  const sim = await bench("dargah-sim", "simulate", { SEEDS: long ? "1000000" : "50000" });
  figure("engine.sim_seeds", sim.sim_seeds, "");
  figure("engine.sim_audit_differences", sim.sim_audit_differences, "");
  figure("engine.sim_speedup", sim.sim_speedup, "x");

  const scripted = await bench("dargah-tests", "engine");
  for (const name of ["crash_points", "crash_points_converged", "fault_matrix_right"]) figure(`engine.${name}`, scripted[name], "");

  figure("engine.planted_bugs_caught", (await planted()).caught, "");
  figure("engine.rows_per_payment", await rows(PORTS), "rows");

  const seed = Number(process.env.SEED ?? 1);
  const found = await live({ payments: long ? 3_000 : 240, kills: long ? 60 : 8, seed, ports: PORTS, say: console.error });
  figure("engine.live_payments", found.payments, "");
  figure("engine.live_limbo", found.limbo, "");
  figure("engine.live_differences", found.differences.length, "");
  if (found.limbo + found.differences.length > 0) console.error(JSON.stringify(found, null, 1));

  const tried = await mutants(long ? undefined : "0/12");
  figure("engine.mutants_tried", tried.caught + tried.missed, "");
  figure("engine.mutants_caught_percent", Math.round((1_000 * tried.caught) / (tried.caught + tried.missed)) / 10, "%");
  if (existsSync(cache("mutants"))) console.error(`What was missed stands in ${cache("mutants")}.`);
}
