// The element is what its description says, and the documentation's snippets do what it says: all in a browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { manifest } from "../../.dev/build/types.mjs";
import { at } from "../../.dev/lib/paths.mjs";
import { snippetsOf } from "../support/documentation.mjs";
import { PAGES_URL, serve } from "./hostile.mjs";
import { atBank, choose, payButton, start } from "./support.mjs";

const whole = manifest();
const [{ types, declarations: [element] }] = whole.modules;
const documented = readFileSync(at("www/docs/widget.html"), "utf8");
const names = (list) => list.map(({ name }) => name).sort();

let world;
let stop;
let shown;
before(async () => {
  world = await start({ only: ["mellat", "saman", "snapppay"], origins: [PAGES_URL] });
  stop = await serve((path) => (path === "/" ? shown : { body: "<!doctype html><title>back</title>" }));
});
after(async () => {
  await stop?.();
  await world?.stop();
});

async function pay() {
  const headers = { authorization: `Bearer ${world.key}`, "idempotency-key": crypto.randomUUID(), "content-type": "application/json" };
  const body = JSON.stringify({ amount: 1_250_000, currency: "IRR", order_id: "E-1", return_url: `${PAGES_URL}/back`, description: "mug" });
  return (await fetch(`${world.edge}/v1/payments`, { method: "POST", headers, body })).json();
}

/** A shopper on a page with this body; every event that the page heard is in `page.heard`, with how it was told. */
async function open(body, { headers, script = true, ...options } = {}) {
  const tag = script ? `<script async src="${world.edge}/v1/dargah.js"></script>` : "";
  shown = { headers, body: `<!doctype html><html lang="fa"><meta charset="utf-8"><title>shop</title>${tag}<body>${body}` };
  const page = await world.shopper(options);
  page.heard = [];
  await page.exposeFunction("hear", (event) => page.heard.push(event));
  await page.addInitScript((types) => {
    for (const type of types) {
      addEventListener(type, (event) => {
        const { bubbles, composed, cancelable, detail } = event;
        window.hear({ type, bubbles, composed, cancelable, detail });
      });
    }
  }, names(element.events));
  await page.goto(`${PAGES_URL}/`);
  return page;
}

const on = (page) => page.locator("dargah-checkout");
const stateOf = (page) => on(page).evaluate((made) => made.state);
const partsOf = (page) =>
  on(page).evaluate((made) => [...made.shadowRoot.querySelectorAll("[part]")].flatMap((node) => [...node.part]));

/** The fields of an event's detail, as its type says: `{ name: { type, optional } }`. */
const fieldsOf = (event) =>
  Object.fromEntries([...event.type.text.matchAll(/(\w+)(\??): ([^;}]+)/g)].map(([, name, optional, type]) => [name, { type: type.trim(), optional: optional === "?" }]));

const isOf = (value, type) => {
  if (types[type]) return types[type].includes(value);
  if (type.includes("|")) return type.split("|").some((word) => word.trim() === `'${value}'`);
  return typeof value === type;
};

test("properties, attributes and methods are those of the description", async () => {
  const page = await open("<dargah-checkout></dargah-checkout>");
  await page.waitForFunction(() => customElements.get("dargah-checkout"));
  const found = await page.evaluate(() => {
    const { prototype, observedAttributes } = customElements.get("dargah-checkout");
    return { members: Object.getOwnPropertyNames(prototype), observedAttributes };
  });
  const platform = ["constructor", "connectedCallback", "disconnectedCallback", "attributeChangedCallback"];
  assert.deepEqual(found.members.filter((name) => !platform.includes(name)).sort(), names(element.members));
  for (const name of found.observedAttributes) assert.ok(names(element.attributes).includes(name), name);
  for (const { name, fieldName } of element.attributes) {
    const both = await on(page).evaluate((made, [name, field]) => {
      made.setAttribute(name, "one");
      const read = made[field];
      made[field] = "two";
      return [read, made.getAttribute(name), (made.removeAttribute(name), made[field])];
    }, [name, fieldName]);
    assert.deepEqual(both, ["one", "two", ""], `${name} and its property`);
  }
  await assert.rejects(on(page).evaluate((made) => { "use strict"; made.state = "paid"; }), /only a getter/);
  await page.context().close();
});

