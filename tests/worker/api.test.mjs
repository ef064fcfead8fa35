// Bad input: each has its own code and status, and changes nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { SHOP, start } from "./support.mjs";

let world;
before(async () => (world = await start()));
after(() => world.stop());

const auth = { authorization: `Bearer ${keys().shop}` };
const right = { amount: 1_250_000, currency: "IRR", order_id: "A-1", return_url: `${SHOP}/orders/1` };

function assertProblem(answer, status, code) {
  assert.equal(answer.headers.get("content-type"), "application/problem+json", JSON.stringify(answer.body));
  assert.equal(answer.body.code, code, JSON.stringify(answer.body));
  assert.equal(answer.status, status);
  assert.equal(answer.body.status, status);
  assert.match(answer.body.request_id, /^req_[0-9a-f]{16}$/);
  assert.equal(answer.headers.get("x-request-id"), answer.body.request_id);
  assert.ok(answer.body.title && answer.body.type.includes(`#${code}`));
}

test("a payment is made, read, and shown to the shopper", async () => {
  const made = await world.create();
  assert.equal(made.status, 201);
  assert.match(made.body.id, /^pay_[0-9a-z]{26}$/);
  assert.deepEqual([made.body.status, made.body.amount, made.body.mode], ["open", 1_250_000, "test"]);
  assert.deepEqual(await world.read(made.body.id), made.body);
  const { body: view } = await world.ask("GET", `/v1/checkout/${made.body.client_token}`, undefined, { origin: SHOP });
  assert.equal(view.amount, 1_250_000);
  assert.equal(view.state.can_pay, true);
  assert.deepEqual(view.gateways.map((gateway) => gateway.id), ["mellat", "saman"]);
  assert.equal(view.metadata, undefined, "what the shop noted is not the shopper's business");
});

test("what a shop notes of a payment comes back with it", async () => {
  const metadata = { channel: "kiosk", "شعبه": "شمال" };
  const headers = { ...auth, "content-type": "application/json", "idempotency-key": "noted-1" };
  const made = await world.ask("POST", "/v1/payments", { ...right, metadata }, headers);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.deepEqual((await world.read(made.body.id)).metadata, metadata);
});

test("a value of the wrong kind is quoted, so that whoever wrote it finds it", async () => {
  const headers = { ...auth, "content-type": "application/json", "idempotency-key": "quoted-1" };
  const answer = await world.ask("POST", "/v1/payments", { ...right, order_id: 7_411 }, headers);
  assertProblem(answer, 422, "body_invalid");
  assert.match(answer.body.detail, /7411/);
});

const bodies = [
  ["malformed JSON", "{", 400, "json_malformed"],
  ["a negative amount", { ...right, amount: -1000 }, 422, "amount_invalid"],
  ["a zero amount", { ...right, amount: 0 }, 422, "amount_invalid"],
  ["a fractional amount", { ...right, amount: 1000.5 }, 422, "amount_invalid"],
  ["an amount as text", { ...right, amount: "125000" }, 422, "amount_invalid"],
  ["a huge amount", { ...right, amount: 100_000_000_001 }, 422, "amount_too_large"],
  ["an amount under the least", { ...right, amount: 999 }, 422, "amount_too_small"],
  ["toman", { ...right, currency: "IRT" }, 422, "currency_unsupported"],
  ["a foreign return URL", { ...right, return_url: "https://evil.example/" }, 422, "return_url_invalid"],
  ["an empty order id", { ...right, order_id: "" }, 422, "order_id_invalid"],
  ["an unknown field", { ...right, card: "6037990000000000" }, 422, "body_invalid"],
  ["an oversized body", { ...right, description: "x".repeat(20_000) }, 413, "body_too_large"],
];
for (const [name, body, status, code] of bodies) {
  test(`${name} is refused as ${code}`, async () => {
    const key = { "idempotency-key": `bad-${name.replaceAll(" ", "-")}` };
    assertProblem(await world.ask("POST", "/v1/payments", body, { ...auth, ...key }), status, code);
    // Nothing was made under that key: a right body under it is taken.
    assert.equal((await world.ask("POST", "/v1/payments", right, { ...auth, ...key })).status, 201);
  });
}

