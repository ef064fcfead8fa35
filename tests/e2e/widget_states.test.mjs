// The widget as everybody gets it: by eye, by ear, by keyboard, on a small screen, with large text, twice on a page, in two tabs.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { cache } from "../../.dev/lib/paths.mjs";
import { button, form, inside, LOCALES, message, open, PAY_WITHIN_S, Scenes, Shop, STATES, THEMES } from "./states.mjs";
import { buy, start } from "./support.mjs";
import { races } from "./widget_races.mjs";
import { everyState } from "./widget_states_axe.mjs";

let world;
let scenes;
let shop;
before(async () => {
  world = await start({ only: ["mellat", "saman"], payWithin: PAY_WITHIN_S });
  scenes = new Scenes(world);
  shop = new Shop(world);
});
after(() => world?.stop());

const SMALL = { viewport: { width: 320, height: 720 } };

/** A page at a state, handed to `look`; `options` are the browser's. */
async function at(name, locale, look, options) {
  const page = await world.shopper(options);
  try {
    await scenes.reach(page, name, locale, "light");
    return await look(page);
  } finally {
    await page.context().close();
  }
}

/** A page with a new payment in its widget. */
async function opened(more = {}) {
  const page = await world.shopper();
  const made = await shop.create();
  await open(page, { world, token: made.client_token, ...more });
  await form(page);
  return { page, made };
}

/** Calls `work` with the widget's shadow root, in the page. */
const within = (page, work) => page.locator("dargah-checkout").first().evaluate((host, text) => new Function("root", `return (${text})(root)`)(host.shadowRoot), String(work));

test("in every state and language, light and dark in turn: axe finds nothing; all fits on 320 pixels and with letters twice as large; a thumb can press all", async () => {
  // SHOTS=1 keeps a picture of each, to be looked at.
  const dir = process.env.SHOTS && cache("shots", "states");
  if (dir) mkdirSync(dir, { recursive: true });
  const shot = dir && ((page, name, locale, theme) => page.locator("main").screenshot({ path: `${dir}/${name}-${locale}-${theme}.png` }));
  const { states, violations, misfits } = await everyState(world, shot ? { see: shot } : { themes: 1 });
  assert.deepEqual(violations, []);
  assert.deepEqual(misfits, []);
  assert.equal(states, Object.keys(STATES).length * LOCALES.length * (shot ? THEMES.length : 1));
});

test("by ear: the field, its hint and its error are one; what happens is said", async () => {
  await at("mobile-wrong", "en", async (page) => {
    const client = await page.context().newCDPSession(page);
    const { nodes } = await client.send("Accessibility.getFullAXTree");
    const field = nodes.find(({ role }) => role?.value === "textbox");
    assert.match(field.name.value, /^Mobile number/);
    assert.match(field.description.value, /saved cards.*11 digits/s);
    assert.equal(field.properties.find(({ name }) => name === "invalid")?.value.value, "true");
    assert.equal(field.properties.find(({ name }) => name === "focused")?.value.value, true, "the shopper is led to it");
  });
  await at("form", "en", async (page) => {
    const regions = await within(page, (root) => [...root.querySelectorAll("[role=status],[role=alert]")].map((region) => region.textContent));
    assert.ok(regions.length >= 2 && regions.every((text) => text === ""), `they stand before they speak: ${JSON.stringify(regions)}`);
  });
  for (const [name, says] of [["busy", /gateway/], ["leaving", /Taking you to/], ["paid", /complete/], ["offline", /No connection/]]) {
    await at(name, "en", async (page) => assert.match(await within(page, (root) => root.querySelector("[role=status]").textContent), says));
  }
});

test("by keyboard alone: a number, another bank, the payment", async () => {
  const page = await world.shopper();
  await buy(world, page, "en");
  const focused = () => within(page, (root) => (root.activeElement?.matches("input[type=radio]") ? root.activeElement.value : root.activeElement?.localName));
  const links = await page.locator("header a").count();
  for (let n = 0; n <= links; n += 1) await page.keyboard.press("Tab");
  for (const digit of "09121234567") {
    assert.equal(await focused(), "input", "the focus stays where the shopper types");
    await page.keyboard.type(digit);
  }
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "summary");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "", "one tab stop for the whole group: the router's choice");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(), "saman");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "button");
  await page.keyboard.press("Enter");
  await page.locator("[data-action=pay]").focus();
  await page.keyboard.press("Enter");
  await message("good")(page);
  await page.context().close();
});

test("with the reader's own colours the button, the field and the sign have edges", async () => {
  const edge = (selector) => `(root) => { const style = getComputedStyle(root.querySelector("${selector}")); return [style.borderTopStyle, parseFloat(style.borderTopWidth) >= 1, style.borderTopColor !== getComputedStyle(root.querySelector(".frame")).backgroundColor]; }`;
  for (const [name, selector] of [["form", ".button"], ["form", ".input"], ["paid", ".icon"], ["leaving", ".icon"]]) {
    await at(name, "fa", async (page) => assert.deepEqual(await within(page, edge(selector)), ["solid", true, true], selector), { forcedColors: "active" });
  }
});

