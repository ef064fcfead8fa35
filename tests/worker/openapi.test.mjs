// The API's description against the built Worker: every operation is asked for, and every answer is held to it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { Applicant } from "../support/applicant.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { description, faultOf, judge, operationOf, operations } from "./description.mjs";
import { SHOP, start } from "./support.mjs";

const DAY = 86_400_000;
const auth = { authorization: `Bearer ${keys().shop}` };
const operator = { authorization: `Bearer ${keys().operator}` };
const json = { "content-type": "application/json" };
const once = () => ({ "idempotency-key": randomUUID() });

// What was answered, as `METHOD path status`.
const seen = new Set();

let world;
before(async () => {
  world = await start({ only: ["mellat", "saman", "zarinpal"] });
  const { fetch } = world;
  world.fetch = async (url, init = {}) => {
    const answer = await fetch(url, init);
    const method = init.method ?? "GET";
    const operation = operationOf(method, url);
    if (operation) {
      judge(operation, answer, await answer.clone().text());
      seen.add(`${method} ${operation.path} ${answer.status}`);
    }
    return answer;
  };
});
after(() => world?.stop());

const ask = (method, path, body, headers = auth) => world.ask(method, path, body, headers);
const example = (name) => description.components.schemas[name].examples[0];

/** Asks, and expects this status and, of a problem, this code. */
async function expect(status, code, method, path, body, headers) {
  const answer = await ask(method, path, body, headers);
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
  return answer;
}

async function paid(gateway) {
  const { made, redirect } = await world.atGateway(gateway);
  const back = await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
  assert.equal(back.status, 303, back.body);
  return made;
}

test("every example is what it is an example of", () => {
  for (const [name, { examples = [] }] of Object.entries(description.components.schemas)) {
    for (const one of examples) assert.equal(faultOf(one, "components", "schemas", name), undefined, name);
  }
});

test("the service and its gateways", async () => {
  await world.fetch("/health");
  await world.fetch("/health", { method: "HEAD" });
  await world.fetch("/v1/gateways");
  await world.fetch("/panel/health?lang=en");
});

test("a payment is made, looked at and withdrawn", async () => {
  const body = { ...example("CreatePayment"), return_url: `${SHOP}/orders/1` };
  const made = (await ask("POST", "/v1/payments", body, { ...auth, ...once() })).body;
  const path = `/v1/payments/${made.id}`;
  await ask("GET", path);
  await ask("GET", `${path}/events`);
  const checkout = `/v1/checkout/${made.client_token}`;
  for (const way of [checkout, `${checkout}/status`, `${checkout}/methods`]) {
    await ask("GET", way, undefined, { origin: SHOP });
    await expect(403, "origin_forbidden", "GET", way, undefined, { origin: "https://evil.example" });
  }
  for (const way of [checkout, `${checkout}/status`, `${checkout}/methods`, `${checkout}/pay`]) {
    for (const origin of [SHOP, "https://evil.example"]) await world.fetch(way, { method: "OPTIONS", headers: { origin } });
  }
  await expect(409, "payment_not_paid", "POST", `${path}/refunds`, example("CreateRefund"), { ...auth, ...once() });
  assert.equal((await ask("POST", `${path}/cancel`)).body.status, "cancelled");
  await expect(409, "payment_cancelled", "POST", `${checkout}/pay`, example("Pay"), { origin: SHOP });
});

test("a payment is paid by link and by form, on the page and by API, and given back", async () => {
  const first = await paid("mellat");
  const second = await paid("zarinpal");
  const path = `/v1/payments/${first.id}`;
  await ask("GET", path);
  await expect(409, "payment_paid", "POST", `${path}/cancel`);
  const refunds = `${path}/refunds`;
  assert.equal((await ask("POST", refunds, example("CreateRefund"), { ...auth, ...once() })).status, 201);
  await expect(422, "refund_too_large", "POST", refunds, { amount: 1_250_000, reason: "all of it" }, { ...auth, ...once() });
  await ask("GET", `${path}/events`);
  await ask("GET", `/v1/payments/${second.id}/events`);
  await ask("GET", `/v1/checkout/${first.client_token}/status`, undefined, {});

  const { client_token: token } = (await world.create()).body;
  const headers = { "content-type": "application/x-www-form-urlencoded", origin: SHOP };
  const form = (body) => world.fetch(`/pay/${token}`, { method: "POST", headers, body });
  await world.fetch(`/pay/${token}?lang=en`);
  assert.equal((await world.fetch(`/pay/${token}/bank`)).status, 303, "there is no bank to go to yet");
  assert.equal((await form("mobile=12")).status, 422);
  assert.equal((await form("mobile=09121234567")).status, 303);
  await world.fetch(`/pay/${token}/bank`);
  const stray = await world.fetch(`/pay/${token}/wallet`, { method: "POST", headers, body: "amount=1000" });
  assert.match(stray.headers.get("location"), /wallet=foreign$/, "nobody is signed in to a wallet");
});