test("a property set before the script is there counts", async () => {
  const { client_token: token } = await pay();
  const page = await open("<dargah-checkout></dargah-checkout>", { script: false });
  await on(page).evaluate((made, token) => Object.assign(made, { payment: token, locale: "en" }), token);
  await page.addScriptTag({ url: `${world.edge}/v1/dargah.js` });
  await payButton(page).waitFor();
  assert.deepEqual(await on(page).evaluate((made) => [made.getAttribute("payment"), made.getAttribute("locale")]), [token, "en"]);
  await page.context().close();
});

test("every event, part and state that is described is met, and no other", async () => {
  const heard = [];
  const parts = new Set();
  const look = async (page) => (await partsOf(page)).forEach((part) => parts.add(part));
  const leave = async (page) => (heard.push(...page.heard), page.context().close());

  // A bad number, a page that forbids, a bank's decline, a payment.
  const payment = await pay();
  let page = await open(`<dargah-checkout payment="${payment.client_token}" locale="en"></dargah-checkout>`);
  await payButton(page).waitFor();
  assert.equal(await stateOf(page), "ready");
  await look(page);
  await on(page).evaluate((made) => made.addEventListener("dargah:submit", (event) => event.preventDefault(), { once: true }));
  await choose(page, "mellat");
  await on(page).evaluate((made) => made.submit());
  await page.waitForFunction(() => window.hear && document.querySelector("dargah-checkout").state === "ready");
  await on(page).evaluate((made) => made.addEventListener("dargah:redirect", (event) => event.preventDefault(), { once: true }));
  await on(page).evaluate((made) => made.submit());
  await page.waitForFunction(() => document.querySelector("dargah-checkout").state === "ready");
  assert.equal(page.url(), `${PAGES_URL}/`);
  await payButton(page).click();
  await atBank(page, "decline");
  await page.waitForURL(/back/);
  await page.goto(`${PAGES_URL}/`);
  await on(page).locator("[part~=notice] strong").waitFor();
  await look(page);
  await payButton(page).click();
  await atBank(page, "pay");
  await page.waitForURL(/back/);
  await page.goto(`${PAGES_URL}/`);
  await on(page).locator("[part~=back]").waitFor();
  assert.equal(await stateOf(page), "paid");
  await on(page).evaluate((made) => made.focus());
  assert.equal(await on(page).evaluate((made) => made.shadowRoot.activeElement?.part.value), "title");
  await look(page);
  await leave(page);

  // No network, and a time that is over.
  page = await open("");
  await page.route("**/v1/checkout/*", (route) => route.abort());
  await page.evaluate((token) => (document.body.append(Object.assign(document.createElement("dargah-checkout"), { payment: token }))), payment.client_token);
  await on(page).locator("[part~=link]").waitFor();
  await page.waitForFunction(() => document.querySelector("dargah-checkout").state === "error");
  await look(page);
  await page.unroute("**/v1/checkout/*");
  await page.route("**/v1/checkout/*", async (route) => {
    const answer = await route.fetch();
    const json = await answer.json();
    Object.assign(json.state, { status: "expired", can_pay: false });
    await route.fulfill({ response: answer, json });
  });
  await on(page).evaluate((made) => made.retry());
  await page.waitForFunction(() => document.querySelector("dargah-checkout").state === "expired");
  await leave(page);

  for (const { type, bubbles, composed, cancelable, detail } of heard) {
    const told = element.events.find(({ name }) => name === type);
    assert.deepEqual([bubbles, composed, cancelable], [true, true, told.cancelable ?? false], type);
    const fields = fieldsOf(told);
    for (const [name, value] of Object.entries(detail)) {
      assert.ok(fields[name] && isOf(value, fields[name].type), `${type} tells ${name}: ${JSON.stringify(value)}`);
    }
    for (const [name, { optional }] of Object.entries(fields)) assert.ok(optional || name in detail, `${type} does not tell ${name}`);
  }
  assert.deepEqual([...new Set(heard.map(({ type }) => type))].sort(), names(element.events));
  assert.ok(heard.some(({ type, detail }) => type === "dargah:submit" && detail.gateway === "mellat"));
  assert.deepEqual([...parts].sort(), names(element.cssParts));
});

