// A shop's way in through the built Worker: from the form to a live shop, every outside broken once and back, and everything that
// must not be possible on the way.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { Applicant, PDF, authority, form, png, site, text } from "../support/applicant.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { start } from "./support.mjs";

const EDGE = "http://edge.test";
const OURS = "https://negar.example";
const HOSTILE = "<script>alert(1)</script>\"'&";
let world, outside, shopSite, desk;
let number = 9120000000;
const sites = [];

const visitor = () => new Applicant(world.fetch, EDGE);

before(async () => {
  // The operator's contract for real money is with a provider whose sandbox knows every merchant.
  world = await start({ only: ["mellat", "saman", "zarinpal"], adjust: { zarinpal: { mode: "live" } }, rules: { site_s: 1, ask_again_s: 1, poll_s: 1, not_there_s: 2 } });
  outside = authority(world.bank, keys().control);
  desk = visitor();
  await desk.signInWithKey(keys().operator);
});
after(async () => {
  await world.stop();
});
beforeEach(async () => {
  await outside.heal();
  shopSite = await aSite();
});

/** Somebody new, with a shop of their own. */
async function merchant() {
  const one = visitor();
  await one.signIn(`0${number++}`);
  const made = await one.post("/panel/apply/start", { name_fa: "سفال", name_en: "Pottery" }, "/panel/apply");
  assert.deepEqual([made.status, made.to], [303, "/panel/apply"]);
  return one;
}