test("payments are looked through, added up, taken away as a file, and held against the ledger", async () => {
  const { id } = await paid("mellat");
  const listed = async () => (await ask("GET", `/v1/payments?q=${id}`)).body.data.some(({ status }) => status === "paid");
  for (const end = Date.now() + 10_000; !(await listed()); ) assert.ok(Date.now() < end, "the list lacks it");
  const { next } = (await ask("GET", "/v1/payments?limit=1&status=paid")).body;
  await ask("GET", `/v1/payments?limit=1&status=paid&cursor=${next}`);
  for (const by of ["day", "hour", "gateway", "class"]) await ask("GET", `/v1/reports/totals?by=${by}`);
  await world.fetch("/v1/reports/payments.csv?lang=fa", { headers: auth });
  await ask("GET", "/v1/operator/reports/check?shop=demo", undefined, operator);
  await ask("POST", "/v1/operator/reports/rebuild?shop=demo", undefined, operator);
  await ask("GET", "/v1/operator/books?mode=test", undefined, operator);
  const settlement = { name: "described", gateway: "saman", received: 0, lines: [{ payment: id, amount: 1_000 }] };
  await ask("POST", "/v1/operator/books/settlements", settlement, operator);
});

test("money is paid out, by a file and the bank's statement", async () => {
  const { id } = await paid("saman");
  const has = async (part) => (await ask("GET", "/v1/balance")).body[part];
  const until = async (part, what) => {
    for (const end = Date.now() + 15_000; (await has(part)) === 0; ) assert.ok(Date.now() < end, what);
  };
  await until("pending", "the sale is not in the books");
  const received = 1_250_000;
  await ask("POST", "/v1/operator/books/settlements", { name: "for-payouts", gateway: "saman", received, lines: [{ payment: id, amount: received }] }, operator);
  await until("available", "the money is not released");
  const made = (await ask("POST", "/v1/payouts", { ...example("CreatePayout"), amount: 20_000 }, { ...auth, ...once() })).body;
  await expect(422, "payout_too_small", "POST", "/v1/payouts", { amount: 1 }, { ...auth, ...once() });
  await ask("GET", `/v1/payouts/${made.id}`);
  await ask("GET", "/v1/payouts?limit=1");
  await expect(404, "payee_unknown", "POST", "/v1/payouts", { payee: "nobody" }, { ...auth, ...once() });
  await ask("GET", "/v1/operator/payouts?mode=test&stage=prepared", undefined, operator);
  await expect(409, "payout_not_now", "POST", `/v1/operator/payouts/${made.id}/bounce?mode=test`, example("BouncePayout"), operator);

  // Somebody at the desk approves it.
  const key = new Applicant(world.fetch, "http://edge.test");
  await key.signInWithKey(keys().operator);
  assert.equal((await key.post("/admin/team/invite", { mobile: "09127770001" }, "/admin/team")).status, 303);
  const desk = new Applicant(world.fetch, "http://edge.test");
  await desk.signIn("09127770001", "/admin");
  const page = `/admin/payouts/${made.id}?mode=test`;
  assert.equal((await desk.post(`/admin/payouts/${made.id}/approve?mode=test`, {}, page)).status, 303);
  const { files } = (await ask("POST", "/v1/operator/payouts/files?mode=test", undefined, operator)).body;
  await ask("GET", "/v1/operator/payouts/files?mode=test", undefined, operator);
  for (const format of ["ccti", "csv"]) await world.fetch(`/v1/operator/payouts/files/${files[0].id}?mode=test&format=${format}`, { headers: operator });
  await ask("POST", `/v1/operator/payouts/${made.id}/bounce?mode=test`, example("BouncePayout"), operator);
  const rows = `تاریخ,واریز,برداشت,شرح\r\n1405/09/06,,20000,${made.id.toUpperCase()}\r\n1405/09/06,500,,x\r\n`;
  const taken = await ask("POST", "/v1/operator/payouts/statements?mode=test", rows, { ...operator, "content-type": "text/csv" });
  assert.equal(taken.body.cases, 2, JSON.stringify(taken.body));
});

