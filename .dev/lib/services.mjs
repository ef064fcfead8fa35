// Starting the services on loopback: the sandbox banks, the edge, the example shop.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { edgeVars, keys, shopEnv } from "../sandbox.mjs";
import { node } from "./node.mjs";
import { at, cache } from "./paths.mjs";
import { Problem, track } from "./run.mjs";

const QUIET = {
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
  NO_COLOR: "1",
  CI: "1",
};

const PATIENCE_MS = 60_000;

/** The addresses that services get with these ports. */
export const addresses = ({ edge, bank, shop }) => ({
  // Another host than the shop's, as it is outside: banks look at where a shopper comes from.
  edge: `http://localhost:${edge}`,
  bank: `http://127.0.0.1:${bank}`,
  shop: `http://127.0.0.1:${shop}`,
});

/**
 * Starts them. `name` keeps the state and the logs of several sets apart; `fresh` forgets what an earlier run left;
 * `settings` go to the edge (see sandbox.mjs). Resolves with the addresses, `stop`,
 * and, where `mortal`, `kill` and `revive`, which end a service without a word and start it again on what it had stored.
 */
export async function startServices({ name, ports, fresh = false, settings = {}, mortal = false }) {
  const urls = addresses(ports);
  for (const [service, port] of Object.entries(ports)) {
    if (await answers(port)) throw new Problem(`Port ${port} (${service}) is taken: stop what listens there and start again.`);
  }
  const state = cache("state", name);
  if (fresh) rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true });
  mkdirSync(cache("logs"), { recursive: true });

  const children = [];
  const started = new Set();
  const begin = (service, args, env) => {
    const log = cache("logs", `${name}-${service}.log`);
    const sink = createWriteStream(log, { flags: started.has(service) ? "a" : "w" });
    started.add(service);
    const child = track(spawn(node(), args, { env: { ...process.env, ...QUIET, ...env }, cwd: at(""), stdio: ["ignore", "pipe", "pipe"], detached: mortal }));
    if (mortal) process.on("exit", () => end(child));
    child.stdout.pipe(sink);
    child.stderr.pipe(sink);
    child.log = log;
    child.service = service;
    children.push(child);
    return child;
  };
  const wrangler = (service, config, port, vars) => {
    const file = `${state}/${service}.vars`;
    writeFileSync(file, Object.entries(vars).map(([key, value]) => `${key}='${value}'\n`).join(""), { mode: 0o600 });
    const args = [at("node_modules/wrangler/bin/wrangler.js"), "dev", "-c", at(config), "--ip", "127.0.0.1", "--port", String(port)];
    return begin(service, [...args, "--inspector-port", String(port + 1000), "--persist-to", `${state}/${service}`, "--env-file", file], {
      WRANGLER_LOG_PATH: cache("logs"),
      WRANGLER_REGISTRY_PATH: `${state}/registry`,
    });
  };
  const stop = async () => {
    const ends = children.filter((c) => c.exitCode === null && c.signalCode === null).map((c) => new Promise((resolve) => c.once("exit", resolve)));
    for (const child of children) child.kill("SIGTERM");
    const hard = setTimeout(() => children.forEach((child) => child.kill("SIGKILL")), 5_000);
    await Promise.all(ends);
    clearTimeout(hard);
  };
  const startEdge = () => wrangler("edge", "edge/wrangler.jsonc", ports.edge, edgeVars({ ...urls, ...settings }));
  // Kills the edge, its runtime with it, in the middle of whatever it does; and starts it again.
  const kill = () => Promise.all(children.filter((c) => c.service === "edge" && c.exitCode === null).map(end));
  const revive = async () => ready(startEdge(), `${urls.edge}/health`);
  try {
    const bank = wrangler("bank", "tests/bank/wrangler.jsonc", ports.bank, { CONTROL_TOKEN: keys().control });
    const edge = startEdge();
    const shop = begin("shop", [at("www/shop/server.mjs")], shopEnv(urls));
    await Promise.all([ready(bank, `${urls.bank}/health`), ready(edge, `${urls.edge}/health`), ready(shop, `${urls.shop}/webhooks`)]);
  } catch (problem) {
    await stop();
    throw problem;
  }
  return { ...urls, stop, kill, revive, state, control: keys().control, key: keys().shop };
}

/** Ends a process and everything that it has started, at once. */
function end(child) {
  const gone = child.exitCode !== null || child.signalCode !== null;
  if (gone) return undefined;
  const over = new Promise((resolve) => child.once("exit", resolve));
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
  return over;
}

/** Waits until `url` answers, or until the service has ended. */
async function ready(child, url) {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) break;
    const ok = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then((answer) => answer.ok, () => false);
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const tail = readFileSync(child.log, "utf8").split("\n").slice(-30).join("\n");
  throw new Problem(`The ${child.service} did not start. Its log, ${child.log}, ends:\n${tail}`);
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });
}
