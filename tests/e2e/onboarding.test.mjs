// A shop's way in, in Persian and in Chromium: a person signs in and applies, an operator reviews, and a real test payment makes the
// shop live. Every page on the way is looked at by axe in both languages, and kept as a picture.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { authority, form, png, site } from "../support/applicant.mjs";
import { atBank, start } from "./support.mjs";
import { axe } from "./widget_states_axe.mjs";

let world, shopSite, inside;
before(async () => {
  world = await start({ only: ["saman"], rules: { site_s: 2, ask_again_s: 1, poll_s: 1, not_there_s: 3 } });
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

test("from the first sign-in to a live shop", async () => {
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
  assert.deepEqual([...page.problems, ...desk.problems], []);
});
