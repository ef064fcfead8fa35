// The whole payment in a browser: the shop's page, the widget, the bank's page, and back.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { atBank, buy, choose, payButton, start, state } from "./support.mjs";

const AMOUNT = 1_250_000;

let world;
before(async () => (world = await start({ only: ["mellat", "saman"], windows: { page_s: 20, reversal_s: 5, margin_s: 1 } })));
after(() => world?.stop());
beforeEach(async () => {
  await world.mellat.reset();
  await world.saman.reset();
});

/** Presses the widget's button and waits for the bank's page. */
async function toBank(page) {
  await payButton(page).click();
  await page.locator("[data-action=pay]").waitFor();
}

/** Waits until the shopper is back on the shop's page. */
const backAtShop = (page) => page.waitForURL(`${world.shop}/orders/**`);

async function assertPaid(page, gateway) {
  await backAtShop(page);
  assert.equal(await state(page), "paid");
  const { payment, events } = await world.told(page, "payment.paid");
  assert.deepEqual([payment.status, payment.attempts.at(-1).gateway], ["paid", gateway]);
  assert.deepEqual(events.map(({ type, sequence, status }) => [type, sequence, status]), [["payment.paid", 1, "paid"]]);
  assert.equal((await world[gateway].book()).totals.captured, AMOUNT, "the bank's book says the same");
  assert.deepEqual(page.problems, []);
}

for (const gateway of ["mellat", "saman"]) {
  for (const lang of ["fa", "en"]) {
    test(`${gateway}, ${lang}: the shopper pays and the order is paid`, async () => {
      const page = await world.shopper();
      await buy(world, page, lang);
      assert.match(await payButton(page).textContent(), lang === "fa" ? /۱۲۵٬۰۰۰ تومان/ : /125,000 toman/i);
      const dir = await page.locator("dargah-checkout [part~=form]").evaluate((form) => getComputedStyle(form).direction);
      assert.equal(dir, lang === "fa" ? "rtl" : "ltr");
      await world.shot(page, `form-${lang}`);
      await choose(page, gateway);
      await toBank(page);
      assert.ok(page.url().startsWith(`${world.bank}/${gateway}/`), page.url());
      await world.shot(page, `bank-${gateway}`);
      await atBank(page, "pay");
      await assertPaid(page, gateway);
      await page.locator("dargah-checkout [part~=title]").waitFor();
      await world.shot(page, `paid-${lang}`);
      await page.context().close();
    });
  }

  test(`${gateway}: after a cancel the shopper is told, and pays at the other bank with one tap`, async () => {
    const other = gateway === "mellat" ? "saman" : "mellat";
    const page = await world.shopper();
    await buy(world, page);
    await choose(page, gateway);
    await toBank(page);
    await atBank(page, "cancel");
    await backAtShop(page);
    assert.equal(await state(page), "open");
    await payButton(page).waitFor();
    await world.shot(page, "cancelled");
    await toBank(page);
    assert.ok(page.url().startsWith(`${world.bank}/${other}/`), `expected ${other}: ${page.url()}`);
    await atBank(page, "pay");
    await assertPaid(page, other);
    assert.equal((await world[gateway].book()).totals.captured, 0);
    await page.context().close();
  });

  test(`${gateway}: a declined card leaves the order open`, async () => {
    const page = await world.shopper();
    await buy(world, page);
    await choose(page, gateway);
    await toBank(page);
    await atBank(page, "decline");
    await backAtShop(page);
    assert.equal(await state(page), "open");
    const { payment } = await world.order(page);
    assert.equal(payment.attempts[0].state, "at_bank");
    await payButton(page).waitFor();
    await page.context().close();
  });

  test(`${gateway}: a callback that comes twice is one payment`, async () => {
    const page = await world.shopper();
    await buy(world, page);
    await choose(page, gateway);
    await toBank(page);
    await atBank(page, "pay-return-twice");
    await assertPaid(page, gateway);
    const book = await world[gateway].book();
    assert.equal(book.transactions[0].calls.verify, 1);
    await page.context().close();
  });
}

test("with the first gateway down the shopper comes to the second and notices nothing", async () => {
  await world.mellat.set({ token: "down" });
  const page = await world.shopper();
  await buy(world, page);
  await choose(page, "mellat");
  await toBank(page);
  assert.ok(page.url().startsWith(`${world.bank}/saman/`), page.url());
  await atBank(page, "pay");
  await assertPaid(page, "saman");
  const { payment } = await world.order(page);
  assert.deepEqual(payment.attempts.map((attempt) => attempt.state), ["abandoned", "captured"]);
  await page.context().close();
});

