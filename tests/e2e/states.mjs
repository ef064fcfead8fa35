// Every state of the widget, and how each is reached: the real widget in a real browser, before the real services. What the server
// has no reason to say at will (a stranger's answer, silence) is put in its mouth by intercepting its answer.
import { randomUUID } from "node:crypto";
import { atBank, comeBack, wayOf } from "../support/bank.mjs";

export const LOCALES = ["fa", "ar", "en"];
export const THEMES = ["light", "dark"];

const AMOUNT = 1_250_000;

// The last three digits in toman choose what the sandbox banks do.
const TOKEN_DOWN = 1_255_030;
const VERIFY_DOWN = 1_255_240;

/** The shop's server and its shopper, without a browser: they bring a payment where a state begins. */
export class Shop {
  constructor(world) {
    this.world = world;
    this.return = `${world.shop}/states`;
  }

  async ask(method, path, body, headers = {}) {
    const init = { method, headers: { "content-type": "application/json", ...headers }, ...(body && { body: JSON.stringify(body) }) };
    const answer = await fetch(this.world.edge + path, init);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  key = () => ({ authorization: `Bearer ${this.world.key}`, "idempotency-key": randomUUID() });

  /** A payment. */
  create(more = {}) {
    const body = { amount: AMOUNT, currency: "IRR", order_id: "A-1001", return_url: this.return, description: "ماگ سفالی دست‌ساز", ...more };
    return this.ask("POST", "/v1/payments", body, this.key());
  }

  /** A payment whose shopper went to `gateway`, pressed `action` there and came back. */
  async after(gateway, action, more) {
    const made = await this.create(more);
    await this.visit(made.client_token, gateway, action);
    return made;
  }

  async visit(token, gateway, action) {
    const { url } = await this.ask("POST", `/v1/checkout/${token}/pay`, { gateway });
    const way = wayOf(await (await fetch(url)).text());
    await comeBack(await atBank(way, action, this.world.edge));
  }

  cancel = (id) => this.ask("POST", `/v1/payments/${id}/cancel`, undefined, this.key());
  refund = (id) => this.ask("POST", `/v1/payments/${id}/refunds`, { reason: "the customer sent it back" }, this.key());
}

/** Where the widget stands in a page of the shop's: nothing of the page's own, so that a finding is the widget's. */
const host = ({ world, token, locale = "fa", theme = "light", policy, widgets = 1 }) => ({
  contentType: "text/html; charset=utf-8",
  headers: policy ? { "content-security-policy": policy } : {},
  body: `<!doctype html>
<html lang="${locale}" dir="${locale === "en" ? "ltr" : "rtl"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Checkout</title>
<link rel="icon" href="data:,"><style>dargah-checkout:not(:defined) { display: block; min-height: max(596px, 37.25rem); }</style><script async src="${world.edge}/v1/dargah.js"></script></head>
<body><main><h1>Checkout</h1>
${`<dargah-checkout payment="${token}" locale="${locale}" theme="${theme}"><a href="${world.edge}/pay/${token}">Pay</a></dargah-checkout>`.repeat(widgets)}
<p>What stands below.</p></main></body></html>`,
});

/** Opens the host's page with the widget in it. */
export async function open(page, at) {
  const url = `${at.world.shop}/states`;
  // A shopper who comes back from a bank comes to the same page, with the signed result behind it.
  await page.route((address) => address.href.startsWith(url), (route) => route.fulfill(host(at)));
  await page.goto(url);
}

/** Within the widget. */
export const inside = (page, selector) => page.locator(`dargah-checkout ${selector}`);
export const button = (page) => inside(page, "form [part~=button]");
export const form = (page) => button(page).first().waitFor();
export const message = (tone) => (page) => inside(page, `[part~=message][data-tone=${tone}]`).waitFor();
const notice = (page) => inside(page, "[part~=notice]").filter({ hasText: /\S/ }).waitFor();
const fallback = (page) => inside(page, "[role=alert]").filter({ hasText: /\S/ }).waitFor();

const CHECKOUT = /\/v1\/checkout\/[^/]+$/;
const PAY = /\/v1\/checkout\/[^/]+\/pay$/;
const STATUS = /\/v1\/checkout\/[^/]+\/status$/;
const BANK = /\/pay\/[^/]+\/bank(\?|$)/;
const WASM = /\.wasm(\?|$)/;

/** Never answers what matches. */
const silent = (pattern) => (page) => page.route(pattern, () => {});
const broken = (pattern) => (page) => page.route(pattern, (route) => route.abort());

/** Answers a navigation with nothing: the page stays as it was while it was on its way. */
const nowhere = (pattern) => (page) => page.route(pattern, (route) => route.fulfill({ status: 204 }));

/** Answers as the edge does, but for what `change` makes of it. */
const changed = (pattern, change) => (page) =>
  page.route(pattern, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change(await response.json()) });
  });

