// Money goes back because the shop asks for it: refunds and reversals through the built Worker, judged by the banks' books.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { start } from "./support.mjs";

const AMOUNT = 1_250_000;

let world;
before(async () => (world = await start({ only: ["mellat", "saman", "zarinpal", "zibal", "sadad"] })));
after(() => world?.stop());

/** A paid payment at `gateway`. */
async function paid(gateway) {
  const { made, redirect } = await world.atGateway(gateway);
  await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
  assert.equal((await world.read(made.id)).status, "paid");
  return made;
}

const refund = (id, body, key = randomUUID()) =>
  world.ask("POST", `/v1/payments/${id}/refunds`, { reason: "the mug broke", ...body }, { authorization: `Bearer ${keys().shop}`, "idempotency-key": key });

const operator = (method, path, body) => world.ask(method, `/v1/operator${path}`, body, { authorization: `Bearer ${keys().operator}` });

const totals = async (gateway) => (await world.of(gateway).book()).totals;

for (const gateway of ["mellat", "zarinpal", "zibal"]) {
  test(`${gateway}: parts go back up to the sum, and not a rial more`, async () => {
    const { id } = await paid(gateway);
    const before = (await totals(gateway)).refunded;
    const first = await refund(id, { amount: 500_000 });
    assert.deepEqual([first.status, first.body.status, first.body.number], [201, "succeeded", 1], JSON.stringify(first.body));
    const over = await refund(id, { amount: 750_001 });
    assert.deepEqual([over.status, over.body.code], [422, "refund_too_large"]);
    const rest = await refund(id, {});
    assert.deepEqual([rest.status, rest.body.amount, rest.body.status], [201, 750_000, "succeeded"]);
    const payment = await world.read(id);
    assert.deepEqual([payment.status, payment.refunded], ["refunded", AMOUNT]);
    assert.equal((await totals(gateway)).refunded - before, AMOUNT);
    assert.equal((await refund(id, {})).body.code, "refund_too_large", "nothing is left");
  });
}

for (const gateway of ["saman", "zarinpal"]) {
  test(`${gateway}: all of it is undone as a reversal while the bank allows it`, async () => {
    const before = await totals(gateway);
    const { id } = await paid(gateway);
    const { status, body } = await refund(id, {});
    assert.deepEqual([status, body.status, body.amount], [201, "succeeded", AMOUNT], JSON.stringify(body));
    const after = await totals(gateway);
    assert.deepEqual([after.captured - before.captured, after.reversed - before.reversed], [0, AMOUNT]);
    assert.equal((await world.read(id)).status, "refunded");
  });
}

test("where the provider has no way back, that is said", async () => {
  const { id } = await paid("sadad");
  const answer = await refund(id, {});
  assert.deepEqual([answer.status, answer.body.code], [422, "refund_impossible"]);
  const { id: other } = await paid("saman");
  assert.equal((await refund(other, { amount: 1_000 })).body.code, "refund_impossible", "a part of it cannot be reversed");
});

test("the same key is the same refund, and with another body it is refused", async () => {
  const { id } = await paid("zibal");
  const key = randomUUID();
  const first = await refund(id, { amount: 100_000 }, key);
  const again = await refund(id, { amount: 100_000 }, `"${key}"`);
  assert.deepEqual(again.body, first.body);
  assert.equal((await refund(id, { amount: 200_000 }, key)).body.code, "idempotency_key_reused");
  assert.equal((await world.read(id)).refunds.length, 1);
});

test("many refunds at once never exceed what was paid", async () => {
  const { id } = await paid("zibal");
  const answers = await Promise.all(Array.from({ length: 12 }, () => refund(id, { amount: 300_000 })));
  const made = answers.filter(({ status }) => status === 201);
  assert.equal(made.length, 4);
  for (const { status, body } of answers.filter((a) => a.status !== 201)) assert.deepEqual([status, body.code], [422, "refund_too_large"]);
  const payment = await world.until(id, ({ refunds }) => refunds.every(({ status }) => status === "succeeded"), "all sent", 60_000);
  assert.equal(payment.refunded, 1_200_000);
  const row = (await world.of("zibal").book()).transactions.find(({ refunds }) => refunds.length > 0);
  assert.equal(row.refunds.reduce((sum, { amount }) => sum + amount, 0), 1_200_000);
});

