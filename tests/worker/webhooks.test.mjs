// Webhooks through the built Worker, to real receivers: what the shop's server is told, how it knows that it was us, and what
// becomes of a message that did not arrive.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { isSignedBy, receiver, verified } from "../support/receiver.mjs";
import { start } from "./support.mjs";

const AMOUNT = 1_250_000;

let world;
before(async () => (world = await start({ only: ["saman"] })));
after(() => world?.stop());

const ask = (method, path, body) => world.ask(method, `/v1${path}`, body, { authorization: `Bearer ${keys().shop}` });

/** Makes an endpoint that is forgotten when the test is over. */
async function endpoint(t, url, more = {}) {
  const { status, body } = await ask("POST", "/webhook_endpoints", { url, ...more });
  assert.equal(status, 201, JSON.stringify(body));
  t.after(() => ask("DELETE", `/webhook_endpoints/${body.id}`));
  return body;
}

/** A receiver with its endpoint. */
async function listener(t, { answer, ...more } = {}) {
  const it = await receiver(answer);
  t.after(() => it.stop());
  return Object.assign(it, { endpoint: await endpoint(t, it.url, more) });
}

/** A payment that is paid. */
async function paid() {
  const { made, redirect } = await world.atGateway("saman");
  await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
  return made.id;
}

/** A payment that its shop withdraws: the quickest news there is. */
async function cancelled() {
  const { id } = (await world.create()).body;
  assert.equal((await ask("POST", `/payments/${id}/cancel`)).status, 200);
  return id;
}

/** Everything behind a number of the stream. */
async function events(after = 0) {
  const found = [];
  for (let next = after; ; ) {
    const { body } = await ask("GET", `/events?after=${next}`);
    if (body.data.length === 0) return found;
    found.push(...body.data);
    next = body.next;
  }
}

const last = async () => (await events()).at(-1)?.number ?? 0;

const deliveries = async (id) => (await ask("GET", `/webhook_endpoints/${id}/deliveries`)).body.data;

