// A shopper's wallet at the built Worker: who opens one, what fills it, what a day allows, and that the books say the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { Applicant, authority, text } from "../support/applicant.mjs";
import { Shopper, read } from "../support/shopper.mjs";
import { start } from "./support.mjs";

const MINUTE = 60_000;
/** A day's limits of the sandbox, toman: five million without an owner. */
const DAY = 5_000_000;
const OWNERS_DAY = 20_000_000;
const IBAN = "IR680570000000000000001017";

let world;
let db;
let registries;
before(async () => {
  world = await start({ only: ["mellat", "saman"] });
  registries = authority(world.bank, keys().control);
  db = (await world.edge.getWorker().getEnv()).DB;
  await new Shopper(world).look("/wallet/sign-in");
});
after(() => world?.stop());

let last = 9_350_000_000;
const mobile = () => `0${++last}`;

/** Somebody with an open wallet. */
async function shopper(number = mobile()) {
  const one = new Shopper(world);
  await one.open(number);
  return one;
}

/** Puts the codes of a number back in time, as if one had waited. */
const later = (number, ms = 2 * MINUTE) => db.prepare("UPDATE code SET sent_at = sent_at - ? WHERE mobile = ?").bind(ms, number).run();

const operator = async (path) => (await world.ask("GET", `/v1/operator${path}`, undefined, { authorization: `Bearer ${keys().operator}` })).body;
const books = () => operator("/books?mode=test");
const inBooks = async () => {
  const { accounts } = await books();
  return accounts.filter(({ account }) => account.startsWith("wallet:")).reduce((sum, { stands }) => sum + stands, 0);
};

