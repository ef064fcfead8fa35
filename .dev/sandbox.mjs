// The sandbox: what `npm start` and the tests set in place of the operator's secrets. Keys are made at random for each clone
// and kept in .cache/, so that not even a sandbox has a key that everybody knows.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const GATEWAYS = new URL("../tests/fixtures/sandbox/gateways.json", import.meta.url);

const FILE = fileURLToPath(new URL("../.cache/sandbox.json", import.meta.url));

/** What each key begins with. */
const PREFIXES = { root: "root_", shop: "sk_test_", signing: "sig_", control: "ctl_", operator: "ok_" };

/** Random keys of this clone, each made on first use. */
export function keys() {
  const kept = existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : {};
  const missing = Object.entries(PREFIXES).filter(([name]) => !kept[name]);
  if (missing.length === 0) return kept;
  for (const [name, prefix] of missing) kept[name] = prefix + randomBytes(24).toString("base64url");
  mkdirSync(new URL("../.cache/", import.meta.url), { recursive: true });
  writeFileSync(FILE, JSON.stringify(kept), { mode: 0o600 });
  return kept;
}

const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** Every gateway of the sandbox, as configuration for banks at `bank`. */
export const sandboxGateways = (bank) => JSON.parse(readFileSync(GATEWAYS, "utf8").replaceAll("{bank}", bank));

/** Whom applications are checked with: the sandbox's own registries, registrar and resolver. */
const authorities = (bank, edge, rules) => ({
  IDENTITY: JSON.stringify([
    { service: "jibit", base: `${bank}/authority/jibit`, key: "jibit-sandbox-key", secret: "jibit-sandbox-secret" },
    { service: "zohal", base: `${bank}/authority/zohal`, key: "zohal-sandbox-token" },
  ]),
  SHAPARAK: JSON.stringify({
    base: `${bank}/authority/merchant`, user: "dargah", password: "sandbox", iin: "581672000", facilitator: "000000140332001", access: new URL(edge).host,
  }),
  ONBOARDING: JSON.stringify({
    resolver: `${bank}/authority/dns`,
    rules: { site_s: 5, ask_again_s: 5, poll_s: 2, not_there_s: 10, ...rules },
  }),
});

/** On which terms payments pass the operator's own contracts: one percent, and at once. */
const TERMS = {
  fees: [{ from: "1404-01-01", tariff: { bps: 100, least: 1_200 }, payer: "shop", on_refund: "returned" }],
  release: { working_days: 0 },
  category: "5399",
  bank: "IR160120000000001234567890",
  wallet: { shop: "kif" },
  payouts: { owner: "پرداخت‌یاری درگاه" },
};

/** Where the example shop is paid out to; the sandbox's registries say of a number that ends with 1 that it is so. */
const PAYOUT = {
  iban: "IR680570000000000000001017", name: "علی رضایی",
  owner: { person: { national_code: "1234567891", born: "1365-04-12" } },
};

/** The operator's own shop, whose payments fill wallets. Nobody has its key. */
const wallets = (gateways) => ({
  id: "kif", name: { fa: "کیف پول درگاه", en: "Dargah Wallet" },
  key_hashes: [sha256(randomBytes(32))], signing_secret: randomBytes(32).toString("base64url"),
  origins: [], gateways, shards: 2,
});

/**
 * The edge's variables for services at these addresses. `windows` shortens the banks' times (seconds), as the sandbox banks'
 * own speed is set to; `payWithin` shortens the payment's; `only` leaves all gateways out but these; `origins` are the shop's besides;
 * `relay` is every contract's way out; `adjust` says by gateway what its contract has besides; `sms` is how one-time codes are
 * sent; `rules` says how fast applications go on;
 * `terms` is what the operator takes, besides.
 */
export function edgeVars({ edge, bank, shop, windows, payWithin, only, origins = [], relay, adjust, rules, terms, sms = { provider: "sandbox", per_address_hour: 1_000 } }) {
  const { root, shop: key, signing, operator } = keys();
  const gateways = sandboxGateways(bank).filter(({ id }) => !only || only.includes(id));
  return {
    PUBLIC_URL: edge,
    ROOT_SECRET: root,
    OPERATORS: JSON.stringify([sha256(operator)]),
    ...authorities(bank, edge, rules),
    SMS: JSON.stringify(sms),
    FACILITATOR: JSON.stringify({ ...TERMS, ...terms }),
    GATEWAYS: JSON.stringify(gateways.map((gateway) => ({ ...gateway, ...(windows && { windows }), ...(relay && { relay }), ...adjust?.[gateway.id] }))),
    SHOPS: JSON.stringify([
      {
        id: "demo", name: { fa: "سفال‌خانهٔ نیشابور", en: "Neyshabur Pottery" },
        key_hashes: [sha256(key)], signing_secret: signing,
        origins: [shop, ...origins], gateways: gateways.map(({ id }) => id), payout: PAYOUT, ...(payWithin && { pay_within_s: payWithin }),
      },
      wallets(gateways.map(({ id }) => id)),
    ]),
  };
}

/** The example shop's environment. */
export function shopEnv({ edge, shop }) {
  const { shop: key, signing } = keys();
  return { DARGAH_URL: edge, DARGAH_KEY: key, DARGAH_SIGNING_SECRET: signing, SHOP_URL: shop, PORT: new URL(shop).port };
}
