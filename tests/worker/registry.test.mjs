// Shops that come into being while the service runs: made by the operator's programs, seen at once, and stopped again.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { start } from "./support.mjs";

const OURS = "https://negar.example";
const operator = { authorization: `Bearer ${keys().operator}` };
const settings = { name: { fa: "سامان ما", en: "Our Saman" }, enabled: true, priority: 0 };

let world;
before(async () => (world = await start({ only: ["mellat", "saman", "zarinpal"] })));
after(() => world?.stop());

const ask = (method, path, body) => world.ask(method, `/v1/operator/shops${path}`, body, operator);

/** A shop with a secret key for tests. */
async function shop() {
  const made = await ask("POST", "", { name: { fa: "گالری نگار", en: "Negar Gallery" }, origins: [OURS] });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const key = await ask("POST", `/${made.body.id}/keys`, { kind: "secret", mode: "test", label: "server" });
  assert.equal(key.status, 201, JSON.stringify(key.body));
  return { ...made.body, key: key.body };
}

const create = (key, more = {}) => {
  const body = { amount: 1_250_000, currency: "IRR", order_id: "N-1", return_url: `${OURS}/orders/1`, ...more };
  return world.ask("POST", "/v1/payments", body, { authorization: `Bearer ${key}`, "idempotency-key": randomUUID() });
};

const read = async (key, id) => (await world.ask("GET", `/v1/payments/${id}`, undefined, { authorization: `Bearer ${key}` })).body;

/** A shopper presses pay at a gateway's bank; the callback that their browser would make. */
async function atGateway(made, gateway) {
  const answer = await world.ask("POST", `/v1/checkout/${made.client_token}/pay`, { gateway }, { origin: OURS });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return atBank(await world.leave(answer.body.url), "pay", "http://edge.test");
}

/** A shopper pays at a gateway. */
async function pay(made, gateway) {
  const back = await comeBack(await atGateway(made, gateway), world.fetch);
  assert.equal(back.status, 303, back.body);
  return back;
}

test("a shop is made and takes a test payment the next moment", async () => {
  const { id, key, stage } = await shop();
  assert.equal(stage, "test");
  const made = await create(key.key);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await pay(made.body, "mellat");
  assert.equal((await read(key.key, made.body.id)).status, "paid");
  assert.ok((await ask("GET", "")).body.data.some((row) => row.id === id));
});

test("a key opens its own shop's payments and nobody else's", async () => {
  const [one, two] = [await shop(), await shop()];
  const made = (await create(one.key.key)).body;
  assert.equal((await read(two.key.key, made.id)).code, "payment_unknown");
  assert.equal((await read(keys().shop, made.id)).code, "payment_unknown");
  assert.equal((await create(one.key.key, { return_url: "https://evil.example/" })).body.code, "return_url_invalid");
});

test("a key that was ended opens nothing any more", async () => {
  const { id, key } = await shop();
  assert.equal((await create(key.key)).status, 201);
  assert.equal((await ask("DELETE", `/${id}/keys/${key.id}`)).status, 204);
  assert.equal((await ask("DELETE", `/${id}/keys/${key.id}`)).body.code, "key_unknown");
  const until = Date.now() + 12_000;
  let answer = await create(key.key);
  while (answer.status === 201) {
    assert.ok(Date.now() < until, "it opens after twelve seconds");
    await new Promise((resolve) => setTimeout(resolve, 500));
    answer = await create(key.key);
  }
  assert.equal(answer.body.code, "key_invalid");
});

test("real money comes with being live, and a suspended shop makes no payment", async () => {
  const { id, key } = await shop();
  const wish = { kind: "secret", mode: "live", label: "server" };
  assert.equal((await ask("POST", `/${id}/keys`, wish)).body.code, "shop_not_live");
  assert.equal((await ask("POST", `/${id}`, { stage: "live" })).body.stage, "live");
  assert.match((await ask("POST", `/${id}/keys`, wish)).body.key, /^sk_live_/);
  const open = (await create(key.key)).body;
  assert.equal((await ask("POST", `/${id}`, { stage: "suspended" })).body.stage, "suspended");
  // The next stranger has the isolate look again.
  assert.equal((await create("sk_test_00000000000000000000000000")).body.code, "key_invalid");
  const until = Date.now() + 12_000;
  let refused = await create(key.key);
  while (refused.status === 201 && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    refused = await create(key.key);
  }
  assert.deepEqual([refused.status, refused.body.code], [403, "shop_suspended"]);
  await pay(open, "saman");
  assert.equal((await read(key.key, open.id)).status, "paid", "what was begun goes on to its end");
});