/** Waits until an endpoint's newest delivery fits. */
async function untilDelivery(id, fits, what) {
  for (const end = Date.now() + 10_000; ; ) {
    const [newest] = await deliveries(id);
    if (newest && fits(newest)) return newest;
    assert.ok(Date.now() < end, `${what} was not reached: ${JSON.stringify(newest)}`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

test("a paid payment is told, signed twice, in the very text that can be pulled", async (t) => {
  const shop = await listener(t);
  const before = await last();
  const id = await paid();
  const call = await shop.until(1);
  assert.deepEqual([call.method, call.path, call.headers["content-type"]], ["POST", "/webhooks", "application/json"]);
  const { type, timestamp, data } = verified(shop.endpoint.secret, call);
  assert.ok(isSignedBy(shop.endpoint.public_key, call), "the Ed25519 signature is the public key's");
  assert.deepEqual([type, data.payment, data.sequence, data.status, data.amount], ["payment.paid", id, 1, "paid", AMOUNT]);
  assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000, timestamp);
  const [event] = await events(before);
  assert.equal(event.id, call.headers["webhook-id"]);
  assert.match(event.id, /^evt_[0-9a-z]{26}$/);
  assert.equal(event.body, call.body);
  assert.deepEqual([event.type, event.payment, event.sequence], ["payment.paid", id, 1]);
  assert.deepEqual((await ask("GET", `/events/${event.id}`)).body, event);
  const delivery = await untilDelivery(shop.endpoint.id, ({ state }) => state === "delivered", "delivered");
  assert.deepEqual([delivery.event, delivery.number, delivery.tries.map((one) => one.status)], [event.id, event.number, [204]]);
});

test("an altered message is not ours", async (t) => {
  const shop = await listener(t);
  await cancelled();
  const call = await shop.until(1);
  const { secret, public_key: key } = shop.endpoint;
  assert.ok(verified(secret, call) && isSignedBy(key, call));
  const headers = (more) => ({ ...call, headers: { ...call.headers, ...more } });
  const now = Number(call.headers["webhook-timestamp"]);
  for (const wrong of [
    { ...call, body: call.body.replace("1250000", "1250001") },
    { ...call, body: JSON.stringify(JSON.parse(call.body), null, 1) },
    headers({ "webhook-id": "evt_other" }),
    headers({ "webhook-timestamp": `${now + 1}` }),
  ]) {
    assert.throws(() => verified(secret, wrong));
    assert.equal(isSignedBy(key, wrong), false);
  }
  const other = await endpoint(t, shop.url);
  assert.throws(() => verified(other.secret, call), "another endpoint has another secret");
  assert.equal(isSignedBy(other.public_key, call), false);
});

test("after a 500 it comes again in five seconds, as the same event with a fresh signature", async (t) => {
  const shop = await listener(t, { answer: (_, response) => response.writeHead(shop.calls.length === 1 ? 500 : 200).end("x") });
  await cancelled();
  const [first, second] = [await shop.until(1), await shop.until(2)];
  const waited = second.at - first.at;
  assert.ok(waited >= 4_900 && waited < 9_000, `it came after ${waited} ms`);
  assert.equal(second.headers["webhook-id"], first.headers["webhook-id"]);
  assert.equal(second.body, first.body);
  assert.ok(Number(second.headers["webhook-timestamp"]) >= Number(first.headers["webhook-timestamp"]) + 5);
  verified(shop.endpoint.secret, second);
  const delivery = await untilDelivery(shop.endpoint.id, ({ state }) => state === "delivered", "delivered");
  assert.deepEqual(delivery.tries.map((one) => one.status), [500, 200]);
  assert.equal((await ask("GET", `/webhook_endpoints/${shop.endpoint.id}`)).body.failing_since, undefined);
});

test("an answer that was lost brings the same event again", async (t) => {
  const seen = new Set();
  const shop = await listener(t, {
    answer: ({ headers }, response) => {
      // The first time the shop has done its work and its answer does not get through.
      const known = seen.has(headers["webhook-id"]);
      seen.add(headers["webhook-id"]);
      if (known) response.writeHead(204).end();
      else response.destroy();
    },
  });
  await cancelled();
  await shop.until(2);
  assert.equal(seen.size, 1, "the shop sees that it is the same");
  const delivery = await untilDelivery(shop.endpoint.id, ({ state }) => state === "delivered", "delivered");
  // The harness calls a connection that broke a 500.
  assert.deepEqual(delivery.tries.map((one) => one.status ?? one.silence).at(-1), 204);
  assert.equal(delivery.tries.length, 2);
});

test("what asks for time gets it", async (t) => {
  const wait = (_, response) => (shop.calls.length === 1 ? response.writeHead(503, { "retry-after": "8" }) : response.writeHead(200)).end();
  const shop = await listener(t, { answer: wait });
  await cancelled();
  const [first, second] = [await shop.until(1), await shop.until(2)];
  assert.ok(second.at - first.at >= 7_900, `it came after ${second.at - first.at} ms`);
});

test("410 switches the endpoint off, and switched on it is told what it missed", async (t) => {
  const shop = await listener(t, { answer: (_, response) => response.writeHead(410).end() });
  const { id } = shop.endpoint;
  const before = Date.now();
  await cancelled();
  await shop.until(1);
  await untilDelivery(id, ({ state }) => state === "dead", "dead");
  const { body } = await ask("GET", `/webhook_endpoints/${id}`);
  assert.deepEqual([body.enabled, body.disabled_reason], [false, "gone"]);
  const refused = await ask("POST", `/webhook_endpoints/${id}/replay`, { since: before });
  assert.deepEqual([refused.status, refused.body.code], [409, "webhook_endpoint_disabled"]);
  await cancelled();
  shop.answer = (_, response) => response.writeHead(200).end();
  assert.equal((await ask("POST", `/webhook_endpoints/${id}/enable`)).body.enabled, true);
  assert.equal(shop.calls.length, 1, "nothing comes by itself");
  assert.deepEqual((await ask("POST", `/webhook_endpoints/${id}/replay`, { since: before })).body, { queued: 2 });
  await shop.until(3);
  const ids = shop.calls.map(({ headers }) => headers["webhook-id"]);
  assert.deepEqual([ids[1], new Set(ids).size], [ids[0], 2], "the oldest first, each under its own id");
});

test("a redirect is not followed", async (t) => {
  const other = await receiver();
  t.after(() => other.stop());
  const shop = await listener(t, { answer: (_, response) => response.writeHead(307, { location: other.url }).end() });
  await cancelled();
  await shop.until(2);
  assert.equal(other.calls.length, 0);
  const delivery = await untilDelivery(shop.endpoint.id, ({ tries }) => tries.length >= 2, "a second try");
  assert.equal(delivery.state, "waiting");
});

test("endpoints that hang and fail hold nobody up", async (t) => {
  const hanging = [];
  for (let i = 0; i < 3; i += 1) hanging.push(await listener(t, { answer: () => {} }));
  const failing = await listener(t, { answer: (_, response) => response.writeHead(500).end() });
  const well = await listener(t);
  for (let i = 1; i <= 5; i += 1) {
    const start = Date.now();
    await cancelled();
    const call = await well.until(i);
    assert.ok(call.at - start < 2_000, `message ${i} came after ${call.at - start} ms`);
  }
  for (const one of hanging) assert.ok(one.calls.length <= 3, `${one.calls.length} calls at once to one that hangs`);
  assert.ok(failing.calls.length >= 1);
});

test("a burst comes whole, each message once", async (t) => {
  const shop = await listener(t);
  const before = await last();
  await Promise.all(Array.from({ length: 25 }, cancelled));
  await shop.until(25);
  await untilDelivery(shop.endpoint.id, ({ state }) => state === "delivered", "delivered");
  const sent = shop.calls.map(({ headers }) => headers["webhook-id"]);
  const pulled = await events(before);
  assert.deepEqual([...new Set(sent)].sort(), pulled.map(({ id }) => id).sort());
  assert.equal(sent.length, 25);
  assert.deepEqual(pulled.map(({ number }) => number), pulled.map((_, i) => before + 1 + i), "numbers without gaps");
});

test("an endpoint is told the kinds it wants and no others", async (t) => {
  const shop = await listener(t, { kinds: ["payment.paid"] });
  const all = await listener(t);
  await cancelled();
  const id = await paid();
  await all.until(2);
  assert.equal(verified(shop.endpoint.secret, await shop.until(1)).data.payment, id);
  assert.equal(shop.calls.length, 1);
  assert.deepEqual(shop.endpoint.kinds, ["payment.paid"]);
  assert.equal(all.endpoint.kinds, undefined);
});

test("a new secret and the one before sign side by side", async (t) => {
  const shop = await listener(t);
  const { status, body } = await ask("POST", `/webhook_endpoints/${shop.endpoint.id}/rotate`);
  assert.deepEqual([status, body.version, body.id], [200, 2, shop.endpoint.id]);
  assert.ok(Math.abs(body.old_secret_until - Date.now() - 24 * 3_600_000) < 60_000);
  assert.notEqual(body.secret, shop.endpoint.secret);
  await cancelled();
  const call = await shop.until(1);
  for (const { secret, public_key: key } of [shop.endpoint, body]) {
    verified(secret, call);
    assert.ok(isSignedBy(key, call));
  }
  assert.equal(call.headers["webhook-signature"].split(" ").length, 4);
});

test("one event is sent again on request, and pages of deliveries join", async (t) => {
  const shop = await listener(t);
  for (let i = 1; i <= 3; i += 1) {
    await cancelled();
    await shop.until(i);
  }
  const first = shop.calls[0].headers["webhook-id"];
  assert.deepEqual((await ask("POST", `/webhook_endpoints/${shop.endpoint.id}/replay`, { event: first })).body, { queued: 1 });
  const again = await shop.until(4);
  assert.equal(again.headers["webhook-id"], first);
  verified(shop.endpoint.secret, again);
  const path = `/webhook_endpoints/${shop.endpoint.id}/deliveries`;
  const one = (await ask("GET", `${path}?limit=2`)).body;
  const two = (await ask("GET", `${path}?limit=2&before=${one.next}`)).body;
  const sent = shop.calls.slice(0, 3).map(({ headers }) => headers["webhook-id"]);
  assert.deepEqual([...one.data, ...two.data].map(({ event }) => event), sent.toReversed());
  assert.equal(two.next, null);
  await untilDelivery(shop.endpoint.id, ({ state }) => state === "delivered", "delivered");
});
