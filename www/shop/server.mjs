// A shop's server, as small as one can be: it holds the secret key, makes the payment, and believes the service, not the
// browser. Copy what you need. Settings: DARGAH_URL, DARGAH_KEY (sk_…), DARGAH_SIGNING_SECRET, SHOP_URL, PORT.
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { orderPage, shopPage, style } from "./pages.mjs";
import { forPlayground, playground } from "./playground.mjs";
import { isRegistered, note, opened, register } from "./webhooks.mjs";

const { DARGAH_URL = "http://127.0.0.1:8787", DARGAH_KEY, DARGAH_SIGNING_SECRET, PORT = "8788" } = process.env;
const SHOP_URL = process.env.SHOP_URL ?? `http://127.0.0.1:${PORT}`;
const orders = new Map(); // A real shop has a database.

async function dargah(method, path, body, key) {
  const headers = { authorization: `Bearer ${DARGAH_KEY}`, "content-type": "application/json" };
  if (key) headers["idempotency-key"] = key;
  const answer = await fetch(DARGAH_URL + path, { method, headers, body: body && JSON.stringify(body) });
  const data = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(`${data.code}: ${data.detail}`), { code: data.code });
  return data;
}

async function makeOrder(amount, lang) {
  const order = { id: randomUUID(), number: `A-${1001 + orders.size}`, amount, lang, events: [] };
  const body = {
    amount, // rial
    currency: "IRR",
    order_id: order.number,
    return_url: `${SHOP_URL}/orders/${order.id}`,
    description: lang === "en" ? "Hand-thrown pottery mug" : "ماگ سفالی دست‌ساز",
  };
  // The same key on a retry finds the same payment, so a lost answer never makes two.
  order.payment = await dargah("POST", "/v1/payments", body, order.id);
  orders.set(order.id, order);
  return order;
}

// All that is left of an order's money goes back to the card. A real shop asks for its owner's password first.
async function giveBack(order) {
  order.refused = undefined;
  try {
    await dargah("POST", `/v1/payments/${order.payment.id}/refunds`, { reason: "the customer sent it back" }, randomUUID());
  } catch (problem) {
    order.refused = problem.code ?? "unavailable";
  }
}

// The signed return shows the result at once. It is a hint: the order is delivered on what the service says.
function signedReturn(query) {
  const names = ["payment", "order", "status", "amount", "time"];
  const text = names.map((name) => query.get(`dargah_${name}`) ?? "").join("\n");
  const right = createHmac("sha256", DARGAH_SIGNING_SECRET).update(text).digest();
  const given = Buffer.from(query.get("dargah_signature") ?? "", "base64url");
  return given.length === right.length && timingSafeEqual(given, right);
}

// The service tells what happened. 204 says that it is noted; anything else, and it will be told again.
async function told(request) {
  if (!isRegistered()) return { status: 503 };
  if (request.method !== "POST") return { status: 204 };
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  const event = opened(body, request.headers);
  if (!event) return { status: 400, body: "not signed by the service", type: "text/plain" };
  const order = [...orders.values()].find(({ payment }) => payment.id === event.data.payment);
  if (order) note(order, request.headers["webhook-id"], event);
  return { status: 204 };
}

async function answer(request, url) {
  const lang = url.searchParams.get("lang") === "en" ? "en" : "fa";
  if (url.pathname === "/style.css") return { type: "text/css", body: style };
  if (url.pathname === "/") return { body: shopPage(lang) };
  if (url.pathname === "/webhooks") return told(request);
  if (url.pathname === "/orders" && request.method === "POST") {
    const order = await makeOrder(Number(url.searchParams.get("amount") ?? 1_250_000), lang);
    return { location: `/orders/${order.id}?lang=${lang}` };
  }
  if (url.pathname === "/playground/orders" && request.method === "POST") {
    const order = await makeOrder(1_250_000, lang);
    order.back = playground(DARGAH_URL);
    return forPlayground(order, DARGAH_URL);
  }
  const order = orders.get(url.pathname.split("/")[2]);
  if (!order) return { status: 404, body: "no such order", type: "text/plain" };
  if (url.pathname.endsWith("/refund") && request.method === "POST") {
    await giveBack(order);
    return { location: `/orders/${order.id}?lang=${lang}` };
  }
  order.payment = await dargah("GET", `/v1/payments/${order.payment.id}`);
  if (url.pathname.endsWith(".json")) return { type: "application/json", body: JSON.stringify(order) };
  if (order.back && url.searchParams.has("dargah_signature")) return { location: order.back };
  const returned = url.searchParams.has("dargah_signature") ? (signedReturn(url.searchParams) ? "signed" : "forged") : "no";
  return { body: orderPage(order, order.lang, DARGAH_URL, returned) };
}

createServer(async (request, response) => {
  const url = new URL(request.url, SHOP_URL);
  const { status, location, headers, type = "text/html; charset=utf-8", body = "" } = await answer(request, url).catch((problem) => {
    console.error(problem);
    return { status: 502, body: "The payment service did not answer.", type: "text/plain" };
  });
  response.writeHead(status ?? (location ? 303 : 200), { "content-type": type, ...headers, ...(location && { location }) });
  response.end(body);
}).listen(Number(PORT), "127.0.0.1", () => console.log(`shop: ${SHOP_URL}/`));

register(dargah, `${SHOP_URL}/webhooks`);
