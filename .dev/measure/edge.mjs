// The Worker: its size, its start, and its own time when a shopper pays.
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { node } from "../lib/node.mjs";
import { at } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { startServices } from "../lib/services.mjs";

const PAYMENTS = 600;
const CONNECTIONS = 4;

export default async function edge(figure) {
  const gzip = ["index.js", "index_bg.wasm"].map((name) => gzipSync(readFileSync(at("edge/build", name)), { level: 9 }).length);
  figure("edge.worker_gzip_bytes", gzip[0] + gzip[1], "bytes");
  figure("edge.startup_ms", await startup(), "ms");
  const own = await payments();
  figure("edge.pay_p50_ms", own[Math.floor(own.length * 0.5)], "ms");
  figure("edge.pay_p99_ms", own[Math.floor(own.length * 0.99)], "ms");
}

/** The length of the start-up's CPU profile, as wrangler takes it. */
async function startup() {
  const dir = mkdtempSync(join(tmpdir(), "dargah-"));
  try {
    const file = join(dir, "startup.cpuprofile");
    const wrangler = at("node_modules/wrangler/bin/wrangler.js");
    const env = { WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", CI: "1" };
    await run(node(), [wrangler, "check", "startup", "--outfile", file], { env, cwd: at("edge") });
    const { startTime, endTime } = JSON.parse(readFileSync(file, "utf8"));
    return Math.round((endTime - startTime) / 100) / 10;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * The edge's own time of `/pay`, sorted: from the request's arrival in the Worker to its answer, less the banks' time, both by
 * the Worker's own clock (`server-timing`). The proxy of the local server is not in it.
 */
async function payments() {
  const services = await startServices({ name: "measure", ports: { edge: 28787, bank: 28789, shop: 28788 }, fresh: true });
  try {
    const own = [];
    let left = PAYMENTS;
    const connection = async () => {
      while (left > 0) {
        left -= 1;
        own.push(await one(services));
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
    // The first ones find the isolate cold; they are start-up, which has a figure of its own.
    return own.slice(PAYMENTS / 10).sort((a, b) => a - b);
  } finally {
    await services.stop();
  }
}

async function one({ edge, shop, key }) {
  const body = { amount: 1_250_000, currency: "IRR", order_id: "M", return_url: `${shop}/orders/1` };
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": randomUUID() };
  const made = await (await fetch(`${edge}/v1/payments`, { method: "POST", headers, body: JSON.stringify(body) })).json();
  const answer = await fetch(`${edge}/v1/checkout/${made.client_token}/pay`, { method: "POST", headers: { origin: shop } });
  if (!answer.ok) throw new Error(`pay: ${answer.status} ${await answer.text()}`);
  await answer.text();
  const [, whole, bank] = /whole;dur=(\d+), bank;dur=(\d+)/.exec(answer.headers.get("server-timing"));
  return Number(whole) - Number(bank);
}
