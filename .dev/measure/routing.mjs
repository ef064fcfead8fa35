// The router: how fast it decides, how it does in bandit problems and in the payment market beside the best known ones, and what
// it costs over HTTP. The charts that the documentation shows are drawn from this run.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { verdicts } from "../build/verdicts.mjs";
import { bench } from "../lib/bench.mjs";
import { at } from "../lib/paths.mjs";
import { setup } from "../setup.mjs";
import { decisions } from "../../tests/live/decisions.mjs";

const CHARTS = at("www/docs/routing");
const PORT = 26791;
const WEIGHINGS = 2_000;

/** Microseconds that one snapshot's weights take in wasm. */
async function weighing(env) {
  const { weigh } = createRequire(import.meta.url)(await verdicts(env));
  weigh(WEIGHINGS);
  const rounds = Array.from({ length: 5 }, () => {
    const begin = performance.now();
    weigh(WEIGHINGS);
    return ((performance.now() - begin) * 1_000) / WEIGHINGS;
  });
  return rounds.toSorted((a, b) => a - b)[2];
}

const round = (value, places = 2) => Math.round(value * 10 ** places) / 10 ** places;

export default async function routing(figure) {
  const env = await setup();
  mkdirSync(CHARTS, { recursive: true });

  const speed = await bench("dargah-tests", "choose");
  figure("routing.choose_ns", speed.choose_ns, "ns");
  figure("routing.weights_ns", speed.weights_ns, "ns");
  figure("routing.weights_us_wasm", round(await weighing(env), 1), "us");
  figure("routing.decisions_per_s", speed.decisions_per_s, "1/s");

  const bandit = await bench("dargah-routing", "bandit", { CHARTS });
  for (const [set, policies] of Object.entries(bandit.regret)) {
    for (const [policy, regret] of Object.entries(policies)) figure(`routing.regret.${set}.${policy}`, round(regret, 1), "");
  }

  const { market } = await bench("dargah-routing", "market", { CHARTS });
  for (const day of market) {
    const of = (name) => day.policies.find(({ policy }) => policy === name);
    const ours = of("dargah");
    const met = (kind) => ours.outages.find((outage) => outage.kind === kind);
    // The rate needs no name; the others say theirs.
    const at = day.rate === 5 ? "" : `_at_${day.rate}_per_s`;
    const beside = (name) => ours.success_pct.mean - of(name).success_pct.mean;
    figure(`routing.success_pct${at}`, round(ours.success_pct.mean), "%");
    figure(`routing.uplift_pp_vs_sr_v3${at}`, round(ours.beside_best_decision_engine_pp.mean), "pp");
    figure(`routing.uplift_pp_vs_sr_v3_ci95${at}`, round(ours.beside_best_decision_engine_pp.ci95), "pp");
    figure(`routing.uplift_pp_vs_best_peer${at}`, round(ours.beside_best_peer_pp.mean), "pp");
    figure(`routing.uplift_pp_vs_round_robin${at}`, round(beside("round-robin")), "pp");
    figure(`routing.gap_pp_to_oracle${at}`, round(-ours.gap_pp.mean), "pp");
    figure(`routing.shed_s_token_visible${at}`, round(met("token").shed.p50_s, 1), "s");
    figure(`routing.shed_s_silent${at}`, round(met("silent").shed.p50_s, 1), "s");
    figure(`routing.lost_per_outage${at}`, round(met("token").lost), "");
    figure(`routing.lost_per_silent_outage${at}`, round(met("silent").lost, 1), "");
    figure(`routing.restore_s${at}`, round(met("token").restore.p50_s, 1), "s");
    figure(`routing.shopper_probes${at}`, round(met("token").shopper_probes), "");
    figure(`routing.false_down_per_gateway_week${at}`, round(ours.false_down_per_gateway_week), "");
  }

  const http = await decisions({ port: PORT });
  figure("routing.http_cpu_s_per_10k_decisions", http.cpu_s_per_10k, "s");
  for (const [connections, { p50_ms, p99_ms }] of Object.entries(http.connections)) {
    figure(`routing.http_p50_ms.${connections}`, p50_ms, "ms");
    figure(`routing.http_p99_ms.${connections}`, p99_ms, "ms");
  }
}