test("webhooks are set up, looked at and forgotten", async () => {
  await ask("POST", "/v1/webhook_endpoints", example("CreateEndpoint"));
  const { body } = await ask("POST", "/v1/webhook_endpoints", { url: "http://127.0.0.1:9/webhooks" });
  const path = `/v1/webhook_endpoints/${body.id}`;
  await paid("mellat");
  const news = await world.until((await world.create()).body.id, () => true, "a payment");
  await ask("POST", `/v1/payments/${news.id}/cancel`);
  const told = async () => (await ask("GET", `${path}/deliveries?limit=1`)).body;
  const end = Date.now() + 10_000;
  let page = await told();
  while (!page.data[0]?.tries.length) {
    assert.ok(Date.now() < end, `no call was made: ${JSON.stringify(page)}`);
    page = await told();
  }
  await ask("GET", `${path}/deliveries?before=${page.next ?? 1}`);
  const events = (await ask("GET", "/v1/events?after=0&limit=2")).body;
  const event = (await ask("GET", `/v1/events/${events.data[0].id}`)).body;
  assert.equal(faultOf(JSON.parse(event.body), "components", "schemas", "Message"), undefined, "what is sent is described too");
  await ask("GET", "/v1/webhook_endpoints");
  await ask("GET", path);
  await ask("POST", `${path}/replay`, { event: event.id });
  await ask("POST", `${path}/replay`, example("Replay"));
  await ask("POST", `${path}/rotate`);
  await ask("POST", `${path}/disable`);
  await expect(409, "webhook_endpoint_disabled", "POST", `${path}/replay`, { since: 0 });
  await ask("POST", `${path}/enable`);
  await ask("DELETE", path);
  await expect(404, "webhook_endpoint_unknown", "GET", path);
});

test("decisions, outcomes and estimates", async () => {
  const made = (await ask("POST", "/v1/decisions", example("CreateDecision"))).body;
  const { decision, gateway } = made;
  await ask("POST", "/v1/outcomes", [{ decision, gateway, status: "unreachable", latency_ms: 8_000, then: made.fallbacks[0] }, { decision, gateway: made.fallbacks[0], status: "paid" }]);
  await ask("POST", "/v1/outcomes", { decision, gateway, status: "reached", latency_ms: 80 });
  await ask("GET", `/v1/decisions/${decision}`);
  await ask("POST", "/v1/decisions/estimate", example("EstimateQuestion"));
  await expect(422, "no_candidate", "POST", "/v1/decisions", { candidates: ["a"], amount: 1_000, without: ["a"] });
});

test("the operator looks after a payment and a provider's file", async () => {
  const { id } = await paid("mellat");
  await world.mellat.set({ refund: "lost" });
  const lost = await ask("POST", `/v1/payments/${id}/refunds`, { reason: "it broke" }, { ...auth, ...once() });
  await world.mellat.heal();
  assert.equal(lost.body.status, "unknown", JSON.stringify(lost.body));
  const open = (await ask("GET", "/v1/operator/open", undefined, operator)).body;
  assert.ok(open.data.some((row) => row.payment === id && row.person), JSON.stringify(open));
  const path = `/v1/operator/payments/demo/${id}`;
  await ask("GET", path, undefined, operator);
  await expect(409, "does_not_fit", "POST", path, example("Lesson"), operator);
  await expect(404, "refund_unknown", "POST", path, { what: { refund: { refund: 9, done: true } }, note: "the statement" }, operator);
  await expect(422, "body_invalid", "POST", path, { ...example("Lesson"), paid: true }, operator);
  const upload = (query) => {
    const all = new URLSearchParams({ shop: "demo", gateway: "mellat", from: Date.now() - DAY, to: Date.now() + DAY, ...query });
    const today = new Date(Date.now() + 3.5 * 3_600_000).toISOString().slice(0, 10);
    const file = `order,reference,amount,currency,type,date,terminal\r\n42,4242,9000,IRR,sale,${today},1234567\r\n`;
    return world.ask("POST", `/v1/operator/reconciliations?${all}`, file, { ...operator, "content-type": "text/csv" });
  };
  const report = (await upload()).body;
  assert.ok(report.discrepancies.length > 1, JSON.stringify(report));
  assert.equal((await upload({ to: 0 })).body.param, "to");
  await ask("POST", path, { what: { refund: { refund: 1, done: true } }, note: "settlement file of today" }, operator);
});

