// A shop's panel as its owner sees it: a new person, a shop of theirs, money in it, and the address of every page of it.
import assert from "node:assert/strict";
import { keys } from "../../.dev/sandbox.mjs";
import { Shop } from "./states.mjs";
import { axe } from "./widget_states_axe.mjs";

/** Languages of the panel. */
export const LANGS = ["fa", "en"];

/** Sends the form that `button` is in, by its name, and waits for what comes. */
export async function press(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);
}

/** Fills fields in by their names. */
export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await page.locator(`main [name="${name}"]`).first().fill(value);
}

/** Signs a new person in, makes a shop of theirs, and tells it where its pages are. */
export async function open(world, page, mobile) {
  await page.goto(`${world.edge}/panel/sign-in`);
  await fill(page, { mobile });
  await press(page, "فرستادن کد");
  const code = /#(\d{6})/.exec(await page.locator("pre.message").innerText())[1];
  await fill(page, { code });
  await press(page, "ورود");
  await page.goto(`${world.edge}/panel/apply`);
  await fill(page, { name_fa: "سفال‌خانهٔ نیشابور", name_en: "Neyshabur Pottery" });
  await Promise.all([page.waitForNavigation(), page.locator("main form button[type=submit]").last().click()]);
  await page.goto(`${world.edge}/panel/settings`);
  await fill(page, { origins: world.shop });
  await press(page, "ذخیره");
}

/** Makes a key of the panel, in the mode that it shows or in `mode`; its text. */
export async function makeKey(world, page, name, mode = "") {
  await page.goto(`${world.edge}/panel/keys${mode && `?mode=${mode}`}`);
  await fill(page, { name });
  await press(page, "ساخت کلید");
  return page.locator(".once code").innerText();
}

/** The same shop's server, with this key. */
export const serverOf = (world, key) => new Shop({ ...world, key });

/** Payments of every kind that can be had at once. Resolves with the one that was paid first. */
export async function trade(server) {
  const paid = await server.after("saman", "pay", { order_id: "ن-۱۰۰۱", metadata: { cart: "=1+1" } });
  await server.after("mellat", "pay", { order_id: "A-1002", amount: 4_505_000 });
  await server.after("mellat", "cancel", { order_id: "A-1003" });
  await server.after("saman", "pay", { order_id: "A-1004", amount: 1_255_240 });
  await server.create({ order_id: "‮<b>A-1005</b>", description: "<script>alert(1)</script>" });
  await server.cancel((await server.create({ order_id: "A-1006" })).id);
  const back = await server.after("saman", "pay", { order_id: "A-1007", amount: 8_000_000 });
  await server.refund(back.id);
  return paid;
}

/** Every page of the panel, with what has to be there for it: `{ name, path }`; `deeds` are buttons to press there, by their value. */
export const pages = ({ payment, parted, key, endpoint, link, contract }) => [
  { name: "overview", path: "/panel?period=week" },
  { name: "overview-today", path: "/panel?period=today" },
  { name: "payments", path: "/panel/payments" },
  { name: "payments-found", path: "/panel/payments?status=paid" },
  { name: "payments-none-found", path: "/panel/payments?search=nobody" },
  { name: "payments-wrong", path: "/panel/payments?from=x" },
  { name: "payment", path: `/panel/payments/${payment}` },
  { name: "refund", path: `/panel/payments/${payment}/refund` },
  { name: "refunds", path: "/panel/refunds" },
  { name: "balance", path: "/panel/balance" },
  { name: "balance-payee", path: "/panel/balance?payee=anbar" },
  { name: "payees", path: "/panel/payees" },
  { name: "payee-remove", path: "/panel/payees/anbar/remove" },
  { name: "payment-split", path: `/panel/payments/${parted}` },
  { name: "payouts", path: "/panel/payouts" },
  { name: "payouts-payee", path: "/panel/payouts?payee=anbar" },
  { name: "links", path: "/panel/links" },
  { name: "link", path: `/panel/links/${link}` },
  { name: "link-close", path: `/panel/links/${link}/close` },
  { name: "reports", path: "/panel/reports" },
  { name: "reports-empty", path: "/panel/reports?from=1400/01/01&to=1400/01/05" },
  { name: "webhooks", path: "/panel/webhooks" },
  { name: "webhook", path: `/panel/webhooks/${endpoint}` },
  { name: "webhook-rotate", path: `/panel/webhooks/${endpoint}/rotate` },
  { name: "webhook-delete", path: `/panel/webhooks/${endpoint}/delete` },
  { name: "keys", path: "/panel/keys" },
  { name: "contracts", path: "/panel/contracts" },
  { name: "contract-new", path: "/panel/contracts/new?provider=mellat" },
  { name: "contract", path: `/panel/contracts/${contract}` },
  { name: "key-rotate", path: `/panel/keys/${key}/rotate` },
  { name: "key-revoke", path: `/panel/keys/${key}/revoke` },
  { name: "routing", path: "/panel/routing" },
  { name: "routing-rows", path: "/panel/routing", deeds: ["rule", "closing"] },
  { name: "routing-preview", path: "/panel/routing", deeds: ["preview"] },
  { name: "settings", path: "/panel/settings" },
  { name: "missing", path: "/panel/payments/pay_nobody" },
];

