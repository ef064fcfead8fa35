// The widget as everybody gets it: by eye, by ear, by keyboard, on a small screen, with large text.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { cache } from "../../.dev/lib/paths.mjs";
import { LOCALES, PAY_WITHIN_S, STATES, THEMES } from "./states.mjs";
import { start } from "./support.mjs";
import { everyState } from "./widget_states_axe.mjs";

let world;
before(async () => (world = await start({ only: ["mellat", "saman"], payWithin: PAY_WITHIN_S })));
after(() => world?.stop());

test("axe finds nothing in any state, language and theme", async () => {
  // SHOTS=1 keeps a picture of each, to be looked at.
  const dir = process.env.SHOTS && cache("shots", "states");
  if (dir) mkdirSync(dir, { recursive: true });
  const shot = dir && ((page, name, locale, theme) => page.locator("main").screenshot({ path: `${dir}/${name}-${locale}-${theme}.png` }));
  const { states, violations } = await everyState(world, shot || undefined);
  assert.deepEqual(violations, []);
  assert.equal(states, Object.keys(STATES).length * LOCALES.length * THEMES.length);
});
