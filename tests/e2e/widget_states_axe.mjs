// Every state of the widget in every language and theme, before axe. No finding is excused.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { LOCALES, Scenes, STATES, THEMES } from "./states.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PAGES = 3;

/** What axe finds wrong with the page: `[{ id, target, summary }]`. */
export async function axe(page) {
  await page.evaluate(AXE);
  return page.evaluate(async (values) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target: target.flat(9).join(" "), summary: failureSummary })));
  }, TAGS);
}

/**
 * Goes through all of them; `see(page, name, locale, theme)` is called at each. Resolves with `{ states, violations }`: how many
 * were looked at, and what was found, each with the state it was found in.
 */
export async function everyState(world, see = () => {}) {
  const scenes = new Scenes(world);
  await scenes.prepare();
  const context = await world.browser.newContext({ locale: "fa-IR", viewport: { width: 480, height: 900 } });
  const queue = Object.keys(STATES).flatMap((name) => LOCALES.map((locale) => ({ name, locale })));
  const violations = [];
  let states = 0;
  const look = async ({ name, locale }) => {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    try {
      await scenes.reach(page, name, locale, THEMES[0]);
      for (const theme of THEMES) {
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
  return { states, violations };
}
