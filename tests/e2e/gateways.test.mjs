// A payment at each of the ten, in a browser: paid, cancelled, declined, its verify's answer lost, a wrong amount, and given back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { atBank, buy, choose, GATEWAYS, payButton, start, state } from "./support.mjs";

const AMOUNT = 1_250_000;

// Those whose verify names no amount: request or token has bound it, and there is nothing to be told wrong.
const BOUND = ["mellat", "parsian"];
// Those who send nothing back but what nobody verified.
const NEVER_REVERSED = ["sadad", "zibal"];
// Those who give nothing back, by their API, of what is the shop's.
const NEVER_REFUNDED = ["sadad", "pasargad", "asanpardakht"];

let world;
before(async () => (world = await start()));
after(() => world?.stop());

/** A shopper before the page of `gateway`; resolves with the page and the order's address. */
async function atGateway(gateway) {
  const page = await world.shopper();
  await buy(world, page);
  await choose(page, gateway);
  if (gateway === GATEWAYS[0]) await world.shot(page, "gateways");
  await payButton(page).click();
  await page.locator("[data-action=pay]").waitFor();
  assert.ok(page.url().startsWith(`${world.bank}/${gateway}/`), `not at ${gateway}: ${page.url()}`);
  return page;
}

/** Presses `action` and waits for the shop's page; resolves with what the shop's server knows. */
async function press(page, action) {
  await atBank(page, action);
  await page.waitForURL(`${world.shop}/orders/**`);
  return (await world.order(page)).payment;
}

/** Reads the shop's order until the newest attempt is in one of `states`. */
async function until(page, ...states) {
  const end = Date.now() + 45_000;
  for (;;) {
    const { payment } = await world.order(page);
    const attempt = payment.attempts.at(-1);
    if (states.includes(attempt.state)) return payment;
    assert.ok(Date.now() < end, `${states} was not reached: ${JSON.stringify(payment)}`);
    await page.waitForTimeout(300);
  }
}

test("a shop that has lenders too: the widget leads to the page that has the choice, in its own language", async () => {
  const page = await world.shopper();
  await page.goto(`${world.shop}/?lang=en`);
  await page.click("main button");
  await page.locator("dargah-checkout [part=ways]").click();
  await page.locator("fieldset.methods").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.locator(".methods input[value=credit]").check();
  await page.fill("#mobile", "09120000000");
  await page.locator("form.form .button").click();
  await page.locator("[data-action=pay]").waitFor();
  assert.match(page.url(), /snapppay|torobpay|digipay/);
  const payment = await press(page, "pay");
  assert.equal(payment.status, "paid");
  await page.context().close();
});

test("at every gateway", { concurrency: 3 }, async (t) => {
  const each = GATEWAYS.map((gateway) =>
    t.test(gateway, async (t) => {
      const bank = world[gateway];
      const captured = async () => (await bank.book()).totals.captured;

      await t.test("a payment is paid, and the book says the same", async () => {
        const page = await atGateway(gateway);
        await world.shot(page, `bank-${gateway}`);
        const payment = await press(page, "pay");
        assert.deepEqual([payment.status, payment.attempts.at(-1).gateway], ["paid", gateway]);
        assert.equal(await state(page), "paid");
        assert.equal(await captured(), AMOUNT);
        assert.deepEqual(page.problems, []);
        await page.context().close();
      });

      // Both at each of them are played natively; here the two take turns.
      for (const action of [GATEWAYS.indexOf(gateway) % 2 ? "cancel" : "decline"]) {
        await t.test(`${action}: the order stays open`, async () => {
          const page = await atGateway(gateway);
          const payment = await press(page, action);
          assert.equal(payment.status, "open", "and can be paid elsewhere at once");
          assert.equal(await captured(), AMOUNT);
          await page.context().close();
        });
      }

      await t.test("verify's answer is lost: asked again, paid once", async () => {
        await bank.set({ verify: "lost" });
        const page = await atGateway(gateway);
        const payment = await press(page, "pay");
        assert.equal(payment.status, "processing");
        await bank.heal();
        assert.equal((await until(page, "captured")).status, "paid");
        const book = await bank.book();
        assert.equal(book.totals.captured, 2 * AMOUNT);
        assert.ok(book.transactions.some(({ calls }) => calls.verify >= 2), "verify was asked again");
        await page.context().close();
      });

      if (!BOUND.includes(gateway)) {
        await t.test("a wrong amount is not taken, and goes back where it can", async () => {
          await bank.set({ wrong_amount: true });
          const page = await atGateway(gateway);
          const payment = await press(page, "pay");
          assert.notEqual(payment.status, "paid");
          if (!NEVER_REVERSED.includes(gateway) && gateway !== "zarinpal") {
            await until(page, "reversed");
            const { totals } = await bank.book();
            assert.deepEqual([totals.captured, totals.reversed], [2 * AMOUNT, AMOUNT]);
          }
          await bank.heal();
          // Its bank refuses what does not fit, and confirms it once it fits again: nothing may be on its way when the next begins.
          if (gateway === "zarinpal") await until(page, "captured");
          await page.context().close();
        });
      }

      await t.test("the shop gives it back, where that can be done, and the books say the same", async () => {
        const page = await atGateway(gateway);
        assert.equal((await press(page, "pay")).status, "paid");
        const before = (await bank.book()).totals;
        await page.locator("#refund").click();
        if (NEVER_REFUNDED.includes(gateway)) {
          await page.locator("[data-refused=refund_impossible]").waitFor();
          assert.equal(await state(page), "paid");
          assert.deepEqual((await bank.book()).totals, before);
        } else {
          await page.locator("[data-refund=succeeded]").waitFor();
          assert.equal(await state(page), "refunded");
          await world.told(page, "refund.succeeded");
          await page.reload();
          await page.locator("[data-event='refund.succeeded']").waitFor();
          const after = (await bank.book()).totals;
          assert.deepEqual([after.captured - before.captured, after.reversed + after.refunded - before.reversed - before.refunded], [-AMOUNT, AMOUNT]);
        }
        await world.shot(page, `refund-${gateway}`);
        await page.context().close();
      });
    }),
  );
  await Promise.all(each);
});
