// What a page of the panel costs: itself and everything that it loads, compressed as the edge sends it; and what axe finds on each.
import { brotliCompressSync, constants } from "node:zlib";
import { everyPage, furnish, open } from "../e2e/panel.mjs";
import { start } from "../e2e/support.mjs";

const br = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;

/** `{ violations, bytes, heaviest }`: of all pages in both languages, and the most that one of them takes. */
export async function look() {
  const world = await start();
  try {
    const page = await world.shopper({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    await open(world, page, "09121110009");
    const there = await furnish(world, page);
    // Whatever is loaded beside a page is loaded by all of them.
    const assets = new Map();
    page.on("response", async (answer) => {
      const url = new URL(answer.url());
      if (/\.(css|js)$/.test(url.pathname)) assets.set(url.pathname, br(await answer.body()));
    });
    const { violations, bytes } = await everyPage(world, page, there);
    for (const { page: at, id, target } of violations) console.error(`  ${at}: ${id} at ${target}`);
    const sizes = [...bytes].map(([at, html]) => [at, br(html)]).sort(([, a], [, b]) => b - a);
    const beside = [...assets.values()].reduce((sum, size) => sum + size, 0);
    return { violations: violations.length, bytes: sizes[0][1] + beside, heaviest: sizes[0][0] };
  } finally {
    await world.stop();
  }
}
