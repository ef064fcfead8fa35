// Passkeys at the built Worker, with an authenticator of the test's own: each kind of key lets its person in, and nothing that was
// spoilt, replayed or somebody else's does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { generateKeyPairSync } from "node:crypto";
import { KIND_NAMES, Passkey } from "../support/authenticator.mjs";
import { Visitor } from "../support/panel.mjs";
import { start } from "./support.mjs";

const EDGE = "http://edge.test";
const MINUTE = 60_000;

let world;
let db;
before(async () => {
  world = await start({ only: ["saman"] });
  db = (await world.edge.getWorker().getEnv()).DB;
});
after(() => world?.stop());

const stranger = () => new Visitor((path, init) => world.fetch(path, init), EDGE);

let last = 9_350_000_000;

async function person() {
  const visitor = stranger();
  visitor.mobile = `0${++last}`;
  await visitor.signIn(visitor.mobile);
  await visitor.look("/panel/security");
  return visitor;
}

const options = async (visitor, purpose) => (await visitor.json("/panel/passkeys/options", { purpose })).body;

/** Gives `visitor` a passkey. */
async function register(visitor, passkey = new Passkey("ES256", EDGE), change) {
  const asked = await options(visitor, "register");
  const answer = await visitor.json("/panel/security/passkeys", { label: "گوشی من", answer: passkey.made(asked, change) });
  return { passkey, status: answer.status, to: answer.body.to };
}

/** Somebody at the door tries this passkey. */
async function come(passkey, change, door = "/panel") {
  const visitor = stranger();
  await visitor.look(`${door}/sign-in`);
  const asked = await options(visitor, "sign_in");
  const answer = await visitor.json(`${door}/sign-in/passkey`, { next: "/panel/security", answer: passkey.signed(asked, change) });
  return { visitor, asked, status: answer.status, body: answer.body };
}

for (const kind of KIND_NAMES) {
  test(`a passkey of ${kind} is made and lets its person in`, async () => {
    const visitor = await person();
    const { passkey, status, to } = await register(visitor, new Passkey(kind, EDGE));
    assert.deepEqual([status, to], [200, "/panel/security?done=passkey-made"]);
    const page = await visitor.look(to);
    assert.match(page.html, /<bdi>گوشی من<\/bdi>/);
    const came = await come(passkey);
    assert.deepEqual([came.status, came.body.to], [200, "/panel/security"]);
    const own = await came.visitor.look("/panel/security");
    assert.equal(own.status, 200);
    assert.ok(own.html.includes(visitor.mobile.replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d])), "it is the same person");
  });
}

test("whatever is spoilt lets nobody in, and the answer says no more than that", async () => {
  const visitor = await person();
  const { passkey } = await register(visitor);
  const another = await person();
  const foreign = (await register(another)).passkey;
  const spoilt = {
    "another key's signature": { by: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey },
    "another site's": { origin: "https://evil.test", site: "evil.test" },
    "another origin of ours": { origin: "http://edge.test:8443" },
    "another challenge": { challenge: Buffer.alloc(32).toString("base64url") },
    "nobody there": { flags: 0x04 },
    "nobody verified": { flags: 0x01 },
    "another person": { user: foreign.user },
    "a name that nobody has": { id: Buffer.alloc(32) },
    "another's name": { id: foreign.id },
  };
  for (const [why, change] of Object.entries(spoilt)) {
    const came = await come(passkey, change);
    assert.deepEqual([came.status, came.body.code, came.body.detail], [422, "body_invalid", "the passkey's answer does not hold"], why);
    assert.ok(!came.visitor.cookies.has("__Host-dargah"), why);
  }
  assert.equal((await come(passkey)).status, 200, "the passkey itself is well");
});

test("an answer counts once, for five minutes, in the browser that was asked", async () => {
  const visitor = await person();
  const { passkey } = await register(visitor);
  passkey.counts = false;
  await db.prepare("UPDATE passkey SET counter = 0").run();
  passkey.counter = 0;
  const door = stranger();
  await door.look("/panel/sign-in");
  const asked = await options(door, "sign_in");
  const answer = passkey.signed(asked);
  const other = stranger();
  await other.look("/panel/sign-in");
  await options(other, "sign_in");
  assert.equal((await other.json("/panel/sign-in/passkey", { answer })).status, 422, "another browser");
  const kept = { cookies: new Map(door.cookies), csrf: door.csrf };
  assert.equal((await door.json("/panel/sign-in/passkey", { answer })).status, 200);
  const replayed = Object.assign(stranger(), kept);
  assert.equal((await replayed.json("/panel/sign-in/passkey", { answer })).status, 422, "replayed");
  await options(replayed, "sign_in");
  assert.equal((await replayed.json("/panel/sign-in/passkey", { answer })).status, 422, "replayed to another challenge");

  const slow = stranger();
  await slow.look("/panel/sign-in");
  const late = await options(slow, "sign_in");
  await db.prepare("UPDATE challenge SET made_at = made_at - ?").bind(5 * MINUTE).run();
  assert.equal((await slow.json("/panel/sign-in/passkey", { answer: passkey.signed(late) })).status, 422, "too late");
});

