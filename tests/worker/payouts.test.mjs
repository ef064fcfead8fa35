// A shop's money on its way to its bank account: asked for, approved by another person, put in a file for the bank, and seen in the
// bank's statement. The books balance at the end of every story.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { Applicant, authority } from "../support/applicant.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { start } from "./support.mjs";

const AMOUNT = 1_250_000;
const NET = AMOUNT - 12_500;
const BANK = "IR160120000000001234567890";
const EDGE = "http://edge.test";

let world;
let desk; // An operator, by their own number.
before(async () => {
  world = await start({ only: ["mellat", "saman"] });
  await authority(world.bank, keys().control).heal();
  desk = await operator("09121110001");
});
after(() => world?.stop());

const byKey = { authorization: `Bearer ${keys().operator}` };
const demo = { authorization: `Bearer ${keys().shop}` };
const at = (method, path, body) => world.ask(method, `/v1/operator${path}`, body, byKey);
const balance = async (shop) => (await world.ask("GET", "/v1/balance", undefined, shop)).body;

/** Somebody who comes to the desk by an invitation of the operator's key. */
async function operator(mobile) {
  const first = new Applicant(world.fetch, EDGE);
  await first.signInWithKey(keys().operator);
  assert.equal((await first.post("/admin/team/invite", { mobile }, "/admin/team")).status, 303);
  const one = new Applicant(world.fetch, EDGE);
  // Whoever has had a code before has waited.
  const { DB } = await world.edge.getWorker().getEnv();
  await DB.prepare("UPDATE code SET sent_at = sent_at - 120000 WHERE mobile = ?").bind(mobile).run();
  assert.equal(await one.signIn(mobile, "/admin"), "/admin");
  return one;
}

/** What comes behind an answer is there as soon as `read` fits. */
async function until(read, fits, what) {
  for (const end = Date.now() + 15_000; ; ) {
    const found = await read();
    if (fits(found)) return found;
    if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(found)}`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

/** A shop of somebody's who comes by a number: them, its id and what its server says. Its shoppers come from `origin`. */
async function opened(mobile, name_fa, name_en, origin) {
  const owner = new Applicant(world.fetch, EDGE);
  await owner.signIn(mobile);
  assert.equal((await owner.post("/panel/apply/start", { name_fa, name_en }, "/panel/apply")).status, 303);
  const { id } = (await at("GET", "/shops")).body.data.find(({ name }) => name.en === name_en);
  const key = /sk_test_[\w-]+/.exec((await owner.post("/panel/keys", { name: "server" })).html)[0];
  assert.equal((await at("POST", `/shops/${id}`, { origins: [origin] })).status, 200);
  return { owner, id, shop: { authorization: `Bearer ${key}` } };
}

/** What the question of a page sends back with its yes. */
const hidden = (html) => Object.fromEntries([...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));

/** Sells something for `shop`, and has the provider pay it: so much more can be taken, what of it is the shop's `own`. */
async function earn(shop = demo, origin = "http://shop.test:8788", { split, own = NET } = {}) {
  const { available } = await balance(shop);
  const wish = { amount: AMOUNT, currency: "IRR", order_id: "A-1", return_url: `${origin}/orders/1`, split };
  const made = (await world.ask("POST", "/v1/payments", wish, { ...shop, "idempotency-key": randomUUID() })).body;
  const { pending } = await balance(shop);
  const way = await world.ask("POST", `/v1/checkout/${made.client_token}/pay`, { gateway: "saman" }, { origin });
  assert.equal(way.status, 200, JSON.stringify(way.body));
  await comeBack(await atBank(await world.leave(way.body.url), "pay", EDGE), world.fetch);
  await until(() => balance(shop), (now) => now.pending === pending + own, "the sale is in the books");
  const settlement = { name: `s-${made.id.slice(4)}`, gateway: "saman", received: AMOUNT, lines: [{ payment: made.id, amount: AMOUNT }] };
  assert.deepEqual((await at("POST", "/books/settlements", settlement)).body, { odd: [] });
  await until(() => balance(shop), (now) => now.available === available + own, "the money is released");
}

const ask = (body = {}, key = randomUUID(), shop = demo) => world.ask("POST", "/v1/payouts", body, { ...shop, "idempotency-key": key });
const read = async (id, shop = demo) => (await world.ask("GET", `/v1/payouts/${id}`, undefined, shop)).body;
const page = (id) => `/admin/payouts/${id}?mode=test&lang=en`;
const approve = (id, by = desk) => by.post(`/admin/payouts/${id}/approve?mode=test&lang=en`, {}, page(id));

async function approved(body) {
  const { status, body: payout } = await ask(body);
  assert.equal(status, 201, JSON.stringify(payout));
  assert.equal((await approve(payout.id)).status, 303);
  return payout;
}

const makeFiles = async () => (await at("POST", "/payouts/files?mode=test")).body;
const statement = (rows) =>
  world.ask("POST", "/v1/operator/payouts/statements?mode=test", ["تاریخ,ساعت,واریز,برداشت,شرح", ...rows.map((row) => row.join(","))].join("\r\n"), { ...byKey, "content-type": "text/csv" });
const counts = ({ settled, returned, cases, acceptors, known }) => [settled, returned, cases, acceptors, known];

async function booksBalance() {
  const { accounts, imbalance, misfits } = (await at("GET", "/books?mode=test")).body;
  assert.equal(imbalance, 0);
  assert.deepEqual(misfits, []);
  return Object.fromEntries(accounts.map(({ account, stands }) => [account, stands]));
}

/** The cells of a batch file, read by its tags. */
function batch(xml) {
  const all = (tag, text = xml) => [...text.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([^<]*)</${tag}>`, "g"))].map(([, value]) => value);
  return { all, rows: [...xml.matchAll(/<CdtTrfTxInf>([^]*?)<\/CdtTrfTxInf>/g)].map(([, row]) => ({ id: all("InstrId", row)[0], amount: Number(all("InstdAmt", row)[0]), iban: all("IBAN", row)[0], name: all("Nm", row)[0] })) };
}

