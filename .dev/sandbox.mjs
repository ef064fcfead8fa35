// The sandbox: what `npm start` and the tests set in place of the operator's secrets. Keys are made at random for each clone
// and kept in .cache/, so that not even a sandbox has a key that everybody knows.
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FILE = fileURLToPath(new URL("../.cache/sandbox.json", import.meta.url));

/** Random keys of this clone, made on first use. */
export function keys() {
  try {
    return JSON.parse(readFileSync(FILE, "utf8"));
  } catch {
    const random = (prefix) => prefix + randomBytes(24).toString("base64url");
    const made = { root: random("root_"), shop: random("sk_test_"), signing: random("sig_"), control: random("ctl_") };
    mkdirSync(new URL("../.cache/", import.meta.url), { recursive: true });
    writeFileSync(FILE, JSON.stringify(made), { mode: 0o600 });
    return made;
  }
}

/**
 * The edge's variables for services at these addresses. `windows` shortens the banks' times (seconds), as the sandbox banks'
 * own speed is set to; `payWithin` shortens the payment's.
 */
export function edgeVars({ edge, bank, shop, windows, payWithin, gateways = {} }) {
  const { root, shop: key, signing } = keys();
  const common = { mode: "test", ...(windows && { windows }) };
  return {
    PUBLIC_URL: edge,
    ROOT_SECRET: root,
    GATEWAYS: JSON.stringify([
      {
        id: "mellat", provider: "mellat", priority: 1, name: { fa: "بانک ملت", en: "Bank Mellat" }, base_url: `${bank}/mellat`,
        credentials: { terminal: "1234567", user: "dargah", password: "sandbox" }, ...common, ...gateways.mellat,
      },
      {
        id: "saman", provider: "saman", priority: 2, name: { fa: "بانک سامان", en: "Saman Bank" }, base_url: `${bank}/saman`,
        credentials: { terminal: "2015" }, ...common, ...gateways.saman,
      },
    ]),
    SHOPS: JSON.stringify([
      {
        id: "demo", name: { fa: "سفال‌خانهٔ نیشابور", en: "Neyshabur Pottery" },
        key_hashes: [createHash("sha256").update(key).digest("hex")], signing_secret: signing,
        origins: [shop], gateways: ["mellat", "saman"], ...(payWithin && { pay_within_s: payWithin }),
      },
    ]),
  };
}

/** The example shop's environment. */
export function shopEnv({ edge, shop }) {
  const { shop: key, signing } = keys();
  return { DARGAH_URL: edge, DARGAH_KEY: key, DARGAH_SIGNING_SECRET: signing, SHOP_URL: shop, PORT: new URL(shop).port };
}
