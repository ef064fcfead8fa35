// Codes by short message, over real HTTP to services of the test's own: the second one where the first cannot, nothing to a number
// that may not come in, and no code on a page.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { Visitor } from "../support/panel.mjs";
import { start } from "./support.mjs";

const KEY = "6B31644C5A3D4A7B";
const sent = { status: 200, body: { return: { status: 200, message: "ok" }, entries: [{ messageid: 1, status: 5 }] } };
const noCredit = { status: 418, body: { return: { status: 418, message: "…" }, entries: null } };
const badNumber = { status: 411, body: { return: { status: 411, message: "…" }, entries: null } };
const smsIrSent = { status: 200, body: { status: 1, message: "…", data: { messageId: 7, cost: 1 } } };
const smsIrDown = { status: 503, body: "<html>" };

/** A service that answers as it is told, and remembers what it was asked. */
async function service() {
  const asked = [];
  const one = { asked, answer: sent };
  one.server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    asked.push({ path: request.url, key: request.headers["x-api-key"], body });
    response.writeHead(one.answer.status, { "content-type": "application/json" });
    response.end(typeof one.answer.body === "string" ? one.answer.body : JSON.stringify(one.answer.body));
  });
  one.server.listen(0, "127.0.0.1");
  await once(one.server, "listening");
  one.base = `http://127.0.0.1:${one.server.address().port}`;
  return one;
}

let [world, db, first, second] = [];
before(async () => {
  [first, second] = await Promise.all([service(), service()]);
  const fallback = { provider: "sms_ir", key: KEY, template: 100_200, parameter: "CODE", base: second.base };
  const sms = { provider: "kavenegar", key: KEY, template: "login", base: first.base, fallback, per_address_hour: 12 };
  world = await start({ only: ["saman"], sms });
  db = (await world.edge.getWorker().getEnv()).DB;
});
after(async () => {
  await world?.stop();
  first?.server.close();
  second?.server.close();
});
beforeEach(() => {
  first.asked.length = 0;
  second.asked.length = 0;
  [first.answer, second.answer] = [sent, smsIrSent];
});

let last = 9_210_000_000;

async function ask(door = "/panel", number = `0${++last}`) {
  const visitor = new Visitor((path, init) => world.fetch(path, init), "http://edge.test");
  await visitor.look(`${door}/sign-in`);
  const answer = await visitor.send(`${door}/sign-in`, { mobile: number });
  return { visitor, number, ...answer };
}

test("the first service is asked with the template's name, and the page shows no code", async () => {
  const { visitor, number, to } = await ask();
  assert.equal(to, "/panel/sign-in/code");
  const [{ path, body }] = first.asked;
  assert.equal(path, `/v1/${KEY}/verify/lookup.json`);
  const fields = Object.fromEntries(new URLSearchParams(body));
  assert.match(fields.token, /^\d{6}$/);
  assert.deepEqual([fields.receptor, fields.template, second.asked.length], [number, "login", 0]);
  const page = await visitor.look(to);
  assert.ok(!page.html.includes(fields.token));
  assert.equal((await visitor.send(to, { code: fields.token })).status, 303);
});

test("without credit, or out of order, the second service sends the same code", async () => {
  for (const answer of [noCredit, { status: 500, body: "" }, { status: 200, body: "<html>nginx</html>" }]) {
    first.answer = answer;
    second.asked.length = 0;
    const { visitor, to } = await ask();
    assert.equal(to, "/panel/sign-in/code");
    const [{ key, body }] = second.asked;
    assert.equal(key, KEY);
    const code = JSON.parse(body).parameters[0].value;
    assert.equal((await visitor.send(to, { code })).status, 303);
  }
});

test("where none can, it is said; a number that no message reaches is not tried twice", async () => {
  [first.answer, second.answer] = [noCredit, smsIrDown];
  const both = await ask();
  assert.deepEqual([both.status, both.to], [503, null]);
  first.answer = badNumber;
  second.asked.length = 0;
  assert.equal((await ask()).status, 503);
  assert.equal(second.asked.length, 0);
});

test("the operator's desk sends to operators alone, and says nothing of it", async () => {
  const unknown = await ask("/admin");
  assert.equal(unknown.to, "/admin/sign-in/code");
  const guest = `0${++last}`;
  await db.prepare("INSERT INTO member (id, mobile, created_at) VALUES ('mem_00000000000000000000000001', ?, 1)").bind(guest).run();
  await db.prepare("INSERT INTO operator (member, since) VALUES ('mem_00000000000000000000000001', 1)").run();
  const known = await ask("/admin", guest);
  assert.equal(known.to, "/admin/sign-in/code");
  for (const end = Date.now() + 10_000; first.asked.length === 0 && Date.now() < end; ) await new Promise((wait) => setTimeout(wait, 20));
  assert.deepEqual(first.asked.map(({ body }) => new URLSearchParams(body).get("receptor")), [guest]);
});

test("one address gets so many codes an hour, for whatever numbers", async () => {
  const answers = [];
  for (let i = 0; i < 14; i += 1) answers.push((await ask()).status);
  const { count } = await db.prepare("SELECT count(*) AS count FROM code").first();
  assert.equal(count, 12);
  assert.equal(answers.at(-1), 429);
});
