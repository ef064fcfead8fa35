// The relay as a bank's service and its operator see it: the real nginx with the rendered configuration, certificates of a
// throw-away authority, a name server that knows every host as this machine, and an upstream that behaves as its path says.
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createSecureContext } from "node:tls";
import { at } from "../../.dev/lib/paths.mjs";
import { run, track } from "../../.dev/lib/run.mjs";

export const NAME = "relay.example";
export const KEY = "a".repeat(63) + "1";
export const OLD_KEY = "b".repeat(63) + "2";

/** A host of the allow-list whose certificate nobody vouches for, and one that shows another's certificate. */
export const UNTRUSTED = "api.zibal.ir";
export const MISNAMED = "gateway.zibal.ir";

/** The hosts of the allow-list, as the file says them. */
export const allowed = () =>
  [...readFileSync(at("edge/relay/upstreams.map"), "utf8").matchAll(/^([a-z0-9.-]+) +1;/gm)].map((match) => match[1]);

/** Starts it all. */
export async function start({ patience = "1s" } = {}) {
  const dir = mkdtempSync(join(tmpdir(), "dargah-relay-"));
  const path = (...parts) => join(dir, ...parts);
  const certificates = await makeCertificates(path);
  const upstream = await startUpstream(certificates);
  const names = await startNames();
  const port = await freePort();

  writeFileSync(path("keys.map"), `${KEY} 1;\n${OLD_KEY} 1;\n`);
  writeFileSync(path("upstreams.map"), readFileSync(at("edge/relay/upstreams.map")));
  for (const folder of ["tls", "log", "temp"]) mkdirSync(path(folder));
  writeFileSync(path("tls/fullchain.pem"), certificates.relay.cert);
  writeFileSync(path("tls/privkey.pem"), certificates.relay.key);
  const rendered = await render({
    RELAY_LISTEN: `127.0.0.1:${port}`,
    RELAY_DIR: dir,
    RELAY_TLS: path("tls"),
    RELAY_CA: path("ca.pem"),
    RELAY_LOG: path("log"),
    RELAY_RESOLVER: `127.0.0.1:${names.port}`,
    RELAY_UPSTREAM_PORT: String(upstream.port),
    RELAY_PATIENCE: patience,
  });
  writeFileSync(path("relay.conf"), rendered);
  writeFileSync(path("nginx.conf"), mainConfiguration(path));
  const nginx = await startNginx(path, port);

  return {
    upstream,
    names,
    ask: (target, options) => ask({ port, ca: certificates.ca }, target, options),
    askRaw: (head, options) => askRaw({ port, ca: certificates.ca }, head, options),
    /** What nginx wrote down, all files together. */
    logs: () => readdirSync(path("log")).map((name) => readFileSync(path("log", name), "utf8")).join(""),
    /** Replaces the keys as an operator does, without a restart. */
    async setKeys(...keys) {
      writeFileSync(path("keys.map"), keys.map((key) => `${key} 1;\n`).join(""));
      await nginx.reload();
    },
    async stop() {
      await nginx.stop();
      upstream.stop();
      names.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The configuration, by the script that the operator uses. */
export const render = (env) => run("sh", [at("edge/relay/render.sh")], { env: { RELAY_NAME: NAME, ...env } });

/** What stands around it on Debian, with everything that nginx writes kept in the test's own folder. */
const mainConfiguration = (path) => `
daemon off;
${process.getuid?.() === 0 ? "user root;" : ""}
worker_processes 1;
pid ${path("nginx.pid")};
error_log ${path("log/error.log")} notice;
events { worker_connections 256; }
http {
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${path("temp", kind)};`).join("\n  ")}
  sendfile on;
  tcp_nopush on;
  default_type application/octet-stream;
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
  ssl_prefer_server_ciphers on;
  access_log ${path("log/access.log")};
  gzip on;
  include ${path("relay.conf")};
}
`;

async function startNginx(path, port) {
  const args = ["-c", path("nginx.conf"), "-p", path("."), "-e", path("log/error.log")];
  const child = track(spawn(process.env.NGINX_PATH ?? "nginx", args, { stdio: ["ignore", "ignore", "pipe"] }));
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  let over = false;
  const end = once(child, "exit").then(() => (over = true));
  child.once("error", (error) => (said += error.message));
  for (let tries = 0; !over && !(await answers(port)); tries += 1) {
    if (tries > 100) break;
    await sleep(50);
  }
  if (over || !(await answers(port))) {
    child.kill();
    throw new Error(`nginx does not start: ${said}`);
  }
  return {
    async reload() {
      // The old worker is gone when the new configuration alone answers.
      const gone = () => [...readFileSync(path("log/error.log"), "utf8").matchAll(/worker process \d+ exited with code 0/g)].length;
      const before = gone();
      child.kill("SIGHUP");
      for (let tries = 0; gone() === before; tries += 1) {
        if (tries > 400) throw new Error("nginx does not take the new configuration");
        await sleep(25);
      }
    },
    async stop() {
      child.kill("SIGTERM");
      await end;
    },
  };
}

async function answers(port) {
  const socket = connect({ port, host: "127.0.0.1", servername: NAME, rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort() {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** An authority, a certificate for the relay and one for the hosts it vouches for, and two that must be refused. */
async function makeCertificates(path) {
  const openssl = (...args) => run("openssl", args);
  const read = (name) => ({ cert: readFileSync(path(`${name}.pem`), "utf8"), key: readFileSync(path(`${name}.key`), "utf8") });
  const key = (name) => openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path(`${name}.key`));
  const subject = (name) => ["-subj", `/CN=${name}`, "-days", "2"];
  const authority = async (name) => {
    await key(name);
    writeFileSync(path(`${name}.cnf`), "[req]\ndistinguished_name=dn\nx509_extensions=ca\n[dn]\n[ca]\nbasicConstraints=critical,CA:true\n");
    await openssl("req", "-x509", "-new", "-config", path(`${name}.cnf`), "-key", path(`${name}.key`), "-out", path(`${name}.pem`), ...subject(name));
  };
  const issue = async (name, by, hosts) => {
    await key(name);
    const request = ["req", "-new", "-config", path(`${by}.cnf`), "-key", path(`${name}.key`), "-out", path(`${name}.csr`), "-subj", `/CN=${name}`];
    await openssl(...request);
    writeFileSync(path(`${name}.ext`), `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}\n`);
    const sign = ["x509", "-req", "-in", path(`${name}.csr`), "-CA", path(`${by}.pem`), "-CAkey", path(`${by}.key`), "-CAcreateserial"];
    await openssl(...sign, "-extfile", path(`${name}.ext`), "-days", "2", "-out", path(`${name}.pem`));
    return read(name);
  };
  await authority("ca");
  await authority("stranger");
  return {
    ca: read("ca").cert,
    relay: await issue("relay", "ca", [NAME]),
    trusted: await issue("trusted", "ca", allowed().filter((host) => host !== MISNAMED)),
    untrusted: await issue("untrusted", "stranger", [UNTRUSTED]),
  };
}

/** Every host of the list, on one port. It keeps what reached it, and does what the last part of the path says. */
async function startUpstream({ trusted, untrusted }) {
  const seen = [];
  const handshakes = [];
  const [good, bad] = [createSecureContext(trusted), createSecureContext(untrusted)];
  const SNICallback = (name, done) => {
    handshakes.push(name);
    done(null, name === UNTRUSTED ? bad : good);
  };
  const server = createServer({ ...trusted, SNICallback }, async (req, res) => {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    seen.push({
      method: req.method,
      url: req.url,
      sni: req.socket.servername,
      headers: req.headers,
      names: req.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()),
      body: Buffer.concat(chunks).toString(),
    });
    const act = BEHAVIOURS[req.url.split("?")[0].split("/").at(-1)] ?? BEHAVIOURS.pay;
    act(res);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    seen,
    handshakes,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const BEHAVIOURS = {
  pay: (res) => res.writeHead(200, { "content-type": "application/json", "x-bank": "1" }).end('{"status":1,"token":"t"}'),
  refuse: (res) => res.writeHead(473, "Invalid credentials").end(),
  redirect: (res) => res.writeHead(302, { location: "https://sep.shaparak.ir/elsewhere/pay" }).end(),
  order: (res) => res.writeHead(200, { "x-accel-redirect": "/sep.shaparak.ir/elsewhere/pay" }).end("as it came"),
  hang: () => {},
  break: (res) => res.socket.destroy(),
};

const A = 1; // The question for an IPv4 address.

/**
 * A name server that answers every question for an address with this machine's, twice, as for a bank that has two machines. It
 * remembers the names and the kinds of address that it was asked for.
 */
async function startNames() {
  const asked = [];
  const kinds = new Set();
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    const labels = [];
    let i = 12;
    while (question[i] > 0) {
      labels.push(question.subarray(i + 1, i + 1 + question[i]).toString());
      i += question[i] + 1;
    }
    asked.push(labels.join("."));
    const type = question.readUInt16BE(i + 1);
    kinds.add(type);
    const head = Buffer.from(question.subarray(0, i + 5));
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(type === A ? 2 : 0, 6);
    head.fill(0, 8, 12);
    const address = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
    socket.send(type === A ? Buffer.concat([head, address, address]) : head, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port, asked, kinds, stop: () => socket.close() };
}

/** A request as the edge makes it. Resolves with status, headers and body. */
function ask({ port, ca }, target, { method = "GET", headers = {}, body, key = KEY } = {}) {
  const all = { host: NAME, ...(key && { "x-relay-key": key }), ...headers };
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, ca, servername: NAME, method, path: target, headers: all, agent: false }, async (answer) => {
      const chunks = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({ status: answer.statusCode, message: answer.statusMessage, headers: answer.headers, body: Buffer.concat(chunks).toString() });
    });
    // A server that refuses a body may close before it has read all of it.
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A request line byte for byte, which no client would send. Resolves with the status, or 0 if the connection was just closed. */
async function askRaw({ port, ca }, line, { host = NAME, servername = NAME } = {}) {
  const socket = connect({ port, ca, host: "127.0.0.1", servername, checkServerIdentity: () => undefined });
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk));
  const closed = new Promise((resolve) => {
    socket.on("error", () => {});
    socket.on("close", resolve);
  });
  socket.on("secureConnect", () => socket.write(`${line}\r\nHost: ${host}\r\nX-Relay-Key: ${KEY}\r\nConnection: close\r\n\r\n`));
  await closed;
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
}
