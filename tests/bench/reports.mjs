// How long questions to a report of a million payments take, through the built Worker and its database; and whether a report that
// was fed by payments of every kind is the ledger's.
import { randomUUID } from "node:crypto";
import { keys } from "../../.dev/sandbox.mjs";
import { Problem } from "../../.dev/lib/run.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { dice } from "../support/dice.mjs";
import { start } from "../worker/support.mjs";

const PAYMENTS = 1_000_000;
const PORTION = 50_000;
const DAYS = 365;
const ROUNDS = 40;
const DAY = 86_400_000;
const auth = { authorization: `Bearer ${keys().shop}` };

/** `{ p99, slowest }`: milliseconds of the slowest hundredth of questions, and by kind of question. */
export async function questions() {
  const world = await start();
  try {
    const now = Date.now();
    await fill(world, now);
    const ask = async (path) => {
      const began = performance.now();
      const { status, body } = await world.ask("GET", `/v1${path}`, undefined, auth);
      const took = performance.now() - began;
      if (status !== 200) throw new Problem(`${path}: ${status} ${JSON.stringify(body)}`);
      return { took, body };
    };
    const { below } = dice(1405);
    const day = (at) => new Date(at + 3.5 * 3_600_000).toISOString().slice(0, 10);
    const any = () => now - below(DAYS) * DAY;
    const deep = async () => (await ask(`/payments?to=${any()}&limit=1`)).body.next;
    const kinds = {
      "first page": () => "/payments",
      "page behind another": async () => `/payments?cursor=${await deep()}`,
      "failed ones": () => `/payments?status=failed&to=${any()}`,
      "rare ones (review)": () => "/payments?status=review",
      "a gateway's": () => `/payments?gateway=saman&to=${any()}`,
      "a gateway's refunded ones of a month": () => `/payments?gateway=mellat&status=refunded&from=${day(now - 30 * DAY)}`,
      "an amount": async () => `/payments?amount_min=77777&amount_max=77777&cursor=${await deep()}`,
      "an order": () => `/payments?q=A-${below(PAYMENTS)}`,
      "a reference": () => `/payments?q=R${below(PAYMENTS)}`,
      "a year by day": () => `/reports/totals?by=day&from=${day(now - DAYS * DAY)}`,
      "a month by hour": () => `/reports/totals?by=hour&from=${day(now - 30 * DAY)}`,
      "a year by gateway": () => `/reports/totals?by=gateway&from=${day(now - DAYS * DAY)}`,
      "a month by class": () => "/reports/totals?by=class",
    };
    const all = [];
    const slowest = {};
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [kind, path] of Object.entries(kinds)) {
        const { took } = await ask(await path());
        // The first of each finds the database cold.
        if (round === 0) continue;
        all.push(took);
        slowest[kind] = Math.max(slowest[kind] ?? 0, took);
      }
    }
    all.sort((a, b) => a - b);
    return { p99: all[Math.floor(all.length * 0.99)], slowest };
  } finally {
    await world.stop();
  }
}

/** A year of payments, in the Worker's own tables, with its own triggers for the sums. */
async function fill(world, now) {
  await world.ask("GET", "/v1/payments", undefined, auth);
  const db = (await world.edge.getWorker().getEnv()).DB;
  const step = Math.floor((DAYS * DAY) / PAYMENTS);
  const portion = db.prepare(`
    WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 + ?2 - 1),
      p AS (SELECT i, ?3 - i * ?4 AS at, (i * 7919) % 1000 AS lot FROM n)
    INSERT INTO report_payment
    SELECT 'pay_0' || printf('%025d', (i * 7919) % 1000003), 'demo', 'test', at, 9,
      CASE WHEN lot < 780 THEN 'paid' WHEN lot < 900 THEN 'failed' WHEN lot < 970 THEN 'expired' WHEN lot < 999 THEN 'refunded' WHEN i % 30 THEN 'cancelled' ELSE 'review' END,
      NULL, CASE WHEN lot BETWEEN 780 AND 899 THEN CASE i % 4 WHEN 0 THEN 'cancel' WHEN 1 THEN 'card' WHEN 2 THEN 'tech' ELSE 'session' END END,
      10000 + (i * 104729) % 5000000, CASE WHEN lot BETWEEN 970 AND 998 THEN 10000 + (i * 104729) % 5000000 ELSE 0 END,
      CASE i % 5 WHEN 0 THEN 'mellat' WHEN 1 THEN 'saman' WHEN 2 THEN 'parsian' WHEN 3 THEN 'sadad' ELSE 'sepehr' END, 1, 'A-' || i,
      CASE WHEN lot < 780 THEN 'R' || i END, '0912***4567', at + 60000, at + 60000 FROM p`);
  for (let done = 0; done < PAYMENTS; done += PORTION) await portion.bind(done, PORTION, now, step).run();
  const { n } = await db.prepare("SELECT sum(payments) AS n FROM report_day").first();
  if (n !== PAYMENTS) throw new Problem(`the sums have ${n} of ${PAYMENTS} payments`);
}

/** 1 if a report that payments of every kind have fed by themselves is equal to the ledger, in rows and in sums; else 0. */
export async function equals() {
  const world = await start();
  try {
    const post = (path, body) => world.ask("POST", `/v1${path}`, body, { ...auth, "idempotency-key": randomUUID() });
    for (let n = 0; n < 8; n += 1) {
      for (const gateway of ["mellat", "saman"]) {
        const { made, redirect } = await world.atGateway(gateway);
        await comeBack(await atBank(redirect, n % 4 === 3 ? "cancel" : "pay", "http://edge.test"), world.fetch);
        if (n % 4 === 1) await post(`/payments/${made.id}/refunds`, { reason: "half of it", ...(gateway === "mellat" && { amount: 500_000 }) });
      }
      const { id } = (await world.create()).body;
      if (n % 2) await post(`/payments/${id}/cancel`);
    }
    const differs = async () => {
      let found = 0;
      for (let cursor, last = false; !last; ) {
        const query = new URLSearchParams({ shop: "demo", ...(cursor && { cursor }) });
        const { body } = await world.ask("GET", `/v1/operator/reports/check?${query}`, undefined, { authorization: `Bearer ${keys().operator}` });
        found += body.differences.length;
        cursor = body.next;
        last = cursor === null;
      }
      return found;
    };
    // Rows come behind the answers.
    for (const end = Date.now() + 10_000; (await differs()) > 0; ) if (Date.now() > end) return 0;
    const db = (await world.edge.getWorker().getEnv()).DB;
    const wrong = await db.prepare(`
      SELECT count(*) AS n FROM (
        SELECT day, gateway, class, status, payments, amount, refunded FROM report_day WHERE payments > 0
        EXCEPT
        SELECT (created_at + 12600000) / 86400000, ifnull(gateway, ''), ifnull(class, ''), status, count(*), sum(amount), sum(refunded)
        FROM report_payment GROUP BY 1, 2, 3, 4)`).first();
    return wrong.n === 0 ? 1 : 0;
  } finally {
    await world.stop();
  }
}
