// A shopper's wallet pays at the built Worker: all of a payment, or a part of it beside a card; what goes back, and what nobody may.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { atBank, comeBack } from "../support/bank.mjs";
import { Shopper } from "../support/shopper.mjs";
import { start } from "./support.mjs";

const EDGE = "http://edge.test";
/** One percent, as the sandbox's terms have it. */
const fee = (rial) => rial / 100;

let world;
before(async () => (world = await start({ only: ["mellat", "saman"] })));
after(() => world?.stop());

const shop = { authorization: `Bearer ${keys().shop}` };
const balance = async () => (await world.ask("GET", "/v1/balance", undefined, shop)).body;
const books = async () => (await world.ask("GET", "/v1/operator/books?mode=test", undefined, { authorization: `Bearer ${keys().operator}` })).body;
const refund = (id, body) => world.ask("POST", `/v1/payments/${id}/refunds`, { reason: "the mug broke", ...body }, { ...shop, "idempotency-key": randomUUID() });

let last = 9_360_000_000;
async function shopper(toman) {
  const one = new Shopper(world);
  await one.open(`0${++last}`);
  if (toman) await one.filled(toman);
  return one;
}

/** What comes behind an answer is there as soon as `read` fits. */
async function until(read, fits, what) {
  for (const end = Date.now() + 15_000; ; ) {
    const found = await read();
    if (fits(found)) return found;
    if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(found)}`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

const create = async (amount = 1_250_000) => (await world.create({ amount })).body;
const pageOf = ({ client_token: token }) => `/pay/${token}?lang=en`;

/** Looks at a payment's page and sends its form for the wallet; where that leads. */
async function useWallet(one, made, toman, more) {
  await one.look(pageOf(made));
  return one.send(`/pay/${made.client_token}/wallet?lang=en`, { amount: String(toman), ...more });
}

/** Pays what is left by card at a gateway. */
async function byCard(made, gateway, action = "pay") {
  const answer = await world.ask("POST", `/v1/checkout/${made.client_token}/pay`, { gateway }, { origin: EDGE });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return comeBack(await atBank(await world.leave(answer.body.url), action, EDGE), world.fetch);
}

test("half by wallet and half by card: the page says what is left, both parts are the shop's, and the books have each to the rial", async () => {
  const one = await shopper(150_000);
  const [first, start] = [await balance(), await books()];
  const made = await create();
  const open = (await one.look(pageOf(made))).html;
  assert.match(open, /Wallet: 150,000 toman/);
  assert.match(open, /Pay 125,000 toman/);
  assert.equal((await useWallet(one, made, 50_000)).to, `${EDGE}${pageOf(made)}`);
  const held = (await one.look(pageOf(made))).html;
  assert.match(held, /From the wallet<\/span><span>50,000 toman/);
  assert.match(held, /Pay 75,000 toman/, "the card is asked for the rest");
  assert.equal((await one.wallet()).balance, 150_000, "it is held, and still the shopper's");
  await byCard(made, "saman");
  const paid = await world.read(made.id);
  assert.deepEqual([paid.status, paid.amount, paid.by_wallet], ["paid", 1_250_000, 500_000]);
  const now = await until(balance, ({ total }) => total > first.total, "both parts are in the books");
  assert.equal(now.pending - first.pending, 750_000 - fee(750_000), "the card's part waits for the provider");
  assert.equal(now.available - first.available, 500_000 - fee(500_000), "the wallet's the operator has");
  assert.equal((await one.wallet()).balance, 100_000);
  const end = await books();
  assert.deepEqual([end.imbalance, end.suspense, end.misfits], [0, 0, []]);
  const fees = ({ accounts }) => accounts.find(({ account }) => account === "fees")?.stands ?? 0;
  assert.equal(fees(end) - fees(start), fee(1_250_000));

  const told = await refund(made.id, { to: "wallet", amount: 400_000 });
  assert.deepEqual([told.status, told.body.status, told.body.to], [201, "succeeded", "wallet"], JSON.stringify(told.body));
  await until(() => one.wallet(), ({ balance }) => balance === 140_000, "it is in the wallet at once");
  const card = await refund(made.id, { to: "card", amount: 750_001 });
  assert.deepEqual([card.status, card.body.code], [422, "refund_too_large"], "the card gets no more than it paid");
  const back = await refund(made.id, { to: "card", amount: 750_000 });
  assert.deepEqual([back.status, back.body.to], [201, "card"], JSON.stringify(back.body));
  await until(() => world.read(made.id), ({ refunded }) => refunded === 1_150_000, "both went back");
  assert.deepEqual((await books()).misfits, []);
});

test("a wallet alone pays at once, and a refund goes back into it", async () => {
  const one = await shopper(130_000);
  const made = await create();
  await useWallet(one, made, 125_000);
  const paid = await world.read(made.id);
  assert.deepEqual([paid.status, paid.by_wallet, paid.attempts], ["paid", 1_250_000, []]);
  const page = (await one.look(pageOf(made))).html;
  assert.match(page, new RegExp(made.id), "the receipt names the payment");
  assert.equal((await one.wallet()).balance, 5_000);
  assert.equal((await refund(made.id, { to: "card" })).body.code, "refund_too_large", "no card paid");
  await until(balance, ({ available }) => available >= 1_250_000 - fee(1_250_000), "it is the shop's at once");
  const all = await refund(made.id, {});
  assert.deepEqual([all.status, all.body.to, all.body.amount], [201, "wallet", 1_250_000], JSON.stringify(all.body));
  await until(() => one.wallet(), ({ balance }) => balance === 130_000, "all of it is back");
});

test("what a wallet does not have it does not hold, and two payments at once do not hold it twice", async () => {
  const one = await shopper(120_000);
  const [a, b] = [await create(), await create()];
  assert.match((await useWallet(one, a, 125_000)).to, /wallet=short$/);
  assert.match((await one.look(`${pageOf(a)}&wallet=short`)).html, /There is not enough in the wallet/);
  assert.match((await useWallet(one, a, 124_950)).to, /wallet=part$/, "it leaves less than a bank takes");
  assert.match((await useWallet(one, a, 125_001)).to, /wallet=part$/);
  assert.match((await useWallet(one, a, "kabab")).to, /wallet=part$/);
  await one.look(pageOf(a));
  const form = { amount: "100000" };
  const both = await Promise.all([a, b].map((made) => one.send(`/pay/${made.client_token}/wallet?lang=en`, form)));
  assert.deepEqual(both.map(({ to }) => /wallet=(\w+)/.exec(to)?.[1]).sort(), ["short", undefined], JSON.stringify(both.map(({ to }) => to)));
  const state = await books();
  assert.deepEqual([state.imbalance, state.misfits], [0, []]);
});

test("the wallet has its part back when the payment is withdrawn, and can pay with it again", async () => {
  const one = await shopper(60_000);
  const made = await create();
  await useWallet(one, made, 60_000);
  const other = await create(600_000);
  assert.match((await useWallet(one, other, 60_000)).to, /wallet=short$/, "it is held");
  assert.equal((await world.ask("POST", `/v1/payments/${made.id}/cancel`, undefined, shop)).body.status, "cancelled");
  await until(async () => (await useWallet(one, other, 60_000)).to, (to) => !/wallet=/.test(to), "it is free again");
  assert.equal((await world.read(other.id)).status, "paid");
});

test("a declined card leaves the wallet's part held, and the next card pays the rest", async () => {
  const one = await shopper(50_000);
  const made = await create();
  await useWallet(one, made, 50_000);
  await byCard(made, "saman", "cancel");
  assert.match((await one.look(pageOf(made))).html, /From the wallet<\/span><span>50,000 toman/);
  await byCard(made, "mellat");
  const paid = await world.read(made.id);
  assert.deepEqual([paid.status, paid.by_wallet], ["paid", 500_000]);
  await until(() => one.wallet(), ({ balance }) => balance === 0, "it is spent");
});

test("nobody spends from another's wallet: not without its session's form, not from another site, not for a payment of another mode", async () => {
  const [one, two] = [await shopper(150_000), await shopper(150_000)];
  const made = await create();
  const out = new Shopper(world);
  assert.match((await out.look(pageOf(made))).html, /href="\/wallet\/sign-in\?[^"]*next=\/pay\//, "who is not in is shown the door");
  assert.match((await out.send(`/pay/${made.client_token}/wallet?lang=en`, { amount: "50000" })).to, /wallet=foreign$/);
  await two.look(pageOf(made));
  assert.match((await useWallet(one, made, 50_000, { csrf: two.csrf })).to, /wallet=foreign$/, "another session's form");
  const away = await one.send(`/pay/${made.client_token}/wallet?lang=en`, { amount: "50000" }, { origin: "https://evil.test" });
  assert.equal(away.status, 403);
  assert.equal((await one.wallet()).balance, 150_000);
  const nobodys = await one.send("/pay/cs_nobodys/wallet?lang=en", { amount: "50000" });
  assert.equal(nobodys.status, 404);
});

test("a wallet is filled by no wallet", async () => {
  const one = await shopper(100_000);
  const { to } = await one.fill(50_000);
  const token = new URL(to, EDGE).pathname.split("/").at(-1);
  assert.doesNotMatch((await one.look(`/pay/${token}?lang=en`)).html, /Wallet: /);
  assert.match((await one.send(`/pay/${token}/wallet?lang=en`, { amount: "50000" })).to, /wallet=part$/);
});
