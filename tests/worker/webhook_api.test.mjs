// A shop sets its webhooks up: what is taken, what is refused and why, and that a refusal changes nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { start } from "./support.mjs";

const URL = "http://127.0.0.1:9/webhooks";
const KINDS = [
  ...["paid", "failed", "expired", "cancelled", "review", "returned"].map((word) => `payment.${word}`),
  ...["succeeded", "failed", "review"].map((word) => `refund.${word}`),
];

let world;
before(async () => (world = await start({ only: ["saman"] })));
after(() => world?.stop());

const ask = (method, path, body, headers = { authorization: `Bearer ${keys().shop}` }) => world.ask(method, `/v1${path}`, body, headers);
const make = (body) => ask("POST", "/webhook_endpoints", body);
const list = async () => (await ask("GET", "/webhook_endpoints")).body.data;

function assertProblem({ status, body, headers }, wanted, code, param) {
  assert.deepEqual([status, body.code, body.param], [wanted, code, param], JSON.stringify(body));
  assert.equal(headers.get("content-type"), "application/problem+json");
  assert.equal(headers.get("x-request-id"), body.request_id);
  assert.ok(body.type.endsWith(`/docs/errors.html#${code}`), body.type);
}

test("an endpoint is made, read, rotated, switched and forgotten", async () => {
  const made = await make({ url: URL, kinds: KINDS });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { secret, public_key: key, ...told } = made.body;
  assert.match(told.id, /^we_[0-9a-z]{26}$/);
  assert.equal(Buffer.from(secret.replace(/^whsec_/, ""), "base64").length, 32);
  assert.equal(Buffer.from(key.replace(/^whpk_/, ""), "base64").length, 32);
  assert.deepEqual([told.url, told.kinds, told.enabled, told.version], [URL, KINDS, true, 1]);
  const path = `/webhook_endpoints/${told.id}`;
  assert.deepEqual((await ask("GET", path)).body, told, "the secret is shown once");
  assert.deepEqual(await list(), [told]);
  const rotated = (await ask("POST", `${path}/rotate`)).body;
  assert.deepEqual([rotated.version, rotated.secret === secret, rotated.public_key === key], [2, false, false]);
  const off = (await ask("POST", `${path}/disable`)).body;
  assert.deepEqual([off.enabled, off.disabled_reason], [false, "shop"]);
  assert.equal((await ask("POST", `${path}/enable`)).body.enabled, true);
  assert.deepEqual((await ask("GET", `${path}/deliveries`)).body, { data: [], next: null });
  assert.equal((await ask("DELETE", path)).status, 204);
  assertProblem(await ask("GET", path), 404, "webhook_endpoint_unknown");
  assert.deepEqual(await list(), []);
});

const refused = [
  ["malformed JSON", "{", 400, "json_malformed"],
  ["no object", "[]", 422, "body_invalid"],
  ["no address", {}, 422, "webhook_url_invalid", "url"],
  ["an address that is no text", { url: 1 }, 422, "webhook_url_invalid", "url"],
  ["an unknown field", { url: URL, secret: "whsec_x" }, 422, "body_invalid"],
  ["an unknown kind", { url: URL, kinds: ["payment.paid", "payment.lost"] }, 422, "webhook_kinds_invalid", "kinds"],
  ["no kinds", { url: URL, kinds: [] }, 422, "webhook_kinds_invalid", "kinds"],
  ["kinds that are no list", { url: URL, kinds: "payment.paid" }, 422, "webhook_kinds_invalid", "kinds"],
  ["a body without end", { url: URL, kinds: ["x".repeat(20_000)] }, 413, "body_too_large"],
  ...[
    ...["http://shop.example/", "https://shop.example:8443/", "https://user:secret@shop.example/", "ftp://shop.example/", "shop"],
    ...["https://10.0.0.1/", "https://2130706433/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/"],
    ...["https://localhost/", "https://metadata.google.internal/", "https://printer.local/", "https://shop/", "https://shop.example./"],
  ].map((url) => [url, { url }, 422, "webhook_url_invalid", "url"]),
];
for (const [name, body, ...problem] of refused) {
  test(`${name} is refused as ${problem[1]}`, async () => {
    assertProblem(await make(body), ...problem);
    assert.deepEqual(await list(), []);
  });
}

