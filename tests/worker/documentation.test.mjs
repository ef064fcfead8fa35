// What the documentation has to be copied, copied: every command runs as it stands against the built Worker, and does what is said of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../.dev/lib/run.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { pages, snippets } from "../support/documentation.mjs";
import { firstPayment } from "../support/newcomer.mjs";
import { receiver } from "../support/receiver.mjs";
import { start } from "./support.mjs";

const SHOP = "https://shop.example";

let world, newcomer, folder;
before(async () => {
  world = await start();
  folder = mkdtempSync(join(tmpdir(), "dargah-docs-"));
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.stop();
});

/** Runs a snippet as somebody who has read start.html; its answer. */
const shell = async (snippet, more = {}) => JSON.parse(await run("bash", ["-c", `set -e; cd '${folder}'\n${snippet}`], { env: { ...newcomer.env, ...more } }));

test("whoever follows start.html takes a test payment", async (t) => {
  newcomer = await firstPayment(world);
  t.diagnostic(`the first test payment took ${newcomer.seconds.toFixed(1)} s`);
  assert.equal((await world.fetch(newcomer.payment.checkout_url)).status, 200);
});

test("the first page's snippets make a payment and read it", async () => {
  const { create, read, tag } = snippets("index");
  const made = await shell(create);
  assert.deepEqual([made.status, made.amount], ["open", 1_250_000], JSON.stringify(made));
  assert.equal((await shell(read, { PAYMENT_ID: made.id })).id, made.id);
  assert.equal(tag, snippets("widget").tag, "the tag is the one that the widget's tests take a payment with");
});

test("the link to a payment's page leads there, in its language", async () => {
  const href = /href="([^"]+)"/.exec(snippets("hosted").link)[1];
  const page = await world.fetch(href.replace("https://pay.example", "").replace("cs_…", newcomer.payment.client_token));
  assert.deepEqual([page.status, page.headers.get("content-language")], [200, "ar"]);
});

test("a webhook is set up, comes as it is shown, is verified as it is written, and is read again", async () => {
  const { endpoint, message, verify, events } = snippets("webhooks");
  const shop = await receiver();
  try {
    const made = await shell(endpoint.replace(`${SHOP}/webhooks`, shop.url));
    assert.deepEqual(made.kinds, ["payment.paid", "refund.succeeded"], JSON.stringify(made));
    const { client_token: token } = newcomer.payment;
    const { body } = await world.ask("POST", `/v1/checkout/${token}/pay`, { gateway: "saman" }, { origin: SHOP });
    await comeBack(await atBank(await world.leave(body.url), "pay", "http://edge.test"), world.fetch);
    const call = await shop.until(1);

    const [head, sample] = message.split("\n\n");
    const [first, ...headers] = head.split("\n");
    assert.equal(first, `${call.method} ${call.path}`);
    for (const header of headers.map((line) => line.split(":")[0])) assert.ok(call.headers[header], `no ${header}`);
    const told = JSON.parse(call.body);
    const fields = [...sample.matchAll(/"(\w+)":/g)].map(([, name]) => name);
    for (const field of fields) assert.ok(field in told || field in told.data, `no ${field} in ${call.body}`);
    assert.equal(told.type, "payment.paid");

    const [imported, ...rest] = verify.split("\n");
    assert.equal(imported, 'import { Webhook } from "standardwebhooks";');
    const AsyncFunction = (async () => {}).constructor;
    const take = new AsyncFunction("Webhook", "secret", "body", "headers", "note", rest.join("\n"));
    const noted = [];
    const answer = await take(Webhook, made.secret, call.body, call.headers, async (id, event) => noted.push([id, event.type]));
    assert.deepEqual([answer.status, noted], [204, [[call.headers["webhook-id"], "payment.paid"]]]);
    await assert.rejects(take(Webhook, made.secret, `${call.body} `, call.headers, async () => {}));

    const { data } = await shell(events);
    assert.ok(data.some(({ id, body: text }) => id === call.headers["webhook-id"] && text === call.body), JSON.stringify(data));
  } finally {
    await shop.stop();
  }
});

test("a decision is asked for, answered in the shown form, and told of", async () => {
  const { decide, tell, answer, question, outcomes, estimate } = snippets("decisions");
  writeFileSync(join(folder, "question.json"), question);
  const made = await shell(decide);
  assert.deepEqual(Object.keys(made).sort(), Object.keys(JSON.parse(answer)).sort(), JSON.stringify(made));
  writeFileSync(join(folder, "outcomes.json"), outcomes.replaceAll(JSON.parse(answer).decision, made.decision));
  assert.deepEqual(await shell(tell), { accepted: 2, late: 0 });
  const estimated = await world.ask("POST", "/v1/decisions/estimate", estimate, { authorization: `Bearer ${newcomer.env.DARGAH_KEY}` });
  assert.equal(estimated.status, 200, JSON.stringify(estimated.body));
});

test("a payee is made, and a payment is split to it", async () => {
  const { payee, split } = snippets("facilitator");
  assert.equal((await shell(payee)).id, "anbar");
  const made = await shell(split);
  assert.deepEqual([made.status, made.split], ["open", [{ payee: "anbar", share_bps: 2_500 }]], JSON.stringify(made));
});

// Where each snippet is run: here, in tests/e2e/element.test.mjs (the widget's), or natively (tests/tests/documentation.rs).
const RUN = {
  start: ["settings", "link", "list", "payment"],
  index: ["create", "tag", "read"],
  hosted: ["link"],
  webhooks: ["endpoint", "message", "verify", "events"],
  facilitator: ["payee", "split"],
  decisions: ["decide", "question", "answer", "tell", "outcomes", "estimate"],
  widget: ["tag", "pinned", "script", "methods", "events", "look", "policy"],
};
const NATIVE = /<pre[^>]* data-(policy|routing|contract|generic|terms|wallet)[ >]/;

test("nothing stands there to be copied that no test runs", () => {
  for (const [name, html] of pages()) {
    assert.deepEqual(Object.keys(snippets(name)).sort(), [...(RUN[name] ?? [])].sort(), `${name}.html`);
    for (const [tag] of html.matchAll(/<pre[^>]*>/g)) {
      const known = tag.includes("data-snippet") || NATIVE.test(`${tag} `) || name === "playground";
      assert.ok(known, `${name}.html has ${tag}, which no test runs: give it a data-snippet, and run it in tests/worker/documentation.test.mjs`);
    }
  }
});