test("with every gateway down the widget says so and can be tried again", async () => {
  await world.mellat.set({ token: "down" });
  await world.saman.set({ token: "down" });
  const page = await world.shopper();
  await buy(world, page);
  await payButton(page).click();
  const alert = page.locator("dargah-checkout [role=alert], dargah-checkout [part~=title]").filter({ hasText: /\S/ }).first();
  await alert.waitFor();
  await world.shot(page, "no-gateway");
  await world.mellat.heal();
  await world.saman.heal();
  await toBank(page);
  await atBank(page, "pay");
  await backAtShop(page);
  assert.equal(await state(page), "paid");
  await page.context().close();
});

test("a lost callback: nothing is failed, the bank sends the money back, and the shopper pays again", async () => {
  const page = await world.shopper();
  await buy(world, page);
  const order = page.url();
  await choose(page, "saman");
  await toBank(page);
  await atBank(page, "pay-no-return");
  await page.goto(order);
  assert.equal(await state(page), "open");
  assert.equal((await world.saman.book()).totals.held, AMOUNT);
  await world.saman.set({ speed: 600 });
  const until = Date.now() + 45_000;
  let attempt;
  do {
    assert.ok(Date.now() < until, `the attempt did not lapse: ${JSON.stringify(attempt)}`);
    await page.waitForTimeout(500);
    [attempt] = (await world.order(page)).payment.attempts;
    assert.notEqual(attempt.state, "refused");
  } while (attempt.state !== "lapsed");
  assert.deepEqual([(await world.saman.book()).totals.held, (await world.saman.book()).totals.reversed], [0, AMOUNT]);
  await world.saman.heal();
  await page.reload();
  await toBank(page);
  await atBank(page, "pay");
  await backAtShop(page);
  assert.equal(await state(page), "paid");
  await page.context().close();
});

test("back from the bank's page: the widget asks the server, and the shopper pays after all", async () => {
  const page = await world.shopper();
  await buy(world, page);
  await toBank(page);
  await page.goBack();
  await payButton(page).waitFor();
  assert.equal(await payButton(page).getAttribute("aria-disabled"), "false");
  await toBank(page);
  await atBank(page, "pay");
  await backAtShop(page);
  assert.equal(await state(page), "paid");
  const { totals } = await world.mellat.book();
  assert.equal(totals.captured + (await world.saman.book()).totals.captured, AMOUNT);
  await page.context().close();
});

test("a bank that answers late: the shopper waits and is not charged twice", async () => {
  await world.saman.set({ verify: "down" });
  const page = await world.shopper();
  await buy(world, page);
  await choose(page, "saman");
  await toBank(page);
  await atBank(page, "pay");
  await backAtShop(page);
  assert.equal(await state(page), "processing");
  await page.locator("dargah-checkout [part~=title]").waitFor();
  await world.shot(page, "processing");
  await world.saman.heal();
  // The widget asks by itself until it knows.
  await page.locator("dargah-checkout [part~=title]", { hasText: "پرداخت با موفقیت انجام شد" }).waitFor({ timeout: 30_000 });
  assert.equal((await world.saman.book()).totals.captured, AMOUNT);
  await page.context().close();
});

test("a double click makes one attempt", async () => {
  const page = await world.shopper();
  await buy(world, page);
  const order = page.url();
  await payButton(page).dblclick();
  await page.locator("[data-action=pay]").waitFor();
  await page.goto(order);
  assert.equal((await world.order(page)).payment.attempts.length, 1);
  await page.context().close();
});

test("without script the hosted page takes the payment", async () => {
  for (const gateway of ["mellat", "saman"]) {
    const page = await world.shopper({ javaScriptEnabled: false });
    await page.goto(`${world.shop}/`);
    await page.click("main button");
    await page.locator("dargah-checkout a").click();
    await page.locator("form button").waitFor();
    await world.shot(page, `hosted-${gateway}`);
    await page.locator("summary").click();
    await page.locator(`input[value=${gateway}]`).check();
    await page.locator("form button").click();
    await page.locator(gateway === "mellat" ? "#leave button" : "a#leave").click();
    await page.locator("[data-action=pay]").click();
    await page.locator("[data-action=return]").click().catch(() => {});
    await backAtShop(page);
    assert.equal(await state(page), "paid");
    await page.context().close();
  }
});

test("a mobile number that is none is refused by the page, with the reason beside it", async () => {
  const page = await world.shopper();
  await buy(world, page);
  const field = page.locator("dargah-checkout input[type=tel]");
  await field.fill("۱۲۳");
  await payButton(page).click();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await world.shot(page, "mobile-invalid");
  await field.fill("۰۹۱۲ ۱۲۳ ۴۵۶۷");
  await toBank(page);
  await page.context().close();
});
