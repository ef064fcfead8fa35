// A payment through the built Worker and the sandbox banks: both protocols, forged and repeated callbacks, and the banks' wrong
// answers. The bank's own book is the judge.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { SHOP, start } from "./support.mjs";

let world;
before(async () => (world = await start({ windows: { page_s: 8, reversal_s: 4, margin_s: 1 } })));
after(() => world.stop());
beforeEach(async () => {
  await world.mellat.reset();
  await world.saman.reset();
});

const GATEWAYS = ["mellat", "saman"];
const bankOf = (gateway) => world[gateway];
const back = (callback) => comeBack(callback, world.fetch);

async function captured(gateway) {
  return (await bankOf(gateway).book()).totals.captured;
}

for (const gateway of GATEWAYS) {
  test(`${gateway}: pay, and the shop is told by a signed return`, async () => {
    const { made, redirect } = await world.atGateway(gateway);
    assert.equal(redirect.method, gateway === "mellat" ? "POST" : "GET");
    const { status, location } = await back(await atBank(redirect, "pay", "http://edge.test"));
    assert.equal(status, 303);
    const query = new URL(location).searchParams;
    assert.equal(query.get("dargah_status"), "paid");
    const signed = ["payment", "order", "status", "amount", "time"].map((name) => query.get(`dargah_${name}`)).join("\n");
    assert.equal(query.get("dargah_signature"), createHmac("sha256", keys().signing).update(signed).digest("base64url"));
    const payment = await world.read(made.id);
    assert.equal(payment.status, "paid");
    assert.equal(payment.attempts[0].state, "captured");
    assert.equal(await captured(gateway), 1_250_000);
  });

  for (const [action, reason] of [["cancel", "cancelled"], ["decline", "declined"]]) {
    test(`${gateway}: ${action} leaves the payment open for another try`, async () => {
      const { made, redirect } = await world.atGateway(gateway);
      await back(await atBank(redirect, action, "http://edge.test"));
      const { body } = await world.ask("GET", `/v1/checkout/${made.client_token}/status`);
      assert.deepEqual([body.status, body.last.reason, body.can_pay], ["open", reason, true]);
      const again = await world.pay(made.client_token, { without: [gateway] });
      assert.notEqual(again.body.gateway, gateway);
      await back(await atBank(await world.leave(again.body.url), "pay", "http://edge.test"));
      assert.equal((await world.read(made.id)).status, "paid");
    });
  }

  test(`${gateway}: a callback that comes many times at once is one payment`, async () => {
    const { made, redirect } = await world.atGateway(gateway);
    const callback = await atBank(redirect, "pay", "http://edge.test");
    const answers = await Promise.all(Array.from({ length: 12 }, () => back(callback)));
    assert.ok(answers.every((answer) => answer.status === 303));
    assert.equal((await world.until(made.id, (p) => p.status === "paid", "paid")).attempts.length, 1);
    const book = await bankOf(gateway).book();
    assert.equal(book.totals.captured, 1_250_000);
    assert.equal(book.transactions[0].calls.verify, 1, "one verify, however often the browser came back");
  });

  test(`${gateway}: a forged success pays nothing and does not stop the real one`, async () => {
    const { made, redirect } = await world.atGateway(gateway);
    const real = await atBank(redirect, "pay", "http://edge.test");
    const name = gateway === "mellat" ? "SaleReferenceId" : "RefNum";
    const forged = real.fields.map(([key, value]) => [key, key === name ? "999999999999" : value]);
    await back({ url: real.url, fields: forged });
    assert.equal((await world.read(made.id)).status, "processing");
    await back(real);
    await world.until(made.id, (p) => p.status === "paid", "paid after the forged callback", 40_000);
    assert.equal(await captured(gateway), 1_250_000);
  });

  test(`${gateway}: a forged cancel does not stop the real success`, async () => {
    const { made, redirect } = await world.atGateway(gateway);
    const real = await atBank(redirect, "pay", "http://edge.test");
    const code = gateway === "mellat" ? ["ResCode", "17"] : ["Status", "1"];
    await back({ url: real.url, fields: real.fields.map(([key, value]) => (key === code[0] ? code : [key, value])) });
    assert.equal((await world.read(made.id)).status, "open");
    await back(real);
    assert.equal((await world.read(made.id)).status, "paid");
  });

  test(`${gateway}: a receipt of one payment does not pay another`, async () => {
    const first = await world.atGateway(gateway);
    const second = await world.atGateway(gateway);
    const receipt = await atBank(first.redirect, "pay", "http://edge.test");
    await back(receipt);
    assert.equal((await world.read(first.made.id)).status, "paid");
    // The second one's own callback address, with the first one's receipt, as an attacker would write it.
    const own = await atBank(second.redirect, "cancel", "http://edge.test");
    const taken = Object.fromEntries(receipt.fields);
    const stolen =
      gateway === "mellat"
        ? [...own.fields.filter(([key]) => key !== "ResCode"), ["ResCode", "0"], ["SaleReferenceId", taken.SaleReferenceId]]
        : [["State", "OK"], ["Status", "2"], ["RefNum", taken.RefNum], ["ResNum", Object.fromEntries(own.fields).ResNum], ["TerminalId", "2015"]];
    await back({ url: own.url, fields: stolen });
    // And the first one's callback, whole, at the second one's address.
    await back({ url: own.url, fields: receipt.fields });
    assert.notEqual((await world.read(second.made.id)).status, "paid");
    assert.equal(await captured(gateway), 1_250_000);
  });

  for (const fault of ["lost", "down", "html", "empty", "huge"]) {
    test(`${gateway}: a verify that is ${fault} ends neither as success nor as failure`, async () => {
      await bankOf(gateway).set({ verify: fault });
      const { made, redirect } = await world.atGateway(gateway);
      await back(await atBank(redirect, "pay", "http://edge.test"));
      const unknown = await world.read(made.id);
      assert.deepEqual([unknown.status, unknown.reason, unknown.attempts[0].state], ["processing", "awaiting_bank", "unknown"]);
      assert.equal((await world.pay(made.client_token)).body.code, "payment_in_progress", "nobody pays twice meanwhile");
      await bankOf(gateway).heal();
      await world.until(made.id, (p) => p.status === "paid", "paid once the bank answers");
      assert.equal(await captured(gateway), 1_250_000);
    });
  }
}

