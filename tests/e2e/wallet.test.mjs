// A shopper's wallet in Chromium: opened, filled and looked at, in three languages, without script, on a small screen, in the dark.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { cache } from "../../.dev/lib/paths.mjs";
import { tooSmall, tooWide } from "./fits.mjs";
import { LANGS } from "./hosted.mjs";
import { atBank, start } from "./support.mjs";
import { axe } from "./widget_states_axe.mjs";

let world;
before(async () => (world = await start({ only: ["mellat", "saman"] })));
after(() => world?.stop());

const DIR = { fa: "rtl", ar: "rtl", en: "ltr" };
const OWNER = "1234567891";
const IBAN = "IR160120000000001234567890";

let last = 9_360_000_000;
const mobile = () => `0${++last}`;
const press = (page) => page.locator("form.form button.button").click();
const goTo = (page, path, lang) => page.goto(`${world.edge}${path}?lang=${lang}`);

/** Asks for a code; the page that takes it is open. */
async function askCode(page, lang, number = mobile()) {
  await goTo(page, "/wallet/sign-in", lang);
  await page.locator("#mobile").fill(number);
  await press(page);
  await page.locator("#code").waitFor();
}

async function open(page, lang) {
  await askCode(page, lang);
  const code = /#(\d{6})/.exec(await page.locator(".shown").textContent())[1];
  await page.locator("#code").fill(code);
  await press(page);
  await page.locator(".amount").waitFor();
}

/** Fills it through the hosted page and the bank. */
async function fill(page, action = "pay") {
  await page.locator(".preset").first().click();
  await page.waitForURL(/\/pay\//);
  await press(page);
  // Without script, the page that leads to the bank has a link or a button.
  await page.locator("#leave, #leave button").first().click({ timeout: 3_000 }).catch(() => {});
  await page.locator(`[data-action=${action}]`).waitFor();
  await atBank(page, action);
  await page.locator("[data-action=return]").click({ timeout: 3_000 }).catch(() => {});
  await page.waitForURL(/\/wallet\?/);
}

async function owned(page, lang) {
  await goTo(page, "/wallet/owner", lang);
  await page.locator("#national_code").fill(OWNER);
  await press(page);
  await page.locator("#iban").waitFor();
}

/** Every state of the wallet's pages, in the order in which one leads to the next. */
const STATES = {
  "sign-in": (page, lang) => goTo(page, "/wallet/sign-in", lang),
  "sign-in-wrong": async (page) => {
    await page.locator("#mobile").fill("12");
    await press(page);
  },
  code: askCode,
  "code-wrong": async (page) => {
    await page.locator("#code").fill("00");
    await press(page);
    await page.locator("#code[aria-invalid]").waitFor();
  },
  empty: open,
  "too-much": async (page) => {
    await page.locator("#amount").fill("90000000");
    await press(page);
    await page.locator("#amount[aria-invalid]").waitFor();
  },
  "not-filled": (page) => fill(page, "cancel"),
  filled: (page) => fill(page),
  statement: (page, lang) => goTo(page, "/wallet/statement", lang),
  owner: (page, lang) => goTo(page, "/wallet/owner", lang),
  "owner-wrong": async (page) => {
    await page.locator("#national_code").fill("0087654326");
    await press(page);
    await page.locator("#national_code[aria-invalid]").waitFor();
  },
  accounts: owned,
  "account-added": async (page) => {
    await page.locator("#iban").fill(IBAN);
    await page.locator("#born").fill("1365/04/12");
    await press(page);
    await page.locator(".iban").waitFor();
  },
  "of-an-owner": (page, lang) => goTo(page, "/wallet", lang),
  withdraw: (page, lang) => goTo(page, "/wallet/withdraw", lang),
  "withdraw-wrong": async (page) => {
    await page.locator("#amount").fill("900000");
    await page.locator("#name").fill("علی رضایی");
    await press(page);
    await page.locator("#amount[aria-invalid]").waitFor();
  },
  withdrawn: async (page) => {
    await page.locator("#amount").fill("20000");
    await press(page);
    await page.locator(".news").waitFor();
  },
};

for (const lang of LANGS) {
  test(`${lang}: every state is said in its own digits, fits a small screen and large letters, and axe finds nothing`, async () => {
    // SHOTS=1 keeps a picture of each, light and dark, to be looked at.
    const dir = process.env.SHOTS && cache("shots", "wallet");
    if (dir) mkdirSync(dir, { recursive: true });
    const page = await world.shopper({ bypassCSP: true });
    for (const [name, reach] of Object.entries(STATES)) {
      const at = `${name}, ${lang}`;
      await reach(page, lang);
      await page.waitForLoadState("load");
      const html = page.locator("html");
      assert.deepEqual([await html.getAttribute("lang"), await html.getAttribute("dir")], [lang, DIR[lang]], at);
      const said = await page.locator("main").evaluate((main) => {
        const copy = main.cloneNode(true);
        copy.querySelectorAll("bdi, input").forEach((e) => e.remove());
        return copy.textContent;
      });
      if (lang !== "en") assert.doesNotMatch(said, /[0-9]/, `${at}: digits of another script`);
      if (lang === "fa") assert.doesNotMatch(said, /[٠-٩يك]/, `${at}: Arabic letters in Persian`);
      if (lang === "ar") assert.doesNotMatch(said, /[۰-۹یکپچژگ]/, `${at}: Persian letters in Arabic`);
      assert.deepEqual(await page.evaluate(tooSmall), [], `${at}: small targets`);
      for (const colorScheme of ["dark", "light"]) {
        await page.emulateMedia({ colorScheme });
        if (dir) await page.screenshot({ path: `${dir}/${name}-${lang}-${colorScheme}.png`, fullPage: true });
        assert.deepEqual(await axe(page), [], `${at}, ${colorScheme}`);
      }
      await page.setViewportSize({ width: 320, height: 700 });
      if (dir) await page.screenshot({ path: `${dir}/${name}-${lang}-narrow.png`, fullPage: true });
      assert.deepEqual(await page.evaluate(tooWide), [0, []], `${at}: at 320 pixels`);
      await page.setViewportSize({ width: 480, height: 900 });
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
      assert.deepEqual(await page.evaluate(tooWide), [0, []], `${at}: with letters twice as large`);
      await page.evaluate(() => (document.documentElement.style.fontSize = ""));
    }
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test("without script a wallet is opened, filled and left", async () => {
  const page = await world.shopper({ javaScriptEnabled: false });
  await open(page, "fa");
  await fill(page);
  await page.getByRole("status").filter({ hasText: "کیف پول شارژ شد" }).waitFor();
  assert.equal(await page.locator(".amount strong").textContent(), "۵۰٬۰۰۰ تومان");
  await page.getByRole("button", { name: "خروج" }).click();
  await page.locator("#mobile").waitFor();
  await goTo(page, "/wallet", "fa");
  assert.match(page.url(), /\/wallet\/sign-in/);
  await page.context().close();
});
