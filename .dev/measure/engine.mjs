// The payment core: explored, simulated, killed, lied to; natively and in the built Worker.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { cache } from "../lib/paths.mjs";
import { startServices } from "../lib/services.mjs";
import { atBank, comeBack } from "../../tests/support/bank.mjs";

const ORDINARY = 240;
const CONNECTIONS = 6;

export default async function engine(figure) {
  figure("engine.rows_per_payment", await rows(), "rows");
}

/** Rows that the Worker's objects write for a payment that is made, paid and told of, index entries and alarms with them. */
async function rows() {
  const services = await startServices({ name: "rows", ports: { edge: 26787, bank: 26789, shop: 26788 }, fresh: true });
  try {
    const connection = async () => {
      for (let n = 0; n < ORDINARY / CONNECTIONS; n += 1) await pay(services);
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
    // What is told to the shop goes out behind the answer.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await fetch(`${services.edge}/cdn-cgi/handler/scheduled`);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  } finally {
    await services.stop();
  }
  const log = readFileSync(cache("logs", "rows-edge.log"), "utf8");
  const written = [...log.matchAll(/objects wrote (\d+) rows so far/g)].at(-1);
  if (!written) throw new Error("the sweep did not say what was written");
  return Math.round((Number(written[1]) / ORDINARY) * 10) / 10;
}

async function pay({ edge, shop, key }) {
  const body = { amount: 1_250_000, currency: "IRR", order_id: "M", return_url: `${shop}/orders/1` };
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": randomUUID() };
  const made = await (await fetch(`${edge}/v1/payments`, { method: "POST", headers, body: JSON.stringify(body) })).json();
  const answer = await fetch(`${edge}/v1/checkout/${made.client_token}/pay`, { method: "POST", headers: { origin: shop } });
  const page = await (await fetch((await answer.json()).url)).text();
  const unescape = (text) => text.replaceAll("&amp;", "&").replaceAll("&quot;", '"');
  const link = /<a id="leave"[^>]* href="([^"]*)"/.exec(page);
  const action = /<form[^>]* action="([^"]*)"/.exec(page);
  const fields = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name, value]) => ({ name, value: unescape(value) }));
  const redirect = link ? { method: "GET", url: unescape(link[1]), fields: [] } : { method: "POST", url: unescape(action[1]), fields };
  const back = await comeBack(await atBank(redirect, "pay", edge));
  if (back.status !== 303) throw new Error(`callback: ${back.status} ${back.body}`);
}