test("the custom properties are those that the style reads", () => {
  const style = ["frame.css", "style.css"].map((name) => readFileSync(at("widget/loader", name), "utf8")).join("");
  const read = new Set([...style.matchAll(/var\((--dargah-[\w-]+)/g)].map(([, name]) => name));
  assert.deepEqual([...read].sort(), names(element.cssProperties));
});

test("one button is all that the compact layout shows, until there is more to say", async () => {
  const payment = await pay();
  const page = await open(`<dargah-checkout payment="${payment.client_token}" layout="button"></dargah-checkout>`);
  await payButton(page).waitFor();
  assert.match(await payButton(page).textContent(), /۱۲۵٬۰۰۰/);
  const seen = await on(page).evaluate((made) =>
    [...made.shadowRoot.querySelectorAll("[part]")].filter((node) => node.checkVisibility() && node.textContent.trim()).flatMap((node) => [...node.part]));
  assert.deepEqual(seen.filter((part) => !["card", "ribbon"].includes(part)), ["form", "button"]);
  await world.shot(page, "layout-button");
  await payButton(page).click();
  await atBank(page, "decline");
  await page.waitForURL(/back/);
  await page.goto(`${PAGES_URL}/`);
  await on(page).locator("[part~=notice] strong").waitFor();
  await world.shot(page, "layout-button-declined");
  await page.context().close();
});

test("the documentation explains everything that is described", () => {
  const rows = (id) => {
    const after = documented.slice(documented.indexOf(`<h2 id="${id}">`));
    return [...after.slice(0, after.indexOf("</main>")).matchAll(/<tr><td><code>([^<]+)<\/code>/g)].map(([, name]) => name);
  };
  const everything = [
    ...names(element.attributes), ...types.DargahState, ...names(element.events), ...names(element.cssParts), ...names(element.cssProperties),
    ...element.members.filter(({ kind }) => kind === "method").map(({ name }) => `${name}()`), "state",
  ];
  const told = rows("attributes");
  for (const name of everything) assert.ok(told.includes(name), `widget.html does not explain ${name}`);
  const own = new Set(rows("codes").concat(told));
  const sources = ["widget/src/fault.rs", "widget/loader/dargah.js"].map((name) => readFileSync(at(name), "utf8")).join("");
  for (const [, code] of sources.matchAll(/['"]((?:network|answer|redirect|widget|payment_missing|secret_key)_?[a-z_]*)['"]/g)) {
    assert.ok(own.has(code), `widget.html does not explain ${code}`);
  }
});

test("types and editor's data are served beside the script, and its hash", async () => {
  const { version } = JSON.parse(readFileSync(at("package.json"), "utf8"));
  for (const name of ["dargah.js", "dargah.d.ts", "vscode.html-custom-data.json", "custom-elements.json", "integrity.json"]) {
    const answer = await fetch(`${world.edge}/v${version}/${name}`);
    assert.equal(answer.status, 200, name);
    assert.equal(answer.headers.get("cache-control"), "public, max-age=31536000, immutable", name);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*", name);
    if (name.endsWith(".json")) assert.ok(await answer.json(), name);
  }
  assert.match((await fetch(`${world.edge}/v1/dargah.js`)).headers.get("cache-control"), /max-age=300\b/);
  const wasm = await fetch(`${world.edge}/v${version}/dargah_widget_fa.wasm`, { method: "HEAD" });
  assert.equal(wasm.headers.get("content-type"), "application/wasm");
});

// The page as it is served: its version and hash are those of this build.
async function snippet(name, token) {
  const page = await (await fetch(`${world.edge}/docs/widget.html`)).text();
  const text = snippetsOf(page)[name];
  assert.ok(text, `widget.html has no snippet ${name}`);
  return text.replaceAll("https://pay.example", world.edge).replaceAll("cs_…", token);
}

for (const name of ["tag", "pinned", "script"]) {
  test(`the documentation's ${name} snippet takes a payment`, async () => {
    const payment = await pay();
    const page = await open(await snippet(name, payment.client_token), { script: false });
    await payButton(page).click();
    await atBank(page, "pay");
    await page.waitForURL(/back/);
    await page.context().close();
  });
}

test("the documentation's script and style snippets do what it says", async () => {
  const payment = await pay();
  const page = await open(
    `<button id="go">go</button><input id="terms" type="checkbox"><p id="state"></p>
     <dargah-checkout payment="${payment.client_token}" theme="dark"></dargah-checkout><style>${await snippet("look", "")}</style>
     <script>{ ${await snippet("methods", "")} } { ${await snippet("events", "")} }</script>`,
  );
  await payButton(page).waitFor();
  const look = await payButton(page).evaluate((button) => {
    const { backgroundColor, fontWeight } = getComputedStyle(button);
    return [backgroundColor, fontWeight];
  });
  assert.deepEqual(look, ["rgb(227, 154, 114)", "800"]);
  await page.locator("#state", { hasText: "ready" }).waitFor();
  await page.locator("#go").click();
  await page.locator("#terms").check();
  assert.equal(await stateOf(page), "ready", "without the terms nothing is sent");
  await page.locator("#go").click();
  await page.locator("[data-action=pay]").waitFor();
  await page.context().close();
});

test("the documentation's policy is all that a page needs", async () => {
  const payment = await pay();
  const [name, value] = (await snippet("policy", "")).split(/: (.*)/s);
  const page = await open(`<dargah-checkout payment="${payment.client_token}"></dargah-checkout>`, { headers: { [name]: value } });
  await payButton(page).click();
  await atBank(page, "pay");
  await page.waitForURL(/back/);
  await page.context().close();
});

test("the playground shows the widget, its events and the code, and makes a payment", async () => {
  for (const [colorScheme, width] of [["light", 1280], ["dark", 390]]) {
    const page = await world.shopper({ locale: "en-GB", colorScheme, viewport: { width, height: 900 } });
    await page.goto(`${world.edge}/docs/playground.html?shop=http://127.0.0.1:9`);
    await page.locator("#make").click();
    await page.locator("#missing", { hasText: "npm start" }).waitFor();
    await page.goto(`${world.edge}/docs/playground.html?shop=${world.shop}`);
    await page.locator("#make").click();
    await payButton(page).waitFor();
    await page.locator("[name=locale]").selectOption("en");
    await page.locator("[name=theme]").selectOption("dark");
    await page.locator("[name='--dargah-accent']").fill("#e39a72");
    await page.locator("dargah-checkout[locale=en] [part~=button]", { hasText: "125,000" }).waitFor();
    assert.equal(await payButton(page).evaluate((button) => getComputedStyle(button).backgroundColor), "rgb(227, 154, 114)");
    const code = await page.locator("#snippet").textContent();
    assert.match(code, /<dargah-checkout payment="cs_[^"]+" locale="en" theme="dark">/);
    assert.match(code, /--dargah-accent: #e39a72;/);
    await page.locator("#log li", { hasText: "dargah:ready" }).first().waitFor();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${over} px too wide`);
    await world.shot(page, `playground-${colorScheme}`);
    await page.locator("[name=hold]").check();
    await page.locator("[data-call=submit]").click();
    await page.locator("#log li", { hasText: "dargah:redirect" }).waitFor();
    await page.locator("#state", { hasText: "ready" }).waitFor();
    await page.locator("[name=hold]").uncheck();
    await payButton(page).click();
    await atBank(page, "pay");
    await page.waitForURL(/docs\/playground/);
    await page.locator("#state", { hasText: "paid" }).waitFor();
    await world.shot(page, `playground-${colorScheme}-paid`);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  }
});
