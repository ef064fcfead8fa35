// A shop's panel and the operator's desk at the built Worker, without a browser: routing with its preview, settlement files, and
// the files of the tables.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { Visitor } from "../support/panel.mjs";
import { start } from "./support.mjs";

const EDGE = "http://edge.test";
const OURS = "https://negar.example";
const operator = { authorization: `Bearer ${keys().operator}` };

let world;
let db;
/** A shop, its key, and its owner. */
let shop;
before(async () => {
  world = await start({ sms: { provider: "sandbox", per_address_hour: 1_000 } });
  const made = await world.ask("POST", "/v1/operator/shops", { name: { fa: "گالری نگار", en: "Negar Gallery" }, origins: [OURS] }, operator);
  const key = await world.ask("POST", `/v1/operator/shops/${made.body.id}/keys`, { kind: "secret", mode: "test", label: "server" }, operator);
  db = (await world.edge.getWorker().getEnv()).DB;
  shop = { id: made.body.id, key: key.body.key, owner: await member("owner", made.body.id) };
});
after(() => world?.stop());

let last = 9_121_000_000;

/** A person with a role in a shop, signed in. */
async function member(role, of) {
  const mobile = `0${++last}`;
  const visitor = new Visitor((path, init) => world.fetch(path, init), EDGE);
  await visitor.signIn(mobile);
  const { id } = await db.prepare("SELECT id FROM member WHERE mobile = ?").bind(mobile).first();
  await db.prepare("INSERT INTO membership (member, shop, role, since) VALUES (?, ?, ?, 1)").bind(id, of, role).run();
  await db.prepare("UPDATE code SET sent_at = sent_at - 120000 WHERE mobile = ?").bind(mobile).run();
  await visitor.signIn(mobile);
  await visitor.look("/panel/security");
  return Object.assign(visitor, { mobile });
}

const auth = () => ({ authorization: `Bearer ${shop.key}` });

async function create(more = {}) {
  const body = { amount: 1_250_000, currency: "IRR", order_id: "N-1", return_url: `${OURS}/orders/1`, ...more };
  const made = await world.ask("POST", "/v1/payments", body, { ...auth(), "idempotency-key": randomUUID() });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body;
}

/** A payment that the router, or the shopper, sent somewhere, and that ended there. */
async function trade(end = "pay", more = {}, how = {}) {
  const made = await create(more);
  const answer = await world.ask("POST", `/v1/checkout/${made.client_token}/pay`, how, { origin: OURS });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  await comeBack(await atBank(await world.leave(answer.body.url), end, EDGE), world.fetch);
  return made;
}

const stored = async () => JSON.parse((await db.prepare("SELECT routing FROM shop WHERE id = ?").bind(shop.id).first()).routing);

const plain = { way: "automatic", exponent: "4", closings: "0", rules: "0" };

/** What the form is filled in from. */
async function base() {
  const page = await shop.owner.look("/panel/routing?lang=en");
  assert.equal(page.status, 200, page.html);
  return /name="base" value="([^"]*)"/.exec(page.html)[1];
}

/** Sends the form of the routing. */
const route = async (fields, deed = "preview") =>
  shop.owner.send("/panel/routing", { ...plain, ...fields, base: fields.base ?? (await base()), do: deed });

/** Sends a preview on, to be saved. */
function save(page) {
  const hidden = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page.html)[1].replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  return shop.owner.send("/panel/routing", { policy: hidden("policy"), base: hidden("base"), do: "save" });
}

/** The error at a field of a page, and that its summary leads there. */
function errorAt(page, field) {
  assert.equal(page.status, 422, page.html);
  assert.ok(page.html.includes(`href="#${field}"`), `nothing leads to ${field}: ${page.html}`);
}

test("a preview says what the policy would have done, and nothing holds before it is saved", async () => {
  const empty = await route({ "most.mellat": "40" });
  assert.match(empty.html, /There was no payment in the last 24 hours/);
  await Promise.all(["pay", "pay", "cancel"].map((end) => trade(end)));
  const rule = { "rule.0.turn": "1", "rule.0.amount_from": "۱۰۰٬۰۰۰", "rule.0.among": "saman", "rule.0.first": "saman", "rule.0.metadata": "" };
  const page = await route({ rules: "1", ...rule });
  assert.equal(page.status, 200, page.html);
  assert.match(page.html, /Of 3 choices of a gateway/);
  const saman = /<th role="rowheader"[^>]*><bdi>[^<]*(?:Saman|سامان)[^<]*<\/bdi><\/th>.*?<strong>(.*?)<\/strong>/s.exec(page.html);
  assert.equal(saman?.[1], "100%", page.html);
  assert.deepEqual(await stored(), {}, "looking changes nothing");
  const saved = await save(page);
  assert.deepEqual([saved.status, saved.to], [303, "/panel/routing?mode=test&done=routing-saved"], saved.html);
  assert.deepEqual((await stored()).rules, [{ when: { amount_from: 1_000_000 }, then: { mode: "priority", order: ["saman"] }, among: ["saman"] }]);
  const noted = await db.prepare("SELECT text FROM audit ORDER BY seq DESC LIMIT 1").first();
  assert.equal(JSON.parse(noted.text).what, "shop.routing");
  const again = await save(page);
  assert.equal(again.status, 422, "what was seen is not what it would be now");
});

