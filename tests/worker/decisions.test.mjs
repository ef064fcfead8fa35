// Routing as an API: decisions, their outcomes, the log, and estimates from it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { at } from "../../.dev/lib/paths.mjs";
import { keys } from "../../.dev/sandbox.mjs";
import { start } from "./support.mjs";

const WHOLE = 65_536;
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const auth = { authorization: `Bearer ${keys().shop}` };
const fixture = (name) => readFileSync(at("tests/fixtures/decisions", `${name}.json`), "utf8");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let world;
before(async () => (world = await start()));
after(() => world.stop());

const post = (path, body, headers = auth) => world.ask("POST", path, body, headers);
const decide = async (body = {}) => {
  const answer = await post("/v1/decisions", { candidates: ["a", "b"], amount: 1_250_000, ...body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};
const read = async (id) => (await world.ask("GET", `/v1/decisions/${id}`, undefined, auth)).body;
const tell = async (outcomes) => {
  const answer = await post("/v1/outcomes", outcomes);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

/** The draw, computed anew: SHA-256 of the id's bytes, the attempt and the snapshot's version; its first two bytes. */
function drawn({ decision, snapshot, weights, candidates }) {
  let number = 0n;
  for (const letter of decision.slice(4)) number = (number << 5n) | BigInt(ALPHABET.indexOf(letter));
  const bytes = Buffer.alloc(28);
  bytes.write(number.toString(16).padStart(32, "0"), 0, "hex");
  bytes.writeUInt32BE(1, 16);
  bytes.writeBigUInt64BE(BigInt(snapshot), 20);
  let point = createHash("sha256").update(bytes).digest().readUInt16BE(0);
  return candidates.find((id) => (point -= weights[id]) < 0);
}

test("the Worker's shares are the native ones to the bit, and its draw is the published one", async () => {
  const { HEALTH } = await world.edge.getWorker().getEnv();
  await HEALTH.put("snapshot/demo/test", fixture("snapshot"));
  const { body, choice } = JSON.parse(fixture("known"));
  const made = await decide(body);
  assert.equal(made.snapshot, choice.snapshot);
  assert.deepEqual(made.weights, Object.fromEntries(choice.weights));
  assert.equal(made.gateway, drawn({ ...made, candidates: body.candidates }));
  assert.equal(made.propensity, made.weights[made.gateway]);
  assert.deepEqual([...made.fallbacks, made.gateway].sort(), [...body.candidates].sort());
  const told = await read(made.decision);
  assert.deepEqual(told.decision, made, "what is read is what was answered");
  assert.equal(told.replays, true);
  assert.deepEqual(told.snapshot, JSON.parse(fixture("snapshot")));
  assert.deepEqual(told.policy.terms.b.most_percent, 40);
});

test("outcomes move the weights, a repeated one does not count twice, and every decision is made again the same", async () => {
  await pause(2_500);
  await decide({ candidates: ["good", "bad"] });
  await pause(500);
  const ids = [];
  for (let round = 0; round < 12; round += 1) {
    const made = await Promise.all(Array.from({ length: 12 }, (_, n) => decide({ candidates: ["good", "bad"], customer: `c${round}-${n}` })));
    ids.push(made.at(-1).decision);
    const outcomes = made.map(({ decision, gateway }) => ({ decision, gateway, status: gateway === "good" ? "paid" : "failed" }));
    assert.deepEqual(await tell(outcomes), { accepted: 12, late: 0 });
    await tell(outcomes);
    await pause(400);
  }
  await pause(4_000);
  await decide({ candidates: ["good", "bad"] });
  await pause(500);
  const made = await decide({ candidates: ["good", "bad"], metadata: { channel: "app" }, policy: { rules: [{ when: { metadata: { key: "channel", is: ["app"] } } }] } });
  assert.ok(made.weights.good > 0.85 * WHOLE, JSON.stringify(made));
  assert.deepEqual([made.rule, made.by], [1, "health"]);
  assert.match(made.reason, /^rule 1 fits: by live health, `/);
  const answers = [];
  for (const id of [...ids, made.decision]) {
    const told = await read(id);
    assert.equal(told.replays, true, JSON.stringify(told));
    assert.equal(told.decision.decision, id);
    answers.push(told);
  }
  // Told twice, and there once; the answer's own clock says when.
  for (const { decision, outcomes } of answers.slice(0, -1)) {
    assert.deepEqual(outcomes.map(({ decision, gateway, status }) => ({ decision, gateway, status })), [{ decision: decision.decision, gateway: decision.gateway, status: decision.gateway === "good" ? "paid" : "failed" }]);
  }
  assert.deepEqual(answers.at(-1).outcomes, []);
  const visits = answers.at(-1).snapshot.gateways.map(({ waiting }) => waiting);
  assert.ok(visits.every((waiting) => waiting <= 6), `everybody who was sent has been heard of: ${visits}`);
  // What this Worker decided, for the native test; written only when asked to.
  if (process.env.KEEP_DECISIONS) writeFileSync(at("tests/fixtures/decisions/worker.json"), `[\n${answers.map((answer) => JSON.stringify(answer)).join(",\n")}\n]\n`);
});

test("the estimate of another policy comes from the log", async () => {
  const target = { otherwise: { mode: "fixed", parts: { bad: 1 } } };
  const { status, body } = await post("/v1/decisions/estimate", { policy: target });
  assert.equal(status, 200, JSON.stringify(body));
  assert.ok(body.decisions >= 140, JSON.stringify(body));
  assert.equal(body.estimate_ppm, 0, "all that went to the bad one failed");
  assert.ok(body.logged_ppm > 400_000 && body.effective_samples > 5, JSON.stringify(body));
  const good = (await post("/v1/decisions/estimate", { policy: { otherwise: { mode: "fixed", parts: { good: 1 } } } })).body;
  assert.equal(good.estimate_ppm, 1_000_000, JSON.stringify(good));
});

test("a call that failed takes a gateway out, and late outcomes are welcome", async () => {
  for (let n = 0; n < 8; n += 1) {
    const made = await Promise.all(Array.from({ length: 10 }, () => decide({ candidates: ["down", "up"] })));
    await tell(made.map(({ decision, gateway }) => (gateway === "down" ? { decision, gateway, status: "unreachable", latency_ms: 900, then: "up" } : { decision, gateway, status: "reached", latency_ms: 90 })));
    await pause(300);
  }
  await pause(3_500);
  await decide({ candidates: ["down", "up"] });
  await pause(500);
  const made = await decide({ candidates: ["down", "up"] });
  assert.ok(made.weights.down < 0.05 * WHOLE, JSON.stringify(made));
  const days = 3 * 24 * 3_600_000;
  const number = (BigInt(Date.now() - days) << 80n) | 12345n;
  const old = Array.from({ length: 26 }, (_, i) => ALPHABET[Number((number >> BigInt(5 * (25 - i))) & 31n)]).join("");
  assert.deepEqual(await tell({ decision: `dec_${old}`, gateway: "up", status: "paid" }), { accepted: 1, late: 1 });
});

test("what is wrong is refused with its code", async () => {
  const refused = async (path, body, status, code, headers) => {
    const answer = await post(path, body, headers);
    assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
  };
  const right = { candidates: ["a"], amount: 1_250_000 };
  await refused("/v1/decisions", right, 401, "key_invalid", {});
  await refused("/v1/outcomes", [], 401, "key_invalid", {});
  await refused("/v1/decisions", { ...right, candidates: [] }, 422, "body_invalid");
  await refused("/v1/decisions", { ...right, candidates: ["a", "a"] }, 422, "body_invalid");
  await refused("/v1/decisions", { ...right, without: ["a"] }, 422, "no_candidate");
  await refused("/v1/decisions", { ...right, amount: 1.5 }, 422, "amount_invalid");
  await refused("/v1/decisions", "{", 400, "json_malformed");
  await refused("/v1/decisions", { ...right, metadata: { n: "x".repeat(20_000) } }, 413, "body_too_large");
  await refused("/v1/outcomes", { decision: "dec_1", gateway: "a", status: "paid" }, 422, "body_invalid");
  await refused("/v1/decisions/estimate", { policy: { otherwise: { mode: "proportional", exponent: 0 } } }, 422, "body_invalid");
  for (const id of ["dec_00000000000000000000000000", "dec_1", "x"]) {
    const answer = await world.ask("GET", `/v1/decisions/${id}`, undefined, auth);
    assert.deepEqual([answer.status, answer.body.code], [404, "decision_unknown"]);
  }
  assert.equal((await world.ask("GET", "/v1/decisions", undefined, auth)).status, 405);
  assert.equal((await world.ask("DELETE", "/v1/outcomes", undefined, auth)).status, 405);
});

test("what a shop tells moves no gateway of the checkout", async () => {
  const { body } = await world.ask("GET", "/v1/gateways");
  assert.deepEqual(body.gateways.filter(({ id }) => ["good", "bad", "up", "down"].includes(id)), []);
});