test("mellat: a settle whose answer is lost is asked again, and settled before is settled", async () => {
  await world.mellat.set({ settle: "lost" });
  const { made, redirect } = await world.atGateway("mellat");
  await back(await atBank(redirect, "pay", "http://edge.test"));
  assert.equal((await world.read(made.id)).status, "processing");
  await world.mellat.heal();
  await world.until(made.id, (p) => p.status === "paid", "paid");
  assert.equal(await captured("mellat"), 1_250_000);
});

test("saman: another amount is given back and never fulfilled", async () => {
  await world.saman.set({ wrong_amount: true });
  const { made, redirect } = await world.atGateway("saman");
  await back(await atBank(redirect, "pay", "http://edge.test"));
  const payment = await world.until(made.id, (p) => p.attempts[0].state === "reversed", "reversed");
  assert.notEqual(payment.status, "paid");
  const { totals } = await world.saman.book();
  assert.deepEqual([totals.captured, totals.reversed], [0, 1_250_000]);
});

for (const fault of ["down", "html", "refuse", "soap_fault", "empty", "lost", "huge", "hang"]) {
  test(`a first gateway that is ${fault} is followed by the second before the shopper sees a bank`, async () => {
    await world.mellat.set({ token: fault, slow_ms: 5_000 });
    const { body } = await world.create();
    // The router is left to choose, except that the shopper names the one that fails, so that it is tried first.
    const answer = await world.pay(body.client_token, { gateway: "mellat" });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body.gateway, "saman");
    await back(await atBank(await world.leave(answer.body.url), "pay", "http://edge.test"));
    const payment = await world.read(body.id);
    assert.deepEqual(payment.attempts.map((a) => [a.gateway, a.state]), [["mellat", "abandoned"], ["saman", "captured"]]);
  });
}

