// Payment links in the built Worker: made by the shop's server, paid by anybody, as often as they may be.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { SHOP, start } from "./support.mjs";

const auth = { authorization: `Bearer ${keys().shop}` };
const operator = { authorization: `Bearer ${keys().operator}` };
const typed = { "content-type": "application/x-www-form-urlencoded" };

let world;
before(async () => (world = await start()));
after(() => world?.stop());

const ask = (method, path, body, headers = auth) => world.ask(method, `/v1/payment_links${path}`, body, headers);
const make = async (more = {}) => {
  const made = await ask("POST", "", { title: "کارگاه سفال", ...more });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body;
};
const read = async (id) => (await ask("GET", `/${id}`)).body;
const page = async (id, init) => {
  const answer = await world.fetch(`/l/${id}?lang=fa`, init);
  return { status: answer.status, location: answer.headers.get("location"), html: await answer.text() };
};
const onceOf = (html) => /name="once" value="(\w+)"/.exec(html)[1];
const send = (id, fields) => page(id, { method: "POST", headers: typed, body: new URLSearchParams(fields).toString() });
const tokenOf = (location) => /\/pay\/([^?]+)/.exec(location)[1];

/** Comes by the link's page and goes on to the payment's: its token. */
async function come(link, fields = {}) {
  const { html } = await page(link.id);
  const sent = await send(link.id, { once: onceOf(html), ...fields });
  assert.equal(sent.status, 303, sent.html);
  return tokenOf(sent.location);
}

async function pay(token, action = "pay") {
  const answer = await world.ask("POST", `/v1/checkout/${token}/pay`, { gateway: "saman" }, { origin: "http://edge.test" });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const back = await comeBack(await atBank(await world.leave(answer.body.url), action, "http://edge.test"), world.fetch);
  assert.equal(back.status, 303, back.body);
  return back;
}

test("anybody pays by a link, and comes back to the payment's own page", async () => {
  const link = await make({ amount: 4_500_000 });
  assert.match(link.url, new RegExp(`/l/${link.id}$`));
  const { html, status } = await page(link.id);
  assert.equal(status, 200);
  assert.ok(html.includes("کارگاه سفال") && html.includes("۴۵۰٬۰۰۰ تومان"), html);
  const token = await come(link);
  const back = await pay(token);
  assert.ok(back.location.startsWith(`http://edge.test/pay/${token}`), back.location);
  const receipt = await (await world.fetch(`/pay/${token}?lang=fa`)).text();
  assert.ok(receipt.includes("پرداخت با موفقیت انجام شد"), receipt);
  assert.ok(!receipt.includes("dargah_status"), "there is no shop's page to go back to");
  const { paid, state } = await read(link.id);
  assert.deepEqual([paid, state], [1, "open"]);
});

test("the payer says how much, in any digits; what is no amount is said above the form", async () => {
  const link = await make();
  const wrong = await send(link.id, { once: onceOf((await page(link.id)).html), amount: "<b>ده</b>" });
  assert.equal(wrong.status, 422);
  assert.ok(wrong.html.includes("&lt;b&gt;ده") && !wrong.html.includes("<b>ده"), "what was typed is there again, as text");
  const token = await come(link, { amount: "۲۵۰٬۰۰۰" });
  const view = (await world.ask("GET", `/v1/checkout/${token}`, undefined, { origin: "http://edge.test" })).body;
  assert.deepEqual([view.amount, view.description], [2_500_000, "کارگاه سفال"]);
});

test("the same page sent twice makes one payment", async () => {
  const link = await make({ amount: 10_000 });
  const once = onceOf((await page(link.id)).html);
  const sent = await Promise.all([send(link.id, { once }), send(link.id, { once })]);
  assert.deepEqual(sent.map(({ status }) => status), [303, 303]);
  assert.equal(tokenOf(sent[0].location), tokenOf(sent[1].location));
  assert.equal((await send(link.id, {})).status, 422, "a form without its page's token is none");
});

