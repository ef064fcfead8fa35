// Webhooks from a Worker that runs by itself, not in the harness, which makes its own answers of redirects and of broken
// connections. And it dies while a shop's server is being called: the call was written down before, so it is made again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServices } from "../../.dev/lib/services.mjs";
import { receiver, verified } from "../support/receiver.mjs";

let world;
before(async () => {
  world = await startServices({ name: "webhooks", ports: { edge: 28787, bank: 28789, shop: 28788 }, fresh: true, mortal: true });
});
after(() => world?.stop());

async function ask(method, path, body, key) {
  const headers = { authorization: `Bearer ${world.key}`, "content-type": "application/json", ...(key && { "idempotency-key": key }) };
  const answer = await fetch(`${world.edge}/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return text && JSON.parse(text);
}

/** Withdraws a new payment, which is news. */
async function cancelled(key) {
  const order = { amount: 50_000, currency: "IRR", order_id: "A-1", return_url: `${world.shop}/` };
  const { id } = await ask("POST", "/payments", order, key);
  await ask("POST", `/payments/${id}/cancel`);
  return id;
}

/** The calls of an endpoint's newest delivery, once there are some. */
async function tries(endpoint) {
  for (const end = Date.now() + 10_000; ; ) {
    const [newest] = (await ask("GET", `/webhook_endpoints/${endpoint}/deliveries`)).data;
    if (newest?.tries.length > 0) return newest.tries;
    assert.ok(Date.now() < end, "no call was heard of");
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

test("a redirect is an answer and not followed, and a broken connection is none", async (t) => {
  const elsewhere = await receiver();
  const redirecting = await receiver((_, response) => response.writeHead(307, { location: elsewhere.url }).end());
  const breaking = await receiver((_, response) => response.destroy());
  const huge = await receiver((_, response) => response.writeHead(200).end("x".repeat(300_000)));
  for (const one of [elsewhere, redirecting, breaking, huge]) t.after(() => one.stop());
  const made = [];
  for (const { url } of [redirecting, breaking, huge]) made.push((await ask("POST", "/webhook_endpoints", { url })).id);
  await cancelled("answers");
  const heard = [];
  for (const id of made) heard.push((await tries(id))[0]);
  assert.deepEqual(heard.map(({ status, silence }) => status ?? silence), [307, "broken", 200]);
  assert.equal(elsewhere.calls.length, 0);
  for (const id of made) await ask("DELETE", `/webhook_endpoints/${id}`);
});

test("the example shop says no to what the service has not signed", async () => {
  const headers = { "webhook-id": "evt_1", "webhook-timestamp": `${Math.floor(Date.now() / 1000)}` };
  for (const signature of [undefined, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="]) {
    const forged = { ...headers, ...(signature && { "webhook-signature": signature }) };
    const answer = await fetch(`${world.shop}/webhooks`, { method: "POST", headers: forged, body: '{"type":"payment.paid","data":{}}' });
    assert.equal(answer.status, 400);
  }
});

test("what was being sent when the Worker was killed is sent again, and nothing is told twice over", async (t) => {
  const shop = await receiver(() => {});
  t.after(() => shop.stop());
  const endpoint = await ask("POST", "/webhook_endpoints", { url: shop.url });
  const before = (await ask("GET", "/events")).next;
  const id = await cancelled("crash");
  const first = await shop.until(1);
  await world.kill();
  shop.answer = (_, response) => response.writeHead(204).end();
  await world.revive();
  const [kept] = (await ask("GET", `/events?after=${before}`)).data;
  assert.deepEqual([kept.id, kept.body], [first.headers["webhook-id"], first.body]);
  const second = await shop.until(2, 60_000);
  assert.equal(second.headers["webhook-id"], first.headers["webhook-id"]);
  assert.ok(second.at - first.at >= 29_000, `the lease was not over: ${second.at - first.at} ms`);
  verified(endpoint.secret, second);
  // The ledger may hand the same event over again, having lost the answer; the stream has it once.
  await ask("POST", `/payments/${id}/cancel`);
  assert.deepEqual((await ask("GET", `/events?after=${before}`)).data, [kept]);
  assert.deepEqual((await tries(endpoint.id)).map(({ status }) => status), [204]);
});
