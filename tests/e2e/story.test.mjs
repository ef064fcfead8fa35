// A new shop's whole story, in Persian and in Chromium: its owner applies, an operator reviews, they sign, a real test payment makes the
// shop live; then its page takes a payment by the tag, half of it goes back, and the report is taken home. What is to be read is read
// at each step; every page of the way in is looked at by axe in both languages, and kept as a picture.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { authority, form, png, site } from "../support/applicant.mjs";
import { snippets } from "../support/documentation.mjs";
import { fill, makeKey, press as send, serverOf } from "./panel.mjs";
import { atBank, choose, payButton, start } from "./support.mjs";
import { axe } from "./widget_states_axe.mjs";

let world, shopSite, inside;
before(async () => {
  world = await start({ only: ["mellat", "saman"], rules: { site_s: 2, ask_again_s: 1, poll_s: 1, not_there_s: 3 } });
  await authority(world.bank, world.control).heal();
  [shopSite, inside] = await Promise.all([site(), site()]);
});
after(async () => {
  await Promise.all([shopSite?.stop(), inside?.stop()]);
  await world?.stop();
});

/** Takes a picture in Persian and in English, and has axe look at both. */
async function looked(page, name) {
  for (const lang of ["en", "fa"]) {
    const url = new URL(page.url());
    url.searchParams.set("lang", lang);
    await page.goto(url.href);
    await world.shot(page, `${name}.${lang}`);
    assert.deepEqual(await axe(page), [], `${name} in ${lang}`);
  }
}

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const said = (page, text) => page.getByText(text).first().waitFor();

/** Looks again until the page says it: whatever is due is done before a page is shown. */
async function until(page, text) {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 500))) {
    if ((await page.getByText(text).count()) > 0) return;
    await page.reload();
  }
  assert.fail(`${text} was not reached: ${await page.locator("main").innerText()}`);
}

async function signIn(page) {
  await page.goto(`${world.edge}/panel/sign-in?next=/panel/apply`);
  await page.getByLabel("شمارهٔ موبایل", { exact: true }).fill("۰۹۱۲۷۰۰۰۰۰۱");
  await press(page, "فرستادن کد");
  await page.waitForURL("**/panel/sign-in/code");
  const code = /#(\d{6})/.exec(await page.locator("pre.message").innerText())[1];
  await page.getByLabel("کد شش‌رقمی", { exact: true }).fill(code);
  await press(page, "ورود");
  await page.waitForURL((url) => url.pathname === "/panel/apply");
}