/** Looks at a page until it says something; fails with what it said. */
async function until(who, path, says, what, withinMs = 20_000) {
  const end = Date.now() + withinMs;
  for (;;) {
    const page = await who.look(path);
    if (says.test(text(page.html))) return page;
    if (Date.now() > end) assert.fail(`${what} was not reached: ${text(page.html).slice(0, 3_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

afterEach(() => Promise.all(sites.splice(0).map((one) => one.stop())));

/** A shop's site that ends with the test. */
async function aSite() {
  const one = await site();
  sites.push(one);
  return one;
}

const sendForm = (one, more) => one.post("/panel/apply", { ...form(shopSite.url, more), act: "submit" });

/** The newest application in the queue at this step, as the operator sees it. */
async function idOf(step) {
  const queue = await desk.look(`/admin/applications?step=${step}`);
  const ids = [...queue.html.matchAll(/\/admin\/applications\/(app_[a-z0-9]+)/g)].map(([, id]) => id);
  assert.ok(ids.length > 0, `nothing is at ${step}: ${text(queue.html)}`);
  return ids.at(-1);
}

const decide = (id, act, fields = {}) => desk.post(`/admin/applications/${id}/${act}`, fields, `/admin/applications/${id}`);

async function decided(id, act, fields) {
  const answer = await decide(id, act, fields);
  assert.equal(answer.status, 303, `${act}: ${answer.status} ${text(answer.html).slice(0, 800)}`);
}

const wordOf = (page) => /dargah-[0-9a-f]{24}/.exec(page.html)[0];

/** Through the review. */
async function reviewed(more) {
  const one = await merchant();
  const sent = await sendForm(one, more);
  assert.equal(sent.status, 303, text(sent.html));
  shopSite.file = wordOf(await one.look("/panel/apply"));
  await one.post("/panel/apply/site", {}, "/panel/apply");
  const id = await idOf("review");
  await decided(id, "pass");
  return { one, id };
}

const handIn = (one, kind, name = "card.png", bytes = png()) => one.upload("/panel/apply/documents", { kind }, { name, bytes }, "/panel/apply");

/** Through the documents. */
async function documented(more) {
  const { one, id } = await reviewed(more);
  for (const kind of ["national_card", "account_proof"]) {
    const sent = await handIn(one, kind);
    assert.equal(sent.status, 303, text(sent.html));
  }
  for (const document of new Set((await desk.look(`/admin/applications/${id}`)).html.match(/doc_[a-z0-9]+/g))) {
    await decided(id, "document", { id: document, verdict: "accept" });
  }
  return { one, id };
}

const fingerprintOf = (page) => /name="fingerprint" value="([0-9a-f]{64})"/.exec(page.html)[1];

/** Through the contract. */
async function signed(more) {
  const { one, id } = await documented(more);
  const page = await until(one, "/panel/apply", /اثر انگشت/, "the contract");
  const accepted = await one.post("/panel/apply/contract", { fingerprint: fingerprintOf(page), agree: "yes" }, "/panel/apply");
  assert.equal(accepted.status, 303, text(accepted.html));
  return { one, id };
}

const CODES = { acceptor: "000000140332009", terminal: "24000616" };

/** The live side of a shop: real money at a contract of its own, and the test key on its own side of the wall. */
async function realMoney(one) {
  const keyOf = async (mode) => {
    const made = await one.post(`/panel/keys?mode=${mode}`, { name: mode });
    assert.equal(made.status, 201, text(made.html));
    return new RegExp(`sk_${mode}_[\\w-]+`).exec(made.html)[0];
  };
  const [live, trial] = [await keyOf("live"), await keyOf("test")];
  const shop = /s-[a-z0-9]{16}/.exec((await desk.look("/admin/shops")).html)[0];
  const operator = { authorization: `Bearer ${keys().operator}` };
  assert.equal((await world.ask("POST", `/v1/operator/shops/${shop}`, { origins: [OURS, "http://negar.example"] }, operator)).status, 200);
  const secrets = { "secret.merchant_id": "cccccccc-2222-4333-8444-555555555555", "secret.access_token": "zarinpal-sandbox-token" };
  const kept = await one.post("/panel/contracts/new?provider=zarinpal&mode=live", { name_fa: "قرارداد ما", name_en: "Ours", enabled: "yes", ...secrets });
  assert.equal(kept.status, 303, text(kept.html));
  const contract = /contracts\/([\w-]+)/.exec(kept.to)[1];
  const tried = await one.post(`/panel/contracts/${contract}/test?mode=live`, {}, `/panel/contracts/${contract}?mode=live`);
  assert.match(text(tried.html), /قرارداد کار می‌کند/);

  const ask = (key, method, path, body) => world.ask(method, `/v1${path}`, body, { authorization: `Bearer ${key}`, "idempotency-key": "one-and-the-same" });
  const wish = { amount: 2_500_000, currency: "IRR", order_id: "R-1", return_url: `${OURS}/orders/1` };
  const plain = await ask(live, "POST", "/payments", { ...wish, return_url: "http://negar.example/orders/1" });
  assert.equal(plain.body.code, "return_url_invalid", "real money leads back by https alone");
  const [real, test] = [await ask(live, "POST", "/payments", wish), await ask(trial, "POST", "/payments", wish)];
  assert.deepEqual([real.status, test.status], [201, 201], JSON.stringify([real.body, test.body]));
  assert.notEqual(real.body.id, test.body.id, "an idempotency key means one thing in each mode");
  const press = (made, gateway) => world.ask("POST", `/v1/checkout/${made.client_token}/pay`, gateway ? { gateway } : {}, { origin: OURS });
  // Of all contracts it has, one alone takes real money, so nothing has to be named.
  const pressed = await press(real.body);
  assert.equal(pressed.body.gateway, contract, JSON.stringify(pressed.body));
  await comeBack(await atBank(await world.leave(pressed.body.url), "pay", EDGE), world.fetch);
  const paid = (await ask(live, "GET", `/payments/${real.body.id}`)).body;
  assert.deepEqual([paid.status, paid.mode, paid.attempts[0].gateway], ["paid", "live", contract]);

  const named = await press(test.body, contract);
  assert.equal(named.status, 200, JSON.stringify(named.body));
  assert.notEqual(named.body.gateway, contract, "a test payment does not get to a contract for real money, even by its name");
  for (const [method, path] of [["GET", ""], ["GET", "/events"], ["POST", "/cancel"]]) {
    assert.equal((await ask(trial, method, `/payments/${real.body.id}${path}`)).body.code, "payment_unknown", `${method} ${path}`);
  }
  const refund = await ask(trial, "POST", `/payments/${real.body.id}/refunds`, { reason: "a try" });
  assert.equal(refund.body.code, "payment_unknown");
  const given = await ask(live, "POST", `/payments/${real.body.id}/refunds`, { amount: 500_000, reason: "a broken cup" });
  assert.equal(given.body.status, "succeeded", JSON.stringify(given.body));
  const listed = async (key) => (await ask(key, "GET", "/payments")).body.data.map(({ id }) => id);
  const end = Date.now() + 10_000;
  while ((await listed(live)).length === 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(await listed(live), [real.body.id]);
  assert.ok(!(await listed(trial)).includes(real.body.id));
}

test("a shop goes the whole way, is live when its test payment is paid, and then takes real money at its own contract", async () => {
  const { one, id } = await signed();
  assert.match(text((await one.look("/panel/apply")).html), /تخصیص کد پذیرنده/);
  await decided(id, "codes", CODES);
  await until(one, "/panel/apply", /یک پرداخت آزمایشی بگیرید/, "the test payment");
  const { filed } = await outside.state();
  assert.deepEqual(filed.filter((row) => row.tracking.startsWith(id)).map((row) => row.kind), [13, 5]);

  const none = await one.post("/panel/apply/paid", {}, "/panel/apply");
  assert.match(none.to, /not-paid-yet/);
  const made = await one.post("/panel/apply/payment", {}, "/panel/apply");
  const token = /\/pay\/([^/?]+)/.exec(made.to)[1];
  const pressed = await world.ask("POST", `/v1/checkout/${token}/pay`, { gateway: "saman" }, { origin: EDGE });
  assert.equal(pressed.status, 200, JSON.stringify(pressed.body));
  const back = await comeBack(await atBank(await world.leave(pressed.body.url), "pay", EDGE), world.fetch);
  assert.ok(back.location.startsWith(`${EDGE}/panel/apply/back?`), back.location);
  const page = await until(one, "/panel/apply", /فروشگاه فعال است/, "the live shop");
  assert.equal((page.html.match(/class="done/g) ?? []).length, 8, "every step is behind");

  const shops = await desk.look("/admin/shops");
  assert.match(text(shops.html), /سفال s-[a-z0-9]+ فعال/);
  const stored = (await world.ask("GET", "/v1/operator/shops", undefined, { authorization: `Bearer ${keys().operator}` })).body.data;
  const { payout_account: account } = stored.find(({ stage }) => stage === "live");
  assert.deepEqual([account.iban, account.name], ["IR160120000000001234567890", "علی رضایی"], "it is paid out to the account of its application");
  assert.ok(account.matched_at > Date.now() - 600_000, "as the registry has confirmed it");
  const application = await desk.look(`/admin/applications/${id}`);
  for (const said of [/پرداخت آزمایشی انجام شد/, /قرارداد پذیرفته شد/, /000000140332009/]) assert.match(text(application.html), said);
  await realMoney(one);
});

test("a form that is wrong says where, keeps what was typed, and nothing of it is markup", async () => {
  const one = await merchant();
  const sent = await sendForm(one, { national_code: "1234567892", iban: "IR170120000000001234567890", address: HOSTILE, birth_date: "1404/12/30", site: "https://10.0.0.1/" });
  assert.equal(sent.status, 422);
  for (const [field, says] of [["national_code", /رقم کنترل/], ["iban", /رقم کنترل/], ["birth_date", /چنین روزی نیست/], ["site", /سایت عمومی/]]) {
    const error = new RegExp(`id="${field}-error">([^<]+)`).exec(sent.html);
    assert.ok(error && says.test(error[1]), `${field}: ${error}`);
  }
  assert.ok(!sent.html.includes("<script>alert"), "hostile text is markup");
  const again = await one.look("/panel/apply");
  assert.match(again.html, /value="1234567892"/, "the draft is kept");
  const english = await one.look("/panel/apply?lang=en");
  assert.match(text(english.html), /Hand in the application/);
});

test("the review waits for the site and its domain, and comes back by itself", async () => {
  const one = await merchant();
  shopSite.status = 503;
  await sendForm(one);
  const id = await idOf("review");
  assert.match(text((await one.look("/panel/apply")).html), /پاسخ 503/);
  const refused = await decide(id, "pass");
  assert.deepEqual([refused.status, /سایت پاسخ نمی‌دهد/.test(text(refused.html))], [409, true]);
  shopSite.status = 200;
  await until(one, "/panel/apply", /هنوز نشان داده نشده/, "the site's answer");
  assert.equal((await decide(id, "pass")).status, 409, "the domain is not proven");
  const word = wordOf(await one.look("/panel/apply"));
  await outside.set({ records: { "_dargah.127.0.0.1": word } });
  await one.post("/panel/apply/site", {}, "/panel/apply");
  assert.match(text((await one.look("/panel/apply")).html), /رکورد TXT/);
  await outside.set({ records: {} });
  await decided(id, "send-back", { back: "نشانی کامل نیست" });
  const back = await one.look("/panel/apply");
  assert.match(text(back.html), /نشانی کامل نیست/);
  assert.match(back.html, /value="Neyshabur Pottery"/);
});

test("papers are what their content says, seen by the shop and the operator alone", async () => {
  const { one, id } = await reviewed();
  for (const [name, bytes, says] of [
    ["card.svg", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"), /تنها PDF/],
    ["card.png", Buffer.from("<html><script>x()</script></html>"), /تنها PDF/],
    ["card.pdf", png(), /پسوند نام/],
    ["card.png", Buffer.alloc(0), /برگزیده نشده|تنها PDF/],
    ["notice.pdf", Buffer.concat([PDF.subarray(0, 9), Buffer.from("<</S/JavaScript>>"), PDF.subarray(9)]), /اسکریپت/],
    ["card.png", png(5 * 1024 * 1024), /۵ مگابایت/],
  ]) {
    const sent = await handIn(one, "national_card", name, bytes);
    assert.equal(sent.status, 422, `${name}: ${sent.status}`);
    assert.match(text(sent.html), says, name);
  }
  assert.equal((await handIn(one, "national_card")).status, 303);
  assert.equal((await handIn(one, "account_proof", "proof.pdf", PDF)).status, 303);
  const ids = [...new Set((await one.look("/panel/apply")).html.match(/doc_[a-z0-9]+/g))];
  assert.equal(ids.length, 2);
  for (const [who, path] of [[one, `/panel/apply/documents/${ids[0]}`], [desk, `/admin/applications/${id}/documents/${ids[0]}`]]) {
    const file = await who.look(path);
    assert.equal(file.status, 200);
    assert.ok(file.bytes.equals(png()));
    assert.match(file.headers.get("content-disposition"), /^attachment; filename="national_card-doc_[a-z0-9]+\.png"$/);
    assert.deepEqual([file.headers.get("x-content-type-options"), file.headers.get("content-type")], ["nosniff", "image/png"]);
    assert.match(file.headers.get("content-security-policy"), /default-src 'none'/);
  }
  const other = await merchant();
  assert.equal((await other.look(`/panel/apply/documents/${ids[0]}`)).status, 404);
  assert.equal((await desk.look(`/admin/applications/${id}/documents/doc_none`)).status, 404);
  for (const path of [`/admin/applications/${id}`, `/admin/applications/${id}/documents/${ids[0]}`, "/admin/applications", "/admin/shops"]) {
    const answer = await other.look(path);
    assert.equal(answer.status, 403, `${path}: ${answer.status}`);
    const stranger = await visitor().look(path);
    assert.match(stranger.to, /^\/admin\/sign-in/, path);
  }
  const refused = await decide(id, "document", { id: ids[0], verdict: "refuse", why: "" });
  assert.equal(refused.status, 409, "a refusal has a reason");
  await decided(id, "document", { id: ids[0], verdict: "refuse", why: HOSTILE });
  const page = await one.look("/panel/apply");
  assert.ok(page.html.includes("&lt;script&gt;alert(1)") && !page.html.includes("<script>alert"));
});

test("a registry that is down never says no, and the next service is asked", async () => {
  await outside.set({ jibit: "down", zohal: "html" });
  const { one } = await documented();
  assert.match(text((await one.look("/panel/apply")).html), /سامانهٔ استعلام پاسخ نداد/);
  for (const mood of ["hang", "stranger", "no_credit", "lost"]) {
    await outside.set({ jibit: mood, zohal: mood, slow_ms: 100 });
    const page = await one.look("/panel/apply");
    assert.doesNotMatch(text(page.html), /یکی نیست|پیدا نشد/, mood);
  }
  await outside.set({ jibit: "down", zohal: "ok" });
  await until(one, "/panel/apply", /اثر انگشت/, "the contract, by the other service");
});

test("a registry's no is the shop's to put right, and asks only what changed", async () => {
  // The last digit says what the registries find: 6 is somebody else's.
  const { one } = await documented({ national_code: "0087654326" });
  const page = await until(one, "/panel/apply", /یکی نیست/, "the no");
  assert.match(page.html, /\/panel\/apply\/correct/);
  const { asked } = await outside.state();
  const same = await one.post("/panel/apply/correct", form(shopSite.url, { national_code: "0087654326" }));
  assert.equal(same.status, 409, "nothing is different");
  const moved = await one.post("/panel/apply/correct", form("https://other.example/"));
  assert.equal(moved.status, 409, "the site stays");
  const right = await one.post("/panel/apply/correct", form(shopSite.url));
  assert.equal(right.status, 303, text(right.html));
  await until(one, "/panel/apply", /اثر انگشت/, "the contract");
  // Mobile, person and account were about the national code; the postal code was not. Each costs a login and a question.
  assert.equal((await outside.state()).asked.jibit - asked.jibit, 6);
});

test("the contract is accepted as it was read, once", async () => {
  const { one } = await documented();
  const page = await until(one, "/panel/apply", /اثر انگشت/, "the contract");
  const fingerprint = fingerprintOf(page);
  const unticked = await one.post("/panel/apply/contract", { fingerprint }, "/panel/apply");
  assert.equal(unticked.status, 422);
  const other = await one.post("/panel/apply/contract", { fingerprint: "0".repeat(64), agree: "yes" }, "/panel/apply");
  assert.equal(other.status, 409);
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.html)[1];
  const accept = () => one.post("/panel/apply/contract", { csrf, fingerprint, agree: "yes" });
  const answers = await Promise.all([accept(), accept(), accept()]);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 409, 409], "a form that is sent again changes nothing");
});

test("what went to the registrar is not sent again unless it never came, and a refusal is a person's to mend", async () => {
  const { one, id } = await signed();
  assert.equal((await decide(id, "codes", { acceptor: "12", terminal: "24000616" })).status, 409);
  await outside.set({ registrar: "lost" });
  await decided(id, "codes", CODES);
  const ours = async () => (await outside.state()).filed.filter((row) => row.tracking.startsWith(id));
  assert.equal((await ours()).length, 1, "it came, and the answer was lost");
  await outside.set({ registrar: "ok", delayed: true });
  await until(one, "/panel/apply", /استعلام‌های شاپرک پاسخ نمی‌دهند/, "the delay");
  await outside.set({ delayed: false, refuse: 41 });
  await until(desk, `/admin/applications/${id}`, /کد 41|کد ۴۱/, "the terminal's refusal");
  assert.deepEqual((await ours()).map((row) => row.kind), [13, 5]);
  await outside.set({ refuse: 0, registrar: "down" });
  await decided(id, "register");
  assert.equal((await ours()).length, 2, "nothing came");
  await outside.set({ registrar: "ok" });
  await until(one, "/panel/apply", /یک پرداخت آزمایشی بگیرید/, "the test payment");
  const numbers = (await ours()).map((row) => row.tracking);
  assert.equal(new Set(numbers).size, 3, `each number once: ${numbers}`);
});

test("a refused shop may put it right where that helps", async () => {
  const one = await merchant();
  await sendForm(one);
  const id = await idOf("review");
  assert.equal((await decide(id, "refuse", { reason: "site", why: " " })).status, 409);
  await decided(id, "refuse", { reason: "site", why: "فروشگاهی در این نشانی نیست" });
  const page = await one.look("/panel/apply");
  assert.match(text(page.html), /فروشگاهی در این نشانی نیست/);
  assert.equal((await sendForm(one)).status, 409);
  await one.post("/panel/apply/reopen", {}, "/panel/apply");
  await sendForm(one);
  await decided(await idOf("review"), "refuse", { reason: "business", why: "ممنوع" });
  assert.equal((await one.post("/panel/apply/reopen", {}, "/panel/apply")).status, 409);
});

test("messages go both ways, and forms from elsewhere go nowhere", async () => {
  const one = await merchant();
  await sendForm(one);
  const id = await idOf("review");
  await one.post("/panel/apply/message", { says: `سلام ${HOSTILE}` }, "/panel/apply");
  await decided(id, "message", { says: "به‌زودی پاسخ می‌دهیم" });
  const pages = [await one.look("/panel/apply"), await desk.look(`/admin/applications/${id}`)];
  for (const page of pages) {
    assert.match(text(page.html), /سلام.*به‌زودی پاسخ می‌دهیم/s);
    assert.ok(!page.html.includes("<script>alert"));
  }
  for (const [who, path] of [[one, "/panel/apply/message"], [one, "/panel/apply"], [desk, `/admin/applications/${id}/pass`]]) {
    assert.equal((await who.post(path, { csrf: "forged", says: "x" })).status, 403, path);
  }
  const stranger = new Applicant(world.fetch, "https://evil.example");
  assert.notEqual((await stranger.post("/panel/apply/message", { csrf: "x", says: "x" })).status, 200);
});

test("a shop that is stopped goes on where it was", async () => {
  const one = await merchant();
  await one.look("/panel/apply");
  const shop = /s-[a-z0-9]+/.exec((await desk.look("/admin/shops")).html)[0];
  const asked = await desk.look(`/admin/shops/${shop}/suspend`);
  assert.match(text(asked.html), /متوقف شود؟/);
  assert.equal((await desk.post(`/admin/shops/${shop}/suspend`)).to, "/admin/shops?done=shop-suspended");
  assert.match(text((await desk.look("/admin/shops")).html), new RegExp(`${shop} متوقف`));
  assert.equal((await desk.post(`/admin/shops/${shop}/resume`, {}, "/admin/shops")).status, 303);
  assert.match(text((await desk.look("/admin/shops")).html), new RegExp(`${shop} آزمایشی`));
  assert.equal((await desk.look("/admin/shops/nobody/suspend")).status, 404);
  assert.equal((await one.post(`/admin/shops/${shop}/suspend`, { csrf: "x" })).status, 403);
});