test("https to a public host is taken anywhere, the own machine in a sandbox", async () => {
  for (const url of ["https://shop.example/hooks?a=1", "http://localhost:8788/webhooks", "https://8.8.8.8/"]) {
    const { status, body } = await make({ url });
    assert.deepEqual([status, body.url], [201, url]);
    await ask("DELETE", `/webhook_endpoints/${body.id}`);
  }
});

test("without a key nothing is told", async () => {
  for (const [method, path] of [["GET", "/webhook_endpoints"], ["POST", "/webhook_endpoints"], ["GET", "/events"], ["GET", "/events/evt_1"]]) {
    assertProblem(await ask(method, path, undefined, {}), 401, "key_invalid");
  }
});

test("what is not there, another method, and a body of another kind", async () => {
  assertProblem(await ask("GET", "/webhook_endpoints/we_1"), 404, "webhook_endpoint_unknown");
  assertProblem(await ask("DELETE", "/webhook_endpoints/we_1"), 404, "webhook_endpoint_unknown");
  assertProblem(await ask("GET", "/events/evt_1"), 404, "event_unknown");
  assertProblem(await ask("PUT", "/webhook_endpoints"), 405, "method_not_allowed");
  assertProblem(await ask("POST", "/events"), 405, "method_not_allowed");
  assertProblem(await ask("GET", "/events/evt_1/more"), 404, "not_found");
  const { id } = (await make({ url: URL })).body;
  assertProblem(await ask("GET", `/webhook_endpoints/${id}/rotate`), 405, "method_not_allowed");
  assertProblem(await ask("POST", `/webhook_endpoints/${id}/nothing`), 404, "not_found");
  const headers = { authorization: `Bearer ${keys().shop}`, "content-type": "text/plain" };
  assertProblem(await ask("POST", "/webhook_endpoints", JSON.stringify({ url: URL }), headers), 415, "content_type_unsupported");
  await ask("DELETE", `/webhook_endpoints/${id}`);
});

test("a replay names an event or a time", async () => {
  const { id } = (await make({ url: URL })).body;
  const replay = (body) => ask("POST", `/webhook_endpoints/${id}/replay`, body);
  for (const body of [{}, { event: "evt_1", since: 1 }, { event: 1 }, { since: "yesterday" }, { since: 1.5 }, { all: true }]) {
    assertProblem(await replay(body), 422, "body_invalid");
  }
  assertProblem(await replay({ event: "evt_1" }), 404, "event_unknown");
  assert.deepEqual((await replay({ since: 0 })).body, { queued: 0 });
  await ask("DELETE", `/webhook_endpoints/${id}`);
});

test("an empty stream is an empty list, and a wrong cursor is refused", async () => {
  assert.deepEqual((await ask("GET", "/events")).body, { data: [], next: 0 });
  assert.deepEqual((await ask("GET", "/events?after=7&limit=1")).body, { data: [], next: 7 });
  for (const [query, param] of [["after=-1", "after"], ["after=x", "after"], ["limit=0", "limit"], ["limit=101", "limit"], ["limit=1.5", "limit"], ["from=1", undefined]]) {
    assertProblem(await ask("GET", `/events?${query}`), 400, "query_invalid", param);
  }
});

test("a shop has sixteen endpoints and no more", async () => {
  const made = [];
  for (let i = 0; i < 16; i += 1) made.push((await make({ url: URL })).body.id);
  assertProblem(await make({ url: URL }), 409, "too_many_webhook_endpoints");
  assert.deepEqual((await list()).map(({ id }) => id), made, "in the order in which they were made");
  await ask("DELETE", `/webhook_endpoints/${made[0]}`);
  assert.equal((await make({ url: URL })).status, 201);
});
