// A shop's payments as a list, in sums and as a file, through the built Worker and its database: what becomes of a payment is in
// the report, whatever breaks on the way, and nobody sees another's.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { start } from "./support.mjs";

const AMOUNT = 1_250_000;
const ORIGIN = "https://reports.example";
const operator = { authorization: `Bearer ${keys().operator}` };

// When a Tehran day ends while the tests run, sums of "today" would be those of two days.
const DAY = 86_400_000;
const dayOf = (at) => new Date(at + 3.5 * 3_600_000).toISOString().slice(0, 10);

// Each test has a shop of its own. All are made before, because a running Worker looks for new ones once a second.
const made = { plain: [], hasty: [], live: [] };

let world;
let db;
before(async () => {
  world = await start({ windows: { page_s: 4, reversal_s: 3, margin_s: 1 } });
  db = (await world.edge.getWorker().getEnv()).DB;
  const several = (count, settings) => Promise.all(Array.from({ length: count }, () => shop(settings)));
  [made.plain, made.hasty, made.live] = await Promise.all([several(9), several(2, { payWithin: 2 }), several(1, { live: true })]);
  const known = async (one) => (await one.ask("GET", "/payments")).status === 200;
  for (const end = Date.now() + 5_000; !(await known(made.live[0].live)); ) {
    assert.ok(Date.now() < end, "the new shops are not known");
    await new Promise((wait) => setTimeout(wait, 100));
  }
});
after(() => world?.stop());