test("bounds, closings and rules go in and come out of the form as they were", async () => {
  const closing = { closings: "1", "closing.0.gateway": "mellat", "closing.0.from": "1480/01/02 01:30", "closing.0.to": "2101-04-01" };
  const rule = {
    "rule.0.turn": "۲", "rule.0.time_from": "23:00", "rule.0.time_to": "02:00", "rule.0.method": "card, wallet",
    "rule.0.metadata": "branch=north | south\nchannel=app", "rule.1.turn": "1", "rule.1.amount_to": "500",
  };
  const page = await route({ ...closing, rules: "2", ...rule, "least.mellat": "10", "most.saman": "80", way: "fixed", "part.mellat": "1", "part.saman": "3" });
  assert.equal((await save(page)).status, 303, page.html);
  const kept = await stored();
  assert.deepEqual(kept.rules.map(({ when }) => when), [
    { amount_to: 5_000 },
    { all: [{ time: { from: 1_380, to: 120 } }, { method: ["card", "wallet"] }, { metadata: { key: "branch", is: ["north", "south"] } }, { metadata: { key: "channel", is: ["app"] } }] },
  ]);
  assert.deepEqual(kept.otherwise, { mode: "fixed", parts: { mellat: 1, saman: 3 } });
  assert.deepEqual(kept.terms, { mellat: { least_percent: 10, most_percent: 100, cost_bps: 0 }, saman: { least_percent: 0, most_percent: 80, cost_bps: 0 } });
  const [{ from, to }] = kept.maintenance.mellat;
  assert.equal(new Date(from + 12_600_000).toISOString().slice(11, 16), "01:30", "Iran's clock");
  assert.equal(new Date(to + 12_600_000).toISOString(), "2101-04-02T00:00:00.000Z", "until the end of the day");
  const { html } = await shop.owner.look("/panel/routing?lang=en");
  for (const value of ["23:00", "02:00", "card, wallet", "2101-03-22 01:30", "2101-04-01", "500"]) assert.ok(html.includes(`value="${value}"`), `${value} is not in ${html}`);
  assert.match(html, /branch=north \| south\nchannel=app/);
});

test("a rule that a form cannot say is shown and kept", async () => {
  const deep = { when: { not: { any: [{ amount_from: 5 }, { method: ["<b>wallet"] }] } }, then: { mode: "fixed", parts: { saman: 1 } } };
  await db.prepare("UPDATE shop SET routing = ? WHERE id = ?").bind(JSON.stringify({ rules: [deep], terms: { mellat: { cost_bps: 50 } } }), shop.id).run();
  const { html } = await shop.owner.look("/panel/routing?lang=en");
  assert.ok(html.includes("&lt;b&gt;wallet") && !html.includes("<b>wallet"), html);
  const name = /name="rule\.0\.kept" value="(\w+)"/.exec(html)[1];
  const rows = { rules: "2", "rule.0.kept": name, "rule.0.turn": "2", "rule.1.turn": "1", "rule.1.amount_from": "7" };
  assert.equal((await save(await route(rows))).status, 303);
  const kept = await stored();
  assert.deepEqual(kept.rules, [{ when: { amount_from: 70 }, then: { mode: "automatic" } }, deep]);
  assert.equal(kept.terms.mellat.cost_bps, 50, "what the form does not show stays");
  errorAt(await route({ rules: "1", "rule.0.kept": "0123456789abcdef", "rule.0.turn": "1" }), "rule.0.turn");
});

