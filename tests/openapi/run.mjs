// schemathesis against the running Worker: it makes requests up from www/docs/openapi.json, right and wrong ones, follows the
// document's links, and holds every answer to the document. What it could hardly make up itself is made before: payments that
// shoppers have paid, tokens, a decision.
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { schemathesis } from "../../.dev/setup/schemathesis.mjs";
import { at } from "../../.dev/lib/paths.mjs";
import { Problem, run } from "../../.dev/lib/run.mjs";
import { keys } from "../../.dev/sandbox.mjs";
import { startServices } from "../../.dev/lib/services.mjs";
import { atBank, comeBack, wayOf } from "../support/bank.mjs";

/** What the requests are drawn from. */
export const SEED = 20_260_730;

// Who pays before the run, so that there is something to give back, to look at and to be told of.
const PAID = 12;
const OPEN = 6;

const PHASES = ["examples", "coverage", "fuzzing", "stateful"];

/** The document's tags, in portions that are tried apart: what links to one another stays together. */
export const PORTIONS = [["Payments", "Checkout"], ["Webhooks", "Operator"], ["Decisions", "Health", "Payment links", "Payees", "Pages"]];

/** How many operations the document has. */
export const operations = () => Object.values(read().paths).reduce((sum, item) => sum + Object.keys(item).length, 0);

const read = () => JSON.parse(readFileSync(at("www/docs/openapi.json"), "utf8"));

/**
 * Tries the operations with these tags on services of its own, with up to `examples` made-up requests for each. Resolves with
 * how many requests were made, how many things were wrong, and what is said of them. `phases` leaves out all but these.
 */
export async function fuzz({ ports, examples, tags, phases = PHASES }) {
  const program = await schemathesis();
  const services = await startServices({ name: "openapi", ports, fresh: true });
  try {
    const known = await prepare(services);
    const files = { document: `${services.state}/openapi.json`, config: `${services.state}/schemathesis.toml` };
    // The document's examples come back to the shop of `npm start`; this one has another port.
    const text = readFileSync(at("www/docs/openapi.json"), "utf8");
    writeFileSync(files.document, text.replaceAll("http://127.0.0.1:8788", services.shop));
    writeFileSync(files.config, config(services, known, { phases, examples }), { mode: 0o600 });
    const args = ["--config-file", files.config, "run", files.document, "--url", services.edge, "--no-color", ...tags.flatMap((tag) => ["--include-tag", tag])];
    const output = await run(program, args, { label: `schemathesis: ${tags.join(", ")}` }).catch((problem) => {
      // One that found something ends with 1, and says what.
      if (problem.output?.includes("SUMMARY")) return problem.output;
      throw problem;
    });
    return counted(output);
  } finally {
    await services.stop();
  }
}

