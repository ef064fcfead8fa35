// Rows that the Worker's objects write for a payment that is made, paid and told of, index entries and alarms with them: what the
// platform bills most for.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { cache } from "../../.dev/lib/paths.mjs";
import { startServices } from "../../.dev/lib/services.mjs";
import { atBank, comeBack, wayOf } from "../support/bank.mjs";

const PAYMENTS = 240;
const CONNECTIONS = 6;

/** Rows of one payment, on the average of many ordinary ones; at `gateway` where one is named. */
export async function rows(ports, gateway) {
  const services = await startServices({ name: "rows", ports, fresh: true });
  try {
    const connection = async () => {
      for (let n = 0; n < PAYMENTS / CONNECTIONS; n += 1) await pay(services, gateway);
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
  return Math.round((Number(written[1]) / PAYMENTS) * 10) / 10;
}

async function pay({ edge, shop, key }, gateway) {
  const body = { amount: 1_250_000, currency: "IRR", order_id: "M", return_url: `${shop}/orders/1` };
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": randomUUID() };
  const made = await (await fetch(`${edge}/v1/payments`, { method: "POST", headers, body: JSON.stringify(body) })).json();
  const answer = await (await fetch(`${edge}/v1/checkout/${made.client_token}/pay`, {
    method: "POST", headers: { origin: shop, "content-type": "application/json" }, body: JSON.stringify({ gateway }),
  })).json();
  const redirect = wayOf(await (await fetch(answer.url)).text());
  const back = await comeBack(await atBank(redirect, "pay", edge));
  if (back.status !== 303) throw new Error(`callback: ${back.status} ${back.body}`);
}