/** What comes behind an answer is there as soon as `read` fits. */
async function until(ask, fits, what) {
  for (const end = Date.now() + 15_000; ; ) {
    const found = await ask();
    if (fits(found)) return found;
    if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(found)}`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

test("a number and its code open a wallet, and the next time they come back to the same", async () => {
  const one = new Shopper(world);
  assert.equal((await one.look("/wallet?lang=en")).to, "/wallet/sign-in?lang=en", "nobody is in");
  const number = mobile();
  assert.equal(await one.open(number), "/wallet?lang=en");
  const cookie = one.cookies.get("__Host-dargah_wallet");
  assert.ok(cookie?.length >= 43, "a session of its own");
  assert.deepEqual([...one.cookies.keys()], ["__Host-dargah_wallet"], "nothing of the panel, and the door is shut behind");
  const empty = await one.wallet();
  assert.deepEqual([empty.balance, empty.left, empty.lines], [0, { filling: DAY, paying: DAY, out: undefined }, []]);
  assert.equal((await one.look("/panel/security")).status, 303, "it opens no panel");
  await later(number);
  const again = await shopper(number);
  assert.notEqual(again.cookies.get("__Host-dargah_wallet"), cookie);
  const rows = await db.prepare("SELECT hash, wallet FROM wallet_session WHERE wallet = (SELECT wallet FROM wallet_session ORDER BY began_at DESC LIMIT 1)").all();
  assert.equal(rows.results.length, 2, "two sessions of one wallet");
  assert.ok(!JSON.stringify(rows.results).includes(cookie), "of the secret the hash alone is kept");
});

test("wrong codes are limited and the right one after them is none; a code fits its browser and its door alone", async () => {
  const [one, number] = [new Shopper(world), mobile()];
  const code = await one.askCode(number);
  const wrong = code === "000000" ? "000001" : "000000";
  for (const left of [4, 3, 2, 1]) {
    const tried = await one.send(one.codePage, { code: wrong });
    assert.deepEqual([tried.status, read(tried.html).wrong], [422, `That is not the code; ${left} tries are left.`]);
  }
  assert.match(read((await one.send(one.codePage, { code: wrong })).html).wrong, /works no longer/);
  assert.match(read((await one.send(one.codePage, { code })).html).wrong, /works no longer/, "the right one is the sixth");
  assert.equal(one.cookies.has("__Host-dargah_wallet"), false);
  const soon = await one.look("/wallet/sign-in?lang=en").then(() => one.send("/wallet/sign-in?lang=en", { mobile: number }));
  assert.equal(soon.status, 429, "another one is not sent at once");
  assert.match(read(soon.html).wrong, /You can ask for a code in \d+ seconds/);

  await later(number);
  const [first, second] = [new Shopper(world), new Shopper(world)];
  const theirs = await first.askCode(number);
  const other = mobile();
  await second.askCode(other);
  assert.equal((await second.send(second.codePage, { code: theirs })).status, 422, "another browser's code");
  const atPanel = await first.look("/panel/sign-in").then(() => first.send("/panel/sign-in/code", { code: theirs }));
  assert.equal(atPanel.to, "/panel/sign-in", "the wallet's code is none at the panel");
  const bad = await first.look("/wallet/sign-in?lang=en").then(() => first.send("/wallet/sign-in?lang=en", { mobile: "<b>0912" }));
  assert.equal(bad.status, 422);
  assert.ok(!bad.html.includes("<b>0912"), "what is typed is text");
});

test("a number with a wallet and one without are answered alike", async () => {
  const known = (await shopper()).mobile;
  await later(known);
  const ask = async (number) => {
    const one = new Shopper(world);
    await one.look("/wallet/sign-in?lang=en");
    const asked = await one.send("/wallet/sign-in?lang=en", { mobile: number });
    const page = await one.look(asked.to);
    const wrong = await one.send(asked.to, { code: "12" });
    const strip = (html) => html.replaceAll(number, "N").replace(/#\d{6}|\d{6}/g, "C").replace(/value="[^"]{22}"/g, "");
    return [asked.status, asked.to, strip(page.html), wrong.status, strip(wrong.html)];
  };
  assert.deepEqual(await ask(known), await ask(mobile()));
});

test("a payment fills it; the page, the statement and the books say the same to the rial, and no shop and no fee has any of it", async () => {
  const one = await shopper();
  const before = await books();
  const fees = (all) => all.accounts.find(({ account }) => account === "fees")?.stands ?? 0;
  const page = await one.filled(150_000);
  const seen = read(page.html);
  assert.deepEqual([seen.news, seen.balance, seen.lines], ["Your wallet was filled", 150_000, [["Filled", 150_000]]]);
  assert.equal(seen.left.filling, DAY - 150_000);
  const now = await books();
  const added = (name) => (now.accounts.find(({ account }) => account === name)?.stands ?? 0) - (before.accounts.find(({ account }) => account === name)?.stands ?? 0);
  assert.deepEqual([added("gateway:saman"), fees(now) - fees(before), added("pending:kif"), added("available:kif")], [1_500_000, 0, 0, 0]);
  assert.deepEqual([now.imbalance, now.suspense, now.misfits], [0, 0, []]);

  await one.look(one.returned);
  assert.equal((await one.wallet()).balance, 150_000, "coming back twice fills it once");
  const settled = await world.ask("POST", "/v1/operator/books/settlements", { name: "saman-w1", gateway: "saman", received: 1_500_000, lines: [{ payment: /dargah_payment=(pay_\w+)/.exec(one.returned)[1], amount: 1_500_000 }] }, { authorization: `Bearer ${keys().operator}` });
  assert.deepEqual([settled.status, settled.body], [200, { odd: [] }], "the provider pays it like any other");
  assert.equal((await one.wallet()).balance, 150_000);
  assert.deepEqual((await books()).misfits, []);
});

test("a top-up is for the operator's contracts alone, cannot be refunded, and is nobody else's to see", async () => {
  const one = await shopper();
  const { to } = await one.fill(120_000);
  const token = new URL(to, "http://edge.test").pathname.split("/").at(-1);
  const view = (await world.ask("GET", `/v1/checkout/${token}`, undefined, { origin: "http://edge.test" })).body;
  assert.deepEqual(view.gateways.map(({ id }) => id), ["saman"], "mellat pays the shop");
  const other = await world.ask("POST", `/v1/checkout/${token}/pay`, { gateway: "mellat" }, { origin: "http://edge.test" });
  assert.deepEqual([other.status, other.body.gateway], [200, "saman"], "whatever is named");
  await one.payAt(to);
  const id = /dargah_payment=(pay_\w+)/.exec(one.returned)[1];
  const stranger = await shopper();
  const peek = await stranger.look(one.returned);
  assert.deepEqual([read(peek.html).news, read(peek.html).balance], [undefined, 0], "another's payment is no news of theirs");
  const log = await operator(`/payments/kif/${id}`);
  assert.equal(log.payment.status, "paid");
});

test("limits are said before they are hit, and no two at once pass them together", async () => {
  const one = await shopper();
  const page = (await one.look("/wallet?lang=en")).html;
  assert.match(text(page), /You can fill in up to 5,000,000 toman now/);
  const much = await one.fill(DAY + 1);
  assert.deepEqual([much.status, read(much.html).wrong], [422, "That is too much; up to 5,000,000 toman is possible now."]);
  assert.match(read((await one.fill("kabab")).html).wrong ?? "", /Write the amount in toman|at least/i);
  const pages = await Promise.all([1, 2, 3].map(async () => (await one.look("/wallet?lang=en")).html));
  const begun = await Promise.all(pages.map((html) => one.fill(3_000_000, html)));
  assert.deepEqual(begun.map(({ status }) => status).sort(), [303, 422, 422], "one of three of three million");
  const taken = begun.find(({ status }) => status === 303);
  assert.equal((await one.wallet()).left.filling, 2_000_000);
  const same = await one.fill(3_000_000, pages[begun.indexOf(taken)]);
  assert.deepEqual([same.status, same.to], [303, taken.to], "the same page sent again is the same payment");
  assert.equal((await one.wallet()).left.filling, 2_000_000, "and counts once");
});

test("whoever comes back without having paid has the day's limit back", async () => {
  const one = await shopper();
  const { to } = await one.fill(4_000_000);
  assert.equal((await one.wallet()).left.filling, 1_000_000);
  const page = await one.payAt(to, "cancel");
  const seen = read(page.html);
  assert.deepEqual([seen.news, seen.balance, seen.left.filling], ["Your wallet was not filled", 0, DAY]);
  const again = await one.filled(4_000_000);
  assert.deepEqual([read(again.html).balance, read(again.html).left.filling], [4_000_000, 1_000_000]);
});

test("two people are apart, a form is its session's, and what is signed out is out", async () => {
  const [one, two] = [await shopper(), await shopper()];
  await one.filled(200_000);
  assert.equal((await two.wallet()).balance, 0);
  assert.deepEqual((await two.look("/wallet/statement?lang=en")).html.match(/Filled/), null);
  const page = (await one.look("/wallet?lang=en")).html;
  const once = /name="once" value="([^"]+)"/.exec(page)[1];
  await two.look("/wallet?lang=en");
  const foreign = await one.send("/wallet?lang=en", { amount: "100000", once, csrf: two.csrf });
  assert.equal(foreign.status, 403, "another session's token");
  const away = await one.send("/wallet?lang=en", { amount: "100000", once }, { origin: "https://evil.test", "sec-fetch-site": "cross-site" });
  assert.equal(away.status, 403, "another site's form");
  await one.look("/wallet?lang=en");
  const before = one.cookies.get("__Host-dargah_wallet");
  assert.equal((await one.send("/wallet/sign-out?lang=en")).to, "/wallet/sign-in?lang=en");
  assert.equal(one.cookies.has("__Host-dargah_wallet"), false);
  one.cookies.set("__Host-dargah_wallet", before);
  assert.equal((await one.look("/wallet?lang=en")).status, 303, "the secret of before opens nothing");
  one.cookies.set("__Host-dargah_wallet", "A".repeat(43));
  assert.equal((await one.look("/wallet?lang=en")).status, 303, "nor does a forged one");
  await db.prepare("UPDATE wallet_session SET seen_at = seen_at - ?").bind(31 * 86_400_000).run();
  assert.equal((await two.look("/wallet?lang=en")).status, 303, "nor one that nobody used for a month");
});

test("the way on after the code leads to the wallet or to a payment, and nowhere else", async () => {
  assert.equal(await new Shopper(world).open(mobile(), "/pay/cs_abc"), "/pay/cs_abc?lang=en");
  for (const outside of ["https://evil.test", "//evil.test", "/panel", "/pay/../panel"]) {
    assert.equal(await new Shopper(world).open(mobile(), outside), "/wallet?lang=en", outside);
  }
});

test("the statement goes back page by page", async () => {
  const one = await shopper();
  for (const toman of [10_000, 20_000, 30_000, 40_000, 50_000, 60_000]) await one.filled(toman);
  const home = await one.wallet();
  assert.deepEqual([home.balance, home.lines.map(([, toman]) => toman)], [210_000, [60_000, 50_000, 40_000, 30_000, 20_000]]);
  const all = read((await one.look("/wallet/statement?lang=en")).html);
  assert.equal(all.lines.reduce((sum, [, toman]) => sum + toman, 0), home.balance, "the lines add up");
  const older = read((await one.look("/wallet/statement?lang=en&before=3")).html);
  assert.deepEqual(older.lines.map(([, toman]) => toman), [20_000, 10_000]);
});

test("the registries say whose it is, and the limits rise; an account is its owner's", async () => {
  const one = await shopper();
  const owner = async (fields) => {
    await one.look("/wallet/owner?lang=en");
    return one.send("/wallet/owner?lang=en", fields);
  };
  assert.match(read((await owner({ part: "owner", national_code: "1234567890" })).html).wrong, /ten digits/);
  assert.match(read((await owner({ part: "owner", national_code: "0087654326" })).html).wrong, /not in that person/);
  assert.equal((await one.wallet()).left.filling, DAY);
  assert.equal((await owner({ part: "account", iban: "IR160120000000001234567890", born: "1365/04/12" })).status, 403, "no account without an owner");
  assert.equal((await owner({ part: "owner", national_code: "۱۲۳۴۵۶۷۸۹۱" })).to, "/wallet/owner?lang=en");
  assert.deepEqual((await one.wallet()).left, { filling: OWNERS_DAY, paying: OWNERS_DAY, out: OWNERS_DAY });

  assert.match(read((await owner({ part: "account", iban: "IR000120000000001234567890", born: "1365/04/12" })).html).wrong, /24 digits/);
  assert.match(read((await owner({ part: "account", iban: "IR160120000000001234567890", born: "tomorrow" })).html).wrong, /year, month and day/);
  assert.equal((await owner({ part: "account", iban: "IR16 0120 0000 0000 1234 5678 90", born: "۱۳۶۵/۰۴/۱۲" })).status, 303);
  assert.match((await one.look("/wallet/owner?lang=en")).html, /IR160120000000001234567890/);
  assert.equal((await owner({ part: "remove", iban: "IR160120000000001234567890" })).status, 303);
  assert.doesNotMatch((await one.look("/wallet/owner?lang=en")).html, /IR160120000000001234567890/);
});

test("registries that are down leave the question open, and nobody asks them all day", async () => {
  const one = await shopper();
  const ask = async (national_code) => {
    await one.look("/wallet/owner?lang=en");
    return read((await one.send("/wallet/owner?lang=en", { part: "owner", national_code })).html).wrong;
  };
  await registries.set({ jibit: "down", zohal: "down" });
  assert.match(await ask("1234567891"), /did not answer/);
  await registries.set({ jibit: "ok", zohal: "ok" });
  for (let n = 0; n < 4; n++) assert.match(await ask("0087654326"), /not in that person/);
  assert.match(await ask("1234567891"), /as often as can be asked/);
  assert.equal((await one.wallet()).left.filling, DAY);
});

/** Somebody with money in the wallet, whose it is known, with an account. */
async function owner(toman) {
  const one = await shopper();
  await one.filled(toman);
  await one.look("/wallet/owner?lang=en");
  await one.send("/wallet/owner?lang=en", { part: "owner", national_code: "1234567891" });
  await one.look("/wallet/owner?lang=en");
  const added = await one.send("/wallet/owner?lang=en", { part: "account", iban: IBAN, born: "1365/04/12" });
  assert.equal(added.status, 303, added.html);
  return one;
}

/** Sends the form that takes money out; `page` is one that was looked at before. */
async function withdraw(one, toman, page, more = {}) {
  const html = page ?? (await one.look("/wallet/withdraw?lang=en")).html;
  const once = /name="once" value="([^"]+)"/.exec(html)?.[1];
  return one.send("/wallet/withdraw?lang=en", { amount: String(toman), iban: IBAN, name: "Ali Rezaei", once, ...more });
}

/** An operator who signs in by a number of their own. */
async function desk() {
  const [first, number] = [new Applicant(world.fetch, "http://edge.test"), mobile()];
  await first.signInWithKey(keys().operator);
  assert.equal((await first.post("/admin/team/invite", { mobile: number }, "/admin/team")).status, 303);
  const one = new Applicant(world.fetch, "http://edge.test");
  await one.signIn(number, "/admin");
  return one;
}

test("money is taken out to the owner's account: held, sent, and seen to have left; what is given up is the wallet's again", async () => {
  const one = await owner(500_000);
  const out = async () => (await one.wallet()).left.out;
  const refused = async (...how) => {
    const { status, html } = await withdraw(one, ...how);
    assert.equal(status, 422);
    return read(html).wrong;
  };
  assert.match(await refused(500_001), /too much; up to 500,000 toman/);
  assert.match(await refused("12a"), /Write the amount in toman/);
  assert.match(await refused(100_000, undefined, { iban: "IR160120000000001234567890" }), /Add an account in your own name/);
  assert.match(await refused(100_000, undefined, { name: "" }), /name on one line/);
  assert.match(await refused(10), /too little/);
  assert.equal(await out(), OWNERS_DAY, "nothing of that counts");

  const page = (await one.look("/wallet/withdraw?lang=en")).html;
  assert.match(text(page), /You can take out up to 500,000 toman now/);
  const done = await withdraw(one, 200_000, page);
  assert.deepEqual([done.status, done.to], [303, "/wallet/withdraw?done=1&lang=en"]);
  assert.equal(read((await one.look(done.to)).html).news, "It is on its way");
  assert.equal((await withdraw(one, 200_000, page)).status, 303, "the same page again takes it out once");
  assert.equal(await out(), OWNERS_DAY - 200_000);
  const home = await one.look("/wallet?lang=en");
  assert.equal(read(home.html).balance, 500_000);
  assert.match(text(home.html), /200,000 toman of it is held/);
  assert.match(await refused(300_001), /up to 300,000 toman/);
  const both = await Promise.all([1, 2].map(async () => (await one.look("/wallet/withdraw?lang=en")).html));
  const two = await Promise.all(both.map((html) => withdraw(one, 250_000, html)));
  assert.deepEqual(two.map(({ status }) => status).sort(), [303, 422], "two at once are not taken out of one balance");

  const operator_ = await desk();
  const { data } = await operator("/payouts?mode=test");
  const [given, sent] = [250_000_0, 200_000_0].map((amount) => data.find((payout) => payout.amount === amount).id);
  const at = (id, act, fields = {}) => operator_.post(`/admin/payouts/${id}/${act}?mode=test&lang=en`, fields, `/admin/payouts/${id}?mode=test&lang=en`);
  assert.equal((await at(given, "drop", { reason: "another day" })).status, 303);
  assert.equal(await out(), OWNERS_DAY - 200_000, "what was given up counts no more");
  assert.match(text((await one.look("/wallet/withdraw?lang=en")).html), /Came to nothing; it is in the wallet again/);

  assert.equal((await at(sent, "approve")).status, 303);
  const byKey = { authorization: `Bearer ${keys().operator}` };
  const files = await world.ask("POST", "/v1/operator/payouts/files?mode=test", undefined, byKey);
  assert.equal(files.status, 200, JSON.stringify(files.body));
  const gone = await one.wallet();
  assert.deepEqual([gone.balance, gone.lines[0]], [300_000, ["Taken out to a bank account", -200_000]]);
  const { imbalance, suspense, misfits } = await books();
  assert.deepEqual([imbalance, suspense, misfits], [0, 0, []]);
});

test("what all the wallets have is what the books say, and they balance", async () => {
  const all = await until(books, ({ misfits }) => misfits.length === 0, "nothing is left over");
  assert.deepEqual([all.imbalance, all.suspense], [0, 0]);
  assert.ok((await inBooks()) > 0);
});
