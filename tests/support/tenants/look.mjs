// Whether one shop finds anything of another's: everything is asked twice, once with the other's names and once with names like them
// that nobody has, and the two answers must be one; nothing that only the other shop knows may stand in either; and what the other
// shop sees of itself is afterwards what it was.
import { randomUUID } from "node:crypto";
import { keys } from "../../../.dev/sandbox.mjs";
import { Applicant, authority, site } from "../applicant.mjs";
import { receiver } from "../receiver.mjs";
import { ALL, BY_ADDRESS, BY_FOREIGN_PAGE, BY_GIVEN_ADDRESS, BY_KEY, BY_OPERATOR, BY_OWN_ADDRESS, BY_PAGE, FOR_EVERYBODY, GIVEN_AWAY, OF_ALL } from "./cases.mjs";
import { ROWS, pageOf, stale } from "./pages.mjs";
import { openShop } from "./shops.mjs";

const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/** A name of the same form that nobody has: its last six letters are others. */
const unlike = (name) =>
  name.slice(0, -6) + name.slice(-6).replace(/\w/g, (letter) => (LETTERS.includes(letter) ? LETTERS[(LETTERS.indexOf(letter) + 7) % (/\d/.test(letter) ? 10 : 32)] : letter === "Q" ? "A" : "Q"));
const nobodys = (things) => Object.fromEntries(Object.entries(things).map(([name, value]) => [name, unlike(value)]));

/** Names of operations and rows that nobody has written a case for, and cases of what is gone. */
export function uncovered(operations) {
  const known = new Set(ALL.flatMap(Object.keys));
  const missing = operations.filter((name) => !known.has(name));
  const gone = [...known].filter((name) => !operations.includes(name));
  return { missing: [...missing, ...ROWS.filter((row) => !pageOf(row))], gone: [...gone, ...stale()] };
}

/** What changes from one answer to the next, and whose names were asked with, taken out. */
function plain(text, things) {
  const names = Object.entries(things).sort(([, a], [, b]) => b.length - a.length);
  const without = names.reduce((said, [name, value]) => said.replaceAll(value, `<${name}>`).replaceAll(encodeURIComponent(value), `<${name}>`), text);
  // The health board has a clock.
  return without.replace(/(class="clock">)[^<]*/g, "$1").replace(/req_[0-9a-f]{16}/g, "<request>").replace(/(name="(?:once|csrf|key)" value=")[^"]*/g, "$1");
}

/** An answer as far as it may be compared: that something was made shows its form alone. */
function seen({ status, body, headers }, things, makes) {
  const skipped = ["x-request-id", "date", "server-timing", "content-length"];
  const told = [...headers].filter(([name]) => !skipped.includes(name)).map(([name, value]) => [name, plain(value, things)]);
  if (!makes) return { status, body: plain(body, things), headers: Object.fromEntries(told) };
  const shape = (value) => (value && typeof value === "object" ? Object.keys(value).sort().join() : typeof value);
  let parsed;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = body;
  }
  return { status, body: shape(parsed), headers: Object.keys(Object.fromEntries(told)).sort().join() };
}

/** Answers of these differ in what they make, which is one's own. */
const MAKES = new Set(["createPayment", "makePaymentLink", "createDecision", "createEndpoint", "makeShop", "makeKey", "payByLink", "payCheckout", "payPage",
  "submitPaymentLink", "returnFromBank", "returnFromBankByForm", "checkReport", "rebuildReport", "reconcile"]);

