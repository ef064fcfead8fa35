// Money that passes the operator's own contract: where it stands, from the shopper's card to the shop's balance, and back.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { Visitor } from "../support/panel.mjs";
import { start } from "./support.mjs";

const AMOUNT = 1_250_000;
const FEE = 12_500;

let world;
before(async () => (world = await start({ only: ["mellat", "saman"] })));
after(() => world?.stop());

const shop = { authorization: `Bearer ${keys().shop}` };
const balance = async () => (await world.ask("GET", "/v1/balance", undefined, shop)).body;
const entries = async (query = "") => (await world.ask("GET", `/v1/balance/entries${query}`, undefined, shop)).body;
const operator = (method, path, body) => world.ask(method, `/v1/operator/books${path}`, body, { authorization: `Bearer ${keys().operator}` });
const whole = async () => (await operator("GET", "?mode=test")).body;
const standsOn = ({ accounts }, name) => accounts.find(({ account }) => account === name)?.stands ?? 0;
const sums = ({ pending, available, reserve, debt }) => [pending, available, reserve, debt];

/** What comes behind an answer is there as soon as `read` fits. */
async function until(read, fits, what) {
  for (const end = Date.now() + 15_000; ; ) {
    const found = await read();
    if (fits(found)) return found;
    if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(found)}`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

async function paid(gateway) {
  const { made, redirect } = await world.atGateway(gateway);
  await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
  assert.equal((await world.read(made.id)).status, "paid");
  return made.id;
}

const refund = (id, amount) =>
  world.ask("POST", `/v1/payments/${id}/refunds`, { reason: "the mug broke", amount }, { ...shop, "idempotency-key": randomUUID() });

test("a payment at the operator's contract waits, is settled, and becomes the shop's to take; at its own it is none of the operator's", async () => {
  const first = await paid("saman");
  const waits = await until(balance, ({ pending }) => pending > 0, "the sale is in the books");
  assert.deepEqual(waits, { pending: AMOUNT - FEE, available: 0, reserve: 0, debt: 0, total: AMOUNT - FEE, currency: "IRR" });
  await paid("mellat");

  const settlement = { name: "saman-1405-09-06", gateway: "saman", received: AMOUNT - 3_000, cost: 3_000, lines: [{ payment: first, amount: AMOUNT }] };
  const told = await operator("POST", "/settlements", settlement);
  assert.deepEqual([told.status, told.body], [200, { odd: [] }]);
  const free = await until(balance, ({ available }) => available > 0, "the money is released");
  assert.deepEqual(sums(free), [0, AMOUNT - FEE, 0, 0]);

  const again = await operator("POST", "/settlements", settlement);
  assert.deepEqual([again.status, again.body], [200, { odd: [] }], "told again it is the same");
  const other = await operator("POST", "/settlements", { ...settlement, cost: 4_000 });
  assert.deepEqual([other.status, other.body.code], [409, "settlement_other"]);

  const books = await whole();
  assert.equal(books.imbalance, 0);
  assert.equal(books.suspense, 0);
  assert.deepEqual(books.misfits, []);
  const names = { "available:demo": AMOUNT - FEE, fees: FEE, costs: 3_000, "bank:IR160120000000001234567890": AMOUNT - 3_000, "gateway:saman": 0, "gateway:mellat": 0 };
  for (const [name, stands] of Object.entries(names)) assert.equal(standsOn(books, name), stands, name);

  const { data, next } = await entries();
  assert.deepEqual(data.map(({ n, about, kind, change, after }) => [n, about, kind, sums(change), after.total]), [
    [2, first, "release", [-(AMOUNT - FEE), AMOUNT - FEE, 0, 0], AMOUNT - FEE],
    [1, first, "sale", [AMOUNT - FEE, 0, 0, 0], AMOUNT - FEE],
  ]);
  assert.equal(next, null);
  const page = await entries("?limit=1");
  assert.deepEqual([page.data.length, page.next], [1, 2]);
  assert.deepEqual((await entries("?limit=1&before=2")).data[0].n, 1);
});

test("what goes back before it is settled comes from what waits, its fee too; told again it goes back once", async () => {
  const before = await balance();
  const id = await paid("saman");
  await until(balance, ({ pending }) => pending === before.pending + AMOUNT - FEE, "the sale is in the books");
  const back = await refund(id);
  assert.deepEqual([back.status, back.body.status], [201, "succeeded"]);
  const after = await until(balance, ({ pending }) => pending === before.pending, "the refund is in the books");
  assert.deepEqual(sums(after), sums(before));
  const books = await whole();
  assert.deepEqual([books.imbalance, standsOn(books, "fees"), standsOn(books, "gateway:saman")], [0, FEE, 0]);
  assert.equal((await world.read(id)).status, "refunded");
});

test("rows of a settlement that do not fit are said, and their money stands on a case until somebody closes it", async () => {
  const id = await paid("saman");
  await until(balance, ({ pending }) => pending > 0, "the sale is in the books");
  const stranger = `${id.slice(0, -4)}aaaa`;
  const lines = [{ payment: id, amount: AMOUNT + 10_000 }, { payment: id, amount: AMOUNT }, { payment: stranger, amount: 5_000 }];
  const told = await operator("POST", "/settlements", { name: "saman-odd", gateway: "saman", received: AMOUNT + 15_000, lines });
  assert.equal(told.status, 200, JSON.stringify(told.body));
  assert.deepEqual(told.body.odd.map(({ what, amount, ours }) => [what, amount, ours]), [
    ["amount", AMOUNT + 10_000, AMOUNT],
    ["twice", AMOUNT, undefined],
    ["unknown", 5_000, undefined],
  ]);
  const books = await whole();
  assert.deepEqual([books.imbalance, books.suspense, standsOn(books, "suspense:settlement.saman-odd")], [0, 15_000, 15_000]);
});

test("bad settlements change nothing, and nobody but the operator looks", async () => {
  // What was settled before is released behind the answer.
  await until(balance, ({ pending }) => pending === 0, "all that was settled is released");
  const before = await whole();
  const good = { name: "n1", gateway: "saman", received: 1, lines: [{ payment: await paid("mellat"), amount: 1 }] };
  for (const [wrong, field] of [
    [{ name: "N 1" }, "name"],
    [{ gateway: "mellat" }, "gateway"],
    [{ lines: [] }, "lines"],
    [{ lines: [{ ...good.lines[0], kind: "refund" }] }, "lines"],
    [{ received: -1 }, undefined],
  ]) {
    const { status, body } = await operator("POST", "/settlements", { ...good, ...wrong });
    assert.deepEqual([status, body.code], [422, "body_invalid"], JSON.stringify(body));
    if (field) assert.equal(body.param, field);
  }
  assert.deepEqual(await whole(), before);
  assert.equal((await world.ask("GET", "/v1/operator/books?mode=test", undefined, shop)).status, 401);
  assert.equal((await world.ask("GET", "/v1/balance")).status, 401);
  assert.equal((await operator("GET", "")).body.code, "query_invalid");
});

test("the desk shows the books in both languages and modes, and every account as a file", async () => {
  await paid("saman");
  await until(balance, ({ pending }) => pending > 0, "the sale is in the books");
  const desk = new Visitor((path, init) => world.fetch(path, init), "http://edge.test");
  await desk.signInWithKey(keys().operator);
  const page = await desk.look("/admin/books?mode=test&lang=en");
  assert.equal(page.status, 200);
  assert.match(page.html, /The books balance/);
  assert.match(page.html, /IR160120000000001234567890/);
  assert.match(page.html, /Neyshabur Pottery/);
  const fees = standsOn(await whole(), "fees");
  const cells = [...page.html.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => cell.replace(/<[^>]*>/g, "").trim());
  assert.ok(cells.includes(`${(fees / 10).toLocaleString("en")} toman`), cells.join(" | "));
  assert.match((await desk.look("/admin/books?mode=test&lang=fa")).html, /دفترها تراز است/);
  assert.match((await desk.look("/admin/books?mode=live&lang=en")).html, /Nothing is in the books yet/);

  const file = await desk.look("/admin/books/csv?mode=test&lang=en");
  const rows = file.html.replace("\ufeff", "").trim().split("\r\n").map((line) => line.split(","));
  assert.deepEqual(rows[0], ["account", "debits", "credits", "stands", "free"]);
  const { accounts } = await whole();
  assert.deepEqual(rows.slice(1).map(([name, , , stands]) => [name, Number(stands)]), accounts.map(({ account, stands }) => [account, stands]));
});
