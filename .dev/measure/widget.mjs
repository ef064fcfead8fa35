// What a shopper downloads before the form is there, as brotli sends it; and the pages that make it hard, each in a browser.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { LOCALES, VERSION, wasmOf } from "../build/widget.mjs";
import { node } from "../lib/node.mjs";
import { at } from "../lib/paths.mjs";
import { Problem, run } from "../lib/run.mjs";
import { chromium } from "../setup/chromium.mjs";
import { firefox } from "../setup/firefox.mjs";
import { LOCALES as SPOKEN, PAY_WITHIN_S, STATES, THEMES } from "../../tests/e2e/states.mjs";
import { payments } from "../../tests/e2e/widget_firefox.mjs";
import { races } from "../../tests/e2e/widget_races.mjs";
import { speed } from "../../tests/e2e/widget_speed.mjs";
import { everyState } from "../../tests/e2e/widget_states_axe.mjs";

const brotli = (name) => {
  const bytes = readFileSync(at(`target/site/v${VERSION}`, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
};

/** Seeded shoppers in a hurry. */
const RUNS = 10_000;

const round = (ms) => Math.round(ms * 10) / 10;

export default async function widget(figure) {
  const loader = brotli("dargah.js");
  figure("widget.br_loader", loader, "bytes");
  // A shopper downloads one language; the figure is that of the largest.
  const form = Math.max(...LOCALES.map((locale) => brotli(wasmOf(locale))));
  figure("widget.br_total", loader + brotli("dargah_widget.js") + form, "bytes");
  process.env.CHROMIUM ??= await chromium();
  const { start } = await import("../../tests/e2e/support.mjs"); // It looks for the browser as soon as it is loaded.
  const world = await start({ only: ["mellat", "saman"], payWithin: PAY_WITHIN_S });
  try {
    const soon = await speed(world);
    figure("widget.requests_before_form", soon.requests, "");
    figure("widget.script_ms_cpu4x", round(soon.script), "ms");
    figure("widget.visible_ms_slow4g", round(soon.card), "ms");
    figure("widget.form_ms_slow4g", round(soon.form), "ms");
    figure("widget.cls", soon.cls, "");
    const program = await firefox();
    if (program) figure("widget.firefox_payments", await payments(world, program), "payments, one in each language");
    else console.error("  no Firefox here: its payments were left out");
    const { states, violations, misfits } = await everyState(world);
    if (states !== Object.keys(STATES).length * SPOKEN.length * THEMES.length) throw new Problem("a state was not looked at");
    figure("widget.axe_states", states, "");
    figure("widget.axe_violations", violations.length, "");
    figure("widget.misfits", misfits.length, "");
    const raced = await races(world.browser, RUNS);
    figure("widget.double_submit_runs", raced.runs, "");
    figure("widget.double_submit_redirects", raced.redirects, "");
    figure("widget.extra_redirects", raced.extra, "");
    for (const found of [...violations, ...misfits, ...raced.worst]) console.error(found);
  } finally {
    await world.stop();
  }
  const args = ["--test", "--test-reporter=tap", at("tests/e2e/hostile.test.mjs")];
  const output = await run(node(), args, { label: "hostile pages", env: { CHROMIUM: process.env.CHROMIUM } });
  figure("widget.hostile_pages_passed", Number(/^# pass (\d+)$/m.exec(output)?.[1]), "pages");
}
