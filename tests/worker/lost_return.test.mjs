// The shopper pays and never comes back: the ledger's alarm asks the bank, where it can be asked with what we know.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { atBank } from "../support/bank.mjs";
import { start } from "./support.mjs";

let world;
before(async () => (world = await start({ only: ["zibal", "irankish"], windows: { page_s: 2, reversal_s: 60, margin_s: 1 } })));
after(() => world?.stop());

for (const gateway of ["zibal", "irankish"]) {
  test(`${gateway}: what was paid is found and verified without the shopper`, async () => {
    const { made, redirect } = await world.atGateway(gateway);
    await atBank(redirect, "pay-no-return", "http://edge.test").catch(() => {});
    const payment = await world.until(made.id, ({ status }) => status === "paid", "paid");
    assert.equal(payment.attempts[0].state, "captured");
    const book = await world.of(gateway).book();
    assert.equal(book.totals.captured, payment.amount);
    assert.equal(book.transactions[0].callbacks, 0, "nobody came back");
  });

  test(`${gateway}: who has not paid is asked about and may still pay`, async () => {
    const { made, redirect } = await world.atGateway(gateway);
    const asked = async () => (await world.of(gateway).book()).transactions[0].calls.inquiry;
    for (const end = Date.now() + 20_000; (await asked()) === 0; ) {
      assert.ok(Date.now() < end, "the bank was not asked");
      await new Promise((wait) => setTimeout(wait, 200));
    }
    assert.equal((await world.read(made.id)).status, "open");
    assert.ok((await world.pay(made.client_token, {})).status === 200);
    assert.ok(redirect);
  });
}
