// The operator's books: how fast they are on one core, what the seeded simulator finds in over a million operations, and the model
// checker over holds. `SEEDS=n` takes another length.
import { bench } from "../lib/bench.mjs";

export default async function ledger(figure) {
  const found = await bench("dargah-books", "ledger");
  figure("ledger.transfers_per_s", found.transfers_per_s, "1/s");
  figure("ledger.random_operations", found.random_operations, "");
  figure("ledger.differences", found.differences, "");
  figure("ledger.imbalance_rial", found.imbalance_rial, "rial");
  figure("ledger.overdrafts", found.overdrafts, "");
  figure("ledger.suspense_rial", found.suspense_rial, "rial");
  figure("ledger.model_states", found.model_states, "states");
  figure("ledger.model_violations", found.model_violations, "");
}
