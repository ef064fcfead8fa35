// One payment to several IBANs: payees, what a payment is split to, and what everybody has in the books, to the rial.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { authority } from "../support/applicant.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { SHOP, start } from "./support.mjs";

const AMOUNT = 1_250_000;
const FEE = 12_500;
// What 1,250,000 less one percent and the courier's 200,000 comes to: 33.33 and 15 hundredths of it, and the rest.
const PARTS = { shop: 536_076, courier: 200_000, anbar: 345_799, tax: 155_625 };
const SPLIT = [{ payee: "courier", amount: 200_000 }, { payee: "anbar", share_bps: 3_333 }, { payee: "tax", share_bps: 1_500 }];

const shop = { authorization: `Bearer ${keys().shop}` };
const operator = { authorization: `Bearer ${keys().operator}` };

let world;
before(async () => {
  // Mellat, which gives parts back, pays the operator here, and Saman the shop.
  world = await start({ only: ["mellat", "saman"], adjust: { mellat: { settles: "operator" }, saman: { settles: "shop" } } });
  for (const id of ["courier", "anbar", "tax"]) assert.equal((await make({ id })).status, 201);
});
after(() => world?.stop());

const ask = (method, path, body, headers = shop) => world.ask(method, `/v1${path}`, body, headers);
const person = (national_code) => ({ person: { national_code, born: "1365-04-12" } });
const PAYEE = { name: "علی رضایی", iban: "IR160120000000001234567890", owner: person("1234567891") };
const make = (more, headers) => ask("POST", "/payees", { ...PAYEE, ...more }, headers);
const refused = async (answer, status, code, param) => {
  const { status: said, body } = await answer;
  assert.deepEqual([said, body.code, body.param], [status, code, param], JSON.stringify(body));
};
const balance = async (payee) => (await ask("GET", `/balance${payee ? `?payee=${payee}` : ""}`)).body;
const refund = (id, amount) => ask("POST", `/payments/${id}/refunds`, { reason: "the mug broke", amount }, { ...shop, "idempotency-key": randomUUID() });
const books = async () => (await ask("GET", "/operator/books?mode=test", undefined, operator)).body;
const standsOn = ({ accounts }, name) => accounts.find(({ account }) => account === name)?.stands ?? 0;

