// Every state of the widget in every language and theme: before axe, of whose findings none is excused, on a small screen, with
// large letters, and under a thumb.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { LOCALES, Scenes, STATES, THEMES } from "./states.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PAGES = 3;
const VIEWPORT = { width: 480, height: 900 };

/** What axe finds wrong with the page: `[{ id, target, summary }]`. */
export async function axe(page) {
  await page.evaluate(AXE);
  return page.evaluate(async (values) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target: target.flat(9).join(" "), summary: failureSummary })));
  }, TAGS);
}

/** What is smaller than a thumb: 44 pixels. */
const small = (host) => {
  const all = [...host.shadowRoot.querySelectorAll("button,a,summary,input:not([type=radio]),label:has(input)"), ...host.children];
  const sizes = all.filter((element) => element.checkVisibility()).map((element) => [element.outerHTML.slice(0, 60), element.getBoundingClientRect()]);
  return sizes.filter(([, { width, height }]) => Math.min(width, height) < 44).map(([what, { width, height }]) => `${what}: ${width} x ${height}`);
};

/** What does not fit where it stands, and whether the page has to be scrolled sideways for it. */
const cut = (host) => {
  const { scrollWidth } = document.scrollingElement;
  const blocks = [...host.shadowRoot.querySelectorAll(".frame *")].filter((element) => !element.matches(".sr,input") && element.checkVisibility());
  const found = blocks.filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline");
  return [...found.map((element) => element.outerHTML.slice(0, 80)), ...(scrollWidth > innerWidth ? [`${scrollWidth} pixels wide`] : [])];
};

/** `{ small, narrow, large }`: what is wrong with the page by each of the three. It is as it was afterwards. */
async function fits(page) {
  const widget = page.locator("dargah-checkout");
  const found = { small: await widget.evaluate(small) };
  await page.setViewportSize({ width: 320, height: 900 });
  found.narrow = await widget.evaluate(cut);
  await page.setViewportSize(VIEWPORT);
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  found.large = await widget.evaluate(cut);
  await page.evaluate(() => (document.documentElement.style.fontSize = ""));
  return found;
}

/**
 * Goes through all of them, in both themes or, where `themes` is 1, in one after the other in turn; `see(page, name, locale, theme)` is called at each. Resolves with `{ states, violations, misfits }`:
 * how many were looked at, and what was found, each with the state it was found in.
 */
export async function everyState(world, { see = () => {}, themes = THEMES.length } = {}) {
  const scenes = new Scenes(world);
  await scenes.prepare();
  const context = await world.browser.newContext({ locale: "fa-IR", viewport: VIEWPORT });
  const queue = Object.keys(STATES).flatMap((name) => LOCALES.map((locale) => ({ name, locale })))
    .map((at, number) => ({ ...at, themes: themes === 1 ? [THEMES[(number + Math.floor(number / LOCALES.length)) % THEMES.length]] : THEMES }));
  const violations = [];
  const misfits = [];
  let states = 0;
  const look = async ({ name, locale, themes }) => {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    try {
      await scenes.reach(page, name, locale, themes[0]);
      for (const [how, wrong] of Object.entries(await fits(page))) misfits.push(...wrong.map((what) => `${name} ${locale} ${how}: ${what}`));
      for (const theme of themes) {
        await page.locator("dargah-checkout").evaluate((element, theme) => element.setAttribute("theme", theme), theme);
        states += 1;
        for (const found of await axe(page)) violations.push({ state: `${name} ${locale} ${theme}`, ...found });
        await see(page, name, locale, theme);
      }
    } catch (problem) {
      throw new Error(`${name} ${locale}: ${problem.message}`, { cause: problem });
    } finally {
      await page.close();
    }
  };
  const hand = async () => {
    for (let next; (next = queue.shift()); ) await look(next);
  };
  try {
    await Promise.all(Array.from({ length: PAGES }, hand));
  } finally {
    await context.close();
  }
  return { states, violations, misfits };
}
