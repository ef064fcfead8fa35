// Signing in and staying in, at the built Worker: what lets in, what does not, and what a stranger learns from it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { Visitor, shownCode } from "../support/panel.mjs";
import { start } from "./support.mjs";

const EDGE = "http://edge.test";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world;
let db;
before(async () => {
  world = await start({ only: ["saman"], sms: { provider: "sandbox", per_address_hour: 1_000 } });
  db = (await world.edge.getWorker().getEnv()).DB;
  // The tables are made by whoever asks first.
  await stranger().look("/panel/sign-in");
});
after(() => world?.stop());

const stranger = () => new Visitor((path, init) => world.fetch(path, init), EDGE);

let last = 9_120_000_000;
/** A number that nobody has used. */
const mobile = () => `0${++last}`;

/** A person who is signed in. */
async function person(number = mobile()) {
  const visitor = stranger();
  visitor.mobile = number;
  visitor.landed = await visitor.signIn(number);
  return visitor;
}

/** A person with a role in a shop, in it. */
async function member(role, shop = "demo", number = mobile()) {
  await person(number);
  const { id } = await db.prepare("SELECT id FROM member WHERE mobile = ?").bind(number).first();
  await db.prepare("INSERT INTO membership (member, shop, role, since) VALUES (?, ?, ?, 1)").bind(id, shop, role).run();
  await later(number, 2 * MINUTE);
  const visitor = await person(number);
  await visitor.look("/panel/security");
  return Object.assign(visitor, { id });
}

/** Puts the codes of a number back in time, as if one had waited. */
const later = (number, ms) => db.prepare("UPDATE code SET sent_at = sent_at - ? WHERE mobile = ?").bind(ms, number).run();

/** Puts a time of somebody's sessions back. */
const ago = (visitor, column, ms) =>
  db.prepare(`UPDATE session SET ${column} = ${column} - ? WHERE member = (SELECT id FROM member WHERE mobile = ?)`).bind(ms, visitor.mobile).run();

const isIn = async (visitor) => (await visitor.look("/panel/security")).status === 200;

const assertOut = async (visitor, why) => {
  const page = await visitor.look("/panel/security");
  assert.deepEqual([page.status, page.to], [303, "/panel/sign-in?next=/panel/security"], why);
};

test("a number and its code let in, and the cookies are for this host and for nobody else", async () => {
  const visitor = stranger();
  const first = await visitor.look("/panel/sign-in");
  assert.match(first.html, /<html lang="fa" dir="rtl">/);
  assert.match(first.headers.get("content-security-policy"), /form-action 'self'/);
  assert.equal(first.headers.get("cache-control"), "no-store");
  const number = mobile();
  const persian = number.replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]);
  const asked = await visitor.send("/panel/sign-in", { mobile: persian });
  assert.deepEqual([asked.status, asked.to], [303, "/panel/sign-in/code"]);
  const page = await visitor.look(asked.to);
  const code = shownCode(page.html);
  const typed = code.replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]);
  const answer = await visitor.send("/panel/sign-in/code", { code: typed });
  assert.deepEqual([answer.status, answer.to], [303, "/panel/apply"], "whoever is new applies");
  const set = answer.headers.getSetCookie().find((cookie) => cookie.startsWith("__Host-dargah="));
  assert.match(set, /^__Host-dargah=[\w-]{43}; Path=\/; Max-Age=604800; Secure; HttpOnly; SameSite=Lax$/);
  assert.ok(await isIn(visitor));
  const { hash } = await db.prepare("SELECT s.hash FROM session s JOIN member m ON m.id = s.member WHERE m.mobile = ?").bind(number).first();
  assert.match(hash, /^[0-9a-f]{64}$/, "the secret itself is nowhere");
});

