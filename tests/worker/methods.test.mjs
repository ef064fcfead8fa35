// A shop with a bank and lenders: what it offers, what is chosen where nobody says, and what a lender's silence hides.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { atBank, comeBack } from "../support/bank.mjs";
import { keys } from "../../.dev/sandbox.mjs";
import { SHOP, start } from "./support.mjs";

const LENDERS = ["snapppay", "torobpay", "digipay"];

let world;
before(async () => (world = await start({ only: ["mellat", "saman", ...LENDERS] })));
after(() => world?.stop());

const made = async (more) => (await world.create({ customer: { mobile: "09121234567" }, ...more })).body;
const view = async (token) => (await world.ask("GET", `/v1/checkout/${token}`, undefined, { origin: SHOP })).body;
const offers = async (token) => (await world.ask("GET", `/v1/checkout/${token}/methods`, undefined, { origin: SHOP })).body.methods;
const ids = (gateways) => gateways.map(({ id }) => id);

test("the view lists the methods with their gateways, and the card is what nobody has to name", async () => {
  const { client_token: token } = await made();
  const { methods, gateways } = await view(token);
  assert.deepEqual(methods.map(({ method, gateways }) => [method, ids(gateways)]), [["card", ["mellat", "saman"]], ["credit", LENDERS]]);
  assert.deepEqual(ids(gateways), ["mellat", "saman"], "whoever knows of no methods pays by card");
  const { body } = await world.pay(token);
  assert.ok(["mellat", "saman"].includes(body.gateway), body.gateway);
});

test("what is open is asked of those who say so, the eligible first", async () => {
  const { client_token: token } = await made();
  const [card, credit] = await offers(token);
  assert.deepEqual([card.method, card.eligible, credit.method, credit.eligible], ["card", "yes", "credit", "yes"]);
  assert.match(credit.title, /۴ قسط/u);
  const large = await offers((await made({ amount: 600_000_000 })).client_token);
  assert.deepEqual(large.map(({ method, eligible }) => [method, eligible]), [["card", "yes"], ["credit", "no"]]);
});

test("a lender that does not answer is not known, and hides nothing", async () => {
  const { client_token: token } = await made();
  for (const lender of ["snapppay", "torobpay"]) await world.of(lender).set({ eligible: "hang", slow_ms: 8_000 });
  const began = Date.now();
  const [card, credit] = await offers(token);
  assert.ok(Date.now() - began < 4_000, "nobody waits for it");
  assert.equal(card.eligible, "yes");
  const known = credit.gateways.map(({ id, eligible }) => [id, eligible]);
  assert.deepEqual(known, [["digipay", "yes"], ["snapppay", "unknown"], ["torobpay", "unknown"]]);
  for (const lender of ["snapppay", "torobpay"]) await world.of(lender).heal();
});

for (const lender of LENDERS) {
  test(`${lender}: a payment is paid by credit, and given back in two parts`, async () => {
    const give = (amount) =>
      world.ask("POST", `/v1/payments/${payment.id}/refunds`, { reason: "the mug broke", amount }, { authorization: `Bearer ${keys().shop}`, "idempotency-key": randomUUID() });
    const payment = await made();
    const { body } = await world.pay(payment.client_token, { method: "credit", gateway: lender });
    assert.equal(body.gateway, lender);
    const back = await atBank(await world.leave(body.url), "pay", "http://edge.test");
    await comeBack(back, world.fetch);
    const paid = await world.until(payment.id, ({ status }) => status === "paid", "paid");
    assert.equal((await world.of(lender).book()).totals.captured, paid.amount);
    assert.equal((await give(250_000)).status, 201);
    assert.equal((await give(1_000_000)).status, 201);
    assert.equal((await world.read(payment.id)).status, "refunded");
    const { captured, refunded } = (await world.of(lender).book()).totals;
    assert.deepEqual([captured, refunded], [0, paid.amount]);
  });
}

test("a token that fails is followed by another gateway of the same method", async () => {
  const { client_token: token } = await made();
  await world.of("snapppay").set({ token: "down" });
  await world.of("torobpay").set({ token: "down" });
  const { status, body } = await world.pay(token, { method: "credit" });
  assert.deepEqual([status, body.gateway], [200, "digipay"]);
  await world.of("digipay").set({ token: "down" });
  const last = (await made()).client_token;
  const none = await world.pay(last, { method: "credit" });
  assert.deepEqual([none.status, none.body.code], [503, "no_gateway"], "never a card that nobody chose");
  for (const lender of LENDERS) await world.of(lender).heal();
});

test("credit needs a mobile number and a method that there is", async () => {
  const { client_token: token } = await made({ customer: undefined });
  const without = await world.pay(token, { method: "credit" });
  assert.deepEqual([without.status, without.body.code], [422, "mobile_required"]);
  assert.equal((await world.pay(token, { method: "credit", mobile: "۰۹۱۲۱۲۳۴۵۶۷" })).status, 200);
  const large = await made({ amount: 600_000_000 });
  const gone = await world.pay(large.client_token, { method: "credit" });
  assert.deepEqual([gone.status, gone.body.code], [422, "method_unavailable"]);
  assert.equal((await world.pay(token, { method: "barter" })).body.code, "body_invalid");
});