/** Every page of the operator's desk about money. */
export const deskPages = ({ shop, reconciliation, payout }) => [
  { name: "payouts", path: "/admin/payouts?mode=test" },
  { name: "payouts-none", path: "/admin/payouts?mode=test&stage=returned" },
  { name: "payouts-empty", path: "/admin/payouts?mode=live" },
  { name: "payout", path: `/admin/payouts/${payout}?mode=test` },
  { name: "books", path: "/admin/books?mode=test" },
  { name: "books-empty", path: "/admin/books?mode=live" },
  { name: "reconciliations", path: "/admin/reconciliations" },
  { name: "reconciliations-unknown", path: "/admin/reconciliations/new?shop=nobody" },
  { name: "reconciliation-new", path: `/admin/reconciliations/new?shop=${shop}` },
  { name: "reconciliation", path: `/admin/reconciliations/${reconciliation}` },
];

/** A request to the API by a key; its answer. */
async function call(world, key, method, path, body, headers = {}) {
  const init = { method, headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers } };
  const answer = await fetch(world.edge + path, { ...init, ...(body && { body: JSON.stringify(body) }) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${answer.ok || (await answer.text())}`);
  return answer.json();
}

/** The provider pays the operator for a sale of the shop that `key` is of: there is something that can be taken. */
export async function settle(world, key, payment) {
  const { amount } = await call(world, key, "GET", `/v1/payments/${payment}`);
  const balance = () => call(world, key, "GET", "/v1/balance");
  for (const end = Date.now() + 15_000; (await balance()).pending === 0; ) assert.ok(Date.now() < end, "the sale is not in the books");
  const settlement = { name: `s-${payment.slice(4)}`, gateway: "saman", received: amount, lines: [{ payment, amount }] };
  assert.deepEqual(await call(world, keys().operator, "POST", "/v1/operator/books/settlements", settlement), { odd: [] });
  for (const end = Date.now() + 15_000; (await balance()).available === 0; ) assert.ok(Date.now() < end, "the money is not released");
}

/** Has money of the shop that `key` is of paid out. */
export const payOut = (world, key, amount) => call(world, key, "POST", "/v1/payouts", { amount }, { "idempotency-key": `e2e-${amount}` });

/** Sets where the shop that was made last is paid out to. */
async function setAccount(world) {
  const [{ id }] = (await call(world, keys().operator, "GET", "/v1/operator/shops")).data;
  const owner = { person: { national_code: "1234567891", born: "1365-04-12" } };
  await call(world, keys().operator, "POST", `/v1/operator/shops/${id}`, { payout_account: { iban: "IR160120000000001234567890", name: "علی رضایی", owner } });
}

/** What there is to look at: a shop with a payment, a key, an endpoint, a link and a contract. Resolves with their ids. */
export async function furnish(world, page) {
  const text = await makeKey(world, page, "سرور فروشگاه");
  const payment = (await trade(serverOf(world, text))).id;
  await settle(world, text, payment);
  await setAccount(world);
  await payOut(world, text, 125_000);
  await page.goto(`${world.edge}/panel/keys`);
  const key = /keys\/(key_\w+)/.exec(await page.locator("main td.acts a").first().getAttribute("href"))[1];
  await page.goto(`${world.edge}/panel/webhooks`);
  await fill(page, { url: "https://shop.example/webhooks" });
  await press(page, "افزودن");
  const endpoint = /webhooks\/(we_\w+)/.exec(await page.locator("main .actions a").getAttribute("href"))[1];
  await page.goto(`${world.edge}/panel/links`);
  await fill(page, { title: "کارگاه سفال، دی‌ماه", amount: "۴۵۰٬۰۰۰", uses: "20" });
  await press(page, "ساخت لینک");
  const link = /links\/(lnk_\w+)/.exec(page.url())[1];
  await page.goto(`${world.edge}/panel/payees`);
  const person = { national_code: "۱۲۳۴۵۶۷۸۹۱", born: "۱۳۶۵/۰۴/۱۲" };
  await fill(page, { id: "anbar", name: "علی رضایی", iban: "IR16 0120 0000 0000 1234 5678 90", ...person });
  await press(page, "افزودن ذی‌نفع");
  const parted = (await serverOf(world, text).after("saman", "pay", { order_id: "A-1008", split: [{ payee: "anbar", share_bps: 3_333 }] })).id;
  await page.goto(`${world.edge}/panel/contracts/new?provider=saman`);
  await fill(page, { "secret.terminal": "2015" });
  await press(page, "ذخیرهٔ قرارداد");
  const contract = /contracts\/([\w-]+)/.exec(page.url())[1];
  return { payment, parted, key, endpoint, link, contract, text };
}

/** What is smaller than a thumb: 44 pixels. */
const small = () => {
  const all = document.querySelectorAll("a, button, summary, select, textarea, label.pick, input:not([type=hidden], [type=radio], [type=checkbox])");
  const seen = [...all].filter((element) => element.checkVisibility() && !element.matches(".skip"));
  const sizes = seen.map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()]);
  return sizes.filter(([, { width, height }]) => Math.min(width, height) < 43.9).map(([what, { width, height }]) => `${what}: ${width} x ${height}`);
};

/** Whether the page has to be scrolled sideways, and what for. */
const wide = () => {
  const over = document.documentElement.scrollWidth - innerWidth;
  const out = (element) => (({ left, right }) => right > innerWidth + 1 || left < -1)(element.getBoundingClientRect());
  return over > 0 ? [`${over} px too wide`, ...[...document.querySelectorAll("main *, header *")].filter(out).slice(0, 3).map((e) => e.outerHTML.slice(0, 80))] : [];
};

/**
 * Looks at every page in both languages. Resolves with `{ violations, misfits, bytes }`: what axe finds, what does not fit a small
 * screen or a thumb, and each page's own HTML. `see(page, name, lang)` is called at each.
 */
export async function everyPage(world, page, there, { langs = LANGS, see = () => {}, list = pages } = {}) {
  const violations = [];
  const misfits = [];
  const bytes = new Map();
  for (const { name, path, deeds = [] } of list(there)) {
    for (const lang of langs) {
      const at = `${name} ${lang}`;
      const answer = await page.goto(`${world.edge}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
      for (const deed of deeds) await Promise.all([page.waitForNavigation(), page.locator(`button[name=do][value=${deed}]`).click()]);
      bytes.set(at, deeds.length ? Buffer.from(await page.content()) : await answer.body());
      violations.push(...(await axe(page)).map((found) => ({ page: at, ...found })));
      misfits.push(...(await page.evaluate(small)).map((what) => `${at}: ${what}`));
      const { width, height } = page.viewportSize();
      await page.setViewportSize({ width: 320, height });
      misfits.push(...(await page.evaluate(wide)).map((what) => `${at} at 320: ${what}`));
      await page.setViewportSize({ width, height });
      await see(page, name, lang);
    }
  }
  return { violations, misfits, bytes };
}
