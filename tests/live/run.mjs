// Shoppers at the built Worker and the ten sandbox banks, while banks lie or are silent to a third of the calls and the Worker is
// killed again and again in the middle of its work; its storage is all that is kept. In the end every payment must have an end,
// and the banks' books must say what the ledger says, to the rial.
import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { keys, sandboxGateways } from "../../.dev/sandbox.mjs";
import { startServices } from "../../.dev/lib/services.mjs";
import { atBank, bank, comeBack, wayOf } from "../support/bank.mjs";
import { dice } from "../support/dice.mjs";

const AMOUNT = 1_250_000;
const CONNECTIONS = 6;

// An hour of the banks passes in a minute; the contracts say so.
const SPEED = 60;
const WINDOWS = { page_s: 20, reversal_s: 62, margin_s: 5 };
const PAY_WITHIN_S = 45;

// Two thirds of the calls are answered as they should be.
const FAULTS = ["lost", "down", "html", "empty", "soap_fault", "lost_hang", "hang"];
const FAULTY_PERCENT = 30;

// Where the status is the answer, an empty body tells nothing of a fault: it would be the bank's own word that it did it.
const STATUS_ALONE = ["asanpardakht"];

const GATEWAYS = sandboxGateways("").map(({ id }) => id);
const FINAL = ["paid", "failed", "expired", "cancelled", "refunded", "returned"];

/**
 * Sells `payments` and kills the Worker `kills` times meanwhile. Resolves with counts: `payments`, `limbo` (payments without an
 * end), `differences` (where book and ledger disagree, with what), `kills`, `statuses`.
 */
export async function live({ payments, kills, seed, ports, say = () => {} }) {
  const settings = { windows: WINDOWS, payWithin: PAY_WITHIN_S };
  const services = await startServices({ name: "live", ports, fresh: true, mortal: true, settings });
  const world = new World(services, seed);
  try {
    await world.disturb();
    let left = payments;
    const connection = async (number) => {
      const shopper = dice(seed * 1000 + number);
      while (left > 0) {
        left -= 1;
        await world.buy(shopper);
      }
    };
    let lost = 0;
    const sold = Promise.all(Array.from({ length: CONNECTIONS }, (_, number) => connection(number)));
    for (let killed = 0; killed < kills; killed += 1) {
      await Promise.race([sold, pause(1_000 + world.dice.below(2_500))]);
      await services.kill();
      if (killed === kills - 1) lost = loseAlarms(services.state);
      await services.revive();
      await world.disturb();
      say(`killed ${killed + 1} of ${kills}, ${left} payments to come`);
    }
    await sold;
    await world.heal();
    const swept = await world.sweep();
    const found = await world.settle(say);
    return { ...found, payments: world.made.size, kills, lost, swept };
  } finally {
    await services.stop();
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes every alarm of the ledger's objects away, as if the platform had lost them: only the sweep can find what is due. How many. */
function loseAlarms(state) {
  const file = files(join(state, "edge")).find((name) => /Ledgers.metadata\.sqlite$/.test(name));
  const db = new DatabaseSync(file);
  const { changes } = db.prepare("DELETE FROM _cf_ALARM").run();
  db.close();
  return Number(changes);
}

const files = (dir) =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? files(join(dir, entry.name)) : [join(dir, entry.name)]));

class World {
  constructor(services, seed) {
    this.services = services;
    this.dice = dice(seed);
    this.made = new Map();
    this.banks = GATEWAYS.map((name) => bank(services.bank, name, services.control));
  }

  /** Every bank fails in its own way from now on, at a third of its calls. */
  async disturb() {
    for (const [at, one] of this.banks.entries()) {
      const possible = STATUS_ALONE.includes(GATEWAYS[at]) ? FAULTS.filter((fault) => fault !== "empty") : FAULTS;
      const faults = Object.fromEntries(["token", "verify", "settle", "reverse", "inquiry", "refund"].map((call) => [call, this.dice.one(possible)]));
      await one.set({ ...faults, slow_ms: 4_000, speed: SPEED, probability_percent: FAULTY_PERCENT });
    }
  }

