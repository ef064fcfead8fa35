// The hosted page as everybody gets it: without script and with it, in three languages, by keyboard, on a small screen, with
// large letters, in the dark. What axe says of its states is asked where it is asked of the widget's.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { cache } from "../../.dev/lib/paths.mjs";
import { tooSmall, tooWide } from "./fits.mjs";
import { HOSTED, LANGS, pageOf, pay, prepare, WORLD } from "./hosted.mjs";
import { Shop } from "./states.mjs";
import { start } from "./support.mjs";

let world;
let shop;
before(async () => {
  world = await start(WORLD);
  shop = new Shop(world);
  await prepare(world);
});
after(() => world?.stop());

const DIR = { fa: "rtl", ar: "rtl", en: "ltr" };
const PAID = { fa: "پرداخت با موفقیت انجام شد", ar: "تم الدفع بنجاح", en: "Payment complete" };

/** A shopper's page, closed again after `work`; whatever the page's policy stops is a problem of the page. */
async function shopper(work, options) {
  const page = await world.shopper(options);
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) page.problems.push(message.text());
  });
  try {
    await work(page);
    assert.deepEqual(page.problems, []);
  } finally {
    await page.context().close();
  }
}

const backAtShop = (page) => page.waitForURL(`${shop.return}?**`);

for (const lang of LANGS) {
  for (const [gateway, way] of [["mellat", "a form"], ["saman", "a link"]]) {
    test(`${lang}: without script a payment is made through ${way}, and its page says so with the bank's reference`, () =>
      shopper(async (page) => {
        const made = await shop.create({ description: "mug" });
        await page.goto(pageOf(world, made, lang));
        await pay(page, gateway, { script: false });
        await page.locator("[data-action=return]").click({ timeout: 2_000 }).catch(() => {});
        await backAtShop(page);
        const answer = await page.goto(pageOf(world, made, lang));
        assert.equal(answer.headers()["content-language"], lang);
        assert.equal(await page.locator("h1").textContent(), PAID[lang]);
        assert.match(await page.title(), new RegExp(`^${PAID[lang]} · `));
        const { attempts } = await shop.ask("GET", `/v1/payments/${made.id}`, undefined, shop.key());
        assert.equal(await page.locator(".receipt bdi").textContent(), attempts[0].reference);
        assert.match(await page.locator(".message a.button").getAttribute("href"), /dargah_status=paid/);
      }, { javaScriptEnabled: false }));
  }
}

test("every state in every language: it says so in its title, in its own digits, and fits a small screen and large letters", async () => {
  // SHOTS=1 keeps a picture of each, light and dark, to be looked at.
  const dir = process.env.SHOTS && cache("shots", "hosted");
  if (dir) mkdirSync(dir, { recursive: true });
  for (const { name, reach } of HOSTED) {
    for (const lang of LANGS) {
      const at = `${name}, ${lang}`;
      await shopper(async (page) => {
        await reach(world, page, lang);
        // What is measured is the page with its style.
        await page.waitForLoadState("load");
        const html = page.locator("html");
        assert.deepEqual([await html.getAttribute("lang"), await html.getAttribute("dir")], [lang, DIR[lang]], at);
        const [title, heading] = [await page.title(), await page.locator("h1").textContent()];
        const asked = (await page.locator("form.form").count()) > 0;
        assert.ok(title.length > 5 && (asked || title.startsWith(heading)), `${at}: ${title}`);
        // Order number, reference and the shop's own words are theirs.
        const said = await page.locator("main").evaluate((main) => {
          const copy = main.cloneNode(true);
          copy.querySelectorAll("bdi, input").forEach((e) => e.remove());
          return copy.textContent;
        });
        if (lang !== "en") assert.doesNotMatch(said, /[0-9]/, `${at}: digits of another script`);
        if (lang === "fa") assert.doesNotMatch(said, /[٠-٩يك]/, `${at}: Arabic letters in Persian`);
        if (lang === "ar") assert.doesNotMatch(said, /[۰-۹یکپچژگ]/, `${at}: Persian letters in Arabic`);
        assert.deepEqual(await page.evaluate(tooSmall), [], `${at}: small targets`);
        for (const colorScheme of dir ? ["light", "dark"] : []) {
          await page.emulateMedia({ colorScheme });
          await page.screenshot({ path: `${dir}/${name}-${lang}-${colorScheme}.png`, fullPage: true });
        }
        await page.setViewportSize({ width: 320, height: 700 });
        assert.deepEqual(await page.evaluate(tooWide), [0, []], `${at}: at 320 pixels`);
        await page.setViewportSize({ width: 480, height: 900 });
        await page.evaluate(() => (document.documentElement.style.fontSize = "200%")).catch(() => {});
        assert.deepEqual(await page.evaluate(tooWide), [0, []], `${at}: with letters twice as large`);
        // Setting a style from outside is what the page's policy is for.
        page.problems = page.problems.filter((problem) => !/inline style/.test(problem));
      });
    }
  }
});

test("the language stays on the way to the bank, and can be changed on every page", () =>
  shopper(async (page) => {
    await page.route(/\/leave\.js/, (route) => route.abort());
    await page.goto(pageOf(world, await shop.create(), "fa"));
    await page.locator("nav a[lang=ar]").click();
    assert.equal(await page.locator("nav a[aria-current]").textContent(), "العربية");
    await page.locator("form.form .button").click();
    await page.locator("#leave").waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "ar");
    await page.locator("nav a[lang=en]").click();
    assert.match(await page.locator("h1").textContent(), /^Taking you to /);
    page.problems = [];
  }));

