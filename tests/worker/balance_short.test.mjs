// A refund that the shop's balance does not cover: the operator keeps its fee, and the shop has nothing else.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { start } from "./support.mjs";

const AMOUNT = 1_250_000;
const FEE = 12_500;

const fees = [{ from: "1404-01-01", tariff: { bps: 100 }, payer: "shop", on_refund: "kept" }];

let world;
before(async () => (world = await start({ only: ["mellat", "saman"], terms: { fees, payouts: {} } })));
after(() => world?.stop());

const shop = { authorization: `Bearer ${keys().shop}` };
const refund = (id, amount) =>
  world.ask("POST", `/v1/payments/${id}/refunds`, { reason: "the mug broke", amount }, { ...shop, "idempotency-key": randomUUID() });

async function paid(gateway) {
  const { made, redirect } = await world.atGateway(gateway);
  await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
  return made.id;
}

/** What comes behind an answer is there as soon as a part of the balance is `wanted`. */
async function balanceIs(wanted, part = "total") {
  for (const end = Date.now() + 15_000; ; ) {
    const { body } = await world.ask("GET", "/v1/balance", undefined, shop);
    if (body[part] === wanted) return;
    assert.ok(Date.now() < end, JSON.stringify(body));
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

test("more than the shop has is refused and changes nothing; what another sale covers goes back; its own contracts are not asked about", async () => {
  const id = await paid("saman");
  await balanceIs(AMOUNT - FEE);
  const { status, body } = await refund(id);
  assert.deepEqual([status, body.code, body.param], [409, "balance_short", "amount"]);
  assert.match(body.detail, /12500 rial/);
  assert.deepEqual((await world.read(id)).refunds, []);
  assert.equal((await world.saman.book()).totals.refunded, 0);

  // What another payment brought counts from when the provider has paid it.
  const other = await paid("saman");
  await balanceIs(2 * (AMOUNT - FEE));
  assert.equal((await refund(id)).body.code, "balance_short");
  const settlement = { name: "other", gateway: "saman", received: AMOUNT, lines: [{ payment: other, amount: AMOUNT }] };
  const told = await world.ask("POST", "/v1/operator/books/settlements", settlement, { authorization: `Bearer ${keys().operator}` });
  assert.deepEqual([told.status, told.body], [200, { odd: [] }]);
  await balanceIs(AMOUNT - FEE, "available");
  const back = await refund(id);
  assert.deepEqual([back.status, back.body.status], [201, "succeeded"], JSON.stringify(back.body));
  await balanceIs(AMOUNT - 2 * FEE);

  const own = await refund(await paid("mellat"));
  assert.equal(own.status, 201, JSON.stringify(own.body));
});

test("nothing is paid out while the operator has not said whose account pays", async () => {
  const { status, body } = await world.ask("POST", "/v1/payouts", {}, { ...shop, "idempotency-key": randomUUID() });
  assert.deepEqual([status, body.code], [409, "payouts_not_set_up"], JSON.stringify(body));
});