test("a code opens once, in the browser that asked, for two minutes", async () => {
  const [visitor, other, number] = [stranger(), stranger(), mobile()];
  const code = await visitor.code(number);
  await other.look("/panel/sign-in");
  const elsewhere = await other.send("/panel/sign-in/code", { code });
  assert.deepEqual([elsewhere.status, elsewhere.to], [303, "/panel/sign-in"], "another browser has asked for nothing");
  const copied = new Map(visitor.cookies);
  const csrf = visitor.csrf;
  assert.equal((await visitor.send("/panel/sign-in/code", { code })).status, 303);
  const replayed = Object.assign(stranger(), { cookies: copied, csrf });
  const again = await replayed.send("/panel/sign-in/code", { code });
  assert.equal(again.status, 422, "replayed");
  assert.ok(!replayed.cookies.has("__Host-dargah"));

  const late = stranger();
  const old = await late.code(mobile());
  await db.prepare("UPDATE code SET sent_at = sent_at - ?").bind(2 * MINUTE).run();
  assert.equal((await late.send("/panel/sign-in/code", { code: old })).status, 422, "too late");
});

test("five tries, also at the same time, and the right code is the sixth", async () => {
  const visitor = stranger();
  const code = await visitor.code(mobile());
  const wrong = code === "000000" ? "000001" : "000000";
  const guesses = await Promise.all(Array.from({ length: 8 }, () => visitor.send("/panel/sign-in/code", { code: wrong })));
  assert.deepEqual(new Set(guesses.map(({ status }) => status)), new Set([422]));
  const { tries } = await db.prepare("SELECT max(tries) AS tries FROM code").first();
  assert.ok(tries <= 5, `${tries} tries were counted`);
  for (let i = 0; i < 5; i += 1) await visitor.send("/panel/sign-in/code", { code: wrong });
  assert.equal((await visitor.send("/panel/sign-in/code", { code })).status, 422);
  assert.ok(!visitor.cookies.has("__Host-dargah"));
});

test("a number gets a code a minute and five an hour, whoever asks", async () => {
  const number = mobile();
  const ask = async () => {
    const visitor = stranger();
    await visitor.look("/panel/sign-in");
    return (await visitor.send("/panel/sign-in", { mobile: number })).status;
  };
  assert.deepEqual([await ask(), await ask()], [303, 429]);
  for (let i = 0; i < 4; i += 1) {
    await later(number, 61_000);
    assert.equal(await ask(), 303, `code ${i + 2}`);
  }
  await later(number, 61_000);
  assert.equal(await ask(), 429, "the sixth");
  await later(number, HOUR);
  assert.equal(await ask(), 303);
  const many = mobile();
  const visitors = Array.from({ length: 6 }, stranger);
  for (const visitor of visitors) await visitor.look("/panel/sign-in");
  const answers = await Promise.all(visitors.map((visitor) => visitor.send("/panel/sign-in", { mobile: many })));
  assert.equal(answers.filter(({ status }) => status === 303).length, 1, "six at once");
});

test("whatever is no mobile number is said to be none, and shown as text", async () => {
  const visitor = stranger();
  await visitor.look("/panel/sign-in?lang=en");
  for (const typed of ["", "0912", "02112345678", "+14155550100", "\"><script>alert(1)</script>"]) {
    const answer = await visitor.send("/panel/sign-in", { mobile: typed });
    assert.equal(answer.status, 422, typed);
    assert.ok(!answer.html.includes("<script>alert"));
  }
  assert.match((await visitor.look("/panel/sign-in")).html, /<html lang="en" dir="ltr">/, "the language is kept");
});

