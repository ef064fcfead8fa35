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
before(async () => (world = await start()));
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

/** A shopper pays at a gateway. */
async function pay(made, gateway) {
  const answer = await world.ask("POST", `/v1/checkout/${made.client_token}/pay`, { gateway }, { origin: OURS });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const back = await comeBack(await atBank(await world.leave(answer.body.url), "pay", "http://edge.test"), world.fetch);
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