test("who wants no motion sees none", async () => {
  const moving = (root) => root.getAnimations().length;
  for (const name of ["skeleton", "busy", "leaving"]) {
    assert.ok((await at(name, "fa", (page) => within(page, moving))) > 0, `${name} shows that it works`);
    assert.equal(await at(name, "fa", (page) => within(page, moving), { reducedMotion: "reduce" }), 0, name);
  }
});

test("nothing moves when the form takes the skeleton's place", async () => {
  for (const [name, options] of [["form", {}], ["form", SMALL], ["paid", {}], ["one-bank", {}], ["other-ways", {}]]) {
    const page = await world.shopper(options);
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value }) => value))).observe({ type: "layout-shift", buffered: true });
    });
    // Long enough for the skeleton to be painted.
    await page.route(/\.wasm/, async (route) => {
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      await route.continue();
    });
    await scenes.reach(page, name, "fa", "light");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.deepEqual(await page.evaluate(() => window.shifts), [], `${name} ${JSON.stringify(options)}`);
    await page.context().close();
  }
});

test("news from the server does not take the focus from who is typing", async () => {
  const { page } = await opened();
  const field = inside(page, "input[type=tel]");
  await field.fill("0912");
  const told = page.waitForResponse(/\/status$/);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await told;
  assert.equal(await within(page, (root) => root.activeElement?.type), "tel");
  assert.equal(await field.inputValue(), "0912");
  await page.context().close();
});

test("a payment that is paid in another tab is paid in this one as soon as it is looked at", async () => {
  const { page, made } = await opened();
  await shop.visit(made.client_token, "saman", "pay");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await message("good")(page);
  await page.context().close();
});

test("a reload asks the server: what is at the bank is not asked for again", async () => {
  await at("pending", "fa", async (page) => {
    await page.reload();
    await message("wait")(page);
    assert.equal(await button(page).count(), 0);
  });
});

test("two widgets on a page, both pressed at once: each press is one attempt", async () => {
  const { page, made } = await opened({ widgets: 2 });
  const answers = [];
  // Read on their way: of a page that has been left, the browser gives no answer out any more.
  await page.route(/\/pay$/, async (route) => {
    const response = await route.fetch();
    if (response.ok()) answers.push((await response.json()).attempt);
    await route.fulfill({ response }).catch(() => {});
  });
  await page.evaluate(() => document.querySelectorAll("dargah-checkout").forEach((widget) => widget.submit()));
  await page.locator("[data-action=pay]").waitFor();
  assert.equal(new Set(answers).size, answers.length, `an attempt was handed out twice: ${answers}`);
  const payment = await (await fetch(`${world.edge}/v1/payments/${made.id}`, { headers: shop.key() })).json();
  assert.ok(payment.attempts.length <= 2, JSON.stringify(payment.attempts));
  await page.context().close();
});

test("taken out of the page and put back, the widget begins anew, and what it was doing is forgotten", async () => {
  const { page } = await opened();
  let release;
  await page.route(/\/pay$/, async (route) => {
    await new Promise((go) => (release = go));
    await route.continue().catch(() => {});
  });
  await button(page).click();
  await inside(page, "[aria-disabled=true]").waitFor();
  await page.evaluate(() => {
    const widget = document.querySelector("dargah-checkout");
    const place = widget.nextSibling;
    widget.remove();
    place.before(widget);
  });
  await form(page);
  assert.equal(await button(page).getAttribute("aria-disabled"), "false");
  const answered = page.waitForResponse(/\/pay$/);
  release();
  await answered;
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.match(page.url(), /\/states$/, "the answer to the widget that was is followed by nobody");
  assert.equal(await inside(page, ".frame").count(), 1);
  await page.context().close();
});

test("two hundred shoppers in a hurry: no attempt's way to its bank is taken twice", async () => {
  const { runs, redirects, extra, worst } = await races(world.browser, 200);
  assert.deepEqual([runs, extra, worst], [200, 0, []]);
  assert.ok(redirects > 50, `only ${redirects} came to a bank at all`);
});

test("the Worker, pressed four times at once: each answer is an attempt of its own, and one at a time", async () => {
  for (let n = 0; n < 25; n += 1) {
    const { client_token: token, id } = await shop.create();
    const press = () => fetch(`${world.edge}/v1/checkout/${token}/pay`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    const answers = await Promise.all(Array.from({ length: 4 }, press));
    const told = await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]));
    const attempts = told.filter(([status]) => status === 200).map(([, { attempt }]) => attempt);
    assert.equal(new Set(attempts).size, attempts.length, `an attempt was handed out twice: ${attempts}`);
    for (const [status, { code }] of told) assert.ok(status === 200 || code === "payment_in_progress", `${status} ${code}`);
    const payment = await (await fetch(`${world.edge}/v1/payments/${id}`, { headers: shop.key() })).json();
    assert.equal(payment.attempts.length, attempts.length, "every attempt was handed to somebody");
  }
});
