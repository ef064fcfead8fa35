// Hurried shoppers, seeded: the real widget, pressed twice, by keyboard and by script, twice on a page, taken out and put back,
// frozen and thawed, while answers come late, twice or never. What counts is how often a browser is sent to a bank.
import { readFileSync } from "node:fs";
import { at } from "../../.dev/lib/paths.mjs";
import { dice } from "../support/dice.mjs";

const EDGE = "https://pay.test";
const SHOP = "https://shop.test";
const FRAMES = 6;

const TYPES = { js: "text/javascript", wasm: "application/wasm" };

/** Serves the built loader, glue and wasm, and empty pages of a shop's. */
async function serve(context) {
  await context.route(`${EDGE}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const headers = { "access-control-allow-origin": "*" };
    route.fulfill({ headers, contentType: TYPES[pathname.split(".").at(-1)], body: readFileSync(at("target/site", pathname)) });
  });
  const html = `<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script async src="${EDGE}/v1/dargah.js"></script><body>`;
  await context.route(`${SHOP}/**`, (route) => route.fulfill({ contentType: "text/html", body: html }));
}

/**
 * What runs in the page's frame before anything else: an edge that keeps the real one's rules for `pay`, numbers that look random,
 * a clock that is in a hurry, and a browser that writes down where it is sent. `window.play(seed)` plays one shopper.
 */
function stage() {
  const later = window.setTimeout.bind(window);
  window.setTimeout = (work, ms) => later(work, ms / 1_000);
  const pause = (ms) => new Promise((done) => later(done, ms));
  let world;

  const view = () => ({
    payment: "pay_1", amount: 1_250_000, currency: "IRR", mode: "live", order_id: "1", shop: { fa: "ف", en: "e" },
    gateways: ["a", "b"].map((id) => ({ id, name: { fa: id, en: id } })), redirect_origins: ["https://bank.test"], state: status(),
  });
  const status = () => ({ status: "open", can_pay: !world.asking, expires_at: Date.now() + 1e6, ...(world.last && { last: world.last }) });
  const json = (body, code = 200) => new Response(JSON.stringify(body), { status: code, headers: { "content-type": "application/json" } });
  const problem = (status, code, retryable) => json({ type: "", title: "", status, code, retryable, request_id: "req_1" }, status);

  // An attempt is begun by one request at a time; another one meanwhile is refused. Each answer hands out its own attempt.
  const pay = async () => {
    world.posts += 1;
    if (world.asking) return problem(409, "payment_in_progress", true);
    if (world.attempts >= 20) return problem(409, "too_many_attempts", false);
    world.asking = true;
    const attempt = (world.attempts += 1);
    await pause(world.dice.below(4));
    world.asking = false;
    if (world.dice.chance(10)) return problem(503, "no_gateway", true);
    if (world.dice.chance(10)) world.last = { gateway: "a", reason: "cancelled" };
    return json({ attempt, gateway: "a", gateway_name: { fa: "a", en: "a" }, method: "GET", url: `https://bank.test/p?attempt=${attempt}`, fields: [] });
  };
  const real = window.fetch.bind(window);
  window.fetch = async (what, init) => {
    const url = new URL(what.url ?? what);
    if (!url.pathname.includes("/checkout/")) return real(what, init);
    const mine = world;
    const answer = url.pathname.endsWith("/pay") ? await pay() : json(url.pathname.endsWith("/status") ? status() : view());
    await pause(mine.dice.below(4));
    // The work is done, and the answer lost.
    if (mine.dice.chance(8)) throw new TypeError("Failed to fetch");
    return answer;
  };
  // Nobody leaves: each way to a bank is written down instead.
  navigation.addEventListener("navigate", (event) => {
    const attempt = new URL(event.destination.url).searchParams.get("attempt");
    if (!attempt) return;
    event.preventDefault();
    world.sent.push(Number(attempt));
  });

  const make = () => {
    const widget = document.createElement("dargah-checkout");
    widget.setAttribute("payment", "cs_1");
    document.body.append(widget);
    return widget;
  };
  const press = (widget, how) => {
    const form = widget.shadowRoot?.querySelector("form");
    const button = form?.querySelector("button");
    if (how === "script") widget.submit();
    else if (!form) widget.shadowRoot?.querySelector("[data-act]")?.click();
    else if (how === "enter") form.requestSubmit();
    else for (let n = how === "double" ? 2 : 1; n > 0; n -= 1) button.click();
  };
  const acts = {
    press: (one) => press(one(), world.dice.one(["click", "double", "enter", "script"])),
    again: (one) => [press(one(), "double"), press(one(), "enter"), press(one(), "script")],
    back: () => document.dispatchEvent(new Event("visibilitychange")),
    thaw: () => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })),
    online: () => window.dispatchEvent(new Event("online")),
    retry: (one) => one().retry(),
    // As a reload or another tab: the page asks the server anew.
    anew: () => ((world.widgets[world.dice.below(world.widgets.length)] = make())),
    move: (one) => { const widget = one(); widget.remove(); document.body.append(widget); },
    second: () => world.widgets.length < 3 && world.widgets.push(make()),
  };
  const wishes = ["press", "press", "press", "press", "again", "again", "back", "thaw", "online", "retry", "anew", "move", "second"];

  window.play = async (seed) => {
    world = { dice: dice(seed), attempts: 0, posts: 0, asking: false, sent: [], widgets: [] };
    world.widgets.push(make());
    await new Promise((ready) => world.widgets[0].addEventListener("dargah:change", ready, { once: true }));
    const one = () => world.dice.one(world.widgets);
    for (let n = 6 + world.dice.below(14); n > 0; n -= 1) {
      acts[world.dice.one(wishes)](one);
      if (world.dice.chance(60)) await pause(world.dice.below(5));
    }
    await pause(12);
    document.body.replaceChildren();
    return { posts: world.posts, sent: world.sent };
  };
}

/** How many of the times a browser was sent were one too many: an attempt's way to its bank is taken once. */
export const extra = (sent) => sent.length - new Set(sent).size;

/**
 * Plays `runs` shoppers. Resolves with `{ runs, redirects, extra, worst }`: how often a browser was sent to a bank, how many of those were
 * one too many, and the seeds of those who were.
 */
export async function races(browser, runs, first = 1) {
  const context = await browser.newContext();
  try {
    await serve(context);
    await context.addInitScript({ content: `(() => { ${dice}; (${stage})(); })()` });
    const queue = Array.from({ length: runs }, (_, n) => first + n);
    const total = { runs: 0, posts: 0, redirects: 0, extra: 0, worst: [] };
    const hand = async (number) => {
      const page = await context.newPage();
      await page.goto(`${SHOP}/${number}`);
      await page.waitForFunction(() => customElements.get("dargah-checkout"));
      while (queue.length > 0) {
        const seeds = queue.splice(0, 50);
        const played = await page.evaluate(async (seeds) => {
          const all = [];
          for (const seed of seeds) all.push(await window.play(seed));
          return all;
        }, seeds);
        played.forEach(({ posts, sent }, n) => {
          total.runs += 1;
          total.posts += posts;
          total.redirects += sent.length;
          total.extra += extra(sent);
          if (extra(sent) > 0) total.worst.push(seeds[n]);
        });
      }
    };
    await Promise.all(Array.from({ length: FRAMES }, (_, number) => hand(number)));
    return total;
  } finally {
    await context.close();
  }
}