test("a wrong, a missing and a publishable key are refused", async () => {
  for (const headers of [{}, { authorization: "Bearer sk_test_wrong" }, { authorization: keys().shop }, { authorization: "Bearer pk_test_1" }]) {
    assertProblem(await world.ask("POST", "/v1/payments", right, { ...headers, "idempotency-key": "k" }), 401, "key_invalid");
  }
});

test("a body that is not said to be JSON is refused", async () => {
  const headers = { ...auth, "idempotency-key": "k", "content-type": "text/plain" };
  assertProblem(await world.ask("POST", "/v1/payments", JSON.stringify(right), headers), 415, "content_type_unsupported");
});

test("the idempotency key is required, and decides", async () => {
  assertProblem(await world.ask("POST", "/v1/payments", right, auth), 400, "idempotency_key_missing");
  const first = await world.create({}, "order-77");
  const again = await world.create({}, "order-77");
  assert.deepEqual(again.body, first.body);
  const quoted = await world.create({}, '"order-77"');
  assert.equal(quoted.body.id, first.body.id);
  assertProblem(await world.create({ amount: 2_000_000 }, "order-77"), 422, "idempotency_key_reused");
  assert.equal((await world.read(first.body.id)).amount, 1_250_000);
  const many = await Promise.all(Array.from({ length: 20 }, () => world.create({}, "order-78")));
  assert.equal(new Set(many.map((answer) => answer.body.id)).size, 1);
});

test("an unknown token, payment and address are not found", async () => {
  const { body } = await world.create();
  const altered = body.client_token.slice(0, -1) + (body.client_token.endsWith("A") ? "B" : "A");
  for (const token of ["cs_", "cs_nonsense", altered, body.id]) {
    const answer = await world.ask("GET", `/v1/checkout/${token}`, undefined, { origin: "https://any.example" });
    assertProblem(answer, 404, "payment_unknown");
    assert.equal(answer.headers.get("access-control-allow-origin"), "*", "the widget can say what is wrong");
    assertProblem(await world.ask("POST", `/v1/checkout/${token}/pay`, {}), 404, "payment_unknown");
  }
  assertProblem(await world.ask("GET", "/v1/payments/pay_00000000000000000000000000", undefined, auth), 404, "payment_unknown");
  assertProblem(await world.ask("GET", "/v1/nothing"), 404, "not_found");
  assertProblem(await world.ask("DELETE", "/v1/payments"), 405, "method_not_allowed");
});

test("only the shop's own pages may read and pay", async () => {
  const { body } = await world.create();
  const path = `/v1/checkout/${body.client_token}`;
  const own = await world.ask("GET", path, undefined, { origin: SHOP });
  assert.equal(own.headers.get("access-control-allow-origin"), SHOP);
  assert.match(own.headers.get("vary"), /origin/i);
  for (const origin of ["https://evil.example", "null", `${SHOP}.evil.example`, "http://shop.test"]) {
    const answer = await world.ask("POST", `${path}/pay`, {}, { origin });
    assertProblem(answer, 403, "origin_forbidden");
    assert.equal(answer.headers.get("access-control-allow-origin"), "*", "the widget can say what is wrong");
  }
  assert.deepEqual((await world.read(body.id)).attempts, []);
  const preflight = await world.fetch(`${path}/pay`, { method: "OPTIONS", headers: { origin: SHOP, "access-control-request-method": "POST" } });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), SHOP);
});

test("a wrong pay request changes nothing", async () => {
  const { body } = await world.create();
  assertProblem(await world.pay(body.client_token, { mobile: "12" }), 422, "mobile_invalid");
  assertProblem(await world.pay(body.client_token, { gateway: "nobody" }), 422, "gateway_unavailable");
  assertProblem(await world.pay(body.client_token, { cvv2: "123" }), 422, "body_invalid");
  assertProblem(await world.pay(body.client_token, "{"), 400, "json_malformed");
  assert.deepEqual((await world.read(body.id)).attempts, []);
});