test("with every gateway down there is an honest refusal, and the payment stays open", async () => {
  await world.mellat.set({ token: "down" });
  await world.saman.set({ token: "down" });
  const { body } = await world.create();
  const answer = await world.pay(body.client_token);
  assert.deepEqual([answer.status, answer.body.code, answer.body.retryable], [503, "no_gateway", true]);
  await world.mellat.heal();
  await world.saman.heal();
  assert.equal((await world.pay(body.client_token)).status, 200);
});

test("a lost callback is never a failure, and ends when the bank has sent the money back", async () => {
  const { made, redirect } = await world.atGateway("saman");
  await atBank(redirect, "pay-no-return", "http://edge.test").catch(() => {});
  assert.equal((await world.saman.book()).totals.held, 1_250_000);
  assert.equal((await world.read(made.id)).attempts[0].state, "at_bank");
  await world.saman.set({ speed: 600 });
  const payment = await world.until(made.id, (p) => p.attempts[0].state === "lapsed", "lapsed", 30_000);
  assert.equal(payment.status, "open", "the shopper may pay again");
  const { totals } = await world.saman.book();
  assert.deepEqual([totals.captured, totals.reversed], [0, 1_250_000]);
});

test("a callback that fits nothing is a page with a reason, and changes nothing", async () => {
  for (const path of ["/v1/callback/cb_nonsense", "/v1/callback/x"]) {
    const answer = await world.fetch(path, { method: "POST" });
    assert.equal(answer.status, 400);
    assert.match(answer.headers.get("content-type"), /text\/html/);
  }
});

test("what an evicted ledger object knew, it knows again", async () => {
  await world.saman.set({ verify: "down" });
  const { made, redirect } = await world.atGateway("saman");
  await back(await atBank(redirect, "pay", "http://edge.test"));
  // Which of its objects holds the payment stands in its id.
  const shard = Number.parseInt([...made.id.slice(4, 6)].map((c) => "0123456789abcdefghjkmnpqrstvwxyz".indexOf(c).toString(2).padStart(5, "0")).join("").slice(2), 2);
  await world.edge.getWorker().evictDurableObject("LEDGER", { name: `m/demo/${shard.toString(16).padStart(2, "0")}` });
  assert.equal((await world.read(made.id)).status, "processing");
  await world.saman.heal();
  await world.until(made.id, (p) => p.status === "paid", "paid after the eviction");
});

test("two presses at once make one attempt that leads to a bank", async () => {
  const { body } = await world.create();
  const answers = await Promise.all(Array.from({ length: 5 }, () => world.pay(body.client_token)));
  const good = answers.filter((answer) => answer.status === 200);
  assert.ok(good.length >= 1);
  for (const answer of answers.filter((a) => a.status !== 200)) assert.equal(answer.body.code, "payment_in_progress");
  const { attempts } = await world.read(body.id);
  assert.equal(attempts.length, good.length);
});

test("the shop's address is where the signed return leads, and nowhere else", async () => {
  const { redirect } = await world.atGateway("mellat");
  const callback = await atBank(redirect, "pay", "http://edge.test");
  const { location } = await back({ ...callback, url: `${callback.url}?return_url=https://evil.example/` });
  assert.ok(location.startsWith(`${SHOP}/orders/1?`), location);
});

test("the way to the bank is a page of ours that tells its origin and leads nowhere else", async () => {
  const { answer, made } = await world.atGateway("mellat");
  assert.deepEqual([answer.method, answer.fields], ["GET", []]);
  assert.equal(answer.url, `http://edge.test/pay/${made.client_token}/bank`);
  const page = await world.fetch(answer.url);
  assert.equal(page.headers.get("referrer-policy"), "origin");
  const { redirect } = await world.atGateway("mellat");
  const bank = new URL(redirect.url).origin;
  assert.match(redirect.policy, new RegExp(`form-action 'self' ${bank}$`));
  assert.deepEqual(page.headers.getSetCookie(), [], "nothing here needs a cookie");
  // Before there is a bank to go to, and for a token that is nobody's.
  const open = (await world.create()).body;
  const early = await world.fetch(`/pay/${open.client_token}/bank`);
  assert.deepEqual([early.status, early.headers.get("location")], [303, `http://edge.test/pay/${open.client_token}?lang=fa`]);
  assert.equal((await world.fetch("/pay/cs_nobody/bank")).status, 404);
});