test("bad input is told at its field and changes nothing", async () => {
  const before = await stored();
  const wrong = [
    ["gateways", { "least.mellat": "60", "least.saman": "60" }],
    ["most.mellat", { "least.mellat": "60", "most.mellat": "50" }],
    ["least.saman", { "least.saman": "many" }],
    ["exponent", { way: "proportional", exponent: "17" }],
    ["gateways", { way: "fixed", "part.mellat": "0" }],
    ["gateways", { way: "priority", "place.mellat": "1", "place.saman": "1" }],
    ["closing.0.to", { closings: "1", "closing.0.gateway": "mellat", "closing.0.from": "2101-04-02", "closing.0.to": "2101-04-01" }],
    ["closing.0.from", { closings: "1", "closing.0.gateway": "mellat", "closing.0.from": "<i>soon", "closing.0.to": "2101-04-01" }],
    ["closing.0.gateway", { closings: "1", "closing.0.gateway": "nobody", "closing.0.from": "2101-04-01", "closing.0.to": "2101-04-01" }],
    ["rule.0.among", { rules: "1", "rule.0.turn": "1", "rule.0.amount_from": "5", "rule.0.among": "nobody" }],
    ["rule.0.first", { rules: "1", "rule.0.turn": "1", "rule.0.amount_from": "5", "rule.0.among": "mellat", "rule.0.first": "saman" }],
    ["rule.0.amount_from", { rules: "1", "rule.0.turn": "1", "rule.0.among": "mellat" }],
    ["rule.0.amount_to", { rules: "1", "rule.0.turn": "1", "rule.0.amount_from": "5", "rule.0.amount_to": "4" }],
    ["rule.0.time_to", { rules: "1", "rule.0.turn": "1", "rule.0.time_from": "10:00" }],
    ["rule.0.time_to", { rules: "1", "rule.0.turn": "1", "rule.0.time_from": "10:00", "rule.0.time_to": "10:00" }],
    ["rule.0.metadata", { rules: "1", "rule.0.turn": "1", "rule.0.metadata": "north" }],
    ["rule.0.turn", { rules: "1", "rule.0.turn": "first", "rule.0.amount_from": "5" }],
  ];
  const holds = await base();
  for (const [field, fields] of wrong) {
    const page = await route({ base: holds, ...fields });
    errorAt(page, field);
    assert.ok(!page.html.includes("<i>soon"), "what was typed is text");
  }
  const more = await route({ rules: "1", "rule.0.turn": "1", "rule.0.amount_from": "8" }, "rule");
  assert.ok(more.html.includes('name="rule.1.amount_from"') && more.html.includes('value="8"'), "one row more, and what was typed stays");
  const forged = await shop.owner.send("/panel/routing", { policy: '{"terms":{"nobody":{"least_percent":1}}}', base: holds, do: "save" });
  assert.equal(forged.status, 403, "no page of ours says that");
  assert.deepEqual(await stored(), before);
});

test("only who may change settings sees the routing, and with a fresh proof of who they are", async () => {
  const viewer = await member("viewer", shop.id);
  assert.equal((await viewer.look("/panel/routing")).status, 403);
  const { owner } = shop;
  const move = (ms) => db.prepare("UPDATE session SET shown_at = shown_at + ? WHERE member = (SELECT id FROM member WHERE mobile = ?)").bind(ms, owner.mobile).run();
  await move(-3_600_000);
  const asked = await owner.look("/panel/routing");
  assert.deepEqual([asked.status, asked.to], [303, "/panel/confirm?next=/panel/routing"]);
  await move(3_600_000);
});

/** A file as its lines' cells; none of these has a comma or a quote in it. */
const cells = ({ html }) => html.replace(/^\ufeff/, "").trimEnd().split("\r\n").map((line) => line.split(","));

/** What every file has to be. */
function assertFile(answer, name) {
  assert.equal(answer.status, 200, answer.html);
  assert.deepEqual([answer.headers.get("content-type"), answer.headers.get("content-disposition")], ["text/csv; charset=utf-8", `attachment; filename="${name}"`]);
  assert.ok(answer.bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), "no byte order mark");
  return cells(answer);
}