/** Payments, paid and open, and a decision. */
async function prepare({ edge, shop, key }) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const post = async (path, body, more = {}) => {
    const answer = await fetch(edge + path, { method: "POST", headers: { ...headers, ...more }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Problem(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const make = () =>
    post("/v1/payments", { amount: 1_250_000, currency: "IRR", order_id: "A-1", return_url: `${shop}/orders/1` }, { "idempotency-key": randomUUID() });
  const known = { paid: [], tokens: [], endpoints: [], links: [], payees: ["anbar"] };
  for (let n = 0; n < PAID; n += 1) {
    const made = await make();
    const answer = await post(`/v1/checkout/${made.client_token}/pay`, {});
    const back = await comeBack(await atBank(wayOf(await (await fetch(answer.url)).text()), "pay", edge));
    if (back.status !== 303) throw new Problem(`a payment could not be paid: ${back.status} ${back.body}`);
    known.paid.push(made.id);
  }
  for (let n = 0; n < OPEN; n += 1) known.tokens.push((await make()).client_token);
  known.endpoints.push((await post("/v1/webhook_endpoints", { url: `${shop}/webhooks` })).id);
  const owner = { person: { national_code: "1234567891", born: "1365-04-12" } };
  await post("/v1/payees", { id: known.payees[0], name: "انبار", iban: "IR160120000000001234567890", owner });
  for (const amount of [450_000, null]) known.links.push((await post("/v1/payment_links", { title: "ماگ سفالی", amount })).id);
  known.decisions = [(await post("/v1/decisions", { candidates: ["a", "b"], amount: 1_000 })).decision];
  return known;
}

/** schemathesis's own settings, TOML. */
function config({ shop, key }, known, { phases, examples }) {
  const list = (values) => JSON.stringify(values);
  const bind = (name, probability) => `{ dictionary = "${name}", probability = ${probability} }`;
  const on = (phase) => `[phases.${phase}]\nenabled = ${phases.includes(phase)}\n`;
  return `
seed = ${SEED}
continue-on-failure = true
workers = 1
request-timeout = 30
warnings = false

[auth.openapi]
shopKey = { bearer = "${key}" }
operatorKey = { bearer = "${keys().operator}" }

[generation]
max-examples = ${examples}
database = "none"

${PHASES.map(on).join("\n")}

[dictionaries]
paid = { values = ${list(known.paid)} }
tokens = { values = ${list(known.tokens)} }
endpoints = { values = ${list(known.endpoints)} }
decisions = { values = ${list(known.decisions)} }
links = { values = ${list(known.links)} }
payees = { values = ${list(known.payees)} }
returns = { values = ${list([`${shop}/orders/1`, `${shop}/a?b=%20`])} }
own = { values = ["demo"] }

# To be told that it is too much is a refusal too.
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422]

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 413]

# No schema can say everything: what an origin is and which are a shop's, with whom the operator has a contract, how much is left to give back, that a key was used before.
[[operations]]
include-operation-id = ["createPayment", "createRefund", "makePayee", "changePayee", "createDecision", "estimatePolicy", "reportOutcomes", "createEndpoint", "payCheckout", "payPage", "submitPaymentLink", "makePaymentLink", "payByLink", "learnOfPayment", "replay", "makeShop", "changeShop", "saveContract", "settle"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 413, 422]

[[operations]]
include-operation-id = ["reconcile", "returnFromBank", "returnFromBankByForm", "listPayments", "exportPayments", "readTotals", "checkReport", "rebuildReport"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "3xx", 400, 422]

[[operations]]
include-operation-id = "createPayment"
parameters = { "body.return_url" = ${bind("returns", 0.9)} }

[[operations]]
include-path-regex = "^/v1/payments/"
parameters = { "path.id" = ${bind("paid", 0.5)} }

[[operations]]
include-tag = "Operator"
parameters = { "path.shop" = ${bind("own", 0.7)}, "path.id" = ${bind("paid", 0.5)}, "query.shop" = ${bind("own", 0.9)}, "query.gateway" = "saman" }

[[operations]]
include-path-regex = "\\\\{token\\\\}"
parameters = { "path.token" = ${bind("tokens", 0.6)} }

[[operations]]
include-path-regex = "^/(v1/payment_links|l)/"
parameters = { "path.id" = ${bind("links", 0.5)} }

[[operations]]
include-path-regex = "^/v1/payees/"
parameters = { "path.id" = ${bind("payees", 0.5)} }

# One that is removed is still there to be read: it keeps its balance.
[[operations]]
include-tag = "Payees"
checks.use_after_free.enabled = false

[[operations]]
include-path-regex = "^/v1/balance"
parameters = { "query.payee" = ${bind("payees", 0.7)} }

[[operations]]
include-path-regex = "^/v1/webhook_endpoints/"
parameters = { "path.id" = ${bind("endpoints", 0.5)} }

[[operations]]
include-operation-id = "readDecision"
parameters = { "path.id" = ${bind("decisions", 0.4)} }

[[operations]]
include-operation-id = "reportOutcomes"
parameters = { "body.decision" = ${bind("decisions", 0.8)}, "body.[*].decision" = ${bind("decisions", 0.8)} }
`;
}

/** What its summary says. */
function counted(output) {
  const summary = output.slice(output.indexOf("SUMMARY"));
  const cases = Number(/(\d[\d,]*) generated/.exec(summary)?.[1].replaceAll(",", ""));
  const found = [...summary.matchAll(/^ +\S+ +ST\d+ .*: (\d+)$/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
  // A test that could not be made at all counts as well: nobody knows what it would have found.
  const errors = [...summary.matchAll(/^ +\S+ +[A-Z][\w ]*Error\b.*: (\d+)$/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
  const clean = /No issues found/.test(summary);
  if (!Number.isFinite(cases) || clean !== (found + errors === 0)) throw new Problem(`schemathesis says what is not understood:\n${output}`);
  return { cases, failures: found + errors, output };
}
