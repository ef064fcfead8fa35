// The operator's books: how fast they are on one core, what the seeded simulator finds in over a million operations, and the model
// checker over holds; and the rows that a payment under the operator's contract writes, the books' among them. `SEEDS=n` takes
// another length.
import { rows } from "../../tests/live/rows.mjs";
import { bench } from "../lib/bench.mjs";

const PORTS = { edge: 26787, bank: 26789, shop: 26788 };

/** The sandbox's contract whose money is paid to the operator. */
const OPERATORS = "saman";

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
  figure("ledger.rows_per_payment", await rows(PORTS, OPERATORS), "rows");
}
