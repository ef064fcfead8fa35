// The built Workers under workerd: the edge and the sandbox banks, each in a harness of its own. What the edge sends to a bank
// goes over real HTTP.
import { createTestHarness } from "wrangler";
import { randomUUID } from "node:crypto";
import { edgeVars, keys } from "../../.dev/sandbox.mjs";
import { at } from "../../.dev/lib/paths.mjs";
import { bank, wayOf } from "../support/bank.mjs";

process.env.WRANGLER_SEND_METRICS = "false";
process.env.CLOUDFLARE_CF_FETCH_ENABLED = "false";
process.env.CI = "1";

export const SHOP = "http://shop.test:8788";

/** Starts both. `settings` go to the edge's configuration. */
export async function start(settings = {}) {
  const banks = createTestHarness({
    workers: [{ configPath: at("tests/bank/wrangler.jsonc"), vars: { CONTROL_TOKEN: keys().control } }],
  });
  const bankUrl = (await banks.listen()).url.origin;
  const edge = createTestHarness({ workers: [{ configPath: at("edge/wrangler.jsonc"), vars: {} }] });
  const vars = edgeVars({ edge: "http://edge.test", bank: bankUrl, shop: SHOP, only: ["mellat", "saman"], ...settings });
  edge.update({ workers: [{ configPath: at("edge/wrangler.jsonc"), vars }] });
  const url = (await edge.listen()).url.origin;
  return new World(edge, banks, bankUrl, url);
}

class World {
  constructor(edge, banks, bankUrl, url) {
    this.edge = edge;
    /** Where the edge really listens, for programs that are not ours. */
    this.url = url;
    this.banks = banks;
    this.bank = bankUrl;
    this.mellat = bank(bankUrl, "mellat", keys().control);
    this.saman = bank(bankUrl, "saman", keys().control);
  }

  /** A sandbox bank. */
  of = (name) => bank(this.bank, name, keys().control);

  async stop() {
    await this.edge.close();
    await this.banks.close();
  }

  /** A request to the edge, whatever host its URL names. */
  fetch = (url, init) => this.edge.fetch(new URL(url, "http://edge.test").href.replace("http://edge.test", ""), { redirect: "manual", ...init });

  /** A request to the edge that is answered in JSON: `{ status, body, headers }`. */
  async ask(method, path, body, headers = {}) {
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const text = typeof body === "string" ? body : body && JSON.stringify(body);
    const answer = await this.fetch(path, { method, headers: { ...type, ...headers }, body: text });
    const received = await answer.text();
    let parsed;
    try {
      parsed = JSON.parse(received);
    } catch {
      parsed = received;
    }
    return { status: answer.status, body: parsed, headers: answer.headers };
  }

  /** Makes a payment as the shop's server does. */
  async create(more = {}, key = randomUUID()) {
    const body = { amount: 1_250_000, currency: "IRR", order_id: "A-1", return_url: `${SHOP}/orders/1`, ...more };
    return this.ask("POST", "/v1/payments", body, { authorization: `Bearer ${keys().shop}`, "idempotency-key": key });
  }

  /** A payment as its shop sees it. */
  async read(id) {
    return (await this.ask("GET", `/v1/payments/${id}`, undefined, { authorization: `Bearer ${keys().shop}` })).body;
  }

  /** Presses the pay button. */
  pay(token, body = {}) {
    return this.ask("POST", `/v1/checkout/${token}/pay`, body, { origin: SHOP });
  }

  /** A payment whose shopper stands before the bank's page at `gateway`. */
  async atGateway(gateway, more) {
    const made = (await this.create(more)).body;
    const answer = await this.pay(made.client_token, { gateway });
    if (answer.status !== 200) throw new Error(`pay: ${answer.status} ${JSON.stringify(answer.body)}`);
    return { made, redirect: await this.leave(answer.body.url), answer: answer.body };
  }

  /** Where the page that leads to the bank leads: `{ method, url, fields }`. */
  async leave(url) {
    const page = await this.fetch(url);
    const html = await page.text();
    if (page.status !== 200) throw new Error(`${url}: ${page.status} ${html}`);
    return { ...wayOf(html), policy: page.headers.get("content-security-policy") };
  }

  /** Reads a payment until `fits` holds; fails with what it was. */
  async until(id, fits, what, withinMs = 20_000) {
    const end = Date.now() + withinMs;
    let payment = await this.read(id);
    while (!fits(payment)) {
      if (Date.now() > end) throw new Error(`${what} was not reached: ${JSON.stringify(payment)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      payment = await this.read(id);
    }
    return payment;
  }
}