test("a counter that does not grow shows a copy", async () => {
  const { passkey } = await register(await person());
  assert.equal((await come(passkey)).status, 200);
  passkey.counter -= 1;
  assert.equal((await come(passkey)).status, 422);
  passkey.counter += 5;
  assert.equal((await come(passkey)).status, 200);
});

test("a passkey is made by its person alone, who has just shown who they are, and only once", async () => {
  const visitor = await person();
  const { passkey } = await register(visitor);
  const thief = await person();
  const stolen = await register(thief, passkey);
  assert.equal(stolen.status, 422, "the name is taken");
  assert.ok(!(await thief.look("/panel/security")).html.includes("<bdi>گوشی من</bdi>"));
  const point = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  const off = await register(thief, new Passkey("ES256", EDGE), { key: { ...point, y: point.x } });
  assert.equal(off.status, 422, "a point that is not on the curve");
  assert.equal((await register(thief, new Passkey("ES256", EDGE), { flags: 0x41 })).status, 422, "nobody verified");
  await db.prepare("UPDATE session SET shown_at = shown_at - ?").bind(10 * MINUTE).run();
  const asked = await thief.json("/panel/passkeys/options", { purpose: "register" });
  assert.deepEqual([asked.status, asked.body.to], [403, "/panel/confirm?next=/panel/security"]);
  const anonymous = stranger();
  await anonymous.look("/panel/sign-in");
  assert.equal((await anonymous.json("/panel/passkeys/options", { purpose: "register" })).status, 401);
});

test("what the script sends is guarded like every form", async () => {
  const visitor = await person();
  const { passkey } = await register(visitor);
  const door = stranger();
  await door.look("/panel/sign-in");
  const csrf = door.csrf;
  const guarded = async (fields, headers) => (await door.json("/panel/passkeys/options", { purpose: "sign_in", ...fields }, headers)).status;
  assert.equal(await guarded({ csrf: "" }), 403);
  assert.equal(await guarded({ csrf: visitor.csrf }), 403);
  assert.equal(await guarded({ csrf }, { origin: "https://evil.test" }), 403);
  assert.equal(await guarded({ csrf }, { "content-type": "text/plain" }), 415);
  assert.equal(await guarded({ csrf, purpose: "everything" }), 422);
  assert.equal(await guarded({ csrf }), 200);
  const huge = { id: "A", type: "public-key", response: { clientDataJSON: "A".repeat(70_000), authenticatorData: "", signature: "" } };
  assert.equal((await door.json("/panel/sign-in/passkey", { answer: huge })).status, 413);
  assert.equal((await come(passkey, {}, "/admin")).status, 422, "not an operator's");
});

test("a passkey shows again who its person is, and is gone when it is removed", async () => {
  const visitor = await person();
  const { passkey } = await register(visitor);
  const foreign = (await register(await person())).passkey;
  await db.prepare("UPDATE session SET shown_at = shown_at - ?").bind(10 * MINUTE).run();
  const remove = `/panel/security/passkeys/remove?passkey=${passkey.id.toString("base64url")}`;
  const led = await visitor.look(remove);
  assert.match(led.to, /^\/panel\/confirm\?next=/);
  assert.match((await visitor.look(led.to)).html, /data-passkey="confirm"/);
  const wrong = foreign.signed(await options(visitor, "confirm"));
  assert.equal((await visitor.json("/panel/confirm/passkey", { next: "/panel/security", answer: wrong })).status, 422, "another's");
  const before = visitor.cookies.get("__Host-dargah");
  const shown = await visitor.json("/panel/confirm/passkey", { next: "/panel/security", answer: passkey.signed(await options(visitor, "confirm")) });
  assert.deepEqual([shown.status, shown.body.to], [200, "/panel/security"]);
  assert.notEqual(visitor.cookies.get("__Host-dargah"), before);
  assert.equal((await visitor.look(remove)).status, 200);
  const fields = { passkey: passkey.id.toString("base64url") };
  assert.equal((await visitor.send("/panel/security/passkeys/remove", { passkey: foreign.id.toString("base64url") })).status, 404);
  await visitor.look("/panel/security");
  assert.equal((await visitor.send("/panel/security/passkeys/remove", fields)).to, "/panel/security?done=passkey-removed");
  assert.equal((await come(passkey)).status, 422);
});
