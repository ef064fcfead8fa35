// Somebody new who follows `www/docs/start.html` word by word: what is to be typed is read from the page, and typed.
import assert from "node:assert/strict";
import { run } from "../../.dev/lib/run.mjs";
import { Applicant, text } from "./applicant.mjs";
import { atBank, comeBack, formOf, wayOf } from "./bank.mjs";
import { snippets } from "./documentation.mjs";

const EDGE = "http://edge.test";

/** A form of a page is sent, with what is hidden in it. */
const form = (fields) => ({ method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(fields).toString() });

/**
 * Goes the whole page at a Worker (see tests/worker/support.mjs). Resolves with `{ seconds, env, visitor, payment }`: how long it took
 * from the first step to the first payment that is seen to be paid, the environment that the page had set, who is signed in, and
 * the order's payment of the last step.
 */
export async function firstPayment(world, mobile = "09125550001") {
  const page = snippets("start");
  const began = performance.now();

  // ۱. وارد شوید و فروشگاه بسازید
  const visitor = new Applicant(world.fetch, EDGE);
  await visitor.signIn(mobile);
  const made = await visitor.post("/panel/apply/start", { name_fa: "سفال نو", name_en: "New Pottery" }, "/panel/apply");
  assert.equal(made.status, 303, text(made.html));

  // ۲. کلید بسازید
  const key = /sk_test_[\w-]+/.exec((await visitor.post("/panel/keys", { name: "سرور" })).html)?.[0];
  assert.ok(key, "the panel shows the key");
  const settings = page.settings.replace("https://pay.example", world.url).replace("sk_test_…", key);
  assert.ok(settings.includes(world.url) && settings.includes(key), page.settings);
  const env = Object.fromEntries([...settings.matchAll(/^export (\w+)="([^"]*)"$/gm)].map(([, name, value]) => [name, value]));
  const shell = async (snippet) => JSON.parse(await run("bash", ["-c", `set -e\n${settings}\n${snippet}`]));

  // ۳. پرداخت بسازید
  const link = await shell(page.link);
  assert.deepEqual([link.title, link.amount, link.state], ["ماگ سفالی", 1_250_000, "open"], JSON.stringify(link));
  const door = await (await world.fetch(link.url)).text();
  const { fields } = formOf(door);
  const onwards = await world.fetch(link.url, form(fields));
  const checkout = onwards.headers.get("location");
  const paying = await (await world.fetch(checkout)).text();
  const left = await world.fetch(new URL(checkout, EDGE).pathname, form(formOf(paying).fields));
  assert.equal(left.status, 303, await left.text());
  const way = wayOf(await (await world.fetch(left.headers.get("location"))).text());
  const back = await comeBack(await atBank(way, "pay", EDGE), world.fetch);
  assert.equal(back.status, 303, back.body);

  // ۴. ببینید که پرداخت شد
  let paid;
  for (const end = Date.now() + 10_000; !paid && Date.now() < end; ) [paid] = (await shell(page.list)).data;
  assert.deepEqual([paid?.amount, paid?.status], [1_250_000, "paid"], "the list has the payment");
  const seconds = (performance.now() - began) / 1000;
  const shown = text((await visitor.look(`/panel/payments/${paid.id}`)).html);
  for (const part of ["پرداخت‌شده", "چرا این درگاه؟"]) assert.ok(shown.includes(part), `${part} is not in the panel: ${shown}`);

  // ۵. در فروشگاه خودتان
  const before = (await visitor.look("/panel/settings")).html;
  const typed = Object.fromEntries([...before.matchAll(/<input[^>]* name="(name_fa|name_en|within)"[^>]* value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const kept = await visitor.post("/panel/settings", { ...typed, way: "automatic", origins: "https://shop.example" });
  assert.equal(kept.status, 303, text(kept.html));
  const payment = await shell(page.payment);
  assert.deepEqual([payment.status, payment.order_id], ["open", "A-1001"], JSON.stringify(payment));
  return { seconds, env, visitor, payment };
}
