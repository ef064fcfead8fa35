// A shop's panel in Chromium, in Persian: its keys, and everything that there is to see. How money comes and goes is in story.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { deskPages, everyPage, fill, furnish, makeKey, open, payOut, press, settle } from "./panel.mjs";
import { Shop } from "./states.mjs";
import { start } from "./support.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.stop());

const DESK = { viewport: { width: 1280, height: 900 } };

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

test("the desk's pages about money in both languages: nothing that axe finds, and a settlement file is uploaded by the form", async () => {
  const sale = await new Shop(world).after("saman", "pay"); // It passes the operator's contract, and is in the books.
  await settle(world, world.key, sale.id);
  const payout = (await payOut(world, world.key, 250_000)).id;
  const page = await world.shopper({ ...DESK, bypassCSP: true });
  await page.goto(`${world.edge}/admin/sign-in?next=/admin/reconciliations`);
  await page.locator("details:has([name=key]) > summary").click();
  await fill(page, { key: keys().operator });
  await Promise.all([page.waitForURL("**/admin/reconciliations"), page.locator("form:has([name=key]) button[type=submit]").click()]);
  await fill(page, { shop: "demo" });
  await press(page, "ادامه");
  await page.locator("select[name=gateway]").selectOption("mellat");
  await fill(page, { from: "۱۴۰۵/۰۹/۰۱", to: "1405/09/05" });
  const csv = "order,reference,amount,currency,type,date,terminal\r\n42,4242,9000,IRR,sale,1405/09/02,\r\n";
  await page.locator("input[type=file]").setInputFiles({ name: "تسویه.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await press(page, "مقایسه با دفتر");
  await page.getByRole("heading", { name: /در پرونده هست و مال پرداختی نیست/ }).waitFor();
  const reconciliation = /reconciliations\/(rec_\w+)/.exec(page.url())[1];

  // A statement that speaks of something that nobody knows, and of a payout that no bank has yet.
  await page.goto(`${world.edge}/admin/payouts?mode=test&lang=fa`);
  const rows = ["تاریخ,ساعت,واریز,برداشت,شرح", `1405/09/06,10:45,,250000,پایا ${payout.toUpperCase()}`, "1405/09/06,11:00,77000,,واریز نقدی"].join("\r\n");
  await page.locator("input[type=file]").setInputFiles({ name: "صورت‌حساب.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await press(page, "خواندن صورت‌حساب");
  await page.getByRole("heading", { name: "صورت‌حساب خوانده شد" }).waitFor();
  assert.equal(await page.getByRole("cell", { name: "برای بررسی" }).count(), 2, "both are for a person");
  await world.shot(page, "desk-statement.fa");
  const { violations, misfits } = await everyPage(world, page, { shop: "demo", reconciliation, payout }, { list: deskPages, see: (page, name, lang) => world.shot(page, `desk-${name}.${lang}`) });
  assert.deepEqual([violations, misfits, page.problems], [[], [], []]);
  await page.context().close();
});