test("every table comes as a file that no spreadsheet takes for a formula, without a secret, and of this shop alone", async () => {
  const { owner } = shop;
  const made = await trade("pay", { order_id: "=1+1" }, { gateway: "mellat" });
  const refund = await world.ask("POST", `/v1/payments/${made.id}/refunds`, { amount: 250_000, reason: "@cmd" }, { ...auth(), "idempotency-key": randomUUID() });
  assert.equal(refund.status, 201, JSON.stringify(refund.body));
  const hook = await world.ask("POST", "/v1/webhook_endpoints", { url: "https://shop.example/hooks" }, auth());
  assert.equal(hook.status, 201, JSON.stringify(hook.body));
  await world.ask("POST", "/v1/payment_links", { title: "-cups", amount: 450_000 }, auth());

  const [heads, row] = assertFile(await owner.look("/panel/refunds.csv?lang=en"), "refunds.csv");
  assert.deepEqual(heads, ["payment", "order_id", "number", "status", "amount", "reason", "requested_at"]);
  assert.deepEqual(row.slice(0, 6), [made.id, "'=1+1", "1", "succeeded", "250000", "'@cmd"]);
  const persian = assertFile(await owner.look("/panel/refunds.csv?lang=fa"), "refunds.csv");
  assert.equal(persian[1][3], "انجام شد");
  const keyed = await owner.look("/panel/keys.csv?lang=en");
  assert.equal(assertFile(keyed, "keys.csv").length, 2);
  const { hash } = await db.prepare("SELECT hash FROM shop_key WHERE shop = ?").bind(shop.id).first();
  assert.ok(!keyed.html.includes(shop.key) && !keyed.html.includes(hash), "a key's secret is in the file");
  assert.equal(assertFile(await owner.look("/panel/links.csv?lang=en"), "payment-links.csv")[1][1], "'-cups");
  const sent = assertFile(await owner.look(`/panel/webhooks/${hook.body.id}/deliveries.csv?lang=en`), "deliveries.csv");
  assert.equal(sent[0][3], "state");
  const team = assertFile(await owner.look("/panel/team.csv?lang=en"), "team.csv");
  assert.ok(team.some(([, mobile, role]) => mobile === owner.mobile && role === "owner"), JSON.stringify(team));

  const viewer = await member("viewer", shop.id);
  for (const path of ["/panel/keys.csv", "/panel/links.csv", `/panel/webhooks/${hook.body.id}/deliveries.csv`, "/admin/team.csv"]) assert.equal((await viewer.look(path)).status, 403, path);
  const seen = assertFile(await viewer.look("/panel/team.csv?lang=en"), "team.csv");
  assert.ok(!seen.some(([, mobile]) => mobile === owner.mobile), "a viewer sees masked numbers");
  const stranger = await member("owner", "demo");
  assert.equal(assertFile(await stranger.look("/panel/refunds.csv"), "refunds.csv").length, 1, "another shop's refunds");
  assert.equal((await stranger.look(`/panel/webhooks/${hook.body.id}/deliveries.csv`)).status, 404);
});

const today = new Date(Date.now() + 12_600_000).toISOString().slice(0, 10);
const settlement = (rows) => `order,reference,amount,currency,type,date,terminal\r\n${rows.map(({ order, reference, amount }) => `${order},${reference},${amount},IRR,sale,${today},`).join("\r\n")}\r\n`;

/** Uploads a settlement file at the desk. */
async function upload(desk, fields, csv, of = shop.id) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ csrf: desk.csrf, gateway: "mellat", from: today, to: today, ...fields })) form.set(name, value);
  if (csv !== undefined) form.set("file", new Blob([csv], { type: "text/csv" }), "mellat-<b>.csv");
  const body = new Response(form);
  const headers = { "content-type": body.headers.get("content-type"), origin: EDGE, "sec-fetch-site": "same-origin" };
  return desk.ask(`/admin/reconciliations/new?shop=${of}`, { method: "POST", headers, body: Buffer.from(await body.arrayBuffer()) });
}

