// The sandbox: what `npm start` and the tests set in place of the operator's secrets. Keys are made at random for each clone
// and kept in .cache/, so that not even a sandbox has a key that everybody knows.
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const GATEWAYS = new URL("../tests/fixtures/sandbox/gateways.json", import.meta.url);

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

/** Every gateway of the sandbox, as configuration for banks at `bank`. */
export const sandboxGateways = (bank) => JSON.parse(readFileSync(GATEWAYS, "utf8").replaceAll("{bank}", bank));

/**
 * The edge's variables for services at these addresses. `windows` shortens the banks' times (seconds), as the sandbox banks'
 * own speed is set to; `payWithin` shortens the payment's; `only` leaves all gateways out but these;
 * `relay` is every contract's way out.
 */
export function edgeVars({ edge, bank, shop, windows, payWithin, only, relay }) {
  const { root, shop: key, signing } = keys();
  const gateways = sandboxGateways(bank).filter(({ id }) => !only || only.includes(id));
  return {
    PUBLIC_URL: edge,
    ROOT_SECRET: root,
    GATEWAYS: JSON.stringify(gateways.map((gateway) => ({ ...gateway, ...(windows && { windows }), ...(relay && { relay }) }))),
    SHOPS: JSON.stringify([
      {
        id: "demo", name: { fa: "سفال‌خانهٔ نیشابور", en: "Neyshabur Pottery" },
        key_hashes: [createHash("sha256").update(key).digest("hex")], signing_secret: signing,
        origins: [shop], gateways: gateways.map(({ id }) => id), ...(payWithin && { pay_within_s: payWithin }),
      },
    ]),
  };
}

/** The example shop's environment. */
export function shopEnv({ edge, shop }) {
  const { shop: key, signing } = keys();
  return { DARGAH_URL: edge, DARGAH_KEY: key, DARGAH_SIGNING_SECRET: signing, SHOP_URL: shop, PORT: new URL(shop).port };
}