test("a link for one is paid once, however many press at the same time; what failed makes room again", async () => {
  const link = await make({ amount: 10_000, most: 1 });
  const pages = await Promise.all(Array.from({ length: 5 }, () => page(link.id)));
  const sent = await Promise.all(pages.map(({ html }) => send(link.id, { once: onceOf(html) })));
  const begun = sent.filter(({ status }) => status === 303);
  assert.equal(begun.length, 1, JSON.stringify(sent.map(({ status }) => status)));
  assert.ok(sent.filter(({ status }) => status === 409).every(({ html }) => html.includes("با این پیوند دیگر نمی‌توان پرداخت کرد")));
  assert.equal((await read(link.id)).state, "spent");
  await pay(tokenOf(begun[0].location));
  const { paid, state } = await read(link.id);
  assert.deepEqual([paid, state], [1, "spent"]);
  assert.equal((await page(link.id)).status, 409);
});

test("closed, over, unknown, another shop's, another mode's", async () => {
  const link = await make({ amount: 10_000, expires_at: Date.now() + 1_500 });
  await new Promise((resolve) => setTimeout(resolve, 1_600));
  assert.equal((await read(link.id)).state, "over");
  assert.equal((await page(link.id)).status, 409);
  const open = await make({ amount: 10_000 });
  assert.equal((await ask("POST", `/${open.id}/close`)).body.state, "closed");
  assert.equal((await page(open.id)).status, 409);
  assert.equal((await page("lnk_00000000000000000000000000")).status, 404);
  const shop = (await world.ask("POST", "/v1/operator/shops", { name: { fa: "دیگری", en: "Other" } }, operator)).body;
  const { key } = (await world.ask("POST", `/v1/operator/shops/${shop.id}/keys`, { kind: "secret", mode: "test", label: "x" }, operator)).body;
  const other = { authorization: `Bearer ${key}` };
  for (const [method, path] of [["GET", `/${open.id}`], ["POST", `/${open.id}/close`]]) {
    assert.equal((await ask(method, path, undefined, other)).body.code, "link_unknown");
  }
  assert.deepEqual((await ask("GET", "", undefined, other)).body, { data: [], next: null });
});

test("links are listed in pages, the newest first", async () => {
  const made = [];
  for (let n = 0; n < 3; n += 1) made.unshift((await make({ title: `لینک ${n}` })).id);
  const first = (await ask("GET", "?limit=2")).body;
  assert.deepEqual(first.data.map(({ id }) => id), made.slice(0, 2));
  const second = (await ask("GET", `?limit=2&before=${first.next}`)).body;
  assert.equal(second.data[0].id, made[2]);
});

test("a page of the shop's makes a payment by publishable key, on its own origins alone", async () => {
  const shop = (await world.ask("POST", "/v1/operator/shops", { name: { fa: "صفحه", en: "Page" }, origins: [SHOP] }, operator)).body;
  const make = async (kind) => (await world.ask("POST", `/v1/operator/shops/${shop.id}/keys`, { kind, mode: "test", label: kind }, operator)).body.key;
  const [secret, publishable] = [await make("secret"), await make("publishable")];
  const link = (await ask("POST", "", { title: "کمک" }, { authorization: `Bearer ${secret}` })).body;
  const pay = (key, origin, body = { toman: "۵۰٬۰۰۰" }) => ask("POST", `/${link.id}/payments`, body, { authorization: `Bearer ${key}`, ...(origin && { origin }) });
  const made = await pay(publishable, SHOP);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.headers.get("access-control-allow-origin"), SHOP);
  const view = (await world.ask("GET", `/v1/checkout/${made.body.client_token}`, undefined, { origin: SHOP })).body;
  assert.equal(view.amount, 500_000);
  assert.equal((await pay(publishable, "https://evil.example")).body.code, "origin_forbidden");
  assert.equal((await pay(secret, SHOP)).body.code, "key_invalid", "a secret key has no business in a page");
  assert.equal((await pay(publishable, SHOP, { toman: "-1" })).body.code, "amount_invalid");
  assert.equal((await world.ask("POST", "/v1/payments", { amount: 10_000 }, { authorization: `Bearer ${publishable}`, "idempotency-key": randomUUID() })).body.code, "key_invalid");
  for (const [origin, allowed] of [[SHOP, SHOP], ["https://evil.example", null]]) {
    const answer = await world.fetch(`/v1/payment_links/${link.id}/payments`, { method: "OPTIONS", headers: { origin } });
    assert.equal(answer.headers.get("access-control-allow-origin"), allowed);
    if (allowed) assert.match(answer.headers.get("access-control-allow-headers"), /authorization/);
  }
});