  async heal() {
    for (const one of this.banks) await one.set({ token: "ok", verify: "ok", settle: "ok", reverse: "ok", inquiry: "ok", refund: "ok", probability_percent: 100 });
  }

  /** A request to the edge, again and again while it is dead: `{ status, body }`. */
  async ask(method, path, { body, key, operator, tries = 40 } = {}) {
    const headers = { authorization: `Bearer ${operator ? keys().operator : this.services.key}`, ...(body && { "content-type": "application/json" }), ...(key && { "idempotency-key": key }) };
    for (let tried = 1; ; tried += 1) {
      try {
        const answer = await fetch(this.services.edge + path, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(45_000), redirect: "manual" });
        const text = await answer.text();
        if (answer.status < 500 || tried >= tries) return { status: answer.status, body: text.startsWith("{") ? JSON.parse(text) : text };
      } catch (problem) {
        if (tried >= tries) throw problem;
      }
      await pause(500);
    }
  }

  /** One shopper: whatever fails, fails; the payment is known to the shop all the same. */
  async buy(shopper) {
    const body = { amount: AMOUNT, currency: "IRR", order_id: `L-${this.made.size}`, return_url: `${this.services.shop}/orders/1` };
    const made = (await this.ask("POST", "/v1/payments", { body, key: randomUUID() })).body;
    const known = { id: made.id, wishes: [] };
    this.made.set(made.id, known);
    try {
      for (let tried = 0; tried < 3; tried += 1) if (!(await this.visit(shopper, made))) break;
      if (shopper.chance(8)) await this.ask("POST", `/v1/payments/${made.id}/cancel`, { tries: 3 });
      const wishes = shopper.chance(30) ? 1 + shopper.below(3) : 0;
      for (let n = 0; n < wishes; n += 1) {
        const wish = { amount: shopper.one([undefined, 100_000, 400_000, 700_000]), reason: "live" };
        await this.ask("POST", `/v1/payments/${made.id}/refunds`, { body: wish, key: randomUUID(), tries: 5 });
      }
    } catch {
      // The shopper's connection broke with the Worker. What became of the payment is what this is about.
    }
  }

  /** Goes to a bank and does something there. Whether it is worth another try. */
  async visit(shopper, made) {
    const wish = shopper.chance(70) ? { gateway: shopper.one(GATEWAYS) } : {};
    const answer = await this.ask("POST", `/v1/checkout/${made.client_token}/pay`, { body: wish, tries: 3 });
    if (answer.status !== 200) return answer.status === 503;
    const page = await (await fetch(answer.body.url, { signal: AbortSignal.timeout(20_000) })).text();
    const redirect = wayOf(page);
    if (!redirect) return false;
    const action = shopper.one(["pay", "pay", "pay", "pay", "pay", "pay", "cancel", "decline", "pay-no-return"]);
    const back = await atBank(redirect, action, this.services.edge).catch(() => undefined);
    if (!back?.url) return false;
    if (shopper.chance(10)) await pause(3_000);
    const through = (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(45_000) });
    const coming = Array.from({ length: shopper.chance(15) ? 3 : 1 }, () => comeBack(back, through));
    await Promise.allSettled(coming);
    return action === "cancel" || action === "decline";
  }

  /** Runs the clock's sweep by hand, as the platform does every few minutes. */
  async sweep() {
    const answer = await fetch(`${this.services.edge}/cdn-cgi/handler/scheduled`);
    return answer.ok;
  }

  /** Waits until every payment has its end, teaching what only the banks' statements know; then compares. */
  async settle(say) {
    const until = Date.now() + 8 * 60_000;
    let open = [...this.made.keys()];
    let states = new Map();
    while (open.length > 0 && Date.now() < until) {
      await pause(3_000);
      const books = await this.books();
      states = new Map();
      for (const id of open) {
        const payment = (await this.ask("GET", `/v1/payments/${id}`)).body;
        states.set(id, payment);
        await this.teach(payment, books);
      }
      open = open.filter((id) => !this.isOver(states.get(id)));
      say(`${open.length} of ${this.made.size} payments are not over yet`);
    }
    const limbo = open.map((id) => states.get(id));
    return { limbo: limbo.length, inLimbo: limbo, ...(await this.compare()) };
  }

  isOver = (payment) =>
    FINAL.includes(payment.status) &&
    payment.refunds.every(({ status }) => status === "succeeded" || status === "failed") &&
    payment.attempts.every(({ state }) => !["at_bank", "claiming", "verifying", "unknown", "settling", "reversing", "asking", "review"].includes(state));

  /** The banks' books by order number, as a statement would tell them. */
  async books() {
    const rows = new Map();
    for (const one of this.banks) for (const row of (await one.book()).transactions) rows.set(`${one.name} ${row.order}`, row);
    return rows;
  }

  /** What only a statement tells: refunds whose answer was lost, and what the bank contradicts itself about. */
  async teach(payment, books) {
    const waits = payment.refunds.some(({ status }) => status === "unknown") || payment.attempts.some(({ state }) => state === "review");
    if (!waits) return;
    const log = (await this.ask("GET", `/v1/operator/payments/demo/${payment.id}`, { operator: true })).body;
    const tell = (what) => this.ask("POST", `/v1/operator/payments/demo/${payment.id}`, { operator: true, body: { what, note: "the bank's statement" } });
    const orders = new Map(log.events.filter(({ type }) => type === "attempt_started").map(({ attempt, ask, choice }) => [attempt, `${choice.gateway} ${ask.order}`]));
    for (const attempt of payment.attempts.filter(({ state }) => state === "review")) {
      const row = books.get(orders.get(attempt.number));
      await tell(row?.state === "reversed" ? { returned: { attempt: attempt.number } } : { held: { attempt: attempt.number } });
    }
    const captured = payment.attempts.find(({ state }) => state === "captured");
    const row = captured && books.get(orders.get(captured.number));
    for (const refund of payment.refunds.filter(({ status }) => status === "unknown")) {
      const known = payment.refunds.filter(({ status }) => status === "succeeded").reduce((sum, { amount }) => sum + amount, 0);
      const back = row.state === "reversed" ? row.amount : row.refunds.reduce((sum, { amount }) => sum + amount, 0);
      await tell({ refund: { refund: refund.number, done: back >= known + refund.amount } });
      return;
    }
  }

  /** Where the banks' books and the ledger disagree, payment by payment. */
  async compare() {
    const books = await this.books();
    const differences = [];
    const statuses = {};
    for (const id of this.made.keys()) {
      const { payment, events } = (await this.ask("GET", `/v1/operator/payments/demo/${id}`, { operator: true })).body;
      statuses[payment.status] = (statuses[payment.status] ?? 0) + 1;
      const orders = events.filter(({ type }) => type === "attempt_started").map(({ ask, choice }) => `${choice.gateway} ${ask.order}`);
      const rows = orders.map((order) => books.get(order)).filter(Boolean);
      const held = rows.filter(({ state }) => state === "debited");
      const kept = rows.reduce((sum, row) => sum + keptOf(row), 0);
      const expected = ["paid", "refunded"].includes(payment.status) ? payment.amount - payment.refunded : 0;
      if (kept !== expected || held.length > 0) differences.push({ id, status: payment.status, kept, expected, held: held.length, rows: rows.map(({ state, refunds }) => [state, refunds]) });
    }
    return { differences, statuses };
  }
}

/** What a transaction leaves with the shop. A verified one counts where settling is not done yet, or is no step. */
const keptOf = (row) => (["verified", "settled"].includes(row.state) ? row.amount - row.refunds.reduce((sum, { amount }) => sum + amount, 0) : 0);
