// How soon the widget is there: on a slow processor, and on a slow line with the files packed as the platform packs them.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { at } from "../../.dev/lib/paths.mjs";
import { Shop } from "./states.mjs";

const TYPES = { js: "text/javascript", wasm: "application/wasm" };

// Lighthouse's "slow 4G": round trip, and bits a second down and up.
const SLOW_4G = { latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };

/** In front of the edge: its static files by brotli, and everything else from itself. */
async function packed(edge) {
  const files = new Map();
  const file = (path) => {
    if (!files.has(path)) files.set(path, brotliCompressSync(readFileSync(at("target/site", path))));
    return files.get(path);
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, edge);
    const type = TYPES[pathname.split(".").at(-1)];
    if (type) return response.writeHead(200, { "content-type": type, "content-encoding": "br", "access-control-allow-origin": "*", "timing-allow-origin": "*" }).end(file(pathname));
    const answer = await fetch(edge + request.url, { headers: { origin: request.headers.origin ?? edge } });
    const headers = { "content-type": answer.headers.get("content-type"), "access-control-allow-origin": "*" };
    response.writeHead(answer.status, headers).end(await answer.text());
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** The page: nothing but the widget, the place that it will take, and something below; it notes when the card and the form were seen. */
const page = (origin, token) => `<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>dargah-checkout:not(:defined) { display: block; min-height: max(596px, 37.25rem); }</style>
<script>
window.seen = {};
window.shifts = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; }).observe({ type: "layout-shift", buffered: true });
const painted = (what) => requestAnimationFrame(() => setTimeout(() => { window.seen[what] = performance.now(); if (what === "form") console.log("form"); }));
customElements.whenDefined("dargah-checkout").then(() => painted("card"));
addEventListener("dargah:ready", () => painted("form"));
</script>
<script async src="${origin}/v1/dargah.js"></script></head>
<body><dargah-checkout payment="${token}" locale="fa"></dargah-checkout><p>Below.</p></body></html>`;

/** One visit with nothing kept: `{ requests, card, form, script, shifts }`, times in milliseconds. */
async function visit(browser, world, front, token, { cpu = 1, network }) {
  const context = await browser.newContext({ viewport: { width: 412, height: 900 } });
  try {
    const tab = await context.newPage();
    const requests = [];
    tab.on("request", (request) => requests.push(request.url()));
    const url = `${world.shop}/speed`;
    await tab.route(url, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: page(front.origin, token) }));
    const client = await context.newCDPSession(tab);
    await client.send("Performance.enable", { timeDomain: "threadTicks" });
    if (cpu > 1) await client.send("Emulation.setCPUThrottlingRate", { rate: cpu });
    if (network) {
      await client.send("Network.enable");
      await client.send("Network.emulateNetworkConditions", { offline: false, ...network });
    }
    const stands = tab.waitForEvent("console", (message) => message.text() === "form");
    await tab.goto(url, { waitUntil: "commit" });
    await stands;
    const { metrics } = await client.send("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value * 1_000;
    const { seen, shifts } = await tab.evaluate(() => ({ seen: window.seen, shifts: window.shifts }));
    const ours = requests.filter((address) => address.startsWith(front.origin));
    return { requests: ours.length, ...seen, script: of("ScriptDuration"), shifts };
  } finally {
    await context.close();
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** `{ requests, script, card, form, cls }`: medians of `visits` each; `cls` is the worst of all. */
export async function speed(world, visits = 7) {
  const front = await packed(world.edge);
  try {
    const { client_token: token } = await new Shop(world).create();
    const many = async (how) => {
      const all = [];
      for (let n = 0; n < visits; n += 1) all.push(await visit(world.browser, world, front, token, how));
      return all;
    };
    await visit(world.browser, world, front, token, {}); // The browser's own start is nobody's.
    const busy = await many({ cpu: 4 });
    const far = await many({ network: SLOW_4G });
    const of = (all, what) => median(all.map((one) => one[what]));
    return {
      requests: of(busy, "requests"),
      script: of(busy, "script"),
      card: of(far, "card"),
      form: of(far, "form"),
      cls: Math.max(...[...busy, ...far].map(({ shifts }) => shifts)),
    };
  } finally {
    front.close();
  }
}
