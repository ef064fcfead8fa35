// A provider's settlement file against the ledger of the built Worker, and the one difference that a person then confirms.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { start } from "./support.mjs";

let world;
before(async () => (world = await start({ only: ["mellat", "saman"] })));
after(() => world?.stop());

const DAY = 86_400_000;
const operator = { authorization: `Bearer ${keys().operator}` };

const upload = (csv, query = {}) => {
  const all = { shop: "demo", gateway: "mellat", from: Date.now() - DAY, to: Date.now() + DAY, ...query };
  return world.ask("POST", `/v1/operator/reconciliations?${new URLSearchParams(all)}`, csv, { ...operator, "content-type": "text/csv" });
};

const refund = (id, body) =>
  world.ask("POST", `/v1/payments/${id}/refunds`, { reason: "the mug broke", ...body }, { authorization: `Bearer ${keys().shop}`, "idempotency-key": randomUUID() });

async function paid() {
  const { made, redirect } = await world.atGateway("mellat");
  await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
  return made.id;
}

const today = new Date(Date.now() + 3.5 * 3_600_000).toISOString().slice(0, 10);
const line = ({ order, reference, amount }, type = "sale") => `${order},${reference ?? ""},${amount},IRR,${type},${today},1234567`;
const file = (rows) => `order,reference,amount,currency,type,date,terminal\r\n${rows.join("\r\n")}\r\n`;

test("what agrees is matched, every difference is listed, and one is confirmed", async () => {
  const ids = [await paid(), await paid(), await paid()];
  await world.mellat.set({ refund: "lost" });
  assert.equal((await refund(ids[2], { amount: 400_000 })).body.status, "unknown");
  await world.mellat.heal();
  const rows = (await world.mellat.book()).transactions; // Newest first.
  assert.equal(rows.length, 3);
  const [third, second] = rows;
  const strange = { order: "42", reference: "4242", amount: 9_000 };
  const csv = file([line(third), line({ order: third.refunds[0].order, amount: 400_000 }, "refund"), line({ ...second, amount: 1_250_010 }), line(strange)]);

  const { status, body } = await upload(csv);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.matched, 1);
  assert.deepEqual(body.discrepancies.map(({ class: word, payment }) => [word, payment ?? null]), [
    ["refund_missing_in_ledger", ids[2]],
    ["amount_differs", ids[1]],
    ["missing_in_ledger", null],
    ["missing_in_file", ids[0]],
  ], JSON.stringify(body.discrepancies, null, 1));
  assert.deepEqual([body.file.sales, body.ledger.sales], [1_250_000 + 1_250_010 + 9_000, 3 * 1_250_000]);

  const [known] = body.discrepancies;
  assert.equal(known.suggestion, "refund_done");
  assert.equal((await world.read(ids[2])).refunds[0].status, "unknown", "nothing is put right by itself");
  const confirmed = await world.ask("POST", `/v1/operator/payments/demo/${known.payment}`, { what: known.what, note: "settlement file of today" }, operator);
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
  assert.equal((await world.read(ids[2])).refunds[0].status, "succeeded");
  assert.equal((await upload(csv)).body.matched, 2, "now they agree");
});

test("a file that cannot be read is refused with its place, and an unknown contract with its name", async () => {
  const bad = await upload(file(["1,2,12x,IRR,sale,1404/09/05,1234567"]));
  assert.deepEqual([bad.status, bad.body.code], [422, "settlement_file_invalid"]);
  assert.match(bad.body.detail, /line 2/);
  for (const [name, value] of [["gateway", "nobody"], ["shop", "nobody"], ["from", "yesterday"], ["to", 0], ["cut_off", -1]]) {
    const wrong = await upload(file([]), { [name]: value });
    assert.deepEqual([wrong.status, wrong.body.code, wrong.body.param], [400, "query_invalid", name]);
  }
  const shop = await world.ask("POST", "/v1/operator/reconciliations?shop=demo", "", { authorization: `Bearer ${keys().shop}` });
  assert.deepEqual([shop.status, shop.body.code], [401, "key_invalid"]);
});
