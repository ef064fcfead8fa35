// Every state of the hosted page, and how each is reached: by paying, or not, before the real services. `WORLD` is what they are
// started with.
import { atBank } from "./support.mjs";
import { keys } from "../../.dev/sandbox.mjs";
import { LINES, LONG_ORDER, Shop } from "./states.mjs";

/** Languages of the page. */
export const LANGS = ["fa", "ar", "en"];

/** What `start` is given for all of the states to be reached: a payment's time runs out while one waits for it. */
export const WORLD = { only: ["mellat", "saman", "zibal"], payWithin: 60, windows: { page_s: 15, reversal_s: 40, margin_s: 1 } };

// The last three digits in toman choose what the sandbox banks do.
const TOKEN_DOWN = 1_255_030;
const VERIFY_DOWN = 1_255_240;

/** The page of a payment. */
export const pageOf = (world, { client_token: token }, lang) => `${world.edge}/pay/${token}?lang=${lang}`;

const shops = new WeakMap();

/** The shop of this world, its payments among them. */
function shopOf(world) {
  if (!shops.has(world)) shops.set(world, Object.assign(new Shop(world), { kept: new Map() }));
  return shops.get(world);
}

/** The payment `name` of this world, made once and looked at in every language. */
async function once(world, name, make) {
  const shop = shopOf(world);
  if (!shop.kept.has(name)) shop.kept.set(name, make(shop));
  return shop.kept.get(name);
}

const open = async (world, page, lang, made) => {
  await page.goto(pageOf(world, made, lang));
  return made;
};
const created = async (world, page, lang, more) => open(world, page, lang, await shopOf(world).create(more));
const message = (page, tone) => page.locator(`.message[data-tone=${tone}]`).waitFor();
const notice = (page) => page.locator(".notice").filter({ hasText: /\S/ }).waitFor();
const press = (page) => page.locator("form.form .button").click();

/** A state that a payment is brought to without a browser, once, and then shown. */
const shown = (name, tone, make) => ({
  name,
  reach: async (world, page, lang) => {
    await open(world, page, lang, await once(world, name, make));
    await message(page, tone);
  },
});

/** Makes now what is to be over later; whoever reaches these states first need not wait for all of their time. */
export async function prepare(world) {
  await once(world, "expired", (shop) => shop.create());
  await once(world, "failed", (shop) => shop.after("mellat", "cancel"));
}

/** Waits until the payment stands like this. */
async function until(shop, { client_token: token }, status, withinMs = 120_000) {
  for (const end = Date.now() + withinMs; ; ) {
    const told = await shop.ask("GET", `/v1/checkout/${token}/status`);
    if (told.status === status) return;
    if (Date.now() > end) throw new Error(`${status} was not reached: ${JSON.stringify(told)}`);
    await new Promise((wait) => setTimeout(wait, 500));
  }
}

const over = (name) => ({
  name,
  reach: async (world, page, lang) => {
    await prepare(world);
    const made = await once(world, name);
    await until(shopOf(world), made, name);
    await open(world, page, lang, made);
    await message(page, "bad");
  },
});

/** Each: `reach` brings `page`, a new one of `world.shopper()`, to the state in this language. */
export const HOSTED = [
  { name: "form", reach: async (world, page, lang) => void (await created(world, page, lang)) },
  {
    name: "form-lines",
    reach: async (world, page, lang) => void (await created(world, page, lang, { amount: 4_050_000, lines: LINES, customer: { mobile: "09121234567" } })),
  },
  {
    name: "form-long",
    reach: async (world, page, lang) =>
      void (await created(world, page, lang, LONG_ORDER)),
  },
  {
    name: "banks",
    reach: async (world, page, lang) => {
      await created(world, page, lang);
      await page.locator(".choice summary").click();
      await page.locator(".choice[open]").waitFor();
    },
  },
  {
    name: "mobile-wrong",
    reach: async (world, page, lang) => {
      await created(world, page, lang);
      await page.locator("#mobile").fill("۱۲۳");
      await page.locator(".choice summary").click();
      await page.locator("input[value=saman]").check();
      await press(page);
      await page.locator("#mobile[aria-invalid=true]").waitFor();
    },
  },
  {
    name: "no-gateway",
    reach: async (world, page, lang) => {
      await created(world, page, lang, { amount: TOKEN_DOWN });
      await press(page);
      await notice(page);
    },
  },
  {
    // A request that is far too long is the one trouble that can be made at will.
    name: "trouble",
    reach: async (world, page, lang) => {
      await created(world, page, lang);
      await page.locator("#mobile").evaluate((field) => {
        field.removeAttribute("maxlength");
        field.value = "0".repeat(20_000);
      });
      await press(page);
      await notice(page);
    },
  },
  {
    name: "leaving",
    reach: async (world, page, lang) => {
      await page.route(/\/leave\.js/, (route) => route.abort());
      await created(world, page, lang);
      await press(page);
      await page.locator("#leave").waitFor();
    },
  },
  ...["cancel", "decline"].map((action) => ({
    name: `after-${action}`,
    reach: async (world, page, lang) => {
      await open(world, page, lang, await shopOf(world).after("mellat", action));
      await notice(page);
    },
  })),
  {
    name: "processing",
    reach: async (world, page, lang) => {
      await open(world, page, lang, await shopOf(world).after("saman", "pay", { amount: VERIFY_DOWN }));
      await message(page, "wait");
    },
  },
  shown("paid", "good", (shop) => shop.after("saman", "pay")),
  shown("refunded", "warn", async (shop) => {
    const made = await shop.after("saman", "pay");
    await shop.refund(made.id);
    return made;
  }),
  shown("returned", "warn", async (shop) => {
    const made = await shop.after("saman", "pay");
    const operator = { authorization: `Bearer ${keys().operator}` };
    await shop.ask("POST", `/v1/operator/payments/demo/${made.id}`, { what: { returned: { attempt: 1 } }, note: "the statement" }, operator);
    return made;
  }),
  // Review takes an hour of reversals that are refused; what the page says then is held by `says_the_same.rs`.
  shown("cancelled", "bad", async (shop) => {
    const made = await shop.create();
    await shop.cancel(made.id);
    return made;
  }),
  {
    name: "unknown",
    reach: async (world, page, lang) => {
      await page.goto(pageOf(world, { client_token: "cs_nobody" }, lang));
      await message(page, "warn");
    },
  },
  {
    name: "stray-return",
    reach: async (world, page, lang) => {
      await page.goto(`${world.edge}/v1/callback/cb_nobody?lang=${lang}`);
      await message(page, "warn");
    },
  },
  // Last: their time runs out meanwhile.
  over("failed"),
  over("expired"),
];

/** Pays on the hosted page as a shopper does: the form, the bank, and back at the shop. */
export async function pay(page, gateway, { script = true } = {}) {
  await page.locator(".choice summary").click();
  await page.locator(`input[value=${gateway}]`).check();
  await press(page);
  if (!script) await page.locator("#leave button, a#leave").click();
  await atBank(page, "pay");
}
