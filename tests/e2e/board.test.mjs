// The health board in a browser: it turns by itself while a bank is killed and healed, and it can be read everywhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sandboxGateways } from "../../.dev/sandbox.mjs";
import { start } from "./support.mjs";

let world;
before(async () => {
  const gateway = { maintenance: [{ from: Date.now() - 60_000, to: Date.now() + 3_600_000 }] };
  world = await start({ adjust: { sadad: gateway } });
});
after(() => world?.stop());

/** A new payment's checkout token. */
async function token() {
  const body = { amount: 1_250_000, currency: "IRR", order_id: "B-1", return_url: `${world.shop}/orders/1` };
  const headers = { authorization: `Bearer ${world.key}`, "idempotency-key": crypto.randomUUID(), "content-type": "application/json" };
  const answer = await fetch(`${world.edge}/v1/payments`, { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()).client_token;
}

/** A shopper who wants this gateway; the one it became. */
async function press(gateway) {
  const headers = { origin: world.shop, "content-type": "application/json" };
  const answer = await fetch(`${world.edge}/v1/checkout/${await token()}/pay`, { method: "POST", headers, body: JSON.stringify({ gateway }) });
  assert.equal(answer.status, 200, "no shopper is lost");
  return (await answer.json()).gateway;
}

const rowOf = (page, id) => page.locator(`[data-gateway=${id}]`);
const turns = (page, id, state, timeout) => page.locator(`[data-gateway=${id}][data-state=${state}]`).waitFor({ timeout });

test("a bank is killed and heals: the open page turns by itself and reads out that it did", async () => {
  const page = await world.shopper({ viewport: { width: 1280, height: 900 } });
  for (const gateway of ["mellat", "saman", "mellat", "saman", "parsian"]) await press(gateway);
  await page.goto(`${world.edge}/panel/health`);
  await turns(page, "mellat", "new", 10_000);
  assert.equal(await page.locator("h1").textContent(), "سلامت درگاه‌ها");
  await page.locator("footer a").last().focus();

  await world.mellat.set({ token: "down" });
  assert.notEqual(await press("mellat"), "mellat");
  await turns(page, "mellat", "down", 15_000);
  assert.equal(await page.locator("#changes").textContent(), "بانک ملت: قطع");
  assert.match(await rowOf(page, "mellat").textContent(), /تماس با بانک ناموفق است/);
  assert.match(await rowOf(page, "mellat").locator(".share .figure").textContent(), /^۰٪$/);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("lang")), "en", "the reader's place is kept");
  for (const gateway of ["mellat", "saman"]) await press(gateway);

  for (const [lang, locale] of [["fa", "fa-IR"], ["en", "en-GB"]]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [360, 1280]) {
        const reader = await world.shopper({ locale, colorScheme, viewport: { width, height: 800 } });
        await reader.goto(`${world.edge}/panel/health`);
        assert.equal(await reader.locator("html").getAttribute("dir"), lang === "fa" ? "rtl" : "ltr");
        const over = await reader.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 0, `${lang} at ${width}: ${over} px too wide`);
        if (lang === "fa") assert.doesNotMatch(await reader.locator("main").evaluate((main) => main.innerText.replace(/JSON/, "")), /[0-9]/);
        await world.shot(reader, `board-${lang}-${colorScheme}-${width}`);
        assert.deepEqual(reader.problems, []);
        await reader.context().close();
      }
    }
  }

  await world.mellat.heal();
  await turns(page, "mellat", "ramp", 60_000);
  assert.equal(await page.locator("#changes").textContent(), "بانک ملت: در حال بازگشت");
  assert.match(await rowOf(page, "mellat").locator(".share .figure").textContent(), /[۱-۹]/);
  await world.shot(page, "board-back");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a screen reader gets a table, on a narrow screen too", async () => {
  const page = await world.shopper({ locale: "en-GB", viewport: { width: 360, height: 800 } });
  await page.goto(`${world.edge}/panel/health`);
  const table = page.getByRole("region", { name: "Test gateways" }).getByRole("table");
  assert.equal(await table.getByRole("columnheader").count(), 6);
  const row = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /Bank Mellat/ }) });
  assert.equal(await row.getByRole("cell").count(), 5);
  assert.equal(await page.getByRole("rowheader").count(), sandboxGateways("").length, "every gateway, used or not");
  assert.match(await rowOf(page, "sadad").textContent(), /Maintenance.*announced.*until/);
  await page.context().close();
});

test("without script the page asks for itself anew", async () => {
  const page = await world.shopper({ javaScriptEnabled: false });
  await page.goto(`${world.edge}/panel/health`);
  const before = await page.locator(".as-of .clock").textContent();
  await page.waitForEvent("load", { timeout: 10_000 });
  assert.notEqual(await page.locator(".as-of .clock").textContent(), before);
  await page.context().close();
});

test("a server that is gone is told, and the page goes on when it is back", async () => {
  const page = await world.shopper({ locale: "en-GB" });
  await page.goto(`${world.edge}/panel/health`);
  await page.route("**/panel/health", (route) => route.abort());
  await page.getByRole("alert").filter({ hasText: "no longer up to date" }).waitFor({ timeout: 10_000 });
  await page.unroute("**/panel/health");
  await page.locator("#lost").waitFor({ state: "hidden", timeout: 10_000 });
  await page.context().close();
});