async function fillIn(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name=${name}]`).first();
    if ((await field.getAttribute("type")) === "radio") await page.locator(`[name=${name}][value="${value}"]`).check();
    else await field.fill(value);
  }
}

test("a new shop applies, is reviewed, signs, is activated, takes a payment by the tag, gives half of it back and exports the report", async () => {
  const page = await world.shopper({ bypassCSP: true, viewport: { width: 1_200, height: 900 } });
  await signIn(page);
  assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
  await looked(page, "apply-start");
  await page.getByLabel("نام فارسی").fill("سفال‌خانهٔ نیشابور");
  await page.getByLabel("نام انگلیسی").fill("Neyshabur Pottery");
  await press(page, "ساخت فروشگاه");

  // The form: mistakes are told beside their fields, and what was typed stays.
  await page.getByRole("heading", { name: "فعال‌سازی پرداخت واقعی" }).waitFor();
  await looked(page, "apply-form");
  await fillIn(page, form(shopSite.url, { national_code: "1234567892" }));
  assert.ok(!(await page.locator("[name=company_id]").isVisible()), "a person is asked for no company");
  await press(page, "فرستادن درخواست");
  await page.locator("#national_code-error").waitFor();
  assert.equal(await page.locator("[name=shop_name_en]").inputValue(), "Neyshabur Pottery");
  await world.shot(page, "apply-form-wrong.fa");
  await page.locator("[name=national_code]").fill("۱۲۳۴۵۶۷۸۹۱");
  // A redirect to another host, here one of the inside, is not followed.
  shopSite.answer = (_, response) => response.writeHead(302, { location: inside.url.replace("127.0.0.1", "localhost") }).end();
  await press(page, "فرستادن درخواست");
  await said(page, "پاسخ نداد");
  assert.deepEqual(inside.asked, [], "the redirect was followed");
  shopSite.answer = undefined;
  const word = /dargah-[0-9a-f]{24}/.exec(await page.locator("main").innerText())[0];
  shopSite.page = `<title>سفال</title><meta name="dargah-verification" content="${word}"><a href="/contact">تماس با ما</a>`;
  await looked(page, "apply-review");
  await press(page, "سایت را دوباره ببین");
  await said(page, "برچسب meta در صفحهٔ اصلی");

  // The operator.
  const desk = await world.shopper({ bypassCSP: true, viewport: { width: 1_200, height: 900 } });
  await desk.goto(`${world.edge}/admin/sign-in?next=/admin/applications`);
  await desk.locator("details:has([name=key]) > summary").click();
  await desk.locator("[name=key]").fill(keys().operator);
  await desk.locator("form:has([name=key]) button[type=submit]").click();
  await desk.waitForURL((url) => url.pathname.startsWith("/admin") && !url.pathname.includes("sign-in"));
  await desk.goto(`${world.edge}/admin/applications`);
  await looked(desk, "admin-applications");
  await desk.getByRole("link", { name: "سفال‌خانهٔ نیشابور" }).click();
  await looked(desk, "admin-application");
  await press(desk, "پذیرفتن بررسی اولیه");
  await said(desk, "ثبت شد.");

  // Papers.
  await page.reload();
  for (const kind of ["national_card", "account_proof"]) {
    await page.locator(`#file-${kind}`).setInputFiles({ name: "مدرک.png", mimeType: "image/png", buffer: png() });
    await page.locator(`#${kind} button`).click();
    await page.locator(`#${kind} .badge.wait`).waitFor();
  }
  await looked(page, "apply-documents");
  await page.getByLabel("پیام شما").fill("مدارک را فرستادم؛ ممنون می‌شوم زود ببینید.");
  await press(page, "فرستادن پیام");
  await said(page, "ممنون می‌شوم");
  await desk.reload();
  await said(desk, "ممنون می‌شوم");
  for (let left = 2; left > 0; left -= 1) {
    await desk.getByRole("button", { name: "پذیرفتن", exact: true }).first().click();
    await desk.waitForLoadState();
  }

  // Identity by the sandbox's registries, then the contract.
  await until(page, "متن قرارداد را خواندم");
  await looked(page, "apply-contract");
  await press(page, "پذیرفتن قرارداد");
  await page.locator("#agree-error").waitFor();
  await page.locator("#agree").check();
  await press(page, "پذیرفتن قرارداد");
  await said(page, "قرارداد پذیرفته و ثبت شد.");
  await looked(page, "apply-registration");

  // Shaparak.
  await desk.reload();
  await desk.getByLabel("کد پذیرنده").fill("۰۰۰۰۰۰۱۴۰۳۳۲۰۰۹");
  await desk.getByLabel("شمارهٔ پایانه").fill("۲۴۰۰۰۶۱۶");
  await press(desk, "ثبت کدها");
  await until(page, "یک پرداخت آزمایشی بگیرید");
  await looked(page, "apply-activation");

  // A real test payment, and live.
  await press(page, "گرفتن پرداخت آزمایشی");
  await page.waitForURL("**/pay/**");
  await page.locator("form button[type=submit], dargah-checkout [part~=button]").first().click();
  await page.locator("[data-action=pay]").waitFor();
  await atBank(page, "pay");
  await page.waitForURL((url) => url.pathname === "/panel/apply/back");
  await until(page, "فروشگاه فعال است");
  await page.goto(`${world.edge}/panel/apply`);
  await looked(page, "apply-live");
  await desk.goto(`${world.edge}/admin/shops`);
  assert.match(await desk.locator("tbody tr").first().innerText(), /فعال/);
  await looked(desk, "admin-shops");
  await desk.context().close();

  const paid = await sell(page);
  await giveHalfBack(page, paid);
  await takeReportHome(page);
  assert.deepEqual([...page.problems, ...desk.problems], []);
});

/** What is read on the page. */
const main = (page) => page.locator("main").innerText();

/** The tag of the documentation on a page of the shop's own, and a shopper who pays by it. Resolves with the shop's server and its payment. */
async function sell(page) {
  const origin = new URL(shopSite.url).origin;
  await page.goto(`${world.edge}/panel/settings`);
  await fill(page, { origins: origin });
  await send(page, "ذخیره");
  // A shop that is live looks at its real side first; what is tried is on the other.
  await page.goto(`${world.edge}/panel`);
  await page.getByRole("group", { name: "محیط" }).getByRole("link", { name: "آزمایشی" }).click();
  await said(page, "هیچ پولی جابه‌جا نمی‌شود");
  const server = serverOf({ ...world, shop: origin }, await makeKey(world, page, "سرور", "test"));
  server.return = `${origin}/orders/1`;
  const made = await server.create({ order_id: "A-2001", amount: 1_250_000 });
  assert.equal(made.mode, "test");

  const tag = snippets("index").tag.replaceAll("https://pay.example", world.edge).replaceAll("cs_…", made.client_token);
  shopSite.page = `<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>سفال</title></head><body><h1>ماگ سفالی</h1>${tag}</body></html>`;
  const shopper = await world.shopper();
  await shopper.goto(`${origin}/orders/1`);
  await payButton(shopper).waitFor();
  assert.match(await payButton(shopper).textContent(), /۱۲۵٬۰۰۰ تومان/);
  await shopper.getByText("ماگ سفالی دست‌ساز").first().waitFor();
  await choose(shopper, "mellat");
  await world.shot(shopper, "story-tag");
  await payButton(shopper).click();
  await shopper.locator("[data-action=pay]").waitFor();
  await atBank(shopper, "pay");
  await shopper.waitForURL((url) => url.origin === origin);
  assert.equal(new URL(shopper.url()).searchParams.get("dargah_status"), "paid", "the shop is told by the signed way back");
  await shopper.getByRole("heading", { name: "پرداخت با موفقیت انجام شد" }).waitFor();
  assert.deepEqual(shopper.problems, []);
  await shopper.context().close();
  return { server, id: made.id };
}

