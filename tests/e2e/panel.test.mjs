// A shop's panel in Chromium, in Persian: from signing in to a payment, half of it given back, and everything that there is to see.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { everyPage, fill, furnish, makeKey, open, press, serverOf } from "./panel.mjs";
import { start } from "./support.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.stop());

const DESK = { viewport: { width: 1280, height: 900 } };

test("a key of the panel takes a payment, and half of it goes back with a second confirmation", async () => {
  const page = await world.shopper(DESK);
  await open(world, page, "09121110001");
  const server = serverOf(world, await makeKey(world, page, "سرور"));
  const paid = await server.after("mellat", "pay", { order_id: "A-2001", amount: 1_250_000 });

  await page.goto(`${world.edge}/panel/payments`);
  await page.getByRole("link", { name: "A-2001" }).click();
  await page.locator("h1").filter({ hasText: "A-2001" }).waitFor();
  const text = await page.locator("main").innerText();
  for (const part of ["پرداخت‌شده", "۱۲۵٬۰۰۰", "چرا این درگاه؟", "احتمال این انتخاب", "پول از آنِ فروشگاه شد.", "رسید", "آزمایشی"]) {
    assert.ok(text.includes(part), `no ${part} in ${text}`);
  }

  await page.getByRole("link", { name: "بازپرداخت", exact: true }).click();
  await page.getByRole("radio", { name: /بخشی از آن/ }).check();
  await fill(page, { amount: "۶۲٬۵۰۰٫۵", reason: "" });
  await press(page, "ادامه");
  assert.equal(await page.locator("[aria-invalid=true]").count(), 2, "the amount and the reason are wrong");
  await fill(page, { amount: "۶۲٬۵۰۰", reason: "لیوان شکسته بود" });
  await press(page, "ادامه");
  await page.getByRole("heading", { name: "این پول برگردد؟" }).waitFor();
  assert.match(await page.locator("main").innerText(), /۶۲٬۵۰۰[^]*۶۲۵٬۰۰۰ ریال/);
  const before = await server.ask("GET", `/v1/payments/${paid.id}`, undefined, server.key());
  assert.equal(before.refunded, 0, "nothing goes back before the second confirmation");
  await press(page, "برگرداندن پول");
  await page.getByRole("status").filter({ hasText: "بازپرداخت انجام شد" }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/panel/payments/${paid.id}`, "a page that can be loaded anew");
  const told = await server.ask("GET", `/v1/payments/${paid.id}`, undefined, server.key());
  assert.deepEqual([told.refunded, told.refunds[0].reason, told.refunds[0].status], [625_000, "لیوان شکسته بود", "succeeded"]);

  await page.goto(`${world.edge}/panel/refunds`);
  await page.getByText("لیوان شکسته بود").waitFor();
  await page.goto(`${world.edge}/panel`);
  await page.locator(".tile").filter({ hasText: "نرخ موفقیت" }).filter({ hasText: "۱۰۰٪" }).waitFor();
  assert.doesNotMatch(await page.locator(".tiles").innerText(), /[0-9]/, "Persian digits");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a secret is shown once; a key that is rotated works for as long as was said, and one that is revoked does not", async () => {
  const page = await world.shopper(DESK);
  await open(world, page, "09121110002");
  const first = await makeKey(world, page, "یک");
  const use = async (key) => (await fetch(`${world.edge}/v1/payments`, { headers: { authorization: `Bearer ${key}` } })).status;
  assert.equal(await use(first), 200);
  await page.goto(`${world.edge}/panel/keys`);
  assert.ok(!(await page.content()).includes(first), "the key is not shown again");

  await page.getByRole("link", { name: /تعویض/ }).click();
  await page.locator("select[name=overlap]").selectOption("day");
  await press(page, "تعویض");
  const second = await page.locator(".once code").innerText();
  assert.deepEqual([await use(first), await use(second)], [200, 200]);
  await page.goto(`${world.edge}/panel/keys`);
  const row = page.getByRole("row").filter({ hasText: second.slice(-4) });
  await row.getByRole("link", { name: /باطل کردن/ }).click();
  await press(page, "باطل کردن");
  await page.getByRole("status").filter({ hasText: "کلید باطل شد" }).waitFor();
  assert.deepEqual([await use(first), await use(second)], [200, 401]);
  await page.context().close();
});

test("every page in both languages: nothing that axe finds, nothing too wide or too small, and everything without script", async () => {
  const page = await world.shopper({ ...DESK, bypassCSP: true });
  await open(world, page, "09121110003");
  const there = await furnish(world, page);
  const { violations, misfits } = await everyPage(world, page, there);
  assert.deepEqual(violations, []);
  assert.deepEqual(misfits, []);
  assert.deepEqual(page.problems, []);

  // The same session without script: every page says the same, and its forms are sent by the browser alone.
  const plain = await world.browser.newContext({ ...DESK, javaScriptEnabled: false, storageState: await page.context().storageState() });
  const still = await plain.newPage();
  await still.goto(`${world.edge}/panel/links?lang=fa`);
  await fill(still, { title: "بدون اسکریپت", amount: "۱٬۰۰۰" });
  await press(still, "ساخت لینک");
  await still.getByRole("img", { name: "کد QR" }).waitFor();
  await still.locator("main .actions a").filter({ hasText: "بستن لینک" }).click();
  await press(still, "بستن لینک");
  await still.getByText("لینک بسته شد.").waitFor();
  await plain.close();

  const file = await page.request.get(`${world.edge}/panel/payments.csv?lang=fa`);
  const csv = await file.text();
  assert.match(file.headers()["content-disposition"], /attachment/);
  assert.ok(csv.startsWith("﻿شناسهٔ پرداخت"), csv.slice(0, 80));
  assert.equal(csv.trim().split("\r\n").length, 8, csv);
  await page.context().close();
});