test("the operator's desk answers the same whether it knows a number or not", async () => {
  const known = mobile();
  await person(known);
  await db.prepare("INSERT INTO operator (member, since) SELECT id, 1 FROM member WHERE mobile = ?").bind(known).run();
  await later(known, 2 * MINUTE);
  const seen = [];
  const same = (html) => html.replace(/09\d{9}|۰۹[۰-۹]{9}/g, "N").replace(/\d{6}/g, "C").replace(/value="[\w-]{22}"|data-csrf="[\w-]{22}"/g, "T").replace(/[۰-۹]+ ثانیه/, "S");
  for (const number of [known, mobile()]) {
    const visitor = stranger();
    await visitor.look("/admin/sign-in");
    const asked = await visitor.send("/admin/sign-in", { mobile: number });
    const page = await visitor.look(asked.to);
    const wrong = shownCode(page.html) === "000000" ? "111111" : "000000";
    const refused = await visitor.send("/admin/sign-in/code", { code: wrong });
    seen.push([asked.status, asked.to, page.status, same(page.html), refused.status, same(refused.html)]);
    const in_ = await visitor.send("/admin/sign-in/code", { code: shownCode(page.html) });
    assert.equal(in_.status, number === known ? 303 : 422);
    assert.equal(visitor.cookies.has("__Host-dargah"), number === known);
  }
  assert.deepEqual(seen[0], seen[1]);
});

test("a session that is forged, over, unused for half a day or a week old lets nobody in", async () => {
  const forged = stranger();
  for (const value of ["x", "A".repeat(43), "'; DROP TABLE session; --"]) {
    forged.cookies.set("__Host-dargah", value);
    await assertOut(forged, value);
  }
  const visitor = await person();
  const twice = Object.assign(stranger(), { cookies: new Map(visitor.cookies) });
  twice.cookies.set("__Host-dargah", `${visitor.cookies.get("__Host-dargah")}; __Host-dargah=other`);
  await assertOut(twice, "a cookie said twice");
  const kept = new Map(visitor.cookies);
  await visitor.look("/panel/security");
  assert.deepEqual([(await visitor.send("/panel/sign-out")).to], ["/panel/sign-in"]);
  assert.ok(!visitor.cookies.has("__Host-dargah"));
  await assertOut(Object.assign(stranger(), { cookies: kept }), "signed out and replayed");

  const idle = await person();
  await ago(idle, "seen_at", 12 * HOUR - MINUTE);
  assert.ok(await isIn(idle));
  await ago(idle, "seen_at", 12 * HOUR);
  await assertOut(idle, "unused");
  const old = await person();
  await ago(old, "began_at", 7 * 24 * HOUR);
  await assertOut(old, "a week old");
});

test("signing in again gives another secret, and what was before is over", async () => {
  const visitor = await person();
  const before = new Map(visitor.cookies);
  await later(visitor.mobile, 2 * MINUTE);
  await visitor.signIn(visitor.mobile);
  assert.notEqual(visitor.cookies.get("__Host-dargah"), before.get("__Host-dargah"));
  await assertOut(Object.assign(stranger(), { cookies: before }));
  // A secret that somebody else put into the browser is not taken up.
  const fixed = stranger();
  fixed.cookies.set("__Host-dargah", "B".repeat(43));
  await fixed.signIn(mobile());
  assert.notEqual(fixed.cookies.get("__Host-dargah"), "B".repeat(43));
});

test("a form without its token, with another session's, or from another site changes nothing", async () => {
  const [visitor, other] = [await member("owner"), await member("owner")];
  const number = mobile();
  const invite = (fields, headers) => visitor.send("/panel/team/invite", { mobile: number, role: "viewer", ...fields }, headers);
  await visitor.look("/panel/team");
  const right = visitor.csrf;
  for (const [why, csrf] of [["missing", ""], ["another session's", other.csrf], ["made up", "A".repeat(22)], ["cut", right.slice(1)]]) {
    const answer = await invite({ csrf });
    assert.equal(answer.status, 403, why);
    visitor.csrf = right;
  }
  const sites = [
    { origin: "https://evil.test", "sec-fetch-site": "cross-site" },
    { origin: "null" },
    { origin: EDGE, "sec-fetch-site": "same-site" },
    { origin: "https://evil.test", "sec-fetch-site": "same-origin" },
  ];
  for (const headers of sites) {
    assert.equal((await invite({ csrf: right }, headers)).status, 403, JSON.stringify(headers));
    visitor.csrf = right;
  }
  const { count } = await db.prepare("SELECT count(*) AS count FROM invitation WHERE mobile = ?").bind(number).first();
  assert.equal(count, 0);
  assert.equal((await invite({ csrf: right })).status, 303);
  // Signing in is guarded like everything else: nobody is signed in as somebody else from afar.
  const login = stranger();
  const code = await login.code(mobile());
  assert.equal((await login.send("/panel/sign-in/code", { code, csrf: other.csrf })).status, 403);
  assert.equal((await login.send("/panel/sign-in/code", { code }, { origin: "https://evil.test" })).status, 403);
});