/** Refuses as the edge would. */
const refused = (pattern, status, code, retryable = false) => (page) =>
  page.route(pattern, async (route) => {
    const headers = { "access-control-allow-origin": "*" };
    if (route.request().method() === "OPTIONS") return route.fulfill({ status: 204, headers: { ...headers, "access-control-allow-headers": "*" } });
    const problem = { type: "about:blank", title: code, status, code, detail: "", retryable, request_id: "req_4f9a2b7c" };
    return route.fulfill({ status, headers, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });

const stood = (state) => changed(CHECKOUT, (view) => ({ ...view, state: { ...view.state, reason: undefined, last: undefined, ...state } }));
const press = (page) => button(page).click();

export const LINES = [
  { title: "ماگ سفالی دست‌ساز", quantity: 2, amount: 2_500_000 },
  { title: "نعلبکی لعاب فیروزه‌ای", quantity: 6, amount: 1_860_000 },
  { title: "تخفیف نوروزی", quantity: 1, amount: -360_000 },
];

/** An order that has much to say. */
export const LONG_ORDER = {
  amount: 98_765_432_105,
  order_id: "ORDER-2026-11-26-0000000000000000001",
  description: "خرید عمدهٔ ظرف‌های سفالی و چینی نقش‌دار برای فروشگاه زنجیره‌ای، با بسته‌بندی ویژه و ارسال به نشانی انبار مرکزی در شهرک صنعتی",
};

/**
 * Each: `begin` makes the payment and gives its token; `routes` and `policy` set the page up; `act` is what the shopper does;
 * `stands` waits until the state is there.
 */
export const STATES = {
  skeleton: { routes: silent(WASM), stands: (page) => inside(page, "[aria-busy=true]").waitFor() },
  form: { stands: form },
  "form-lines": {
    begin: (shop) => shop.create({ amount: 4_050_000, lines: LINES, customer: { mobile: "09121234567" } }),
    stands: form,
  },
  "form-long": {
    begin: (shop) => shop.create(LONG_ORDER),
    stands: form,
  },
  banks: { stands: async (page) => (await form(page), inside(page, "summary").click()) },
  "one-bank": { routes: changed(CHECKOUT, (view) => ({ ...view, gateways: view.gateways.slice(0, 1) })), stands: form },
  "other-ways": { routes: changed(CHECKOUT, (view) => ({ ...view, other_ways: "https://pay.example/pay/cs_1" })), stands: (page) => inside(page, "[part=ways]").waitFor() },
  "mobile-wrong": {
    act: async (page) => (await inside(page, "input[type=tel]").fill("۱۲۳"), press(page)),
    stands: (page) => inside(page, "[aria-invalid=true]").waitFor(),
  },
  busy: { routes: silent(PAY), act: press, stands: (page) => inside(page, "[aria-disabled=true]").waitFor() },
  leaving: { routes: nowhere(BANK), act: press, stands: message("wait") },
  returning: {
    routes: async (page) => (await nowhere(BANK)(page), await silent(STATUS)(page)),
    act: async (page) => {
      await press(page);
      await message("wait")(page);
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    },
    stands: message("wait"),
  },
  declined: { begin: (shop) => shop.after("saman", "decline"), stands: notice },
  "cancelled-at-bank": { begin: (shop) => shop.after("mellat", "cancel"), stands: notice },
  "bank-fault": { begin: (shop) => shop.create(), routes: stood({ last: { gateway: "saman", reason: "bank_fault" } }), stands: notice },
  "no-gateway": { begin: (shop) => shop.create({ amount: TOKEN_DOWN }), act: press, stands: notice },
  "too-many": { routes: refused(PAY, 429, "rate_limited", true), act: press, stands: notice },
  "server-error": { routes: refused(PAY, 500, "internal", true), act: press, stands: notice },
  "strange-bank": { routes: changed(PAY, (way) => ({ ...way, url: "https://bank.evil.test/" })), act: press, stands: notice },
  elsewhere: { routes: stood({ can_pay: false }), stands: message("warn") },
  paid: { begin: (shop) => shop.after("saman", "pay"), stands: message("good") },
  pending: { begin: (shop) => shop.after("saman", "pay", { amount: VERIFY_DOWN }), stands: message("wait") },
  review: { routes: stood({ status: "review", can_pay: false, reason: "mismatch" }), stands: message("warn") },
  refunded: {
    begin: async (shop) => {
      const made = await shop.after("saman", "pay");
      await shop.refund(made.id);
      return made;
    },
    stands: message("warn"),
  },
  returned: { routes: stood({ status: "returned", can_pay: false, reason: "reversed" }), stands: message("warn") },
  failed: { routes: stood({ status: "failed", can_pay: false, reason: "declined" }), stands: message("bad") },
  cancelled: {
    begin: async (shop) => {
      const made = await shop.create();
      await shop.cancel(made.id);
      return made;
    },
    stands: message("bad"),
  },
  offline: { routes: broken(CHECKOUT), stands: message("warn") },
  "offline-after-return": {
    routes: async (page) => (await nowhere(BANK)(page), await broken(STATUS)(page)),
    act: async (page) => {
      await press(page);
      await message("wait")(page);
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    },
    stands: message("warn"),
  },
  unreadable: { routes: (page) => page.route(CHECKOUT, (route) => route.fulfill({ status: 500, headers: { "access-control-allow-origin": "*" }, contentType: "text/html", body: "<h1>500</h1>" })), stands: message("warn") },
  unknown: { begin: () => ({ client_token: "cs_unknown" }), stands: message("warn") },
  foreign: { routes: refused(CHECKOUT, 403, "origin_forbidden"), stands: message("warn") },
  "secret-key": { begin: () => ({ client_token: "sk_test_1" }), stands: fallback },
  misconfigured: { begin: () => ({ client_token: "" }), stands: fallback },
  "no-wasm": { routes: broken(WASM), stands: fallback },
  // Made first and looked at last: its time runs out meanwhile.
  expired: { stands: message("bad") },
};

/** Seconds that a payment can be paid here. */
export const PAY_WITHIN_S = 60;

/** Makes the payments of the states that begin with one; those that begin alike and are not changed share one. */
export class Scenes {
  #payments = new Map();

  constructor(world) {
    this.world = world;
    this.shop = new Shop(world);
  }

  /** Makes the payment whose time is to run out. */
  async prepare() {
    this.expired = await this.shop.create();
  }

  async #payment(name) {
    if (name === "expired") {
      const left = this.expired.expires_at + 300 - Date.now();
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
      return this.expired;
    }
    const begin = STATES[name].begin ?? ((shop) => shop.create());
    // Who presses the button has a payment to themselves: others would be told to wait for them.
    if (STATES[name].act) return begin(this.shop);
    // Any other serves its state in every locale, and is made anew when half its time is over.
    const kept = this.#payments.get(name);
    if (kept && kept.until > Date.now()) return kept.made;
    const made = await begin(this.shop);
    this.#payments.set(name, { made, until: Date.now() + (PAY_WITHIN_S * 1000) / 2 });
    return made;
  }

  /** Brings `page`, a new one, to the state. */
  async reach(page, name, locale, theme) {
    const { routes, policy, act, stands } = STATES[name];
    const { client_token: token } = await this.#payment(name);
    if (routes) await routes(page);
    await open(page, { world: this.world, token, locale, theme, policy });
    if (act) {
      await form(page);
      await act(page);
    }
    await stands(page);
  }
}