/** Half of it, with a second confirmation. */
async function giveHalfBack(page, { server, id }) {
  await page.goto(`${world.edge}/panel/payments?mode=test`);
  await page.getByRole("link", { name: "A-2001" }).click();
  await page.locator("h1").filter({ hasText: "A-2001" }).waitFor();
  const payment = await main(page);
  for (const part of ["پرداخت‌شده", "۱۲۵٬۰۰۰", "چرا این درگاه؟", "احتمال این انتخاب", "پول از آنِ فروشگاه شد.", "رسید", "آزمایشی"]) {
    assert.ok(payment.includes(part), `no ${part} in ${payment}`);
  }
  await page.getByRole("link", { name: "بازپرداخت", exact: true }).click();
  await page.getByRole("radio", { name: /بخشی از آن/ }).check();
  await fill(page, { amount: "۶۲٬۵۰۰٫۵", reason: "" });
  await send(page, "ادامه");
  assert.equal(await page.locator("[aria-invalid=true]").count(), 2, "the amount and the reason are wrong");
  await fill(page, { amount: "۶۲٬۵۰۰", reason: "لیوان شکسته بود" });
  await send(page, "ادامه");
  await page.getByRole("heading", { name: "این پول برگردد؟" }).waitFor();
  assert.match(await main(page), /۶۲٬۵۰۰[^]*۶۲۵٬۰۰۰ ریال/);
  const stands = () => server.ask("GET", `/v1/payments/${id}`, undefined, server.key());
  assert.equal((await stands()).refunded, 0, "nothing goes back before the second confirmation");
  await send(page, "برگرداندن پول");
  await page.getByRole("status").filter({ hasText: "بازپرداخت انجام شد" }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/panel/payments/${id}`, "a page that can be loaded anew");
  const told = await stands();
  assert.deepEqual([told.refunded, told.refunds[0].reason, told.refunds[0].status], [625_000, "لیوان شکسته بود", "succeeded"]);
  await page.goto(`${world.edge}/panel/refunds?mode=test`);
  await page.getByText("لیوان شکسته بود").waitFor();
}

/** The sums as they are read, and the same as files: the activation's payment and the one that was sold. */
async function takeReportHome(page) {
  await page.goto(`${world.edge}/panel?mode=test`);
  await page.locator(".tile").filter({ hasText: "نرخ موفقیت" }).filter({ hasText: "۱۰۰٪" }).waitFor();
  assert.doesNotMatch(await page.locator(".tiles").innerText(), /[0-9]/, "Persian digits");
  await page.getByRole("navigation").getByRole("link", { name: "گزارش‌ها" }).click();
  await page.getByRole("heading", { name: "گزارش‌ها", level: 1 }).waitFor();
  const today = await page.getByRole("table", { name: "روزها" }).getByRole("row").nth(1).innerText();
  for (const part of ["۲", "۱۳۵٬۰۰۰", "۶۲٬۵۰۰", "۷۲٬۵۰۰"]) assert.ok(today.includes(part), `no ${part} in ${today}`);
  await world.shot(page, "story-report");
  const file = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
    const text = readFileSync(await download.path(), "utf8");
    assert.ok(text.startsWith("\ufeff"), "spreadsheets take it for UTF-8");
    return text.slice(1).trim().split("\r\n").map((line) => line.split(","));
  };
  const [, ...days] = await file("خروجی CSV روزها");
  assert.equal(days.length, 1, "days without payments are not in the file");
  assert.deepEqual(days[0].slice(1).map(Number), [2, 2, 0, 0, 0, 0, 1_350_000, 625_000, 725_000], JSON.stringify(days));
  const [columns, ...rows] = await file("خروجی CSV پرداخت‌ها");
  const sold = rows.find((row) => row.includes("A-2001"));
  assert.ok(sold && rows.length === 2, JSON.stringify(rows));
  for (const value of ["1250000", "625000"]) assert.ok(sold.includes(value), `${columns}\n${sold}`);
}