test("each role is refused what it does not include, and another shop's people are not there", async () => {
  const [owner, viewer, elsewhere] = [await member("owner", "shop-a"), await member("viewer", "shop-a"), await member("owner", "shop-b")];
  for (const role of ["manager", "support", "viewer"]) {
    const visitor = await member(role, "shop-a");
    const page = await visitor.look("/panel/team");
    assert.equal(page.status, 200);
    assert.ok(!page.html.includes("/panel/team/invite"), `${role} is offered an invitation form`);
    for (const [path, fields] of [
      ["/panel/team/invite", { mobile: mobile(), role: "owner" }],
      ["/panel/team/role", { member: visitor.id, role: "owner" }],
      ["/panel/team/remove", { member: owner.id }],
    ]) {
      assert.equal((await visitor.send(path, fields)).status, 403, `${role} at ${path}`);
      await visitor.look("/panel/team");
    }
    for (const path of ["/admin/audit", "/admin/audit.csv", "/admin/team"]) assert.equal((await visitor.look(path)).status, 403, path);
  }
  for (const path of ["/panel/team/role", "/panel/team/remove"]) {
    await elsewhere.look("/panel/team");
    assert.equal((await elsewhere.send(path, { member: viewer.id, role: "owner" })).status, 404, `${path} of another shop`);
  }
  assert.equal((await elsewhere.look(`/panel/team/remove?member=${viewer.id}`)).status, 404);
  assert.ok(!(await elsewhere.look("/panel/team")).html.includes(viewer.mobile));
  const key = stranger();
  assert.equal(await key.signInWithKey(keys().operator), "/admin");
  for (const path of ["/panel/team"]) assert.equal((await key.look(path)).status, 403, "an operator is in no shop");
});

test("a team grows by invitation, changes and shrinks, and keeps an owner", async () => {
  const owner = await member("owner", "shop-c");
  await owner.look("/panel/team");
  const alone = await owner.send("/panel/team/remove", { member: owner.id });
  assert.equal(alone.status, 422, "the last owner goes");
  assert.match(alone.html, /مالک/);
  await owner.look("/panel/team");
  assert.equal((await owner.send("/panel/team/role", { member: owner.id, role: "viewer" })).status, 422, "the last owner becomes less");

  const guest = mobile();
  await owner.look("/panel/team");
  const invited = await owner.send("/panel/team/invite", { mobile: guest, role: "support" });
  assert.equal(invited.to, "/panel/team?done=invited");
  assert.match((await owner.look(invited.to)).html, /notice good/);
  assert.equal((await owner.send("/panel/team/invite", { mobile: guest, role: "support" })).status, 422, "twice");
  const joining = await person(guest);
  assert.equal(joining.landed, "/panel/invitations");
  const offers = await joining.look("/panel/invitations");
  const [, invitation] = /value="(inv_\w+)"/.exec(offers.html);
  const stranger_ = await person();
  await stranger_.look("/panel/invitations");
  assert.equal((await stranger_.send("/panel/invitations", { invitation, answer: "accept", csrf: "" })).status, 403);
  await stranger_.look("/panel/security");
  assert.equal((await stranger_.send("/panel/invitations", { invitation, answer: "accept" })).status, 404, "another's invitation");
  const before = joining.cookies.get("__Host-dargah");
  assert.equal((await joining.send("/panel/invitations", { invitation, answer: "accept" })).to, "/panel?done=joined");
  assert.notEqual(joining.cookies.get("__Host-dargah"), before, "more rights, another secret");
  assert.equal((await joining.look("/panel/team")).status, 200);

  const { id } = await db.prepare("SELECT id FROM member WHERE mobile = ?").bind(guest).first();
  await owner.look("/panel/team");
  assert.equal((await owner.send("/panel/team/role", { member: id, role: "manager" })).to, "/panel/team?done=role-changed");
  await assertOut(joining, "a session under another role is over");
  assert.equal((await owner.look(`/panel/team/remove?member=${id}`)).status, 200);
  assert.equal((await owner.send("/panel/team/remove", { member: id })).to, "/panel/team?done=member-removed");
  await later(guest, 2 * MINUTE);
  assert.equal((await person(guest)).landed, "/panel/apply", "no longer in the shop");
});