test("money is asked for, approved by another person, sent in a file, settled by the statement, and may come back", async () => {
  await earn();
  await earn();
  const key = randomUUID();
  const first = await ask({ amount: 1_000_000 }, key);
  assert.equal(first.status, 201, JSON.stringify(first.body));
  const { id, ...made } = first.body;
  assert.match(id, /^po_[0-9a-z]{26}$/);
  assert.deepEqual([made.amount, made.stage, made.iban, made.name, made.expected_at, made.reason], [1_000_000, "prepared", "IR680570000000000000001017", "علی رضایی", null, null]);
  assert.deepEqual((await ask({ amount: 1_000_000 }, key)).body, first.body, "the same key finds it");
  assert.equal((await ask({ amount: 999_000 }, key)).body.code, "idempotency_key_reused");

  const rest = await ask();
  assert.deepEqual([rest.status, rest.body.amount], [201, 2 * NET - 1_000_000], "all that is left");
  assert.deepEqual(await makeFiles(), { files: [], left: [] }, "nothing is approved");

  for (const one of [id, rest.body.id]) {
    assert.equal((await approve(one)).status, 303);
    assert.equal((await read(one)).stage, "approved");
  }
  const { files, left } = await makeFiles();
  assert.deepEqual([left, files.length, files[0].payouts, files[0].amount, files[0].rail], [[], 1, 2, 2 * NET, "paya"]);
  const file = files[0];
  assert.equal(file.id, `${BANK}000000001`);
  assert.deepEqual(await makeFiles(), { files: [], left: [] }, "what is in a file goes in no other");
  const sent = await read(id);
  assert.deepEqual([sent.stage, sent.expected_at], ["sent", file.expected_at]);
  assert.equal((await approve(id)).status, 303, "told again it is the same");

  const get = (format) => world.fetch(`/v1/operator/payouts/files/${file.id}?mode=test&format=${format}`, { headers: byKey });
  const ccti = await get("ccti");
  assert.deepEqual([ccti.headers.get("content-type"), ccti.headers.get("content-disposition")], ["application/xml; charset=utf-8", `attachment; filename="${file.id}.ccti"`]);
  const xml = await ccti.text();
  assert.match(xml, /<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain\.001\.001\.03">/);
  const { all, rows } = batch(xml);
  assert.deepEqual(all("CtrlSum"), [`${2 * NET}`, `${2 * NET}`]);
  assert.deepEqual(all("NbOfTxs"), ["2", "2"]);
  assert.equal(rows.reduce((sum, { amount }) => sum + amount, 0), 2 * NET, "it sums to the rial");
  assert.deepEqual(rows[0], { id: id.toUpperCase(), amount: 1_000_000, iban: "IR680570000000000000001017", name: "علی رضایی" });
  const table = (await (await get("csv")).text()).replace("\ufeff", "").trim().split("\r\n");
  assert.deepEqual(table[1].split(",").slice(0, 4), ["IR680570000000000000001017", id.toUpperCase(), "علی رضایی", "1000000"]);

  const names = await booksBalance();
  assert.deepEqual([names.transit, names["available:demo"], names[`bank:${BANK}`]], [2 * NET, 0, 2 * AMOUNT]);

  // One row for each, and one that nobody knows.
  const gone = [
    ["1405/09/06", "10:45", "", "1000000", `پایا ${id.toUpperCase()}`],
    ["1405/09/06", "10:45", "", `${2 * NET - 1_000_000}`, `پایا ${rest.body.id.toUpperCase()}`],
    ["1405/09/06", "12:00", "77000", "", "واریز نقدی"],
  ];
  const taken = await statement(gone);
  assert.equal(taken.status, 200, JSON.stringify(taken.body));
  assert.deepEqual(counts(taken.body), [2, 0, 1, 0, 0]);
  assert.deepEqual(taken.body.rows.map(({ line, what, payouts }) => [line, what, payouts]), [[2, "settled", [id]], [3, "settled", [rest.body.id]], [4, "case", []]]);
  const [, , unknown] = taken.body.rows;
  const after = await booksBalance();
  assert.deepEqual([after.transit, after[`bank:${BANK}`], after[unknown.case]], [0, 2 * AMOUNT - 2 * NET + 77_000, 77_000]);
  assert.equal((await read(id)).stage, "settled");

  const again = await statement(gone);
  assert.deepEqual(counts(again.body), [0, 0, 0, 0, 3], "a statement that comes twice changes nothing, and says so");
  assert.deepEqual(await booksBalance(), after);

  // Days later the bank sends one back.
  const back = await statement([["1405/09/09", "10:00", "1000000", "", `برگشت ${id.toUpperCase()}`]]);
  assert.deepEqual(counts(back.body), [0, 1, 0, 0, 0]);
  assert.equal((await read(id)).stage, "returned");
  assert.equal((await balance(demo)).available, 1_000_000, "it can be taken again");
  const twice = await statement([["1405/09/10", "10:00", "1000000", "", `برگشت ${id.toUpperCase()}`]]);
  assert.deepEqual(counts(twice.body), [0, 0, 1, 0, 0], "a second return is for a person");
  assert.deepEqual(twice.body.rows[0].payouts, [id]);
  await booksBalance();

  const listed = (await world.ask("GET", "/v1/payouts?limit=1", undefined, demo)).body;
  assert.deepEqual([listed.data[0].id, listed.next], [rest.body.id, 2]);
  assert.deepEqual((await world.ask("GET", `/v1/payouts?before=${listed.next}`, undefined, demo)).body, { data: [await read(id)], next: null });
  const operators = (await at("GET", "/payouts?mode=test&stage=returned")).body;
  assert.deepEqual(operators.data.map(({ id: one, owner, file: of }) => [one, owner, of]), [[id, "party:demo", file.id]]);
  assert.deepEqual((await at("GET", "/payouts/files?mode=test")).body, { data: [file], next: null });
  assert.equal((await at("GET", "/payouts/files?mode=live")).body.data.length, 0, "real money has books of its own");
});

test("a file that the bank shows as one row settles all of it; a payout that it refused can be taken again", async () => {
  await earn();
  const two = [await approved({ amount: 100_000 }), await approved({ amount: 200_000 })];
  const whole = (await makeFiles()).files[0];
  const all = await statement([["1405/09/07", "", "", "300000", `گروهی ${whole.id}`]]);
  assert.deepEqual([counts(all.body), all.body.rows[0].payouts.sort()], [[2, 0, 0, 0, 0], two.map(({ id }) => id).sort()]);

  const { available } = await balance(demo);
  const [one, other] = [await approved({ amount: 400_000 }), await approved({ amount: 500_000 })];
  const { files } = await makeFiles();
  const bounce = (id, reason) => at("POST", `/payouts/${id}/bounce?mode=test`, { reason });
  assert.equal((await bounce(other.id, "حساب بسته است")).body.stage, "bounced");
  assert.deepEqual([(await read(other.id)).reason, (await balance(demo)).available], ["حساب بسته است", available - 400_000]);
  const late = await statement([["1405/09/08", "", "", "500000", other.id.toUpperCase()]]);
  assert.deepEqual(counts(late.body), [0, 0, 1, 0, 0], "what was refused did not leave: a person looks");
  const rest = await statement([["1405/09/08", "", "", "400000", `گروهی ${files[0].id}`]]);
  assert.deepEqual([counts(rest.body), rest.body.rows[0].payouts], [[1, 0, 0, 0, 0], [one.id]], "the rest of the file left");
  const bounced = await bounce(one.id, "x");
  assert.deepEqual([bounced.status, bounced.body.code], [409, "payout_not_now"]);
  await booksBalance();
});

test("two that are asked for at once cannot take more than there is", async () => {
  await earn();
  const { available } = await balance(demo);
  const wishes = await Promise.all([1, 2, 3, 4].map(() => ask({ amount: Math.floor(available / 2) + 1 })));
  assert.deepEqual(wishes.map(({ status }) => status).sort(), [201, 409, 409, 409], JSON.stringify(wishes.map(({ body }) => body)));
  const refused = wishes.find(({ status }) => status === 409).body;
  assert.deepEqual([refused.code, refused.param], ["balance_short", "amount"]);
  assert.match(refused.detail, /^\d+ rial are missing$/);
  const made = wishes.find(({ status }) => status === 201).body;
  const dropped = await desk.post(`/admin/payouts/${made.id}/drop?mode=test&lang=en`, { reason: "asked for twice" }, page(made.id));
  assert.equal(dropped.status, 303);
  assert.deepEqual([(await read(made.id)).stage, (await read(made.id)).reason], ["dropped", "asked for twice"]);
  assert.equal((await ask({ amount: available })).status, 201, "what was given up can be taken again");
  await booksBalance();
});

test("whoever asked for a payout does not approve it, nor does a key", async () => {
  const mobile = "09121110002";
  const origin = "https://anar.example";
  const { owner, id, shop } = await opened(mobile, "انار", "Anar", origin);
  await earn(shop, origin);
  assert.equal((await ask({}, randomUUID(), shop)).body.code, "payout_account_missing");
  assert.match((await owner.look("/panel/payouts?lang=en")).html, /No account is set for this shop yet/);

  // The account is the operator's to set, and the registry's to confirm.
  const account = { iban: "IR160120000000001234567890", name: "علی رضایی", owner: { person: { national_code: "1234567891", born: "1365-04-12" } } };
  const set = (more) => at("POST", `/shops/${id}`, { payout_account: { ...account, ...more } });
  const others = await set({ owner: { person: { national_code: "1234567016", born: "1365-04-12" } } });
  assert.deepEqual([others.status, others.body.code], [409, "owner_not_matched"], JSON.stringify(others.body));
  const down = await set({ owner: { person: { national_code: "1234567008", born: "1365-04-12" } } });
  assert.deepEqual([down.status, down.body.code], [503, "unavailable"], "an outage is no no");
  assert.equal((await set({ matched_at: 1 })).body.code, "body_invalid");
  assert.equal((await set({ iban: "IR160120000000001234567891" })).body.code, "body_invalid", "a checksum that fails");
  const kept = await set({});
  assert.equal(kept.status, 200, JSON.stringify(kept.body));
  assert.deepEqual([kept.body.payout_account.iban, typeof kept.body.payout_account.matched_at], [account.iban, "number"]);
  assert.ok(!JSON.stringify(kept.body).includes("1234567891\""), "whose it is by number is told to nobody again");

  // A registry's word grows old: it is asked again before money goes there, and its outage is no yes.
  const { DB } = await world.edge.getWorker().getEnv();
  const matched = async () => JSON.parse((await DB.prepare("SELECT payout FROM shop WHERE id = ?").bind(id).first()).payout).matched_at;
  await DB.prepare("UPDATE shop SET payout = json_set(payout, '$.matched_at', 1) WHERE id = ?").bind(id).run();
  const registries = authority(world.bank, keys().control);
  await registries.set({ jibit: "down", zohal: "down" });
  const silent = await ask({ amount: 20_000 }, randomUUID(), shop);
  assert.deepEqual([silent.status, silent.body.code, await matched()], [503, "unavailable", 1]);
  await registries.heal();
  const again = await ask({ amount: 20_000 }, randomUUID(), shop);
  assert.equal(again.status, 201, JSON.stringify(again.body));
  assert.ok((await matched()) > Date.now() - 60_000, "when it was confirmed is kept");
  assert.equal((await desk.post(`/admin/payouts/${again.body.id}/drop?mode=test`, { reason: "a trial" }, page(again.body.id))).status, 303);

  assert.match((await owner.look("/panel/payouts?mode=test&lang=en")).html, /IR16 0120 0000 0000 1234 5678 90/);
  const sure = await owner.post("/panel/payouts?mode=test&lang=en", { how: "part", amount: "50,000" }, "/panel/payouts?mode=test&lang=en");
  assert.equal(sure.status, 200, sure.html);
  const fields = hidden(sure.html);
  const asked = await owner.send("/panel/payouts?mode=test&lang=en", fields);
  assert.equal(asked.status, 303, asked.html);
  assert.equal((await owner.send("/panel/payouts?mode=test&lang=en", fields)).status, 303, "pressed twice it is one");
  const { data } = (await world.ask("GET", "/v1/payouts", undefined, shop)).body;
  assert.deepEqual(data.map(({ amount, stage }) => [amount, stage]), [[500_000, "prepared"], [20_000, "dropped"]]);
  assert.match((await owner.look("/panel/payouts.csv?mode=test&lang=en")).html, new RegExp(`${data[0].id},prepared,500000,`));

  // The same person at the desk.
  const same = await operator(mobile);
  const refused = await approve(data[0].id, same);
  assert.equal(refused.status, 422);
  assert.match(refused.html, /Whoever asked for it cannot approve it/);
  const byKeyAlone = new Applicant(world.fetch, EDGE);
  await byKeyAlone.signInWithKey(keys().operator);
  await byKeyAlone.look(page(data[0].id));
  assert.match(byKeyAlone.csrf, /./);
  const keys_ = await byKeyAlone.send(`/admin/payouts/${data[0].id}/approve?mode=test&lang=en`);
  assert.equal(keys_.status, 422);
  assert.match(keys_.html, /A person does this/);
  assert.equal((await read(data[0].id, shop)).stage, "prepared");
  await DB.prepare("UPDATE session SET shown_at = shown_at - 700000 WHERE desk = 1").run();
  await desk.look(page(data[0].id));
  assert.match((await desk.send(`/admin/payouts/${data[0].id}/approve?mode=test`)).to, /^\/panel\/confirm/, "it wants a fresh proof");
  await DB.prepare("UPDATE session SET shown_at = shown_at + 700000 WHERE desk = 1").run();
  assert.equal((await approve(data[0].id)).status, 303);
  assert.equal((await world.ask("GET", `/v1/payouts/${data[0].id}`, undefined, demo)).body.code, "payout_unknown", "another shop's is nobody's");
  assert.equal((await owner.look("/admin/payouts")).status, 403);
  const books = await booksBalance();
  assert.equal(books[`available:${id}`], NET, "held, not yet gone");
});

test("too little, too much and what is no request are refused and change nothing", async () => {
  const before = await booksBalance();
  for (const [body, status, code] of [
    [{ amount: 9_999 }, 422, "payout_too_small"],
    [{ amount: 99_000_000_000 }, 409, "balance_short"],
    [{ amount: 0 }, 422, "amount_invalid"],
    [{ amount: "1" }, 422, "amount_invalid"],
    [{ sum: 1 }, 422, "body_invalid"],
  ]) {
    const answer = await ask(body);
    assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
  }
  assert.equal((await world.ask("POST", "/v1/payouts", {}, demo)).body.code, "idempotency_key_missing");
  assert.equal((await world.ask("GET", "/v1/payouts/po_nobody", undefined, demo)).body.code, "payout_unknown");
  assert.equal((await at("GET", "/payouts/files/IR1?mode=test")).body.code, "payout_file_unknown");
  assert.equal((await at("GET", "/payouts?mode=test&stage=x")).body.param, "stage");
  assert.equal((await at("GET", "/payouts")).body.param, "mode");
  assert.equal((await world.ask("GET", "/v1/operator/payouts?mode=test", undefined, demo)).status, 401);
  const broken = await statement([["1405/13/01", "", "", "1000", "x"]]);
  assert.deepEqual([broken.status, broken.body.code], [422, "statement_invalid"], JSON.stringify(broken.body));
  assert.deepEqual(await booksBalance(), before);
});

test("a payee is paid out of what is its own, to its own account, and what the shop has stays", async () => {
  const origin = "https://golabi.example";
  const { owner, id, shop } = await opened("09121110003", "گلابی", "Golabi", origin);
  const PAYEE = { id: "anbar", name: "انبار گلابی", iban: "IR820540102680020817909002", owner: { person: { national_code: "1234567891", born: "1365-04-12" } } };
  assert.equal((await world.ask("POST", "/v1/payees", PAYEE, shop)).status, 201);
  const [part, own] = [495_000, 742_500];
  await earn(shop, origin, { split: [{ payee: "anbar", share_bps: 4_000 }], own });
  const has = async (payee) => (await world.ask("GET", `/v1/balance${payee ? `?payee=${payee}` : ""}`, undefined, shop)).body.available;
  assert.deepEqual([await has("anbar"), await has()], [part, own]);

  // Nobody else's, and nobody's.
  for (const [body, whose] of [[{ payee: "anbar" }, demo], [{ payee: "nobody" }, shop], [{ payee: "An Bar" }, shop]]) {
    const { status, body: told } = await ask(body, randomUUID(), whose);
    assert.deepEqual([status, told.code], [404, "payee_unknown"], JSON.stringify(body));
  }
  const list = (payee, whose = shop) => world.ask("GET", `/v1/payouts${payee ? `?payee=${payee}` : ""}`, undefined, whose);
  assert.equal((await list("anbar", demo)).body.code, "payee_unknown");

  const key = randomUUID();
  const made = await ask({ payee: "anbar", amount: 100_000 }, key, shop);
  assert.equal(made.status, 201, "the shop has no account of its own, and needs none: " + JSON.stringify(made.body));
  assert.deepEqual([made.body.payee, made.body.amount, made.body.iban, made.body.name], ["anbar", 100_000, PAYEE.iban, PAYEE.name]);
  assert.deepEqual((await ask({ payee: "anbar", amount: 100_000 }, key, shop)).body, made.body, "the same key finds it");
  assert.equal((await ask({ amount: 100_000 }, key, shop)).body.code, "idempotency_key_reused", "the shop's own is another request");
  assert.equal((await ask({ payee: "anbar", amount: part }, randomUUID(), shop)).body.code, "balance_short", "it takes nothing of the shop's");
  assert.deepEqual(await read(made.body.id, shop), made.body);
  assert.equal((await read(made.body.id, demo)).code, "payout_unknown");

  // A registry's word grows old for a payee too. It is asked as often in a day as may be, and its outage is no yes.
  const { DB } = await world.edge.getWorker().getEnv();
  const of = (sql) => DB.prepare(sql).bind(id);
  const matched = async () => (await of("SELECT matched_at FROM payee WHERE shop = ?").first()).matched_at;
  const grownOld = () => of("UPDATE payee SET matched_at = 1 WHERE shop = ?").run();
  const asked = async () => (await of("SELECT SUM(asked) AS asked FROM payee_question WHERE shop = ?").first()).asked;
  const before = await asked();
  await grownOld();
  const registries = authority(world.bank, keys().control);
  await registries.set({ jibit: "down", zohal: "down" });
  const silent = await ask({ payee: "anbar", amount: 20_000 }, randomUUID(), shop);
  assert.deepEqual([silent.status, silent.body.code, await matched()], [503, "unavailable", 1]);
  await registries.heal();
  await of("UPDATE payee_question SET asked = 100 WHERE shop = ?").run();
  const often = await ask({ payee: "anbar", amount: 20_000 }, randomUUID(), shop);
  assert.deepEqual([often.status, often.body.code, await matched()], [429, "rate_limited", 1]);
  await of("UPDATE payee_question SET asked = 10 WHERE shop = ?").run();
  assert.equal((await ask({ payee: "anbar", amount: 20_000 }, randomUUID(), shop)).status, 201);
  assert.ok((await matched()) > Date.now() - 60_000, "when it was confirmed is kept");
  assert.deepEqual([before, await asked()], [1, 11], "and it was asked once more");
  assert.equal((await ask({ payee: "anbar", amount: 20_000 }, randomUUID(), shop)).status, 201);
  assert.equal(await asked(), 11, "what was said lately is not asked again");

  // The rest, at the panel, of a payee that is removed by now.
  assert.equal((await world.ask("DELETE", "/v1/payees/anbar", undefined, shop)).status, 200);
  const there = "/panel/payouts?mode=test&lang=en&payee=anbar";
  const page = (await owner.look(there)).html;
  assert.match(page, /IR82 0540 1026 8002 0817 9090 02/);
  assert.match(page, /<option value="anbar" selected>/);
  const sure = await owner.post("/panel/payouts?mode=test&lang=en", { how: "all", payee: "anbar" }, there);
  assert.equal(sure.status, 200, sure.html);
  const fields = hidden(sure.html);
  assert.deepEqual([fields.payee, fields.rial], ["anbar", `${part - 140_000}`]);
  const yes = await owner.send("/panel/payouts?mode=test&lang=en", fields);
  assert.deepEqual([yes.status, /payee=anbar/.test(yes.to)], [303, true], yes.html);
  assert.equal((await owner.look("/panel/payouts?mode=test&payee=nobody")).status, 404);
  const { data } = (await list("anbar")).body;
  assert.deepEqual(data.map(({ payee, amount }) => [payee, amount]), [["anbar", part - 140_000], ["anbar", 20_000], ["anbar", 20_000], ["anbar", 100_000]]);
  assert.deepEqual((await list()).body.data, [], "none of it is the shop's");
  const csv = (await owner.look("/panel/payouts.csv?mode=test&lang=en&payee=anbar")).html;
  assert.match(csv, new RegExp(`${made.body.id},prepared,100000,[^\n]*,anbar\r?\n`));
  assert.doesNotMatch((await owner.look("/panel/payouts.csv?mode=test&lang=en")).html, /anbar/);

  // Approved, in the bank's file under their own name, and gone.
  assert.match((await desk.look("/admin/payouts?mode=test&lang=en")).html, new RegExp(`Golabi[^]{0,80}${id}/anbar`));
  for (const one of data) assert.equal((await approve(one.id)).status, 303);
  const { files } = await makeFiles();
  const xml = await (await world.fetch(`/v1/operator/payouts/files/${files[0].id}?mode=test&format=ccti`, { headers: byKey })).text();
  const theirs = batch(xml).rows.filter(({ iban }) => iban === PAYEE.iban);
  assert.deepEqual(theirs.map(({ name }) => name), data.map(() => PAYEE.name));
  assert.equal(theirs.reduce((sum, { amount }) => sum + amount, 0), part);
  const gone = await statement([["1405/09/21", "", "", `${files[0].amount}`, `گروهی ${files[0].id}`]]);
  assert.equal(gone.body.settled, files[0].payouts, JSON.stringify(gone.body));
  const back = await statement([["1405/09/22", "", "100000", "", `برگشت ${made.body.id.toUpperCase()}`]]);
  assert.equal(back.body.returned, 1);
  assert.deepEqual([await has("anbar"), await has()], [100_000, own], "what comes back is the payee's again");
  const names = await booksBalance();
  assert.deepEqual([names[`available:${id}`], names[`available:${id}/anbar`]], [own, 100_000]);
});

test("a case is closed by a person with a note, once, and goes where it belongs", async () => {
  const stray = await statement([["1405/09/20", "", "88000", "", "واریز نقدی دوم"]]);
  const name = stray.body.rows[0].case.replace("suspense:", "");
  const before = await booksBalance();
  const there = `/admin/books/cases/${name}?mode=test&lang=en`;
  assert.match((await desk.look("/admin/books?mode=test&lang=en")).html, new RegExp(`href="/admin/books/cases/${name}`));
  assert.equal((await desk.look("/admin/books/cases/case.nobody?mode=test")).status, 404);
  assert.equal((await desk.post(there, { into: "fees", note: "" })).status, 422, "it wants a note");
  assert.equal((await desk.post(there, { into: "fees", note: "the bank's branch says so" })).status, 303);
  assert.equal((await desk.send(there, { into: "costs", note: "again" })).status, 303);
  const after = await booksBalance();
  assert.deepEqual([after[`suspense:${name}`], after.fees - before.fees, after.costs - before.costs || 0], [0, 88_000, 0]);
  assert.match((await desk.look(there)).html, /The case is closed/);
  assert.match((await desk.look("/admin/audit?lang=en")).html, /case\.closed/);
});