test("a contract of the shop's own takes its payments, and its secrets are never told", async () => {
  const { id, key } = await shop();
  const wish = { provider: "saman", mode: "test", settings, credentials: { terminal: "2015" } };
  const empty = await ask("POST", `/${id}/contracts`, { ...wish, credentials: {} });
  assert.deepEqual([empty.status, empty.body.code], [422, "contract_invalid"]);
  const kept = await ask("POST", `/${id}/contracts`, wish);
  assert.equal(kept.status, 200, JSON.stringify(kept.body));
  assert.ok(!JSON.stringify(kept.body).includes("2015"), JSON.stringify(kept.body));
  const changed = await ask("POST", `/${id}/contracts`, { id: kept.body.id, provider: "saman", mode: "test", settings: { ...settings, max: 2_000_000 } });
  assert.equal(changed.body.settings.max, 2_000_000, JSON.stringify(changed.body));
  const other = await shop();
  const stolen = await ask("POST", `/${other.id}/contracts`, { id: kept.body.id, provider: "saman", mode: "test", settings });
  assert.equal(stolen.body.code, "contract_invalid");

  const made = (await create(key.key)).body;
  await pay(made, kept.body.id);
  const { attempts, status } = await read(key.key, made.id);
  assert.deepEqual([status, attempts.at(-1).gateway], ["paid", kept.body.id]);
  const board = await world.ask("GET", "/v1/gateways");
  assert.ok(!JSON.stringify(board.body).includes(kept.body.id), "the health board tells nobody of it");
  const foreign = (await create(other.key.key)).body;
  const answer = await world.ask("POST", `/v1/checkout/${foreign.client_token}/pay`, { gateway: kept.body.id }, { origin: OURS });
  assert.equal(answer.body.code, "gateway_unavailable");
});

test("payments of a terminal that was given up go on with its credentials, until these are erased", async () => {
  const { id, key } = await shop();
  const merchants = ["aaaaaaaa-2222-4333-8444-555555555555", "bbbbbbbb-2222-4333-8444-555555555555"];
  // The sandbox knows the one token; by the other no money goes back.
  const [first, second] = [{ merchant_id: merchants[0], access_token: "zarinpal-sandbox-token" }, { merchant_id: merchants[1], access_token: "none" }];
  const save = async (more) => {
    const kept = await ask("POST", `/${id}/contracts`, { provider: "zarinpal", mode: "test", settings, ...more });
    assert.equal(kept.status, 200, JSON.stringify(kept.body));
    return kept.body.id;
  };
  const contract = await save({ credentials: first });
  const [paid, waiting] = [(await create(key.key)).body, (await create(key.key, { order_id: "N-2" })).body];
  await pay(paid, contract);
  const late = await atGateway(waiting, contract);

  const long = await ask("POST", `/${id}/contracts`, { id: contract, provider: "zarinpal", mode: "test", settings, credentials: second, overlap_s: 7_776_001 });
  assert.deepEqual([long.status, long.body.param], [422, "overlap_s"]);
  assert.equal(await save({ id: contract, credentials: second }), contract);
  const { DB } = await world.edge.getWorker().getEnv();
  const stored = async () => (await DB.prepare("SELECT sealed, until FROM contract_before WHERE contract = ?").bind(contract).all()).results;
  const [kept] = await stored();
  assert.ok(kept.sealed.startsWith("v1.") && !kept.sealed.includes("token"), kept.sealed);
  assert.ok(kept.until > Date.now() + 29 * 86_400_000);

  await comeBack(late, world.fetch);
  assert.equal((await read(key.key, waiting.id)).status, "paid", "who was at the bank meanwhile is verified as they began");
  const refund = (payment) =>
    world.ask("POST", `/v1/payments/${payment}/refunds`, { amount: 20_000, reason: "it broke" }, { authorization: `Bearer ${key.key}`, "idempotency-key": randomUUID() });
  const given = await refund(paid.id);
  assert.equal(given.body.status, "succeeded", JSON.stringify(given.body));
  const fresh = (await create(key.key, { order_id: "N-3" })).body;
  await pay(fresh, contract);
  assert.equal((await read(key.key, fresh.id)).status, "paid");
  const at = async (order) => {
    const { attempts } = (await world.ask("GET", `/v1/operator/payments/${id}/${order}`, undefined, operator)).body.payment;
    const { transactions } = await world.of("zarinpal").book();
    return transactions.find((row) => [row.reference, row.token].includes(attempts[0].reference))?.terminal;
  };
  assert.deepEqual([await at(paid.id), await at(waiting.id), await at(fresh.id)], [merchants[0], merchants[0], merchants[1]]);
  const log = await world.ask("GET", `/v1/payments/${fresh.id}/events`, undefined, { authorization: `Bearer ${key.key}` });
  assert.ok(!JSON.stringify(log.body).includes("edition"), "how contracts are kept is no part of a payment's log");

  // The same terminal under another secret: nothing is kept, and payments that began before go by the new one.
  await save({ id: contract, credentials: { ...second, access_token: first.access_token } });
  assert.equal((await stored()).length, 1);
  assert.equal((await refund(fresh.id)).body.status, "succeeded");

  // Their time is over: what has come of the old payments stands, and what is still asked goes by what there is.
  await DB.prepare("UPDATE contract_before SET until = ? WHERE contract = ?").bind(Date.now(), contract).run();
  await world.edge.getWorker().scheduled({ cron: "*/5 * * * *" });
  assert.deepEqual((await stored()).map(({ sealed }) => sealed), [""], "erased");
  assert.equal((await read(key.key, paid.id)).refunded, 20_000);
});