test("two owners who remove each other at once leave one", async () => {
  const [a, b] = [await member("owner", "shop-d"), await member("owner", "shop-d")];
  await Promise.all([a.look("/panel/team"), b.look("/panel/team")]);
  await Promise.all([a.send("/panel/team/remove", { member: b.id }), b.send("/panel/team/remove", { member: a.id })]);
  const { count } = await db.prepare("SELECT count(*) AS count FROM membership WHERE shop = 'shop-d' AND role = 'owner'").first();
  assert.equal(count, 1);
});

test("what wants a fresh proof asks for one after ten minutes, and leads back", async () => {
  const visitor = await member("owner", "shop-e");
  await ago(visitor, "shown_at", 10 * MINUTE);
  const page = await visitor.look(`/panel/team/remove?member=${visitor.id}`);
  assert.equal(page.to, `/panel/confirm?next=/panel/team/remove%3Fmember%3D${visitor.id}`);
  await visitor.look("/panel/team");
  const posted = await visitor.send("/panel/team/invite", { mobile: mobile(), role: "viewer" }, { referer: `${EDGE}/panel/team?a=1` });
  assert.equal(posted.to, "/panel/confirm?next=/panel/team%3Fa%3D1", "a form leads back to its page");
  const abroad = await visitor.send("/panel/team/invite", { mobile: mobile(), role: "viewer" }, { referer: "https://evil.test/panel" });
  assert.equal(abroad.to, "/panel/confirm");
  await later(visitor.mobile, 2 * MINUTE);
  await visitor.look(page.to);
  const sent = await visitor.send("/panel/confirm/code", { next: "/panel/team" });
  assert.equal(sent.to, "/panel/confirm?next=/panel/team");
  const code = shownCode((await visitor.look(sent.to)).html);
  const wrong = code === "000000" ? "000001" : "000000";
  assert.equal((await visitor.send("/panel/confirm", { code: wrong, next: "/panel/team" })).status, 422);
  const before = visitor.cookies.get("__Host-dargah");
  const back = await visitor.send("/panel/confirm", { code, next: "/panel/team" });
  assert.deepEqual([back.status, back.to], [303, "/panel/team"]);
  assert.notEqual(visitor.cookies.get("__Host-dargah"), before, "another secret");
  await visitor.look("/panel/team");
  assert.equal((await visitor.send("/panel/team/invite", { mobile: mobile(), role: "viewer" })).to, "/panel/team?done=invited");
  await later(visitor.mobile, 2 * MINUTE);
  await visitor.look("/panel/confirm");
  const outside = await visitor.send("/panel/confirm/code", { next: "https://evil.test/" });
  assert.equal(outside.to, "/panel/confirm");
});

test("somebody's sessions are listed and ended by themselves alone", async () => {
  const visitor = await person();
  await later(visitor.mobile, 2 * MINUTE);
  const phone = Object.assign(stranger(), { mobile: visitor.mobile });
  await phone.signIn(visitor.mobile);
  const stranger_ = await person();
  const page = await visitor.look("/panel/security");
  const [, id] = /name="session" value="(ses_\w+)"/.exec(page.html);
  const mine = visitor.csrf;
  await stranger_.look("/panel/security");
  assert.equal((await stranger_.send("/panel/security/sessions/end", { session: id })).status, 404);
  assert.ok(await isIn(phone));
  visitor.csrf = mine;
  assert.equal((await visitor.send("/panel/security/sessions/end", { session: id })).to, "/panel/security?done=sessions-ended");
  await assertOut(phone);
  assert.ok(await isIn(visitor));
});

