// Two shops side by side, each with everything that a shop can have, made through the Worker's own doors: by the panel, the API and
// the operator's desk.
import { randomUUID } from "node:crypto";
import { keys } from "../../../.dev/sandbox.mjs";
import { Applicant, form, png } from "../applicant.mjs";
import { Passkey } from "../authenticator.mjs";
import { atBank, comeBack, wayOf } from "../bank.mjs";

const operator = { authorization: `Bearer ${keys().operator}` };

/** Fails with what was said. */
function must(answer, ...wanted) {
  if (wanted.includes(answer.status)) return answer;
  throw new Error(`${answer.status} where ${wanted} was to come: ${answer.to ?? answer.html ?? JSON.stringify(answer.body)}`);
}

/** The first thing in a page that looks so. */
function found(html, pattern) {
  const hit = pattern.exec(html);
  if (!hit) throw new Error(`${pattern} is not there: ${html}`);
  return hit[1] ?? hit[0];
}

/** Looks until something is there. */
async function until(look, what, withinMs = 15_000) {
  for (const end = Date.now() + withinMs; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`${what} was not reached`);
  }
}

/**
 * Makes one. `plan` says what is its own: `{ tag, fa, mobile, guest, invited, terminal }`, the tag a word that stands in every
 * text of it, `fa` the same in Persian.
 * `outside` is `{ site, receiver, live }`: its site, where its events go, and whether it ends up live.
 * Resolves with `{ things, texts, origin, session, test, live, tickets, returned, look }`: the names of what it has, the words that only it
 * knows, its owner at the panel, its keys, two payments that stand at the bank and what the bank says of them, and all that can be seen of it.
 */