/** Starts two shops in `world` (see tests/worker/support.mjs) and walks through everything. Resolves with `{ asked, leaks }`. */
export async function tenantLeaks(world) {
  await authority(world.bank, keys().control).heal();
  const atDesk = async () => {
    const desk = new Applicant(world.fetch, "http://edge.test");
    await desk.signInWithKey(keys().operator);
    return desk;
  };
  const [siteA, siteB, events] = await Promise.all([site(), site(), receiver()]);
  try {
    const plans = [
      { tag: "anar", fa: "انار", mobile: "09123330001", guest: "09123330002", invited: "09123330003", terminal: "2015" },
      { tag: "bidmeshk", fa: "بیدمشک", mobile: "09124440001", guest: "09124440002", invited: "09124440003", terminal: "2015" },
    ];
    const [a, b] = await Promise.all([
      openShop(world, await atDesk(), plans[0], { site: siteA, receiver: events, live: true }),
      openShop(world, await atDesk(), plans[1], { site: siteB, receiver: events, live: false }),
    ]);
    const before = await a.look();
    const calls = events.calls.length;
    const walk = new Walk(world, a);
    await walk.api(a, b);
    await walk.pages(b);
    const after = await a.look();
    for (const [path, text] of Object.entries(before)) {
      if (after[path] !== text) walk.leaks.push(`${path} of the other shop has changed:\n  ${difference(text, after[path])}`);
    }
    for (const { body, path } of events.calls.slice(calls)) {
      if (!path.endsWith("/anar") && walk.secrets.some((secret) => body.includes(secret))) walk.leaks.push(`an event of theirs went to ${path}: ${body}`);
    }
    for (const { payment } of b.tickets) {
      const { status } = (await world.ask("GET", `/v1/payments/${payment}`, undefined, { authorization: `Bearer ${b.test.secret}` })).body;
      if (status === "paid") walk.leaks.push(`${payment} was paid by another shop's reference`);
    }
    await walk.forged(b);
    return { asked: walk.asked, leaks: walk.leaks };
  } finally {
    await Promise.all([siteA.stop(), siteB.stop(), events.stop()]);
  }
}

/** Where two texts part. */
function difference(one, other) {
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  return `${one.slice(Math.max(0, at - 60), at + 80)}\n  ${other.slice(Math.max(0, at - 60), at + 80)}`;
}

/** Forms of those who are not in yet, the shop's first, and what the panel's script sends: the tests of signing in have these. */
const BEFORE_OR_BY_SCRIPT = /\/sign-in|\/apply\/start|\/passkeys?(\/options)?$/;

class Walk {
  constructor(world, a) {
    Object.assign(this, { world, a, asked: 0, leaks: [] });
    this.theirs = a.things;
    this.nobodys = nobodys(a.things);
    /** What only the other shop knows. */
    this.secrets = [...a.texts, ...Object.values(a.things).filter((value) => value.length > 6)];
  }

  async api(a, b) {
    let next = 0;
    const own = { ...b.things, origin: b.origin, returned: b.returned, ticket: () => new URL(b.tickets[next++ % b.tickets.length].url).pathname };
    const key = (secret) => ({ authorization: `Bearer ${secret}` });
    const publishable = { ...key(b.test.publishable), origin: b.origin };
    const operator = key(keys().operator);
    for (const cases of [BY_KEY, BY_OPERATOR, OF_ALL]) {
      await this.all("a publishable key", cases, own, publishable, { refused: true });
    }
    for (const cases of [BY_OPERATOR, OF_ALL]) await this.all("a shop's key", cases, own, key(b.test.secret), { refused: true });
    await this.all("another shop", BY_KEY, own, key(b.test.secret));
    // The same shop's real side: what it is called is its own, what it has for tests is not there.
    const its = { secrets: this.secrets.filter((secret) => !a.texts.slice(0, 2).includes(secret)) };
    await this.all("the live key of the shop itself", BY_KEY, { ...own, origin: a.origin }, key(a.live.secret), its);
    await this.all("another shop's page", BY_PAGE, own, publishable);
    await this.all("the live page of the shop itself", BY_PAGE, { ...own, origin: a.origin }, key(a.live.publishable), its);
    await this.all("the operator, in another shop", BY_OPERATOR, own, operator);
    await this.all("another shop's page", BY_ADDRESS, own, {}, { closed: true });
    // It says what the page at that address says, and to whoever has it.
    await this.all("another shop's page", BY_GIVEN_ADDRESS, own, {}, { closed: true, secrets: [] });
    await this.all("another shop's page", BY_FOREIGN_PAGE, own, {});
    await this.all("one's own address", BY_OWN_ADDRESS, own, {});
    await this.all("anybody", FOR_EVERYBODY, own, {});
    for (const [name, requests] of Object.entries(GIVEN_AWAY)) {
      for (const request of requests(this.nobodys, own)) {
        const { answer, at } = await this.one(`${name}, by an address that is nobody's`, request, {}, this.nobodys);
        if (answer.status !== 404) this.leaks.push(`${at}: ${answer.status}`);
      }
    }
  }

