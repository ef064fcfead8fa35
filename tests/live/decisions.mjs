// What a decision costs over HTTP: the built Worker in workerd alone, with nothing of Node between it and whoever asks. workerd is
// started as a server by itself; its KV is a dozen lines of its own, in memory.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { edgeVars, keys } from "../../.dev/sandbox.mjs";
import { at } from "../../.dev/lib/paths.mjs";
import { Problem, track } from "../../.dev/lib/run.mjs";

const OBJECTS = { LEDGER: "Ledgers", CLAIMS: "Claims", HEALTH_BOARD: "HealthBoard", WEBHOOKS: "Webhooks" };
const KV = `const kept = new Map();
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (request.method === "PUT") return kept.set(pathname, await request.arrayBuffer()), new Response();
    return kept.has(pathname) ? new Response(kept.get(pathname)) : new Response(null, { status: 404 });
  },
};`;
const CANDIDATES = ["alpha", "beta", "gamma", "delta"];
// How often a candidate's payments end paid, in percent.
const RATES = { alpha: 92, beta: 88, gamma: 75, delta: 60 };
const PATIENCE_MS = 20_000;

/**
 * Drives `POST /v1/decisions` at 1, 4 and 16 connections, `decisions` at each. Resolves with `cpu_s_per_10k` (all of workerd's
 * processor time, user and system, over all of them) and `connections`: `{ [n]: { p50_ms, p99_ms, per_s } }`.
 */
export async function decisions({ port, decisions = 10_000, connections = [1, 4, 16] }) {
  const dir = mkdtempSync(join(tmpdir(), "dargah-"));
  const server = serve(dir, port);
  try {
    await ready(server, port);
    await warm(port);
    const before = cpu(server.pid);
    const found = {};
    for (const n of connections) found[n] = await drive(port, n, decisions);
    const spent = cpu(server.pid) - before;
    return { cpu_s_per_10k: round((spent / (decisions * connections.length)) * 10_000, 100), connections: found };
  } finally {
    server.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  }
}

const round = (n, parts) => Math.round(n * parts) / parts;

/** Starts workerd on loopback. */
function serve(dir, port) {
  for (const name of ["index.js", "index_bg.wasm"]) cpSync(at("edge/build", name), join(dir, name));
  writeFileSync(join(dir, "kv.js"), KV);
  const vars = edgeVars({ edge: `http://127.0.0.1:${port}`, bank: "http://127.0.0.1:9", shop: "http://127.0.0.1:9", only: ["mellat"] });
  const text = (value) => JSON.stringify(value);
  const bindings = [
    ...Object.entries(vars).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    ...Object.entries(OBJECTS).map(([name, kind]) => `(name = ${text(name)}, durableObjectNamespace = ${text(kind)})`),
    `(name = "HEALTH", kvNamespace = "kv")`,
  ];
  const { compatibility_date, compatibility_flags } = settings();
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "edge", worker = (
      modules = [(name = "index.js", esModule = embed "index.js"), (name = "index_bg.wasm", wasm = embed "index_bg.wasm")],
      compatibilityDate = ${text(compatibility_date)},
      compatibilityFlags = [${compatibility_flags.map(text).join(", ")}],
      durableObjectNamespaces = [${Object.values(OBJECTS).map((kind) => `(className = ${text(kind)}, uniqueKey = ${text(kind)}, enableSql = true)`).join(", ")}],
      durableObjectStorage = (localDisk = "disk"),
      bindings = [${bindings.join(",\n        ")}],
    )),
    (name = "kv", worker = (modules = [(name = "kv.js", esModule = embed "kv.js")], compatibilityDate = ${text(compatibility_date)})),
    (name = "disk", disk = (path = ".", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "edge")],
);
`;
  writeFileSync(join(dir, "config.capnp"), config);
  const child = track(spawn(at("node_modules/workerd/bin/workerd"), ["serve", "config.capnp"], { cwd: dir, stdio: ["ignore", "pipe", "pipe"] }));
  child.said = "";
  for (const out of [child.stdout, child.stderr]) out.on("data", (data) => (child.said = (child.said + data).slice(-4_000)));
  return child;
}

/** The Worker's compatibility settings; the file is JSON with comments. */
function settings() {
  const lines = readFileSync(at("edge/wrangler.jsonc"), "utf8").split("\n");
  return JSON.parse(lines.filter((line) => !line.trim().startsWith("//")).join("\n"));
}

async function ready(server, port) {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until && server.exitCode === null) {
    const ok = await fetch(`http://127.0.0.1:${port}/health`).then((answer) => answer.ok, () => false);
    if (ok) return;
    await pause(50);
  }
  throw new Problem(`workerd did not start:\n${server.said}`);
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Some traffic with outcomes, until there is health to decide by and the code is warm. */
async function warm(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const until = Date.now() + 8_000;
  for (let n = 0; Date.now() < until; n += 1) {
    const { body } = await post(agent, port, "/v1/decisions", question(n));
    const { decision, gateway, by } = JSON.parse(body);
    const status = (n * 37) % 100 < RATES[gateway] ? "paid" : "failed";
    await post(agent, port, "/v1/outcomes", JSON.stringify({ decision, gateway, status }));
    if (n > 400 && by !== "health") throw new Problem(`decisions are made by ${by}`);
    await pause(5);
  }
  agent.destroy();
}

const question = (n) => JSON.stringify({ candidates: CANDIDATES, amount: 1_250_000 + n, method: "card", metadata: { channel: "app" }, customer: `c${n}` });

async function drive(port, connections, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  let left = count;
  const began = performance.now();
  const connection = async () => {
    while (left > 0) {
      left -= 1;
      const from = performance.now();
      const { status } = await post(agent, port, "/v1/decisions", question(left));
      times.push(performance.now() - from);
      if (status !== 200) throw new Problem(`a decision was answered with ${status}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const whole_s = (performance.now() - began) / 1_000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share) => round(times[Math.floor(times.length * share)], 100);
  return { p50_ms: at(0.5), p99_ms: at(0.99), per_s: Math.round(count / whole_s) };
}

function post(agent, port, path, body) {
  const headers = { authorization: `Bearer ${keys().shop}`, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const call = request({ agent, host: "127.0.0.1", port, path, method: "POST", headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => (text += part));
      answer.on("end", () => resolve({ status: answer.statusCode, body: text }));
    });
    call.on("error", reject);
    call.end(body);
  });
}

/** Processor seconds that a process has used, user and system. */
function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