/** What comes behind an answer is there as soon as `read` fits. */
async function until(read, fits, what) {
  for (const end = Date.now() + 15_000; ; ) {
    const found = await read();
    if (fits(found)) return found;
    if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(found)}`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

/** What waits for everybody. */
async function pending() {
  const names = Object.keys(PARTS);
  const all = await Promise.all(names.map((name) => balance(name === "shop" ? undefined : name)));
  return Object.fromEntries(names.map((name, index) => [name, all[index].pending]));
}

async function paid(split = SPLIT) {
  const { made, redirect } = await world.atGateway("mellat", { split });
  await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
  return made.id;
}

test("a payee is matched with its account, listed, changed, and removed for new splits alone", async () => {
  const made = (await make({ id: "kargah" })).body;
  assert.deepEqual([made.id, made.owner, made.bank, made.mode], ["kargah", "person", "بانک ملت", "test"]);
  assert.ok(!JSON.stringify(made).includes("1234567891"), "what only the registry needs is not told again");
  await refused(make({ id: "kargah" }), 409, "payee_exists");
  await refused(make({ id: "another", owner: person("1234567806") }), 409, "owner_not_matched");
  await refused(make({ id: "another", iban: "IR170120000000001234567890" }), 422, "payee_invalid", "iban");
  const changed = (await ask("POST", "/payees/kargah", { name: "کارگاه" })).body;
  assert.deepEqual([changed.name, changed.matched_at], ["کارگاه", made.matched_at]);
  const moved = (await ask("POST", "/payees/kargah", { iban: "IR820540102680020817909002" })).body;
  assert.ok(moved.matched_at > made.matched_at, "another account is asked about again");
  await refused(ask("POST", "/payees/kargah", { owner: person("1234567806") }), 409, "owner_not_matched");
  assert.equal((await ask("GET", "/payees/kargah")).body.iban, "IR820540102680020817909002", "a refusal changes nothing");

  const removed = (await ask("DELETE", "/payees/kargah")).body;
  assert.ok(removed.removed_at);
  assert.equal((await ask("DELETE", "/payees/kargah")).body.removed_at, removed.removed_at, "once");
  await refused(world.create({ split: [{ payee: "kargah", share_bps: 1 }] }), 404, "payee_unknown", "split");
  assert.equal((await balance("kargah")).total, 0, "its balance is still there");
  assert.deepEqual((await ask("GET", "/payees")).body.data.map(({ id }) => id), ["anbar", "courier", "tax", "kargah"]);
  await refused(make({ id: "kargah" }), 409, "payee_exists");
});

test("a registry that does not answer is no no: the next is asked, and where none answers nothing is made", async () => {
  const registries = authority(world.bank, keys().control);
  await registries.set({ jibit: "down" });
  assert.equal((await make({ id: "second" })).status, 201);
  await registries.set({ jibit: "down", zohal: "down" });
  await refused(make({ id: "third" }), 503, "unavailable");
  await registries.heal();
  await refused(ask("GET", "/payees/third"), 404, "payee_unknown");
});

test("a payment is split three ways, and the books by payee add up to the rial", async () => {
  const id = await paid();
  assert.deepEqual(await until(pending, ({ tax }) => tax > 0, "the sale is in the books"), PARTS);
  const payment = await world.read(id);
  assert.deepEqual(payment.split, SPLIT);
  const parts = [{ amount: PARTS.shop }, ...SPLIT.map(({ payee }) => ({ payee, amount: PARTS[payee] }))];
  assert.deepEqual(payment.parts, parts);
  assert.equal(parts.reduce((sum, { amount }) => sum + amount, FEE), AMOUNT);
  const { data } = (await ask("GET", "/balance/entries?payee=anbar&limit=1")).body;
  assert.deepEqual(data.map(({ n, about, kind, change }) => [n, about, kind, change.pending]), [[1, id, "sale", PARTS.anbar]]);

  // A refund takes from every part, and what is left of the fee with it.
  assert.equal((await refund(id, 300_001)).status, 201);
  const after = await until(pending, ({ tax }) => tax < PARTS.tax, "the refund is in the books");
  const back = 300_001 - Math.floor((FEE * 300_001) / AMOUNT);
  const whole = AMOUNT - FEE;
  for (const [name, part] of Object.entries(PARTS)) {
    assert.ok(Math.abs(part - after[name] - (back * part) / whole) < 1, `${name}: ${part} became ${after[name]}`);
  }
  const left = Object.values(after).reduce((sum, part) => sum + part);
  assert.equal(left, whole - back, "together it is what went back, to the rial");

  // It is settled and released: each part to its own, and the books balance.
  const lines = [{ payment: id, amount: AMOUNT }, { payment: id, kind: "refund", refund: 1, amount: 300_001 }];
  const told = await ask("POST", "/operator/books/settlements", { name: "split-1", gateway: "mellat", received: AMOUNT - 300_001, lines }, operator);
  assert.deepEqual([told.status, told.body], [200, { odd: [] }]);
  const free = await until(() => balance("anbar"), ({ available }) => available > 0, "the money is released");
  assert.deepEqual([free.pending, free.available], [0, after.anbar]);
  const whose = await books();
  assert.deepEqual([whose.imbalance, whose.suspense, whose.misfits], [0, 0, []]);
  for (const [name, part] of Object.entries(after)) {
    assert.equal(standsOn(whose, `available:demo${name === "shop" ? "" : `/${name}`}`), part, name);
  }
});

test("what goes back whole empties every part", async () => {
  const id = await paid();
  await until(pending, ({ tax }) => tax === PARTS.tax, "the sale is in the books");
  assert.equal((await refund(id)).status, 201);
  const none = { shop: 0, courier: 0, anbar: 0, tax: 0 };
  assert.deepEqual(await until(pending, ({ tax }) => tax === 0, "the refund is in the books"), none);
  assert.equal((await books()).imbalance, 0);
});

test("a split payment is offered to contracts that pay the operator, and goes by no other", async () => {
  const { client_token: token } = (await world.create({ split: SPLIT })).body;
  const view = (await ask("GET", `/checkout/${token}`, undefined, { origin: SHOP })).body;
  assert.deepEqual(view.gateways.map(({ id }) => id), ["mellat"]);
  const { methods } = (await ask("GET", `/checkout/${token}/methods`, undefined, { origin: SHOP })).body;
  assert.deepEqual(methods.flatMap(({ gateways }) => gateways.map(({ id }) => id)), ["mellat"]);
  assert.equal((await world.pay(token, { gateway: "saman" })).body.gateway, "mellat", "the shop's own contract is passed over");
  await world.mellat.set({ token: "down" });
  const next = (await world.create({ split: SPLIT })).body.client_token;
  const none = await world.pay(next);
  await world.mellat.heal();
  assert.deepEqual([none.status, none.body.code], [503, "no_gateway"], "rather nobody than a contract that pays the shop");
});

test("a split that cannot be is refused at once, with the reason, and what was taken once stays taken", async () => {
  const wrong = (split) => refused(world.create({ split }), 422, "split_invalid", "split");
  await wrong([{ payee: "anbar" }]);
  await wrong([{ payee: "anbar", amount: 1, share_bps: 1 }]);
  await wrong([{ payee: "anbar", share_bps: 9_000 }, { payee: "tax", share_bps: 1_001 }]);
  await wrong([{ payee: "anbar", share_bps: 1 }, { payee: "anbar", amount: 1 }]);
  await wrong([{ payee: "anbar", amount: AMOUNT - FEE + 1 }]);
  assert.equal((await world.create({ split: [{ payee: "anbar", amount: AMOUNT - FEE }] })).status, 201);
  await refused(world.create({ split: [{ payee: "nobody", share_bps: 1 }] }), 404, "payee_unknown", "split");
  assert.equal((await world.create({ split: [{ payee: "anbar", share: 20 }] })).body.code, "body_invalid");

  await make({ id: "leaving" });
  const key = randomUUID();
  const first = (await world.create({ split: [{ payee: "leaving", share_bps: 1 }] }, key)).body;
  await ask("DELETE", "/payees/leaving");
  assert.equal((await world.create({ split: [{ payee: "leaving", share_bps: 1 }] }, key)).body.id, first.id);
});

test("a link's payments are split, to whoever is still there", async () => {
  await make({ id: "guest" });
  const split = [{ payee: "anbar", share_bps: 1_000 }, { payee: "guest", share_bps: 1_000 }];
  const link = (await ask("POST", "/payment_links", { title: "کارگاه", split })).body;
  assert.deepEqual(link.split, split);
  await refused(ask("POST", "/payment_links", { title: "کارگاه", split: [{ payee: "anbar", amount: 1_000 }] }), 422, "split_invalid", "split");
  await refused(ask("POST", "/payment_links", { title: "کارگاه", split: [{ payee: "nobody", share_bps: 1 }] }), 404, "payee_unknown", "split");
  const come = async () => {
    const html = await (await world.fetch(`/l/${link.id}?lang=fa`)).text();
    const fields = new URLSearchParams({ once: /name="once" value="(\w+)"/.exec(html)[1], amount: "10000" });
    const sent = await world.fetch(`/l/${link.id}`, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: `${fields}` });
    const token = /\/pay\/([^?]+)/.exec(sent.headers.get("location"))[1];
    const { payment } = (await ask("GET", `/checkout/${token}`, undefined, { origin: "http://edge.test" })).body;
    return (await world.read(payment)).split;
  };
  assert.deepEqual(await come(), split);
  await ask("DELETE", "/payees/guest");
  assert.deepEqual(await come(), split.slice(0, 1), "the part of whoever was removed is the shop's");
});

test("another shop's payee is nobody's, and a shop whose contracts all pay itself splits nothing", async () => {
  const { id } = (await ask("POST", "/operator/shops", { name: { fa: "دیگری", en: "Other" }, origins: [SHOP] }, operator)).body;
  const { key } = (await ask("POST", `/operator/shops/${id}/keys`, { kind: "secret", mode: "test", label: "x" }, operator)).body;
  const other = { authorization: `Bearer ${key}` };
  assert.deepEqual((await ask("GET", "/payees", undefined, other)).body, { data: [] });
  for (const [method, path, body] of [["GET", "/payees/anbar"], ["POST", "/payees/anbar", { name: "x" }], ["DELETE", "/payees/anbar"], ["GET", "/balance?payee=anbar"], ["GET", "/balance/entries?payee=anbar"]]) {
    await refused(ask(method, path, body, other), 404, "payee_unknown");
  }
  const body = { amount: AMOUNT, currency: "IRR", order_id: "B-1", return_url: `${SHOP}/orders/1`, split: [{ payee: "anbar", share_bps: 1 }] };
  await refused(ask("POST", "/payments", body, { ...other, "idempotency-key": randomUUID() }), 404, "payee_unknown", "split");
  assert.equal((await make({ id: "anbar" }, other)).status, 201, "the name is free there");
  assert.equal((await ask("GET", "/balance?payee=anbar", undefined, other)).body.total, 0, "and has nothing of the first one's");
});