  /** Asks everything of `cases`. `refused`: the key opens nothing here. `closed`: the other shop's address is closed to this page. */
  async all(who, cases, own, headers, { refused, closed, secrets = this.secrets } = {}) {
    for (const [name, requests] of Object.entries(cases)) {
      const [real, none] = [requests(this.theirs, own), requests(this.nobodys, own)];
      for (let i = 0; i < real.length; i += 1) {
        const ask = (request, things) => this.one(`${name} by ${who}`, request, headers, things, secrets);
        if (refused || closed) {
          const { answer, at } = await ask(real[i], this.theirs);
          const shut = refused ? answer.status === 401 : [403, 404].includes(answer.status);
          if (!shut) this.leaks.push(`${at}: ${answer.status} where nothing opens`);
        } else await this.pair(ask, real[i], none[i], MAKES.has(name));
      }
    }
  }

  /** Asks with the other's names and with nobody's: at once, or one after the other where something is made of one's own. */
  async pair(ask, real, none, makes) {
    const first = ask(real, this.theirs);
    if (makes) await first;
    const [theirs, nobodys] = await Promise.all([first, ask(none, this.nobodys)]);
    this.same(theirs, nobodys, makes);
  }

  async one(what, [method, path, body, more], headers, things, secrets = this.secrets) {
    const once = path.endsWith("/payments") || path.endsWith("/refunds") ? { "idempotency-key": randomUUID() } : {};
    const kind = body && typeof body === "object" ? { "content-type": "application/json" } : {};
    const text = body && typeof body === "object" ? JSON.stringify(body) : body;
    const raw = await this.world.fetch(path, { method, headers: { ...once, ...kind, ...headers, ...more }, body: text });
    return this.heard(`${what}: ${method} ${path}`, { status: raw.status, headers: raw.headers, body: await raw.text() }, things, secrets);
  }

  /** Notes what an answer gives away. What was asked with may be said again. */
  heard(at, answer, things, secrets = this.secrets) {
    this.asked += 1;
    const said = plain(`${answer.body}\n${[...answer.headers].flat().join("\n")}`, at.includes("?") || at.includes("/") ? things : {});
    const told = secrets.filter((secret) => said.includes(secret));
    if (told.length > 0) this.leaks.push(`${at} tells ${told}: ${answer.status} ${answer.body.slice(0, 300)}`);
    return { answer, at, things };
  }

  same(theirs, nobodys, makes) {
    const [one, other] = [theirs, nobodys].map(({ answer, things }) => JSON.stringify(seen(answer, things, makes)));
    if (one !== other) this.leaks.push(`${theirs.at} is not what nobody's is:\n  ${difference(one, other)}`);
  }

  async pages(b) {
    const { session } = b;
    // What a browser is given once, it has.
    await session.look("/panel/sign-in");
    await session.look("/panel/security");
    for (const row of ROWS) {
      const [real, none] = [pageOf(row)(this.theirs, b.things), pageOf(row)(this.nobodys, b.things)];
      for (let i = 0; i < real.length; i += 1) {
        await this.pair((request, things) => this.page(row, session, request, things), real[i], none[i], false);
      }
    }
  }

  /** Every form of a shop's panel is refused when it comes from another site, and when its token is not this session's. */
  async forged({ session, things }) {
    const own = { payments: things.payment, keys: things.key, links: things.link, payees: things.payee, contracts: things.gateway, webhooks: things.endpoint };
    for (const row of ROWS.filter((one) => one.startsWith("POST /panel") && !BEFORE_OR_BY_SCRIPT.test(one))) {
      const [, , section] = row.split("/");
      const path = row.slice(5).replace("{id}", own[section]).replace("{deed}", section === "keys" ? "rotate" : "disable").replace("{act}", "message");
      const form = { says: "x", overlap: "day", how: "all" };
      const tries = [["a token of nobody's", { csrf: "x".repeat(22), ...form }], ["another site", form, { origin: "https://evil.example", "sec-fetch-site": "cross-site" }]];
      for (const [what, fields, headers] of tries) {
        const { status } = await session.send(`${path}${path.endsWith("/new") ? "?provider=saman" : ""}`, fields, headers);
        this.asked += 1;
        if (status !== 403 && !(path.endsWith("/documents") && status === 415)) this.leaks.push(`${row} from ${what}: ${status}`);
      }
    }
  }

  async page(row, session, [path, fields], things) {
    const answer = await (fields ? session.send(path, fields) : session.look(path));
    return this.heard(`${row}: ${path}`, { ...answer, body: answer.html }, things);
  }
}
