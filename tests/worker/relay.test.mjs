// A contract with a relay: every call to the provider goes through it, with its key, and the shopper does not.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { atBank, comeBack } from "../support/bank.mjs";
import { start } from "./support.mjs";

const SECRET = "the-key-of-this-relay";

let world;
let relay;
const passed = [];

before(async () => {
  relay = createServer(async (request, response) => {
    passed.push({ path: request.url, key: request.headers["x-relay-key"] });
    const chunks = await request.toArray();
    const [, host, ...path] = request.url.split("/");
    const { "content-type": type, usr, pwd } = request.headers;
    const headers = Object.fromEntries(Object.entries({ "content-type": type, usr, pwd }).filter(([, value]) => value));
    const answer = await fetch(`http://${host}/${path.join("/")}`, { method: request.method, headers, body: chunks.length ? Buffer.concat(chunks) : undefined });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((listening) => relay.listen(0, "127.0.0.1", listening));
  world = await start({ only: ["asanpardakht"], relay: { url: `http://127.0.0.1:${relay.address().port}`, secret: SECRET } });
});
after(async () => {
  await world?.stop();
  relay?.close();
});

test("token, verify and settlement go by the relay", async () => {
  const { made, redirect } = await world.atGateway("asanpardakht");
  assert.ok(redirect.url.startsWith(world.bank), `the shopper goes straight to the bank: ${redirect.url}`);
  await comeBack(await atBank(redirect, "pay", "http://edge.test"), world.fetch);
  assert.equal((await world.read(made.id)).status, "paid");
  const host = new URL(world.bank).host;
  const calls = passed.map(({ path }) => path.replace(`/${host}/asanpardakht/v1/`, "").split("?")[0]);
  assert.deepEqual(calls, ["Time", "Token", "TranResult", "TranResult", "Verify", "Settlement"]);
  assert.ok(passed.every(({ key }) => key === SECRET));
});