test("a settlement file is held against the ledger at the desk, kept, and shown to the shop only where the contract is its own", async () => {
  const desk = new Visitor((path, init) => world.fetch(path, init), EDGE);
  await desk.signInWithKey(keys().operator);
  const before = await desk.look("/admin/reconciliations?lang=en");
  assert.match(before.html, /No file was compared yet/);
  await desk.look(`/admin/reconciliations/new?shop=${shop.id}&lang=en`);
  errorAt(await desk.look("/admin/reconciliations/new?shop=nobody"), "shop");
  for (const [field, fields, csv] of [
    ["file", {}, undefined],
    ["file", {}, "order,amount\r\n1,12x\r\n"],
    ["to", { from: today, to: "2020-01-01" }, settlement([])],
    ["from", { from: "<i>soon" }, settlement([])],
    ["gateway", { gateway: "nobody" }, settlement([])],
  ]) {
    const page = await upload(desk, fields, csv);
    errorAt(page, field);
    assert.ok(!page.html.includes("<i>soon"));
  }
  assert.match(/<div class="notice bad.*?<\/div>/s.exec((await upload(desk, {}, "order,amount\r\n1,12x\r\n")).html)[0], /rial or toman.*Line 1, column 2/);
  const strange = { order: "42", reference: "=4242", amount: 9_000 };
  const made = await upload(desk, {}, settlement([strange]));
  assert.equal(made.status, 303, made.html);
  const page = await desk.look(`${made.to}?lang=en`);
  assert.match(page.html, /In the file and no payment here for certain/);
  assert.ok(page.html.includes("mellat-&lt;b&gt;.csv"), page.html);
  const file = assertFile(await desk.look(`${made.to}/csv`), "reconciliation.csv");
  assert.deepEqual([file[1][0], file[1][5], file[1][6]], ["missing_in_ledger", "42", "'=4242"]);
  assert.ok((await desk.look("/admin/reconciliations")).html.includes(made.to));
  const noted = await db.prepare("SELECT text FROM audit ORDER BY seq DESC LIMIT 1").first();
  assert.equal(JSON.parse(noted.text).what, "reconciliation.made");

  const { owner } = shop;
  const id = made.to.split("/").at(-1);
  for (const path of [`/panel/reports/settlements/${id}`, `/panel/reports/settlements/${id}/csv`]) {
    assert.equal((await owner.look(path)).status, 404, "the operator's contract has other shops' rows in its files");
  }
  assert.ok(!(await owner.look("/panel/reports")).html.includes(id));
  const wish = { provider: "saman", mode: "test", settings: { name: { fa: "سامان ما", en: "Our Saman" }, enabled: true, priority: 0 }, credentials: { terminal: "2015" } };
  const kept = await world.ask("POST", `/v1/operator/shops/${shop.id}/contracts`, wish, operator);
  assert.equal(kept.status, 200, JSON.stringify(kept.body));
  const own = await upload(desk, { gateway: kept.body.id }, settlement([strange]));
  assert.equal(own.status, 303, own.html);
  const shown = `/panel/reports/settlements/${own.to.split("/").at(-1)}`;
  assert.ok((await owner.look("/panel/reports")).html.includes(shown));
  assert.equal((await owner.look(shown)).status, 200);
  assertFile(await owner.look(`${shown}/csv`), "reconciliation.csv");
  const stranger = await member("owner", "demo");
  assert.equal((await stranger.look(shown)).status, 404);
  assert.equal((await stranger.look("/admin/reconciliations")).status, 403);
});

test("payees are added, refused with the field, and removed by owner and manager, and by nobody else", async () => {
  const form = { id: "anbar", name: "علی رضایی", iban: "IR16 0120 0000 0000 1234 5678 90", owner: "person", national_code: "۱۲۳۴۵۶۷۸۹۱", born: "۱۳۶۵/۰۴/۱۲", company: "" };
  const send = (fields, by = shop.owner) => by.send("/panel/payees?lang=en", { ...form, ...fields });
  await shop.owner.look("/panel/payees");
  const made = await send();
  assert.deepEqual([made.status, made.to], [303, "/panel/payees?mode=test&done=payee-made"], made.html);
  const wrong = { id: "An Bar", name: "", iban: "IR17 0120 0000 0000 1234 5678 90", national_code: "1234567890", born: "soon" };
  for (const [field, value] of Object.entries(wrong)) errorAt(await send({ id: "other", [field]: value }), field);
  errorAt(await send({ id: "other", owner: "company" }), "company");
  errorAt(await send(), "id");
  errorAt(await send({ id: "other", national_code: "1234567806" }), "iban");
  const page = await shop.owner.look("/panel/payees?lang=en");
  assert.match(page.html, /IR16 0120 0000 0000 1234 5678 90/);
  assert.ok(page.html.includes("Mellat") && !page.html.includes("1234567891"), page.html);
  const file = await shop.owner.look("/panel/payees.csv?lang=en");
  assert.match(file.html, /\r\nanbar,علی رضایی,IR160120000000001234567890,0,0,/);

  const [manager, support] = [await member("manager", shop.id), await member("support", shop.id)];
  for (const path of ["/panel/payees", "/panel/payees.csv", "/panel/payees/anbar/remove"]) {
    assert.equal((await support.look(path)).status, 403, path);
    assert.equal((await manager.look(path)).status, 200, path);
  }
  assert.equal((await send({ id: "other" }, support)).status, 403);
  assert.equal((await support.look("/panel/balance?payee=anbar")).status, 200, "whoever sees money sees whose it is");
  assert.equal((await support.look("/panel/balance?payee=nobody")).status, 404);

  const removed = await manager.send("/panel/payees/anbar/remove");
  assert.equal(removed.to, "/panel/payees?mode=test&done=payee-removed", removed.html);
  assert.equal((await manager.look("/panel/payees/anbar/remove")).status, 404, "once");
  const noted = await db.prepare("SELECT text FROM audit ORDER BY seq DESC LIMIT 1").first();
  assert.deepEqual([JSON.parse(noted.text).what, JSON.parse(noted.text).details.payee], ["payee.removed", "anbar"]);
});