export async function openShop(world, desk, plan, outside) {
  const { tag } = plan;
  const edge = "http://edge.test";
  const origin = `https://${tag}.example`;
  const person = () => new Applicant(world.fetch, edge);
  const owner = person();
  await owner.signIn(plan.mobile);
  const name = { name_fa: `گالری ${plan.fa}`, name_en: `${tag} gallery` };
  must(await owner.post("/panel/apply/start", name, "/panel/apply"), 303);
  const shops = (await world.ask("GET", "/v1/operator/shops", undefined, operator)).body.data;
  const { id } = shops.find((shop) => shop.name.en === name.name_en);
  must(await world.ask("POST", `/v1/operator/shops/${id}`, { origins: [origin] }, operator), 200);

  const made = {};
  for (const kind of ["secret", "publishable"]) {
    made[kind] = found(must(await owner.post("/panel/keys", { name: `${tag} ${kind}`, kind }), 201).html, /[sp]k_test_[\w-]+/);
  }
  const key = found((await owner.look("/panel/keys")).html, /keys\/(key_\w+)\//);
  const by = (secret, more) => ({ authorization: `Bearer ${secret}`, ...more });
  const ask = async (method, path, body, headers = by(made.secret)) => must(await world.ask(method, path, body, headers), 200, 201).body;

  const contract = { name_fa: `قرارداد ${plan.fa}`, name_en: `${tag} contract`, enabled: "yes", "secret.terminal": plan.terminal };
  const kept = must(await owner.post("/panel/contracts/new?provider=saman", contract), 303).to;
  const gateway = found(kept, /contracts\/([\w-]+)/);
  const endpoint = await ask("POST", "/v1/webhook_endpoints", { url: `${outside.receiver.url}/${tag}` });
  const payee = `${tag}-anbar`;
  const holder = { person: { national_code: "1234567891", born: "1365-04-12" } };
  await ask("POST", "/v1/payees", { id: payee, name: `${tag} store`, iban: "IR160120000000001234567890", owner: holder });
  const link = await ask("POST", "/v1/payment_links", { title: `${tag} workshop`, amount: 4_500_000 });

  const once = `${tag}-${randomUUID()}`;
  const wish = (more) => ({
    amount: 1_250_000, currency: "IRR", order_id: `${tag}-1`, return_url: `${origin}/orders/1`, description: `${tag} mug`,
    customer: { mobile: plan.guest }, metadata: { cart: `${tag}-cart` }, ...more,
  });
  const create = (more, idempotency = randomUUID()) => ask("POST", "/v1/payments", wish(more), by(made.secret, { "idempotency-key": idempotency }));
  const toBank = async (token) => {
    const { url } = await ask("POST", `/v1/checkout/${token}/pay`, { gateway }, { origin });
    return atBank(wayOf(await (await world.fetch(url)).text()), "pay", edge);
  };
  const payment = await create({}, once);
  const back = await toBank(payment.client_token);
  must(await comeBack(back, world.fetch), 303);
  const refund = await ask("POST", `/v1/payments/${payment.id}/refunds`, { reason: `${tag} broke` }, by(made.secret, { "idempotency-key": once }));
  const open = await create({ order_id: `${tag}-2` });
  // They stand at the bank with their own callbacks; the shopper has not come back yet.
  const tickets = [];
  for (const n of [3, 4]) {
    const more = await create({ order_id: `${tag}-${n}` });
    tickets.push({ payment: more.id, ...(await toBank(more.client_token)) });
  }

  const decision = await ask("POST", "/v1/decisions", { candidates: [`${tag}-a`, `${tag}-b`], amount: 1_250_000, metadata: { cart: `${tag}-cart` } });
  await ask("POST", "/v1/outcomes", { decision: decision.decision, gateway: decision.gateway, status: "paid" });

  for (const mobile of [plan.guest, plan.invited]) must(await owner.post("/panel/team/invite", { mobile, role: "viewer" }, "/panel/team"), 303);
  const guest = person();
  await guest.signIn(plan.guest);
  const offer = found((await guest.look("/panel/invitations")).html, /name="invitation" value="(\w+)"/);
  must(await guest.post("/panel/invitations", { invitation: offer, answer: "accept" }), 303);
  const team = (await owner.look("/panel/team")).html;
  const passkey = new Passkey("ES256", edge);
  await owner.look("/panel/security");
  const { body: options } = await owner.json("/panel/passkeys/options", { purpose: "register" });
  must(await owner.json("/panel/security/passkeys", { label: `${tag} phone`, answer: passkey.made(options) }), 200);
  const elsewhere = person();
  await elsewhere.look("/panel/sign-in");
  const { body: door } = await elsewhere.json("/panel/passkeys/options", { purpose: "sign_in" });
  must(await elsewhere.json("/panel/sign-in/passkey", { next: "", answer: passkey.signed(door) }), 200);

  // The application, as far as its papers.
  const application = form(outside.site.url, { shop_name_fa: name.name_fa, shop_name_en: name.name_en, email: `${tag}@mail.example`, address: `${tag} street`, mobile: plan.mobile });
  must(await owner.post("/panel/apply", { ...application, act: "submit" }, "/panel/apply"), 303);
  outside.site.file = found((await owner.look("/panel/apply")).html, /dargah-[0-9a-f]{24}/);
  must(await owner.post("/panel/apply/site", {}, "/panel/apply"), 303);
  const queue = (await desk.look("/admin/applications?step=review")).html;
  const ours = found(queue, new RegExp(`/admin/applications/(app_\\w+)[^>]*>(?:<bdi>)?[^<]*${plan.fa}`));
  must(await desk.post(`/admin/applications/${ours}/pass`, {}, `/admin/applications/${ours}`), 303);
  must(await owner.upload("/panel/apply/documents", { kind: "national_card" }, { name: "card.png", bytes: png() }, "/panel/apply"), 303);
  const document = found((await owner.look("/panel/apply")).html, /doc_[a-z0-9]+/);

  // A settlement file of its own contract, compared at the desk.
  const csv = `order,reference,amount,currency,type,date,terminal\r\n42,${tag}-reference,9000,IRR,sale,1405/09/02,\r\n`;
  const compare = `/admin/reconciliations/new?shop=${id}`;
  const compared = must(await desk.upload(compare, { gateway, from: "1405/09/01", to: "1405/09/05" }, { name: "settled.csv", bytes: csv }, compare), 303).to;
  const reconciliation = found(compared, /(rec_\w+)/);

  const events = await until(async () => {
    const { data } = await ask("GET", "/v1/events");
    const deliveries = (await ask("GET", `/v1/webhook_endpoints/${endpoint.id}/deliveries`)).data;
    return data.length > 1 && deliveries.length === data.length && deliveries.every(({ state }) => state === "delivered") && data;
  }, `${tag}'s events`);
  const page = await until(async () => {
    const list = await ask("GET", "/v1/payments?limit=1");
    return list.next && (await ask("GET", `/v1/payments?q=${payment.id}`)).data[0]?.refunded && list;
  }, `${tag}'s report`);

  // A sale at the operator's own contract, paid to the operator, half of it a payee's, and all of it asked for.
  const account = { iban: "IR160120000000001234567890", name: `${tag} owner`, owner: holder };
  must(await world.ask("POST", `/v1/operator/shops/${id}`, { payout_account: account }, operator), 200);
  const sale = await create({ order_id: `${tag}-5`, split: [{ payee, share_bps: 5_000 }] });
  const { url } = await ask("POST", `/v1/checkout/${sale.client_token}/pay`, { gateway: "saman" }, { origin });
  must(await comeBack(await atBank(wayOf(await (await world.fetch(url)).text()), "pay", edge), world.fetch), 303);
  await until(async () => (await ask("GET", "/v1/balance")).pending > 0, `${tag}'s sale`);
  const settlement = { name: `${tag}-settled`, gateway: "saman", received: 1_250_000, lines: [{ payment: sale.id, amount: 1_250_000 }] };
  must(await world.ask("POST", "/v1/operator/books/settlements", settlement, operator), 200);
  await until(async () => (await ask("GET", "/v1/balance")).available > 0, `${tag}'s money`);
  const payout = await ask("POST", "/v1/payouts", {}, by(made.secret, { "idempotency-key": once }));
  const payeePayout = await ask("POST", "/v1/payouts", { payee }, by(made.secret, { "idempotency-key": `${once}-payee` }));

  // Last, because a shop's panel then shows its real side first.
  const live = {};
  if (outside.live) {
    must(await world.ask("POST", `/v1/operator/shops/${id}`, { stage: "live" }, operator), 200);
    for (const kind of ["secret", "publishable"]) {
      live[kind] = must(await world.ask("POST", `/v1/operator/shops/${id}/keys`, { kind, mode: "live", label: `${tag} live` }, operator), 201).body.key;
    }
  }
  const things = {
    shop: id, payment: payment.id, payout: payout.id, payeePayout: payeePayout.id, token: payment.client_token, open: open.id, openToken: open.client_token, once, event: events[0].id,
    endpoint: endpoint.id, link: link.id, payee, decision: decision.decision, gateway, key, cursor: page.next,
    member: [...team.matchAll(/team\/remove\?member=(\w+)/g)].at(-1)[1], invitation: found(team, /name="invitation" value="(\w+)"/),
    session: found((await owner.look("/panel/security")).html, /name="session" value="(ses_\w+)"/), passkey: passkey.id.toString("base64url"),
    application: ours, document, reconciliation, order: `${tag}-1`, reference: Object.fromEntries(back.fields).RefNum,
    resNum: Object.fromEntries(back.fields).ResNum,
  };
  const texts = [tag, plan.fa, plan.mobile, plan.guest, plan.invited, made.secret, made.publishable, refund.id].filter(Boolean);
  const panel = ["", "/payments", `/payments/${payment.id}`, "/refunds", "/balance", "/payouts", `/payouts?payee=${payee}`, "/webhooks", `/webhooks/${endpoint.id}`, "/keys", "/links", `/links/${link.id}`, "/payees",
    "/contracts", `/contracts/${gateway}`, "/settings", "/team", "/security", "/apply"];
  const api = [`/payments/${payment.id}/events`, `/payments/${open.id}/events`, "/payments", "/events", "/webhook_endpoints",
    `/webhook_endpoints/${endpoint.id}/deliveries`, "/payment_links", "/payees", "/balance", "/payouts", `/payouts?payee=${payee}`, `/decisions/${decision.decision}`, "/reports/totals?by=gateway"];
  /** All that its owner and its server see of it, by address. */
  const look = async () => {
    const seen = {};
    for (const path of panel) {
      const { html } = await owner.look(`/panel${path}${path.includes("?") ? "&" : "?"}mode=test&lang=en`);
      seen[`/panel${path}`] = html.replace(/(name="(?:csrf|once|key)" value=")[^"]+/g, "$1");
    }
    for (const path of api) seen[`/v1${path}`] = JSON.stringify(await ask("GET", `/v1${path}`)).replace(/\d+ \w+ ago/g, "before");
    return seen;
  };
  return { things, texts, origin, session: owner, test: made, live, tickets, returned: Object.fromEntries(tickets[0].fields), look };
}
