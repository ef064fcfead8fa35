// All ways of money at once, in Persian and in Chromium: a shopper fills a wallet, pays half by wallet and half by card, another order on
// credit, a third by card; one is given back to the wallet, one to the card; the providers settle, the shop is paid out, and whatever
// is read (the shop's balance, the fees, the bank's file, the wallet, the operator's books) adds up to the rial.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { Applicant, authority } from "../support/applicant.mjs";
import { fill, makeKey, open, press, serverOf } from "./panel.mjs";
import { atBank, start } from "./support.mjs";
import { axe } from "./widget_states_axe.mjs";

const ORDER = 1_250_000;
const HALF = 625_000;
const TOP_UP = 1_500_000;
/** What the operator takes of everything: one percent. */
const fee = (rial) => rial / 100;
const OPERATORS_BANK = "IR160120000000001234567890";
const IBAN = "IR680570000000000000001017";
const OWNER = { person: { national_code: "1234567891", born: "1365-04-12" } };

let world;
before(async () => {
  world = await start({ only: ["saman", "snapppay"], adjust: { snapppay: { settles: "operator" } } });
  await authority(world.bank, world.control).heal();
});
after(() => world?.stop());

const operator = (path, body, type = "application/json") => {
  const headers = { authorization: `Bearer ${keys().operator}`, ...(body && { "content-type": type }) };
  return fetch(`${world.edge}/v1/operator${path}`, { method: body ? "POST" : "GET", headers, body: typeof body === "object" ? JSON.stringify(body) : body });
};
const told = async (path, body, type) => (await operator(path, body, type)).json();