test("a refund whose answer is lost is never sent twice, stays reserved, and is resolved by who knows", async () => {
  const { id } = await paid("zibal");
  await world.of("zibal").set({ refund: "lost" });
  const lost = await refund(id, { amount: 400_000 });
  await world.of("zibal").heal();
  assert.deepEqual([lost.status, lost.body.status], [201, "unknown"]);
  assert.equal((await refund(id, { amount: 900_000 })).body.code, "refund_too_large", "what is unknown is reserved");
  const row = (await world.of("zibal").book()).transactions.find(({ refunds }) => refunds.length > 0);
  assert.deepEqual(row.refunds.map(({ amount }) => amount), [400_000]);

  const open = (await operator("GET", "/open")).body.data;
  const mine = open.find(({ payment }) => payment === id);
  assert.ok(mine?.person, "it waits for a person");
  assert.match(mine.why.join("\n"), /refund 1 of 400000 rial: the bank's answer is lost/);
  const learnt = await operator("POST", `/payments/demo/${id}`, { what: { refund: { refund: 1, done: true } }, note: "statement of 5 Azar" });
  assert.deepEqual([learnt.status, learnt.body.payment.refunds[0].status, learnt.body.payment.refunded], [200, "succeeded", 400_000]);
  assert.equal((await operator("GET", "/open")).body.data.some(({ payment }) => payment === id), false);
});

test("a refund is refused without a reason, and for what is not paid", async () => {
  const { id } = await paid("zibal");
  assert.equal((await refund(id, { reason: " " })).body.code, "refund_reason_invalid");
  assert.equal((await refund(id, { amount: 0 })).body.code, "amount_invalid");
  assert.equal((await refund(id, { amount: 10.5 })).body.code, "amount_invalid");
  const made = (await world.create()).body;
  assert.equal((await refund(made.id, {})).body.code, "payment_not_paid");
  assert.equal((await refund("pay_00000000000000000000000000", {})).status, 404);
});

test("a cancelled payment takes no money: what was paid all the same goes back", async () => {
  const { made, redirect } = await world.atGateway("zarinpal");
  const shop = { authorization: `Bearer ${keys().shop}` };
  const cancelled = await world.ask("POST", `/v1/payments/${made.id}/cancel`, undefined, shop);
  assert.deepEqual([cancelled.status, cancelled.body.status], [200, "cancelled"]);
  assert.equal((await world.ask("POST", `/v1/payments/${made.id}/cancel`, undefined, shop)).status, 200, "again is no error");
  assert.equal((await world.pay(made.client_token)).body.code, "payment_cancelled");
  const before = await totals("zarinpal");
  await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
  const payment = await world.until(made.id, ({ attempts }) => attempts[0].state === "reversed", "sent back at once");
  assert.equal(payment.status, "cancelled");
  const after = await totals("zarinpal");
  assert.deepEqual([after.captured - before.captured, after.reversed - before.reversed], [0, AMOUNT]);
  const { id } = await paid("saman");
  assert.equal((await world.ask("POST", `/v1/payments/${id}/cancel`, undefined, shop)).body.code, "payment_paid");
});

test("why a payment stands as it does: its whole log, without what leads into a bank's page", async () => {
  const { id } = await paid("saman");
  const shop = { authorization: `Bearer ${keys().shop}` };
  const { status, body } = await world.ask("GET", `/v1/payments/${id}/events`, undefined, shop);
  assert.equal(status, 200);
  assert.deepEqual(body.events.map(({ type }) => type).slice(0, 3), ["created", "attempt_started", "token_issued"]);
  assert.ok(body.events.some(({ type }) => type === "captured"));
  assert.match(body.why.join("\n"), /attempt 1 at saman, \d+ s ago: the bank confirmed, and the money is the shop's/);
  const text = JSON.stringify(body);
  for (const secret of ["callback_url", "fingerprint", "\"token\""]) assert.ok(!text.includes(secret), secret);
  const looked = await operator("GET", `/payments/demo/${id}`);
  assert.deepEqual(looked.body.events, body.events);
  for (const key of ["", "ok_nobody", keys().shop]) {
    const refused = await world.ask("GET", `/v1/operator/payments/demo/${id}`, undefined, { authorization: `Bearer ${key}` });
    assert.deepEqual([refused.status, refused.body.code], [401, "key_invalid"]);
  }
});

test("an operator's word alone never makes a payment paid", async () => {
  const { made, redirect } = await world.atGateway("saman");
  const lesson = { what: { held: { attempt: 1, reference: "GmshtyjwKSu+lKOLquYrzO9BqjUMb4TPUK0qak/iVs" } }, note: "says a mail" };
  const answer = await operator("POST", `/payments/demo/${made.id}`, lesson);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.notEqual(answer.body.payment.status, "paid");
  await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
  await world.until(made.id, ({ status }) => status === "paid", "paid by the bank's word", 40_000);
  const unfit = await operator("POST", `/payments/demo/${made.id}`, { what: { refund: { refund: 1, done: true } }, note: "x" });
  assert.deepEqual([unfit.status, unfit.body.code], [404, "refund_unknown"]);
  assert.equal((await operator("POST", `/payments/demo/${made.id}`, { what: { returned: { attempt: 1 } } })).status, 422);
});
