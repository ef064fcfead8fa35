// The health board turns with the banks, as JSON and as a page, and turns back without a shopper.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./support.mjs";

let world;
before(async () => (world = await start({ only: ["mellat", "saman", "sadad"] })));
after(() => world.stop());

const board = async () => (await world.ask("GET", "/v1/gateways")).body;

const row = (found, id) => found.gateways.find((gateway) => gateway.id === id);

/** The page's own words on a gateway: `{ state, text }`. */
async function pageRow(id, lang = "en") {
  const html = await (await world.fetch("/panel/health", { headers: { "accept-language": lang } })).text();
  const line = new RegExp(`<tr[^>]* data-gateway="${id}" data-state="([a-z]+)"[^>]*>([\\s\\S]*?)</tr>`).exec(html);
  assert.ok(line, html);
  return { state: line[1], text: line[2].replace(/<[^>]*>/g, " ").replace(/\s+/g, " ") };
}

/** The board once it fits. */
async function once(fits, what, withinMs) {
  const begin = Date.now();
  for (;;) {
    const found = await board();
    if (fits(found)) return found;
    if (Date.now() - begin > withinMs) throw new Error(`${what} was not told: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

test("every gateway is listed before anybody was sent, and the shares are a whole", async () => {
  const { status, body, headers } = await world.ask("GET", "/v1/gateways");
  assert.deepEqual([status, headers.get("content-type"), headers.get("cache-control")], [200, "application/json", "no-store"]);
  assert.deepEqual(body.gateways.map(({ id, standing, since, why }) => [id, standing, since, why]), [
    ["mellat", null, null, null],
    ["saman", null, null, null],
    ["sadad", null, null, null],
  ]);
  assert.deepEqual(row(body, "saman").name, { fa: "بانک سامان", en: "Saman Bank" });
  const shares = body.gateways.reduce((sum, { share_ppm }) => sum + share_ppm, 0);
  assert.ok(Math.abs(shares - 1_000_000) < 10, `${shares}`);
  assert.equal((await pageRow("sadad")).state, "unknown");
});

test("the page is in the reader's language, and its policy allows nothing but its own", async () => {
  for (const [lang, dir, title] of [["fa-IR,fa;q=0.9", "rtl", "سلامت درگاه‌ها"], ["en-GB,en;q=0.9", "ltr", "Gateway health"]]) {
    const answer = await world.fetch("/panel/health", { headers: { "accept-language": lang } });
    const html = await answer.text();
    assert.equal(answer.status, 200);
    assert.match(html, new RegExp(`<html lang="${lang.slice(0, 2)}" dir="${dir}">`));
    assert.ok(html.includes(title), html);
    const policy = answer.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none';.*script-src 'self';.*form-action 'none'; connect-src 'self'$/);
    assert.doesNotMatch(html, /<style|style="|<script(?! src)|\son[a-z]+=/, "nothing that the policy would stop");
    assert.match(html, /<noscript><meta http-equiv="refresh" content="5"><\/noscript>/);
  }
  for (const file of ["/panel/health.js", "/panel/health.css"]) assert.equal((await world.fetch(file)).status, 200, file);
  assert.equal((await world.ask("POST", "/panel/health")).status, 405);
});

test("a bank is killed: the board says so and why; it heals, and comes back without a shopper", async () => {
  const paid = async (gateway) => (await world.pay((await world.create()).body.client_token, { gateway })).body;
  assert.equal((await paid("mellat")).gateway, "mellat");
  await once((found) => row(found, "mellat").standing === "ramp", "a new gateway", 5_000);
  assert.match((await pageRow("mellat")).text, /New .*grows as payments succeed/);

  await world.mellat.set({ token: "down" });
  assert.notEqual((await paid("mellat")).gateway, "mellat", "the shopper is at another bank");
  const down = await once((found) => row(found, "mellat").standing === "down", "the outage", 15_000);
  const { why, share_ppm, last_fault, answers_ppm } = row(down, "mellat");
  assert.deepEqual([why, share_ppm, last_fault], ["calls_fail", 0, "tech"]);
  assert.ok(answers_ppm < 500_000, `${answers_ppm}`);
  assert.equal(down.stale, false);
  const told = await pageRow("mellat");
  assert.equal(told.state, "down");
  assert.match(told.text, /Down .*Calls to the bank fail/);
  assert.match((await pageRow("mellat", "fa")).text, /قطع .*تماس با بانک ناموفق است .* [۰-۹]+:[۰-۹]+:[۰-۹]+/);

  await world.mellat.heal();
  const back = await once((found) => row(found, "mellat").standing === "ramp", "the return", 60_000);
  assert.equal(row(back, "mellat").why, "calls_fail");
  assert.ok(row(back, "mellat").share_ppm > 50_000, JSON.stringify(row(back, "mellat")));
  assert.match((await pageRow("mellat")).text, /Coming back .*The bank answers again/);
});