/** What comes behind an answer is there as soon as it fits. */
async function until(read, fits, what) {
  for (const end = Date.now() + 20_000; ; ) {
    const found = await read();
    if (fits(found)) return found;
    if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(found)}`);
    await new Promise((wait) => setTimeout(wait, 100));
  }
}

/** A step of the story: a picture of it, and axe's word on it. */
async function looked(page, name) {
  await world.shot(page, `money-${name}`);
  assert.deepEqual(await axe(page), [], name);
}

const goOn = (page) => page.locator("form.form button.button").click();

/** From a payment's page through the bank and back. */
async function throughBank(page) {
  await goOn(page);
  await page.locator("[data-action=pay]").waitFor();
  await atBank(page, "pay");
  await page.locator("[data-action=return]").click({ timeout: 3_000 }).catch(() => {});
}

async function openWallet(page) {
  await page.goto(`${world.edge}/wallet`);
  await page.locator("#mobile").fill("۰۹۱۲۳۹۹۰۰۰۱");
  await goOn(page);
  const code = /#(\d{6})/.exec(await page.locator(".shown").textContent())[1];
  await page.locator("#code").fill(code);
  await goOn(page);
  await page.getByRole("heading", { name: "کیف پول", exact: true }).first().waitFor();
}

/** An operator with a number of their own: whoever approves is a person. */
async function approver(page) {
  const mobile = "09121119001";
  const desk = new Applicant((path, init) => fetch(world.edge + path, { redirect: "manual", ...init }), world.edge);
  await desk.signInWithKey(keys().operator);
  assert.equal((await desk.post("/admin/team/invite", { mobile }, "/admin/team")).status, 303);
  await page.goto(`${world.edge}/admin/sign-in?next=/admin/payouts`);
  await fill(page, { mobile });
  await press(page, "فرستادن کد");
  const code = /#(\d{6})/.exec(await page.locator("pre.message").innerText())[1];
  await fill(page, { code });
  await press(page, "ورود");
}

test("wallet, card and credit are paid, given back, settled and paid out, and everything adds up to the rial", async () => {
  // The shop: from the panel, with an account that the operator has matched.
  const owner = await world.shopper({ bypassCSP: true, viewport: { width: 1_200, height: 900 } });
  await open(world, owner, "09121119000");
  const server = serverOf(world, await makeKey(world, owner, "server"));
  const [shop] = (await told("/shops")).data;
  const changed = await operator(`/shops/${shop.id}`, { payout_account: { iban: IBAN, name: "علی رضایی", owner: OWNER } });
  assert.equal(changed.status, 200, await changed.text());
  const balance = () => server.ask("GET", "/v1/balance", undefined, server.key());
  const payment = (id) => server.ask("GET", `/v1/payments/${id}`, undefined, server.key());

  // The shopper fills a wallet.
  const page = await world.shopper({ bypassCSP: true, viewport: { width: 420, height: 900 } });
  await openWallet(page);
  assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
  await looked(page, "wallet-empty");
  await page.locator("#amount").fill("۱۵۰٬۰۰۰");
  await goOn(page);
  await page.waitForURL(/\/pay\//);
  await throughBank(page);
  await page.waitForURL(/\/wallet\?/);
  const filled = new URL(page.url()).searchParams.get("dargah_payment");
  await page.getByText("۱۵۰٬۰۰۰ تومان").first().waitFor();
  await looked(page, "wallet-filled");

  // Half by wallet, half by card.
  const mixed = await server.create({ amount: ORDER, order_id: "۱-کیف‌پول" });
  await page.goto(mixed.checkout_url);
  await page.getByText("کیف پول: ۱۵۰٬۰۰۰ تومان").waitFor();
  await looked(page, "pay-with-wallet");
  await page.locator("#wallet").fill("۶۲٬۵۰۰");
  await page.getByRole("button", { name: "پرداخت از کیف پول", exact: true }).click();
  await page.getByText("از کیف پول", { exact: true }).waitFor();
  await page.getByRole("button", { name: "پرداخت ۶۲٬۵۰۰ تومان" }).waitFor();
  await looked(page, "pay-the-rest");
  await throughBank(page);
  await until(() => payment(mixed.id), ({ status }) => status === "paid", "the first order is paid");
  assert.equal((await payment(mixed.id)).by_wallet, HALF);

  // On credit.
  const lent = await server.create({ amount: ORDER, order_id: "۲-اعتبار" });
  await page.goto(lent.checkout_url);
  await page.locator(".methods input[value=credit]").check();
  await page.locator("#mobile").fill("۰۹۱۲۰۰۰۰۰۰۰");
  await throughBank(page);
  await until(() => payment(lent.id), ({ status }) => status === "paid", "the second order is paid");
  assert.equal((await payment(lent.id)).attempts.at(-1).gateway, "snapppay");

  // By card.
  const card = await server.create({ amount: ORDER, order_id: "۳-کارت" });
  await page.goto(card.checkout_url);
  await throughBank(page);
  await until(() => payment(card.id), ({ status }) => status === "paid", "the third order is paid");

  const sold = await until(balance, ({ total }) => total === 3 * (ORDER - fee(ORDER)), "all three are in the books");
  assert.deepEqual([sold.available, sold.pending], [HALF - fee(HALF), 3 * (ORDER - fee(ORDER)) - (HALF - fee(HALF))], "what the wallet paid is there at once");

  // The shop gives one back to the wallet and one to the card, in its panel.
  await owner.goto(`${world.edge}/panel/payments/${mixed.id}/refund`);
  await owner.locator("[name=to][value=wallet]").check();
  await owner.locator("[name=how][value=part]").check();
  await fill(owner, { amount: "۶۲٬۵۰۰", reason: "کالا برگشت" });
  await looked(owner, "refund-mixed");
  await press(owner, "ادامه");
  await owner.getByText("به کیف پول خریدار می‌رود").waitFor();
  await press(owner, "برگرداندن پول");
  await owner.goto(`${world.edge}/panel/payments/${card.id}/refund`);
  await fill(owner, { reason: "انصراف" });
  await press(owner, "ادامه");
  await press(owner, "برگرداندن پول");
  await until(() => payment(card.id), ({ status }) => status === "refunded", "the card has its money back");
  await owner.goto(`${world.edge}/panel/payments/${mixed.id}`);
  await looked(owner, "payment-mixed");
  await page.goto(`${world.edge}/wallet`);
  await page.getByText("۱۵۰٬۰۰۰ تومان").first().waitFor();
  await looked(page, "wallet-after");
  const net = 2 * (ORDER - fee(ORDER)) - (HALF - fee(HALF));
  await until(balance, ({ total }) => total === net, "what is left is the shop's");

  // The providers settle, and the money is the shop's to take.
  const settle = (gateway, lines) =>
    told("/books/settlements", { name: `${gateway}-1`, gateway, received: lines.reduce((sum, [, amount]) => sum + amount, 0), lines: lines.map(([payment, amount]) => ({ payment, amount })) });
  assert.deepEqual(await settle("saman", [[mixed.id, HALF], [filled, TOP_UP]]), { odd: [] });
  assert.deepEqual(await settle("snapppay", [[lent.id, ORDER]]), { odd: [] });
  await until(balance, ({ available }) => available === net, "all of it is released");
  await owner.goto(`${world.edge}/panel/balance`);
  await looked(owner, "balance");

  // It asks for all of it; a person at the operator's desk approves, and a file is made for the bank.
  await owner.goto(`${world.edge}/panel/payouts`);
  await looked(owner, "payouts");
  await press(owner, "ادامه");
  await press(owner, "درخواست واریز");
  const [payout] = (await server.ask("GET", "/v1/payouts", undefined, server.key())).data;
  assert.deepEqual([payout.amount, payout.stage, payout.iban], [net, "prepared", IBAN]);
  const desk = await world.shopper({ bypassCSP: true, viewport: { width: 1_200, height: 900 } });
  await approver(desk);
  await desk.goto(`${world.edge}/admin/payouts/${payout.id}?mode=test`);
  await looked(desk, "approve");
  await press(desk, "تأیید");
  await desk.goto(`${world.edge}/admin/payouts?mode=test`);
  await looked(desk, "payout-desk");
  await press(desk, "ساخت پرونده‌ها");
  const { data: [file] } = await told("/payouts/files?mode=test");
  const xml = await (await operator(`/payouts/files/${file.id}?mode=test&format=ccti`)).text();
  assert.match(xml, new RegExp(`<CtrlSum>${net}</CtrlSum>`), "the bank is told to pay just this");
  assert.match(xml, new RegExp(`<IBAN>${IBAN}</IBAN>`));

  // The bank's statement shows that it left.
  const row = ["1405/09/07", "10:00", "", String(net), `پایا ${payout.id.toUpperCase()}`].join(",");
  await desk.locator("input[type=file]").first().setInputFiles({ name: "statement.csv", mimeType: "text/csv", buffer: Buffer.from(`تاریخ,ساعت,واریز,برداشت,شرح\r\n${row}`) });
  await press(desk, "خواندن صورت‌حساب");
  await looked(desk, "statement");
  await until(() => server.ask("GET", `/v1/payouts/${payout.id}`, undefined, server.key()), ({ stage }) => stage === "settled", "the payout has left");

  // And the books: what is at the bank is the shopper's and the operator's, and nobody else's.
  const { accounts, imbalance, suspense, misfits } = await told("/books?mode=test");
  assert.deepEqual([imbalance, suspense, misfits], [0, 0, []]);
  const stands = Object.fromEntries(accounts.filter(({ stands }) => stands !== 0).map(({ account, stands }) => [account.replace(/^wallet:.*/, "wallet"), stands]));
  const fees = 2 * fee(ORDER) - fee(HALF);
  assert.deepEqual(stands, { [`bank:${OPERATORS_BANK}`]: TOP_UP + fees, wallet: TOP_UP, fees });
  await desk.goto(`${world.edge}/admin/books?mode=test`);
  await desk.getByText("دفترها تراز است و چیزی معلق نیست.").waitFor();
  await looked(desk, "books");
  assert.deepEqual([...page.problems, ...owner.problems, ...desk.problems], []);
});