test("the operator makes a shop, gives it a key and a contract, and takes the key away", async () => {
  const made = (await ask("POST", "/v1/operator/shops", example("NewShop"), operator)).body;
  const path = `/v1/operator/shops/${made.id}`;
  await ask("GET", "/v1/operator/shops", undefined, operator);
  await ask("POST", path, example("ShopChange"), operator);
  await expect(422, "origin_invalid", "POST", path, { origins: ["https://shop.example/"] }, operator);
  await expect(422, "name_invalid", "POST", path, { name: { fa: "", en: "x" } }, operator);
  const account = { iban: "IR160120000000001234567890", name: "علی رضایی", owner: { person: { national_code: "1234567891", born: "1365-04-12" } } };
  assert.equal((await ask("POST", path, { payout_account: account }, operator)).body.payout_account.iban, account.iban);
  await expect(409, "owner_not_matched", "POST", path, { payout_account: { ...account, owner: { person: { national_code: "1234567016", born: "1365-04-12" } } } }, operator);
  const key = (await ask("POST", `${path}/keys`, example("NewKey"), operator)).body;
  await ask("DELETE", `${path}/keys/${key.id}`, undefined, operator);
  await expect(404, "key_unknown", "DELETE", `${path}/keys/${key.id}`, undefined, operator);
  await ask("POST", path, { stage: "test" }, operator);
  await expect(409, "shop_not_live", "POST", `${path}/keys`, { ...example("NewKey"), mode: "live" }, operator);
  await ask("POST", `${path}/contracts`, example("NewContract"), operator);
  await expect(422, "contract_invalid", "POST", `${path}/contracts`, { ...example("NewContract"), credentials: {} }, operator);
});

test("payees are made, looked at, changed and removed, and a payment and a link are split to them", async () => {
  const { id } = (await ask("POST", "/v1/payees", example("NewPayee"))).body;
  const path = `/v1/payees/${id}`;
  await ask("GET", "/v1/payees");
  await ask("GET", path);
  await ask("POST", path, { name: "انبار نیشابور" });
  await expect(409, "payee_exists", "POST", "/v1/payees", example("NewPayee"));
  await expect(422, "payee_invalid", "POST", path, { iban: "IR170120000000001234567890" });
  const split = [{ payee: id, share_bps: 2_500 }, { payee: "nobody", amount: 1_000 }];
  const body = { ...example("CreatePayment"), return_url: `${SHOP}/orders/1` };
  await expect(404, "payee_unknown", "POST", "/v1/payments", { ...body, split }, { ...auth, ...once() });
  await expect(422, "split_invalid", "POST", "/v1/payments", { ...body, split: [{ payee: id }] }, { ...auth, ...once() });
  const made = (await ask("POST", "/v1/payments", { ...body, split: split.slice(0, 1) }, { ...auth, ...once() })).body;
  await ask("GET", `/v1/payments/${made.id}/events`);
  await ask("POST", "/v1/payment_links", { ...example("NewPaymentLink"), split: split.slice(0, 1) });
  for (const what of ["balance", "balance/entries", "payouts"]) {
    await ask("GET", `/v1/${what}?payee=${id}`);
    await expect(404, "payee_unknown", "GET", `/v1/${what}?payee=nobody`);
  }
  assert.ok((await ask("DELETE", path)).body.removed_at);
});

