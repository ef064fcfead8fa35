// How the shop is told: the service sends an event to POST /webhooks, and the library says whether it was the service.
import { Webhook } from "standardwebhooks";

let webhook; // A real shop registers once, by hand, and keeps the secret among its other secrets.

/** Registers `url`; if it is registered already, takes a new secret for it. Tries until the service answers. */
export async function register(dargah, url) {
  while (!webhook) {
    try {
      const { data } = await dargah("GET", "/v1/webhook_endpoints");
      const known = data.find((endpoint) => endpoint.url === url);
      const path = `/v1/webhook_endpoints/${known?.id}`;
      if (known?.enabled === false) await dargah("POST", `${path}/enable`);
      const { secret } = known ? await dargah("POST", `${path}/rotate`) : await dargah("POST", "/v1/webhook_endpoints", { url });
      webhook = new Webhook(secret);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

/** Whether events can be told apart from forgeries yet. */
export const isRegistered = () => webhook !== undefined;

/** The event in a body as it came, letter by letter; nothing if it is not the service's. */
export function opened(body, headers) {
  try {
    return webhook.verify(body, headers);
  } catch {
    return undefined;
  }
}

/** Notes an event at its order. It may come twice, and in another order than it happened. */
export function note(order, id, { type, data }) {
  if (order.events.some((event) => event.id === id)) return;
  order.events.push({ id, type, sequence: data.sequence, status: data.status });
  order.events.sort((a, b) => a.sequence - b.sequence);
}