const of = (key) => ({
  key,
  ask: (method, path, body, more = {}) => world.ask(method, `/v1${path}`, body, { authorization: `Bearer ${key}`, ...more }),
  async create(more = {}) {
    const body = { amount: AMOUNT, currency: "IRR", order_id: "A-1", return_url: `${ORIGIN}/back`, ...more };
    const made = await this.ask("POST", "/payments", body, { "idempotency-key": randomUUID() });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body;
  },
  /** A payment whose shopper stands before the bank's page. */
  async atGateway(gateway, more) {
    const made = await this.create(more);
    const answer = await world.ask("POST", `/v1/checkout/${made.client_token}/pay`, { gateway }, { origin: ORIGIN });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return { made, redirect: await world.leave(answer.body.url) };
  },
  async paid(gateway = "saman", more = {}) {
    const { made, redirect } = await this.atGateway(gateway, more);
    await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
    return made.id;
  },
  refund(id, body) {
    return this.ask("POST", `/payments/${id}/refunds`, { reason: "the mug broke", ...body }, { "idempotency-key": randomUUID() });
  },
  async list(query = {}) {
    const { status, body } = await this.ask("GET", `/payments?${new URLSearchParams(query)}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  },
  /** Every page of a list. */
  async all(query = {}) {
    const found = [];
    for (let cursor; ; ) {
      const page = await this.list({ ...query, ...(cursor && { cursor }) });
      found.push(...page.data);
      if (page.next === null) return found;
      cursor = page.next;
    }
  },
  async totals(query = {}) {
    const { status, body } = await this.ask("GET", `/reports/totals?${new URLSearchParams(query)}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  },
  async csv(query = {}) {
    const answer = await world.fetch(`/v1/reports/payments.csv?${new URLSearchParams(query)}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, headers: answer.headers, text: Buffer.from(await answer.arrayBuffer()).toString() };
  },
  /** Waits until the report says of a payment what fits. */
  async until(id, fits, what) {
    for (const end = Date.now() + 15_000; ; ) {
      const [row] = (await this.list({ q: id })).data;
      if (row && fits(row)) return row;
      assert.ok(Date.now() < end, `${what} was not reached: ${JSON.stringify(row)}`);
      await new Promise((wait) => setTimeout(wait, 100));
    }
  },
});

/** A shop of its own, with a secret key for tests and, where `live`, one for real money. */
async function shop({ live = false, ...settings } = {}) {
  const made = await world.ask("POST", "/v1/operator/shops", { name: { fa: "گزارش", en: "Reports" }, origins: [ORIGIN] }, operator);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { id } = made.body;
  const key = async (mode) => {
    const { status, body } = await world.ask("POST", `/v1/operator/shops/${id}/keys`, { kind: "secret", mode, label: "server" }, operator);
    assert.equal(status, 201, JSON.stringify(body));
    return body.key;
  };
  if (settings.payWithin) await db.prepare("UPDATE shop SET pay_within_s = ? WHERE id = ?").bind(settings.payWithin, id).run();
  const it = { id, ...of(await key("test")) };
  if (!live) return it;
  assert.equal((await world.ask("POST", `/v1/operator/shops/${id}`, { stage: "live" }, operator)).body.stage, "live");
  return { ...it, live: of(await key("live")) };
}

/** Holds a shop's whole report against its ledger, or makes it that. */
async function held(id, what = "check") {
  const all = { compared: 0, differences: [] };
  for (let cursor; ; ) {
    const query = new URLSearchParams({ shop: id, ...(cursor && { cursor }) });
    const { status, body } = await world.ask(what === "check" ? "GET" : "POST", `/v1/operator/reports/${what}?${query}`, undefined, operator);
    assert.equal(status, 200, JSON.stringify(body));
    all.compared += body.compared;
    all.differences.push(...body.differences);
    if (body.next === null) return all;
    cursor = body.next;
  }
}

/** Rows that no ledger knows, for lists alone. */
const filled = (id, count, columns = {}) =>
  db.prepare(`
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?2 - 1)
    INSERT INTO report_payment
    SELECT 'pay_0' || printf('%025d', i), ?1, 'test', ?3 - i * 1000, 1, iif(i % 10 < 8, 'paid', 'failed'), NULL, iif(i % 10 < 8, NULL, 'card'),
      ?4 + i, 0, iif(i % 2, 'mellat', 'saman'), 1, ?5 || i, iif(i % 10 < 8, 'R' || i, NULL), NULL, ?3 - i * 1000, ?3 - i * 1000 FROM n
  `).bind(id, count, columns.from ?? Date.now() - DAY, columns.amount ?? 100_000, columns.order ?? "A-").run();

const lines = (text) => text.replace(/^\ufeff/, "").split("\r\n").slice(0, -1);

test("what becomes of a payment is what the list, the sums and the file say of it", async () => {
  const one = made.plain.pop();
  const open = await one.create({ order_id: "open", customer: { mobile: "09121234567" } });
  const paid = await one.paid("saman", { order_id: "paid" });
  const back = await one.paid("mellat", { order_id: "back" });
  assert.equal((await one.refund(back, { amount: 500_000 })).body.status, "succeeded");
  const gone = await one.paid("mellat", { order_id: "gone" });
  assert.equal((await one.refund(gone, {})).body.status, "succeeded");
  const withdrawn = (await one.create({ order_id: "withdrawn" })).id;
  assert.equal((await one.ask("POST", `/payments/${withdrawn}/cancel`)).status, 200);

  await one.until(withdrawn, ({ status }) => status === "cancelled", "cancelled");
  await one.until(gone, ({ status }) => status === "refunded", "refunded");
  const row = await one.until(paid, ({ status }) => status === "paid", "paid");
  assert.deepEqual([row.gateway, row.attempts, row.amount, row.refunded, row.order_id], ["saman", 1, AMOUNT, 0, "paid"]);
  assert.equal(row.paid_at, (await one.ask("GET", `/payments/${paid}`)).body.paid_at);
  assert.ok(row.reference && row.ended_at === row.paid_at);
  assert.equal((await one.until(back, ({ refunded }) => refunded === 500_000, "the refund")).status, "paid");
  assert.equal((await one.until(open.id, () => true, "the open one")).mobile, "0912***4567");
  assert.deepEqual((await one.all()).map(({ order_id: order }) => order), ["withdrawn", "gone", "back", "paid", "open"], "the newest first");

  const ids = async (query) => (await one.all(query)).map(({ id }) => id);
  assert.deepEqual(await ids({ status: "paid" }), [back, paid]);
  assert.deepEqual(await ids({ status: "paid", gateway: "saman" }), [paid]);
  assert.deepEqual(await ids({ gateway: "mellat" }), [gone, back]);
  assert.deepEqual(await ids({ q: row.reference }), [paid]);
  assert.deepEqual(await ids({ q: "open" }), [open.id]);
  assert.deepEqual(await ids({ q: "pai" }), []);
  assert.deepEqual(await ids({ amount_min: AMOUNT + 1 }), []);
  assert.equal((await ids({ amount_max: AMOUNT, from: dayOf(open.created_at), to: dayOf(Date.now()) })).length, 5);
  assert.deepEqual(await ids({ to: open.created_at }), []);

  const { total, data } = await one.totals({ from: open.created_at, to: Date.now(), by: "gateway" });
  assert.deepEqual(total, { payments: 5, paid: 3, failed: 0, expired: 0, cancelled: 1, open: 1, amount: 3 * AMOUNT, refunded: 500_000 + AMOUNT, returned: 0, success: 10_000 });
  assert.deepEqual(data.map(({ key, payments, paid: n }) => [key, payments, n]), [["", 2, 0], ["mellat", 2, 2], ["saman", 1, 1]]);
  const days = (await one.totals({ from: open.created_at, to: Date.now() })).data;
  assert.equal(days.reduce((sum, { payments }) => sum + payments, 0), 5);
  assert.ok(days.every(({ key }) => key === dayOf(open.created_at) || key === dayOf(Date.now())), JSON.stringify(days));
  const hours = (await one.totals({ from: open.created_at, to: Date.now(), by: "hour" })).data;
  assert.match(hours[0].key, /^\d{4}-\d\d-\d\dT\d\d$/);
  assert.equal(hours.reduce((sum, { amount }) => sum + amount, 0), 3 * AMOUNT);

  const { headers, text } = await one.csv();
  assert.deepEqual([headers.get("content-type"), headers.get("content-disposition")], ["text/csv; charset=utf-8", 'attachment; filename="payments.csv"']);
  assert.ok(text.startsWith("\ufeffpayment,order_id,status,"), text.slice(0, 40));
  assert.equal(lines(text).length, 6);
  assert.equal(lines((await one.csv({ status: "refunded", lang: "fa" })).text)[1].split(",")[2], "بازگشت داده‌شده");
  const check = await held(one.id);
  assert.deepEqual([check.compared, check.differences], [5, []]);
});

test("whoever does not pay is failed or expired in the report too", async () => {
  const one = made.hasty.pop();
  const { made: tried, redirect } = await one.atGateway("saman", { order_id: "failed" });
  const nobody = await one.create({ order_id: "expired" });
  await comeBack(await atBank(redirect, "cancel", "http://edge.test"), world.fetch);
  const expired = await one.until(nobody.id, ({ status }) => status === "expired", "expired");
  assert.deepEqual([expired.reason, expired.gateway, expired.attempts], ["time_over", undefined, 0]);
  const failed = await one.until(tried.id, ({ status }) => status === "failed", "failed");
  assert.deepEqual([failed.reason, failed.class, failed.gateway], ["cancelled", "cancel", "saman"]);
  const { data } = await one.totals({ by: "class" });
  assert.deepEqual(data.map(({ key, payments }) => [key, payments]), [["", 1], ["cancel", 1]]);
  assert.deepEqual((await held(one.id)).differences, []);
});

test("while the report takes nothing payments go on, and it is caught up with by itself", async (t) => {
  const one = made.hasty.pop();
  const fault = `CREATE TRIGGER fault BEFORE INSERT ON report_payment WHEN NEW.shop = '${one.id}' BEGIN SELECT RAISE(ABORT, 'the report is out'); END`;
  await db.prepare(fault).run();
  const heal = () => db.prepare("DROP TRIGGER IF EXISTS fault").run();
  t.after(heal);
  const paid = await one.paid();
  assert.equal((await one.ask("GET", `/payments/${paid}`)).body.status, "paid");
  const open = await one.create();
  // What the shop is told does not wait for the report either.
  const told = async () => (await one.ask("GET", "/events")).body.data;
  for (const end = Date.now() + 5_000; !(await told()).some(({ type, payment }) => type === "payment.paid" && payment === paid); ) {
    assert.ok(Date.now() < end, "the shop was not told");
    await new Promise((wait) => setTimeout(wait, 100));
  }
  const log = async () => (await one.ask("GET", `/payments/${paid}/events`)).body.events.map(({ type }) => type);
  for (const end = Date.now() + 5_000; !(await log()).includes("publish_failed"); ) {
    assert.ok(Date.now() < end, `it is not known that the report lacks it: ${await log()}`);
    await new Promise((wait) => setTimeout(wait, 100));
  }
  assert.deepEqual(await one.all(), []);
  assert.deepEqual((await held(one.id)).differences.map(({ what }) => what), ["missing", "missing"]);
  await heal();
  // The one is told when it ends. The other is tried again half a minute later, or as here when something else is news of it.
  await one.until(open.id, ({ status }) => status === "expired", "expired");
  assert.equal((await one.refund(paid, { amount: AMOUNT })).status, 201);
  await one.until(paid, ({ status }) => status === "refunded", "refunded");
  assert.deepEqual((await held(one.id)).differences, []);
  assert.equal((await told()).filter(({ type, payment }) => type === "payment.paid" && payment === paid).length, 1, "and told once");
});

test("an open payment that the report missed is told again by the sweep", async () => {
  const one = made.plain.pop();
  const { id } = await one.create();
  await one.until(id, () => true, "the row");
  await db.prepare("DELETE FROM report_payment WHERE shop = ?").bind(one.id).run();
  assert.deepEqual(await one.all(), []);
  await world.edge.getWorker().scheduled({ cron: "*/5 * * * *" });
  await one.until(id, ({ status }) => status === "open", "the row again");
  assert.equal((await one.totals()).total.payments, 1);
});

test("a report that was lost, altered or made up is made anew from the ledger, sums and all", async () => {
  const one = made.plain.pop();
  const ids = [await one.paid(), await one.paid("mellat"), (await one.create()).id];
  await one.until(ids[2], () => true, "the last row");
  await one.until(ids[1], ({ status }) => status === "paid", "paid");
  const before = { list: await one.all(), sums: await one.totals({ by: "gateway" }) };
  await db.prepare("DELETE FROM report_payment WHERE shop = ?1 AND id = ?2").bind(one.id, ids[0]).run();
  await db.prepare("UPDATE report_payment SET status = 'failed', amount = 7, version = version - 1 WHERE shop = ?1 AND id = ?2").bind(one.id, ids[1]).run();
  await db.prepare("UPDATE report_payment SET version = version - 1, order_id = 'B' WHERE shop = ?1 AND id = ?2").bind(one.id, ids[2]).run();
  await filled(one.id, 2);
  const found = (await held(one.id)).differences;
  const of = (payment) => found.find((one) => one.payment === payment);
  assert.deepEqual([of(ids[0]).what, of(ids[1]).columns, of(ids[2]).columns], ["missing", ["status", "amount"], ["order_id"]]);
  assert.equal(found.filter(({ what }) => what === "unknown").length, 2);
  assert.equal((await held(one.id, "rebuild")).differences.length, 5);
  assert.deepEqual((await held(one.id)).differences, []);
  assert.deepEqual({ list: await one.all(), sums: await one.totals({ by: "gateway" }) }, before);
  const sums = await db.prepare("SELECT sum(payments) AS n, sum(amount) AS rial FROM report_hour WHERE shop = ?").bind(one.id).first();
  assert.deepEqual(sums, { n: 3, rial: 3 * AMOUNT });
});

test("a shop sees its own payments, of the key's mode, and nobody else's", async () => {
  const [one, two] = [made.live.pop(), made.plain.pop()];
  const mine = (await one.create({ order_id: "same" })).id;
  await one.until(mine, () => true, "mine");
  for (const [name, other] of [["another shop", two], ["the other mode", one.live]]) {
    for (const query of [{}, { q: mine }, { q: "same" }, { status: "open" }]) assert.deepEqual(await other.all(query), [], name);
    assert.equal((await other.totals()).total.payments, 0, name);
    assert.equal(lines((await other.csv()).text).length, 1, name);
  }
  await filled(one.id, 3);
  const { next } = await one.list({ limit: 1 });
  assert.match(next, /^pg_/);
  for (const other of [two, one.live]) {
    const { status, body } = await other.ask("GET", `/payments?cursor=${next}`);
    assert.deepEqual([status, body.code, body.param], [400, "query_invalid", "cursor"]);
  }
  for (const path of ["/payments", "/reports/totals", "/reports/payments.csv"]) {
    assert.equal((await world.ask("GET", `/v1${path}`)).body.code, "key_invalid", path);
    assert.equal((await world.ask("GET", `/v1${path}`, undefined, operator)).body.code, "key_invalid", path);
  }
  for (const [method, path] of [["GET", "check"], ["POST", "rebuild"]]) {
    assert.equal((await one.ask(method, `/operator/reports/${path}?shop=${one.id}`)).body.code, "key_invalid");
    for (const [query, param] of [["", "shop"], ["shop=nobody", "shop"], [`shop=${one.id}&cursor=9`, "cursor"], [`shop=${one.id}&cursor=x`, "cursor"]]) {
      const { status, body } = await world.ask(method, `/v1/operator/reports/${path}?${query}`, undefined, operator);
      assert.deepEqual([status, body.code, body.param], [400, "query_invalid", param], query);
    }
  }
});

test("a list stays as it is while new payments come in front of it", async () => {
  const one = made.plain.pop();
  await filled(one.id, 25);
  const seen = [];
  for (let cursor, page = 0; cursor !== null; page += 1) {
    const body = await one.list({ limit: 10, ...(cursor && { cursor }) });
    seen.push(...body.data.map(({ id }) => id));
    cursor = body.next;
    await filled(one.id, 1, { from: Date.now() + page * DAY }).catch(() => {});
    await one.until((await one.create()).id, () => true, "a new one");
    assert.ok(page < 3, "it ends");
  }
  assert.equal(seen.length, 25);
  assert.deepEqual(seen, Array.from({ length: 25 }, (_, i) => `pay_0${String(i).padStart(25, "0")}`));
});

test("ten thousand rows: pages, what is rare among them, sums, and a file of all", async () => {
  const one = made.plain.pop();
  await filled(one.id, 10_500);
  assert.equal((await one.list()).data.length, 100);
  // The only one of its amount is the oldest, and is not among the first ten thousand.
  const first = await one.list({ amount_min: 110_499 });
  assert.deepEqual([first.data, typeof first.next], [[], "string"]);
  const rest = await one.list({ amount_min: 110_499, cursor: first.next });
  assert.deepEqual([rest.data.map(({ order_id: order }) => order), rest.next], [["A-10499"], null]);
  assert.deepEqual((await one.list({ amount_min: 110_001, status: "failed", gateway: "mellat", limit: 2 })).data.map(({ order_id: order }) => order), ["A-10009", "A-10019"]);
  assert.deepEqual((await one.list({ q: "R10000" })).data.map(({ order_id: order }) => order), ["A-10000"]);
  const all = { from: Date.now() - 3 * DAY, to: Date.now() };
  const { total } = await one.totals({ ...all, by: "class" });
  assert.deepEqual([total.payments, total.paid, total.failed, total.success], [10_500, 8_400, 2_100, 8_000]);
  assert.equal(total.amount, Array.from({ length: 10_500 }, (_, i) => (i % 10 < 8 ? 100_000 + i : 0)).reduce((a, b) => a + b));
  const { text } = await one.csv();
  const rows = lines(text);
  assert.equal(rows.length, 10_501);
  assert.equal(new Set(rows).size, 10_501, "each of them once");
  assert.ok(rows.every((row) => row.split(",").length === 15));
});

test("nothing in a file is taken for a formula, and hostile text stays text", async () => {
  const one = made.plain.pop();
  const orders = ['=HYPERLINK("https://evil.example")', "+1", "-2", "@x", "a,b", "سفارش ۱۲", "\u202egnp.exe"];
  for (const order of orders) await one.create({ order_id: order });
  for (const end = Date.now() + 5_000; (await one.all()).length < orders.length; ) assert.ok(Date.now() < end, "rows are missing");
  const cells = lines((await one.csv()).text).slice(1).reverse().map((line) => line.slice(31, line.indexOf(",open,")));
  assert.deepEqual(cells, ['"\'=HYPERLINK(""https://evil.example"")"', "'+1", "'-2", "'@x", '"a,b"', "سفارش ۱۲", "\u202egnp.exe"]);
  for (const order of orders) assert.equal((await one.all({ q: order })).length, 1, order);
});

test("what cannot be meant is refused with its name", async () => {
  const one = made.plain.pop();
  for (const [path, query, param] of [
    ["/payments", "status=unpaid", "status"],
    ["/payments", "limit=101", "limit"],
    ["/payments", "limit=10000", "limit"],
    ["/payments", "cursor=pg_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cursor"],
    ["/payments", "from=2026-11-24&to=2026-11-22", "to"],
    ["/payments", "amount_min=x", "amount_min"],
    ["/payments", "order=1", undefined],
    ["/reports/totals", "by=year", "by"],
    ["/reports/totals", "from=2020-01-01", "from"],
    ["/reports/payments.csv", "lang=de", "lang"],
    ["/reports/payments.csv", "limit=1", undefined],
  ]) {
    const { status, body } = await one.ask("GET", `${path}?${query}`);
    assert.deepEqual([status, body.code, body.param], [400, "query_invalid", param], `${path}?${query}`);
  }
});