test("payment links are made, opened, paid by and closed", async () => {
  const { id, url } = (await ask("POST", "/v1/payment_links", example("NewPaymentLink"))).body;
  await ask("GET", "/v1/payment_links?limit=1");
  await ask("GET", `/v1/payment_links/${id}`);
  assert.ok(url.endsWith(`/l/${id}`));
  const html = await (await world.fetch(`/l/${id}?lang=en`)).text();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const send = (body) => world.fetch(`/l/${id}`, { method: "POST", headers, body });
  assert.equal((await send(`once=${/name="once" value="(\w+)"/.exec(html)[1]}`)).status, 303);
  assert.equal((await send("")).status, 422);
  const shop = (await ask("POST", "/v1/operator/shops", { ...example("NewShop"), origins: [SHOP] }, operator)).body.id;
  const key = async (kind) => (await ask("POST", `/v1/operator/shops/${shop}/keys`, { kind, mode: "test", label: kind }, operator)).body.key;
  const theirs = (await ask("POST", "/v1/payment_links", { title: "t" }, { authorization: `Bearer ${await key("secret")}` })).body.id;
  const path = `/v1/payment_links/${theirs}/payments`;
  const pay = { authorization: `Bearer ${await key("publishable")}`, origin: SHOP };
  await ask("POST", path, example("PayByLink"), pay);
  await expect(403, "origin_forbidden", "POST", path, example("PayByLink"), { ...pay, origin: "https://evil.example" });
  await expect(422, "amount_invalid", "POST", path, {}, pay);
  await world.fetch(path, { method: "OPTIONS", headers: { origin: SHOP } });
  await ask("POST", `/v1/payment_links/${id}/close`);
  assert.equal((await world.fetch(`/l/${id}`)).status, 409);
});

const nobody = "00000000000000000000000000";
const names = { shop: "demo", token: "cs_nobody", ticket: "cb_nobody" };
const prefixes = { payees: "", payments: "pay_", files: "IR", payouts: "po_", webhook_endpoints: "we_", events: "evt_", decisions: "dec_", keys: "key_", payment_links: "lnk_", l: "lnk_" };
const pathOf = (path) =>
  path.replace(/\{(\w+)\}/g, (_, name) => names[name] ?? Object.entries(prefixes).find(([part]) => path.includes(`/${part}/`))[1] + nobody);

for (const { method, path, operation } of operations) {
  const { operationId, security, requestBody } = operation;
  const wrong = security[0]?.shopKey ? operator : auth;
  const right = security[0]?.operatorKey ? operator : security[0] ? auth : {};
  const isJson = requestBody?.content["application/json"];
  test(`what ${operationId} refuses is described`, async () => {
    const to = pathOf(path);
    if (security.length > 0) {
      for (const headers of [{}, wrong]) await expect(401, "key_invalid", method, to, isJson && "{}", headers);
    }
    if (!isJson || method === "OPTIONS") return void (await ask(method, to, undefined, { ...right, ...once() }));
    for (const body of ["{", "[]", "{}", '{"surprise":1}', "null", "x".repeat(40_000)]) await ask(method, to, body, { ...right, ...once() });
    await ask(method, to, "{}", { ...right, ...once(), "content-type": "text/plain" });
    await ask(method, to, "{}", { ...right, ...json });
  });
}

test("each address says which methods it takes, and these are described", async () => {
  for (const [path, item] of Object.entries(description.paths)) {
    // QUERY is one that libraries may not know, and take for another.
    for (const method of ["PATCH", "QUERY"]) {
      const answer = await ask(method, pathOf(path), undefined, {});
      assert.deepEqual([answer.status, answer.body.code], [405, "method_not_allowed"], `${method} ${path}`);
      const taken = answer.headers.get("allow").split(", ").sort();
      assert.deepEqual(taken, Object.keys(item).map((name) => name.toUpperCase()).sort(), path);
      assert.equal(faultOf(answer.body, "components", "schemas", "Problem"), undefined);
    }
  }
  await expect(404, "not_found", "GET", "/v1/nothing");
});

test("what can be tried again says when", async () => {
  await Promise.all(["mellat", "saman", "zarinpal"].map((name) => world.of(name).set({ token: "down" })));
  const { body } = await world.create();
  const answer = await world.pay(body.client_token);
  await Promise.all(["mellat", "saman", "zarinpal"].map((name) => world.of(name).heal()));
  assert.deepEqual([answer.status, answer.body.code, answer.headers.get("retry-after")], [503, "no_gateway", "10"], JSON.stringify(answer.body));
});

test("every success that is described was seen", () => {
  const described = operations.flatMap(({ method, path, operation }) =>
    Object.keys(operation.responses).filter((status) => status < 400).map((status) => `${method} ${path} ${status}`),
  );
  assert.deepEqual(described.filter((one) => !seen.has(one)), []);
});