test("what the browser likes best is spoken, without being asked for", async () => {
  const made = await shop.create();
  for (const [likes, lang] of [["ar-IQ,ar;q=0.9,en;q=0.5", "ar"], ["de,en;q=0.4", "en"], ["de", "fa"]]) {
    const answer = await fetch(`${world.edge}/pay/${made.client_token}`, { headers: { "accept-language": likes } });
    assert.equal(answer.headers.get("content-language"), lang, likes);
  }
});

test("after a failure one tap leads to another gateway", () =>
  shopper(async (page) => {
    for (const gateway of ["mellat", "saman"]) {
      await page.goto(pageOf(world, await shop.after(gateway, "cancel"), "fa"));
      await page.locator(".notice", { hasText: "پرداخت را لغو کردید" }).waitFor();
      await page.locator("form.form .button", { hasText: "پرداخت با درگاهی دیگر" }).click();
      await page.locator("[data-action=pay]").waitFor();
      assert.ok(page.url().startsWith(world.bank) && !page.url().startsWith(`${world.bank}/${gateway}/`), page.url());
    }
  }));

test("by keyboard alone: the field, its error, the bank, the button", () =>
  shopper(async (page) => {
    await page.goto(pageOf(world, await shop.create(), "en"));
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.value || document.activeElement.textContent.trim());
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "mobile");
    await page.keyboard.type("12");
    await page.keyboard.press("Enter");
    await page.locator("#mobile[aria-invalid=true]").waitFor();
    assert.equal(await focused(), "mobile", "the field with the error has the focus");
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.locator("#mobile").inputValue(), "12");
    await page.locator("#mobile").fill("0912 123 4567");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Let me choose the bank");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator("input[name=gateway]:checked").inputValue(), "saman");
    await page.keyboard.press("Enter");
    await page.locator("[data-action=pay]").waitFor();
    assert.ok(page.url().startsWith(`${world.bank}/saman/`), page.url());
  }));

for (const javaScriptEnabled of [true, false]) {
  test(`a bank that answers late, ${javaScriptEnabled ? "with" : "without"} script: the page looks by itself until it knows`, () =>
    shopper(async (page) => {
      await world.saman.set({ verify: "down" });
      const made = await shop.after("saman", "pay").finally(() => world.saman.heal());
      await page.goto(pageOf(world, made, "en"));
      await page.locator(".message[data-tone=good]").waitFor({ timeout: 40_000 });
      assert.equal((await shop.ask("GET", `/v1/payments/${made.id}`, undefined, shop.key())).status, "paid");
    }, { javaScriptEnabled }));
}

test("a double click makes one attempt", () =>
  shopper(async (page) => {
    const made = await shop.create();
    await page.goto(pageOf(world, made, "fa"));
    await page.locator("form.form .button").dblclick();
    await page.locator("[data-action=pay]").waitFor();
    assert.equal((await shop.ask("GET", `/v1/payments/${made.id}`, undefined, shop.key())).attempts.length, 1);
  }));

test("who comes back from the bank's page finds the form, and pays after all", () =>
  shopper(async (page) => {
    const made = await shop.create();
    await page.goto(pageOf(world, made, "fa"));
    await page.locator("form.form .button").click();
    await page.locator("[data-action=pay]").waitFor();
    await page.goBack();
    const button = page.locator("form.form .button");
    await button.waitFor();
    assert.notEqual(await button.getAttribute("aria-disabled"), "true");
    await pay(page, "saman");
    await backAtShop(page);
    assert.equal((await shop.ask("GET", `/v1/payments/${made.id}`, undefined, shop.key())).status, "paid");
  }));

test("a form on another site cannot press the button", async () => {
  const made = await shop.create();
  const headers = { origin: "https://evil.test", "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(pageOf(world, made, "ar"), { method: "POST", headers, body: "mobile=", redirect: "manual" });
  assert.equal(answer.status, 403);
  assert.match(await answer.text(), /حفاظًا على أمانك لم يبدأ الدفع/);
  assert.equal((await shop.ask("GET", `/v1/payments/${made.id}`, undefined, shop.key())).attempts.length, 0);
});

test("the page may do nothing but show itself, and go to the bank it names", async () => {
  const made = await shop.create();
  const answer = await fetch(pageOf(world, made, "en"));
  const policy = answer.headers.get("content-security-policy");
  assert.equal(policy, "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'; form-action 'self'");
  assert.doesNotMatch(await answer.text(), /style=|<style|onclick|javascript:/);
  const unknown = await fetch(pageOf(world, { client_token: "cs_nobody" }, "en"));
  assert.deepEqual([unknown.status, unknown.headers.get("content-language")], [404, "en"]);
});

test("with the reader's own colours the button, the field and the sign have edges", () =>
  shopper(async (page) => {
    for (const [name, selector] of [["form", ".button"], ["form", ".input"], ["paid", ".icon"]]) {
      await HOSTED.find((state) => state.name === name).reach(world, page, "fa");
      const edge = await page.locator(selector).first().evaluate((element) => {
        const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(element);
        return [borderTopStyle, parseFloat(borderTopWidth) >= 1, borderTopColor !== getComputedStyle(document.querySelector(".frame")).backgroundColor];
      });
      assert.deepEqual(edge, ["solid", true, true], selector);
    }
  }, { forcedColors: "active" }));
