// Everything as `npm start` serves it, on ports of its own for each file of tests, and a headless Chromium.
import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { chromium } from "playwright-core";
import { cache } from "../../.dev/lib/paths.mjs";
import { sandboxGateways } from "../../.dev/sandbox.mjs";
import { startServices } from "../../.dev/lib/services.mjs";
import { bank } from "../support/bank.mjs";

/** The gateways of the card: those that the widget lets a shopper choose between. Lenders are chosen on the hosted page. */
const LENDERS = ["snapppay", "torobpay", "digipay"];
export const GATEWAYS = sandboxGateways("").map(({ id }) => id).filter((id) => !LENDERS.includes(id));

// Files run side by side: each has its ports by its place in the folder.
const FILE = basename(process.argv[1]);
const PLACE = readdirSync(import.meta.dirname).sort().indexOf(FILE) + 1;
const PORTS = { edge: 18087 + 10 * PLACE, bank: 18089 + 10 * PLACE, shop: 18088 + 10 * PLACE };

// Without these, Chromium as root does not start, and calls home on a machine that has no way out.
const ARGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  // A page that a test writes itself comes from nowhere, and would have to ask before it may reach the services on loopback.
  "--disable-features=LocalNetworkAccessChecks",
];

const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));

/** Starts the services and the browser. */
export async function start(settings) {
  const services = await startServices({ name: `e2e-${FILE.split(".")[0]}`, ports: PORTS, fresh: true, settings });
  const browser = await chromium.launch({ executablePath, args: ARGS });
  return {
    ...services,
    browser,
    ...Object.fromEntries(GATEWAYS.map((name) => [name, bank(services.bank, name, services.control)])),
    async stop() {
      await browser.close();
      await services.stop();
    },
    /** A new shopper. Whatever goes wrong on a page is kept in `page.problems`. */
    async shopper(options = {}) {
      const context = await browser.newContext({ locale: "fa-IR", viewport: { width: 480, height: 900 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      page.problems = [];
      page.on("pageerror", (error) => page.problems.push(error.message));
      return page;
    },
    /** The shop's order behind `page`, as the shop's server knows it. */
    async order(page) {
      const id = new URL(page.url()).pathname.split("/")[2];
      return (await fetch(`${services.shop}/orders/${id}/order.json`)).json();
    },
    /** Waits until the shop's server was told of `type` by webhook; the order as it then is. */
    async told(page, type) {
      for (const end = Date.now() + 15_000; ; ) {
        const order = await this.order(page);
        if (order.events.some((event) => event.type === type)) return order;
        if (Date.now() > end) throw new Error(`the shop was not told of ${type}: ${JSON.stringify(order.events)}`);
        await new Promise((wait) => setTimeout(wait, 100));
      }
    },
    /** SHOTS=1 keeps a picture, to be looked at. */
    shot: (page, name) => process.env.SHOTS && page.screenshot({ path: cache("shots", `${name}.png`), fullPage: true }),
  };
}

/** Buys the mug: the shopper stands before the checkout. */
export async function buy(world, page, lang = "fa") {
  await page.goto(`${world.shop}/?lang=${lang}`);
  await page.click("main button");
  await payButton(page).waitFor();
}

/** The widget's one button. */
export const payButton = (page) => page.locator("dargah-checkout [part~=button]").first();

/** Names a bank in the widget instead of leaving the choice to the router. */
export async function choose(page, gateway) {
  await page.locator("dargah-checkout summary").click();
  await page.locator(`dargah-checkout input[type=radio][value=${gateway}]`).check();
}

/** Presses a button of the bank's page. */
export async function atBank(page, action) {
  await page.locator(`[data-action=${action}]`).click();
}

/** The order's state on the shop's page. */
export const state = (page) => page.locator("#state").getAttribute("data-status");