test("operators come by their key first, and then by invitation; the last one stays", async () => {
  const key = stranger();
  await key.look("/admin/sign-in");
  for (const wrong of ["ok_wrong", keys().shop, ""]) assert.equal((await key.send("/admin/sign-in/key", { key: wrong })).status, 422);
  await key.signInWithKey(keys().operator);
  const guest = mobile();
  await key.look("/admin/team");
  assert.equal((await key.send("/admin/team/invite", { mobile: guest })).to, "/admin/team?done=invited");
  const shop = await person(guest);
  assert.equal(shop.landed, "/panel/apply", "an operator's invitation is none to a shop");
  await later(guest, 2 * MINUTE);
  const operator = Object.assign(stranger(), { mobile: guest });
  assert.equal(await operator.signIn(guest, "/admin"), "/admin");
  assert.equal((await operator.look("/admin/audit")).status, 200);
  const { id } = await db.prepare("SELECT id FROM member WHERE mobile = ?").bind(guest).first();
  await db.prepare("DELETE FROM operator WHERE member <> ?").bind(id).run();
  await operator.look("/admin/team");
  assert.equal((await operator.send("/admin/team/remove", { member: id })).status, 422, "the last one");
  await ago(operator, "shown_at", 10 * MINUTE);
  assert.match((await operator.look(`/admin/team/remove?member=${id}`)).to, /^\/panel\/confirm/);
  await db.prepare("DELETE FROM operator").run();
  assert.equal((await operator.look("/admin/audit")).to, "/admin/sign-in?next=/admin/audit", "no longer an operator");
});

test("every change is in the log, whose chain shows what was done to it", async () => {
  const owner = await member("owner", "shop-f");
  await owner.look("/panel/team");
  await owner.send("/panel/team/invite", { mobile: mobile(), role: "viewer" });
  await Promise.all(Array.from({ length: 6 }, () => person()));
  const key = stranger();
  await key.signInWithKey(keys().operator);
  const page = await key.look("/admin/audit?lang=en");
  assert.match(page.html, /The chain holds/);
  assert.match(page.html, /team\.invited/);
  const { results } = await db.prepare("SELECT seq, text, hash FROM audit ORDER BY seq").all();
  assert.deepEqual(results.map(({ seq }) => seq), results.map((_, i) => i + 1), "no gap, whoever wrote at the same time");
  // Another program comes to the same hashes.
  const { createHash } = await import("node:crypto");
  let hash = "0".repeat(64);
  for (const row of results) {
    hash = createHash("sha256").update(hash + row.text).digest("hex");
    assert.equal(row.hash, hash, `entry ${row.seq}`);
  }
  assert.ok(!results.some(({ text }) => /09\d{9}|ok_[\w-]{10}|sk_/.test(text)), "a whole number or a key is in the log");
  const file = await key.look("/admin/audit.csv");
  assert.match(file.headers.get("content-type"), /text\/csv/);
  assert.ok(file.html.startsWith("\u{feff}seq,at,who") || file.html.startsWith("seq,at,who"), file.html.slice(0, 40));
  assert.ok(file.html.trimEnd().split("\r\n").length >= results.length + 1);
  await assert.rejects(db.prepare("UPDATE audit SET text = '{}' WHERE seq = 1").run(), /only ever added/);
  await assert.rejects(db.prepare("DELETE FROM audit WHERE seq = 1").run(), /only ever added/);
  const middle = results[Math.floor(results.length / 2)];
  await db.prepare("DROP TRIGGER audit_is_not_changed").run();
  await db.prepare("UPDATE audit SET text = replace(text, '\"at\":1', '\"at\":2') WHERE seq = ?").bind(middle.seq).run();
  assert.match((await key.look("/admin/audit")).html, new RegExp(`broken at entry ${middle.seq.toLocaleString("en")}`));
});
