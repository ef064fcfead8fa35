// The widget on pages that make it hard: each ends in a payment, or in the right refusal with the fallback link beside it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { at } from "../../.dev/lib/paths.mjs";
import { PAGES, PAGES_URL, serve } from "./hostile.mjs";
import { atBank, payButton, start } from "./support.mjs";

const { version } = JSON.parse(readFileSync(at("package.json"), "utf8"));
const EVENTS = ["ready", "change", "submit", "routed", "redirect", "error", "expired", "returned"];

let world;
let stop;
let shown;
before(async () => {
  world = await start({ only: ["mellat", "saman"], origins: [PAGES_URL] });
  const integrity = (await (await fetch(`${world.edge}/v${version}/integrity.json`)).json())["dargah.js"];
  Object.assign(world, { version, integrity });
  // An empty page where a shopper comes back to.
  stop = await serve((path) => (path === "/back" ? { body: "<!doctype html><title>back</title>" } : path === "/" ? shown : {}));
});
after(async () => {
  await stop?.();
  await world?.stop();
});

/** A request to the edge with the shop's key. */
async function shop(method, path, body) {
  const headers = { authorization: `Bearer ${world.key}`, "idempotency-key": crypto.randomUUID(), "content-type": "application/json" };
  const answer = await fetch(world.edge + path, { method, headers, body: body && JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

const pay = () => shop("POST", "/v1/payments", { amount: 1_250_000, currency: "IRR", order_id: "H-1", return_url: `${PAGES_URL}/back` });
const statusOf = async ({ id }) => (await shop("GET", `/v1/payments/${id}`)).status;

/** Opens one of the pages as a new shopper; what the page heard from the widget is in `page.heard`. */
async function open(given) {
  const payment = await pay();
  const second = given.second && (await pay());
  if (given.withdrawn) await shop("POST", `/v1/payments/${payment.id}/cancel`);
  const names = { ...world, token: payment.client_token, second: second?.client_token, hosted: payment.checkout_url };
  shown = { headers: given.headers?.(names), body: given.page(names) };
  const page = await world.shopper();
  page.heard = [];
  page.released = new Promise((open) => (page.release = open));
  page.sent = [];
  if (process.env.SHOW) page.on("console", (message) => console.log(message.text()));
  page.on("request", (request) => page.sent.push(`${request.url()} ${request.postData() ?? ""} ${JSON.stringify(request.headers())}`));
  await page.exposeFunction("hear", (type, detail) => page.heard.push({ type, ...detail }));
  await page.addInitScript((events) => {
    for (const type of events) addEventListener(`dargah:${type}`, (event) => window.hear(type, JSON.parse(JSON.stringify(event.detail))));
  }, EVENTS);
  if (given.before) await page.addInitScript(given.before);
  if (given.route) await page.route(...given.route(names));
  await page.goto(`${PAGES_URL}/`);
  return { page, payment, second };
}

const link = (page) => page.locator("dargah-checkout a").filter({ visible: true });
const error = (page, code) =>
  until(() => page.heard.some((event) => event.type === "error" && event.code === code), () => `no dargah:error ${code}: ${JSON.stringify(page.heard)}`);

async function until(is, said) {
  for (const end = Date.now() + 15_000; !(await is()); ) {
    assert.ok(Date.now() < end, said());
    await new Promise((wait) => setTimeout(wait, 30));
  }
}

/** Through the form, or the hosted page's, and the bank, and back. */
async function through(page, button, payment) {
  await button.click();
  await atBank(page, "pay");
  await page.waitForURL(`${PAGES_URL}/back?**`);
  assert.equal(await statusOf(payment), "paid");
}

const ENDS = {
  async paid({ page, payment }) {
    await payButton(page).waitFor();
    assert.equal(await link(page).count(), 0, "no link beside a form that stands");
    await through(page, payButton(page), payment);
    for (const type of ["ready", "submit", "routed", "redirect"]) assert.ok(page.heard.some((event) => event.type === type), `no dargah:${type}`);
  },
  async refused({ page, payment }, { code }) {
    await error(page, code);
    assert.equal(await link(page).textContent(), "پرداخت امن");
    await link(page).click();
    await through(page, page.locator("form button"), payment);
    assert.ok(!(await page.evaluate(() => window.tampered)));
  },
  async secret({ page }) {
    await error(page, "secret_key_in_page");
    assert.equal(await link(page).count(), 0);
    assert.ok(!page.sent.some((text) => text.includes("sk_test")), "a secret key left the page");
  },
  async nothing({ page }, { code }) {
    await error(page, code);
    assert.equal(await link(page).count(), 0);
  },
  async panel({ page }, { code }) {
    await error(page, code);
    await page.locator("dargah-checkout [part~=title]").waitFor();
  },
  async came({ page }, { state }) {
    await page.locator("dargah-checkout [part~=title]").waitFor();
    assert.equal(await page.evaluate(() => document.querySelector("dargah-checkout").state), state);
    await until(() => page.heard.some((event) => event.type === "returned" && event.status === state), () => JSON.stringify(page.heard));
    assert.equal(page.heard.some((event) => event.type === "expired"), state === "expired");
  },
  async slow({ page, payment }) {
    await link(page).waitFor();
    assert.equal(await page.evaluate(() => document.querySelector("dargah-checkout").state), "loading");
    page.release();
    await ENDS.paid({ page, payment });
  },
  async undefined({ page, payment }) {
    await link(page).waitFor();
    assert.deepEqual(await page.evaluate(() => [window.tampered, customElements.get("dargah-checkout")]), [undefined, undefined]);
    await link(page).click();
    await through(page, page.locator("form button"), payment);
  },
  async kept({ page }, { code }) {
    await payButton(page).click();
    await error(page, code);
    assert.equal(page.url(), `${PAGES_URL}/`);
    assert.ok(!page.sent.some((text) => text.startsWith("http://localhost.evil")), "the shopper was sent to a place that is no bank");
    assert.equal(await link(page).count(), 1);
  },
  async two({ page, payment, second }) {
    const buttons = page.locator("dargah-checkout [part~=button]");
    await until(async () => (await buttons.count()) === 2, () => "two forms were due");
    const texts = await buttons.allTextContents();
    assert.match(texts[0], /[۰-۹]/);
    assert.match(texts[1], /[0-9]/);
    await through(page, buttons.nth(1), second);
    assert.equal(await statusOf(payment), "open");
  },
  async remounted({ page, payment }) {
    await payButton(page).waitFor();
    await page.evaluate(async () => {
      const made = document.querySelector("dargah-checkout");
      for (let turn = 0; turn < 30; turn++) {
        made.remove();
        if (turn % 3 === 0) await new Promise((wait) => setTimeout(wait, 5));
        document.body.append(made);
        if (turn % 5 === 0) await new Promise((wait) => made.addEventListener("dargah:ready", wait, { once: true }));
      }
    });
    await ENDS.paid({ page, payment });
    assert.equal(page.heard.filter((event) => event.type === "submit").length, 1, "an old form still hears");
  },
  async changed({ page, payment, second }) {
    await payButton(page).waitFor();
    let release;
    const held = new Promise((open) => (release = open));
    await page.route(`${world.edge}/v1/checkout/*/pay`, async (route) => {
      const answer = await route.fetch();
      await held;
      await route.fulfill({ response: answer });
    }, { times: 1 });
    await payButton(page).click();
    await page.evaluate((token) => (document.querySelector("dargah-checkout").payment = token), second.client_token);
    await until(() => page.heard.filter((event) => event.type === "ready").length === 2, () => JSON.stringify(page.heard));
    release();
    await through(page, payButton(page), second);
    assert.equal(page.heard.filter((event) => event.type === "redirect").length, 1, "the first payment's answer was followed");
    assert.equal(await statusOf(payment), "open");
  },
  async removed({ page, payment }) {
    await payButton(page).waitFor();
    for (const type of ["submit", "routed", "redirect"]) {
      await page.evaluate((type) => {
        const made = document.querySelector("dargah-checkout");
        made.addEventListener(`dargah:${type}`, () => (made.remove(), made.submit(), made.retry()), { once: true });
        made.submit();
      }, type);
      await until(() => page.heard.some((event) => event.type === type) || page.evaluate(() => !document.querySelector("dargah-checkout")), () => type);
      await page.waitForFunction(() => !document.querySelector("dargah-checkout"));
      await page.evaluate(() => new Promise((wait) => setTimeout(wait, 200)));
      assert.equal(page.url(), `${PAGES_URL}/`, "a widget that is gone led the shopper away");
      await page.evaluate((token) => {
        const made = document.createElement("dargah-checkout");
        made.payment = token;
        document.body.append(made);
      }, payment.client_token);
      await payButton(page).waitFor();
    }
    await through(page, payButton(page), payment);
  },
};

for (const [name, given] of Object.entries(PAGES)) {
  test(name, async () => {
    const opened = await open(given);
    await ENDS[given.ends](opened, given);
    assert.deepEqual(opened.page.problems, []);
    await opened.page.context().close();
  });
}
