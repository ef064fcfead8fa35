// The egress relay in the real nginx: what it passes on, and what it must not.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";
import { at } from "../../.dev/lib/paths.mjs";
import { allowed, KEY, MISNAMED, NAME, OLD_KEY, render, start, UNTRUSTED } from "./support.mjs";

let relay;
before(async () => (relay = await start()));
after(() => relay?.stop());
beforeEach(() => {
  relay.upstream.seen.length = 0;
  relay.upstream.handshakes.length = 0;
});

const nothingReached = (what) => assert.deepEqual(relay.upstream.handshakes, [], `${what} reached ${relay.upstream.handshakes}`);

test("a call with the key reaches the bank as it was made, without the key", async () => {
  const body = '<soap:Envelope>پرداخت</soap:Envelope>';
  const headers = {
    "content-type": "text/xml; charset=utf-8",
    soapaction: '""',
    authorization: "Bearer session",
    usr: "merchant",
    pwd: "sandbox",
  };
  const target = "/v1/TranResult?merchantConfigurationId=270&localInvoiceId=9007199254740993&x=a%2Fb%20c//../";
  const answer = await relay.ask(`/ipgrest.asanpardakht.ir${target}`, { method: "POST", headers, body });
  assert.deepEqual([answer.status, answer.body, answer.headers["x-bank"]], [200, '{"status":1,"token":"t"}', "1"]);
  assert.equal(relay.upstream.seen.length, 1);
  const [seen] = relay.upstream.seen;
  assert.deepEqual([seen.method, seen.url, seen.body], ["POST", target, body]);
  assert.deepEqual([seen.sni, seen.headers.host], ["ipgrest.asanpardakht.ir", "ipgrest.asanpardakht.ir"]);
  for (const [name, value] of Object.entries(headers)) assert.equal(seen.headers[name], value, name);
  assert.ok(!seen.names.includes("x-relay-key"), "the bank was told the key");
  assert.ok(!JSON.stringify(seen).includes(KEY), "the bank was told the key");
});

test("every provider's service can be called, by GET and POST, with a slash at the end and without", async () => {
  for (const host of allowed().filter((name) => name !== UNTRUSTED && name !== MISNAMED)) {
    for (const path of ["/api/v4/graphql/", "/VPG/api/v0/Advice/Verify", "/NewIPGServices/Sale/SaleService.asmx"]) {
      for (const method of ["GET", "POST"]) {
        const answer = await relay.ask(`/${host}${path}`, { method });
        assert.equal(answer.status, 200, `${method} ${host}${path}`);
        const seen = relay.upstream.seen.at(-1);
        assert.deepEqual([seen.method, seen.url, seen.sni], [method, path, host]);
      }
    }
  }
});

test("banks are called by IPv4 alone, the address that they know", () => {
  assert.deepEqual([...relay.names.kinds], [1]);
});

test("what networks add on the way to the relay does not go on to the bank", async () => {
  const added = {
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-proto": "https",
    "x-real-ip": "203.0.113.9",
    forwarded: "for=203.0.113.9",
    "cf-connecting-ip": "203.0.113.9",
    "cf-worker": "pay.example",
    "cf-ray": "1",
    "cdn-loop": "cloudflare",
    "true-client-ip": "203.0.113.9",
  };
  await relay.ask("/sep.shaparak.ir/onlinepg/onlinepg", { method: "POST", headers: added, body: "{}" });
  const [seen] = relay.upstream.seen;
  assert.deepEqual(Object.keys(added).filter((name) => seen.names.includes(name)), []);
});

test("without the key, or with another, nothing happens", async () => {
  const wrong = [null, "", KEY.slice(1), `${KEY}1`, KEY.replace("1", "2"), "default", "1", `${KEY}, ${KEY}`];
  for (const key of wrong) {
    for (const target of ["/sep.shaparak.ir/onlinepg/onlinepg", "/evil.example/pay", "/"]) {
      const answer = await relay.ask(target, { method: "POST", body: "{}", key });
      assert.equal(answer.status, 403, `key ${key} on ${target}`);
    }
  }
  // The key in another place is no key.
  for (const [target, headers] of [
    [`/sep.shaparak.ir/pay?x-relay-key=${KEY}`, {}],
    ["/sep.shaparak.ir/pay", { authorization: `Bearer ${KEY}` }],
    ["/sep.shaparak.ir/pay", { x_relay_key: KEY }],
  ]) {
    assert.equal((await relay.ask(target, { key: null, headers })).status, 403);
  }
  nothingReached("a call without the key");
});

test("a host that is not on the list is not called, nor is its name asked for", async () => {
  const others = [
    ...["evil.example", "127.0.0.1", "localhost", "shaparak.ir", "asan.shaparak.ir", "sandbox.zarinpal.com", "default", "1"],
    ...["xsep.shaparak.ir", "sep.shaparak.ir.evil.example", "sepxshaparak.ir", "sep.shaparak.ir.", "www.sep.shaparak.ir", "SEP.shaparak.ir"],
  ];
  for (const host of others) assert.equal((await relay.ask(`/${host}/onlinepg/onlinepg`)).status, 404, host);
  nothingReached("a host that is not on the list");
  assert.deepEqual(relay.names.asked.filter((name) => !allowed().includes(name)), []);
});

test("no trick in the path leads to another host", async () => {
  const tricks = [
    ...["/", "//", "/sep.shaparak.ir", "/sep.shaparak.ir/", "sep.shaparak.ir/pay", "*"],
    ...["//sep.shaparak.ir/pay", "/sep.shaparak.ir//evil.example/pay", "//evil.example/sep.shaparak.ir/pay", "/sep.shaparak.ir//pay"],
    ...["/sep.shaparak.ir/../evil.example/pay", "/sep.shaparak.ir/..", "/sep.shaparak.ir/./pay", "/../sep.shaparak.ir/pay"],
    ...["/evil.example/../sep.shaparak.ir/pay", "/sep.shaparak.ir/%2e%2e/evil.example/pay", "/sep.shaparak.ir/.hidden"],
    ...["/sep.shaparak.ir%2f..%2fevil.example/pay", "/sep.shaparak.ir%2Fpay", "/sep.shaparak.ir/a%2fb", "/%73ep.shaparak.ir/pay"],
    ...["/sep.shaparak.ir/..%5cevil.example/pay", "/sep.shaparak.ir\\pay", "/sep.shaparak.ir/pay\\..\\x", "\\sep.shaparak.ir/pay"],
    ...["/sep.shaparak.ir:443/pay", "/sep.shaparak.ir:8443/pay", "/evil.example:443/pay", "/sep.shaparak.ir:/pay"],
    ...["/sep.shaparak.ir@evil.example/pay", "/user@sep.shaparak.ir/pay", "/user:pass@evil.example/pay", "/sep.shaparak.ir%40evil.example/pay"],
    ...["/sep.shaparak.ir/@evil.example/pay", "/sep.shaparak.ir?@evil.example/pay", "/sep.shaparak.ir#@evil.example/pay", "/sep.shaparak.ir/pay#x"],
    ...["/?/sep.shaparak.ir/pay", "/evil.example?/sep.shaparak.ir/pay", "/sep.shaparak.ir%00.evil.example/pay", "/sep.shaparak.ir\t/pay"],
    ...["/https://sep.shaparak.ir/pay", "/https:/sep.shaparak.ir/pay", "/sep.shaparak.ir;evil.example/pay", "/sep.shaparak.ir,evil.example/pay"],
    ...["https://evil.example/pay", "https://sep.shaparak.ir/pay", `https://evil.example/sep.shaparak.ir/pay`, `https://${NAME}//sep.shaparak.ir/pay`],
    ...["/$relay_host/pay", "/sep.shaparak.ir/$relay_host", "/[::1]/pay", "/2130706433/pay", "/sep.shaparak.ir/pay?a\"b", "/sep.shaparak.ir/پرداخت"],
  ];
  for (const target of tricks) {
    const status = await relay.askRaw(`GET ${target} HTTP/1.1`);
    // Nothing at all is said to who names another host.
    const fit = target.startsWith("https://") && !target.includes(NAME) ? [0] : [400, 404];
    assert.ok(fit.includes(status), `${target} gave ${status}`);
  }
  for (const line of ["CONNECT sep.shaparak.ir:443 HTTP/1.1", "CONNECT evil.example:443 HTTP/1.1", "GET /sep.shaparak.ir/pay", "OPTIONS * HTTP/1.1"]) {
    assert.ok([0, 400, 403, 404, 405].includes(await relay.askRaw(line)), line);
  }
  nothingReached("a trick");
  assert.deepEqual(relay.names.asked.filter((name) => !allowed().includes(name)), []);
});

test("the relay's own name in absolute form is an ordinary call", async () => {
  assert.equal(await relay.askRaw(`GET https://${NAME}/sep.shaparak.ir/api/pay HTTP/1.1`), 200);
  assert.deepEqual([relay.upstream.seen[0].url, relay.upstream.seen[0].headers.host], ["/api/pay", "sep.shaparak.ir"]);
});

test("the list is the services of the gateways that are documented, and nothing else", () => {
  const folder = at("www/docs/gateways");
  const pages = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, "utf8"));
  const contracts = pages.flatMap((page) => [...page.matchAll(/<pre [^>]*data-gateway=[^>]*><code>(.*?)<\/code>/gs)]).map((match) => JSON.parse(match[1]));
  const hosts = contracts.flatMap((contract) => [contract.base_url, contract.refund_url]).filter(Boolean).map((url) => new URL(url).host);
  assert.deepEqual([...new Set(hosts)].sort(), allowed().sort());
});

test("methods that no provider has are refused", async () => {
  for (const method of ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"]) {
    const { status } = await relay.ask("/sep.shaparak.ir/onlinepg/onlinepg", { method });
    assert.ok([404, 405].includes(status), `${method} gave ${status}`);
  }
  nothingReached("another method");
});

test("whoever does not ask for the relay's name finds nothing", async () => {
  assert.equal(await relay.askRaw("GET /sep.shaparak.ir/api/pay HTTP/1.1", { servername: "other.example" }), 0);
  assert.equal(await relay.askRaw("GET /sep.shaparak.ir/api/pay HTTP/1.1", { servername: "" }), 0);
  assert.equal(await relay.askRaw("GET /sep.shaparak.ir/api/pay HTTP/1.1", { host: "other.example" }), 0);
  nothingReached("a call to another name");
});

test("a body over the limit is refused, whether its length is told or not", async () => {
  const target = "/sep.shaparak.ir/onlinepg/onlinepg";
  const at64 = "x".repeat(64 * 1024);
  assert.equal((await relay.ask(target, { method: "POST", body: at64 })).status, 200);
  assert.equal(relay.upstream.seen[0].body.length, at64.length);
  relay.upstream.handshakes.length = 0;
  assert.equal((await relay.ask(target, { method: "POST", body: `${at64}x` })).status, 413);
  const headers = { "transfer-encoding": "chunked" };
  assert.equal((await relay.ask(target, { method: "POST", body: `${at64}x`, headers })).status, 413);
  nothingReached("a body over the limit");
});

test("a redirect is handed back, not followed, and the bank's own status stays", async () => {
  const answer = await relay.ask("/pep.shaparak.ir/api/redirect");
  assert.deepEqual([answer.status, answer.headers.location], [302, "https://sep.shaparak.ir/elsewhere/pay"]);
  assert.equal((await relay.ask("/ipgrest.asanpardakht.ir/v1/refuse")).status, 473);
  assert.deepEqual(relay.upstream.seen.map((seen) => seen.headers.host), ["pep.shaparak.ir", "ipgrest.asanpardakht.ir"]);
});

test("an answer cannot send the relay to another address", async () => {
  const answer = await relay.ask("/pep.shaparak.ir/api/order");
  assert.deepEqual([answer.status, answer.body], [200, "as it came"]);
  assert.equal(relay.upstream.seen.length, 1);
});

test("a bank that hangs gives 504 within the limit", async () => {
  const start = Date.now();
  assert.equal((await relay.ask("/bpm.shaparak.ir/pgwchannel/hang", { method: "POST", body: "x" })).status, 504);
  assert.ok(Date.now() - start < 3_000, `after ${Date.now() - start} ms`);
});

test("a connection that breaks is told, and the call is not made again", async () => {
  assert.equal((await relay.ask("/bpm.shaparak.ir/pgwchannel/break", { method: "POST", body: "x" })).status, 502);
  assert.equal((await relay.ask("/bpm.shaparak.ir/pgwchannel/break")).status, 502);
  assert.deepEqual(relay.upstream.seen.map((seen) => seen.method), ["POST", "GET"]);
});

test("a bank without a certificate that holds for its name is told nothing", async () => {
  for (const host of [UNTRUSTED, MISNAMED]) {
    const answer = await relay.ask(`/${host}/v1/request`, { method: "POST", body: "secret" });
    assert.equal(answer.status, 502, host);
  }
  assert.deepEqual(relay.upstream.handshakes, [UNTRUSTED, MISNAMED], "both were asked for their certificates by name");
  assert.deepEqual(relay.upstream.seen, []);
});

test("a refusal says nothing but its status", async () => {
  for (const [target, key] of [["/sep.shaparak.ir/pay", "wrong"], ["/evil.example/pay", KEY], [`/${UNTRUSTED}/pay`, KEY]]) {
    const answer = await relay.ask(target, { key });
    assert.doesNotMatch(answer.body + JSON.stringify(answer.headers), /shaparak|zibal|evil|example|relay|[0-9]\.[0-9]|upstream|certificate/i);
  }
});

test("the log has neither keys nor headers nor bodies, but says which bank answered and when", async () => {
  const headers = { authorization: "Bearer marked-session" };
  const options = { method: "POST", headers, body: "marked-body" };
  await relay.ask("/sep.shaparak.ir/api/pay", options);
  await relay.ask("/sep.shaparak.ir/api/pay", { ...options, key: "marked-key" });
  await relay.ask(`/${UNTRUSTED}/api/pay`, options);
  await relay.ask("/bpm.shaparak.ir/api/hang", options);
  await relay.ask("/sep.shaparak.ir/api/pay", { ...options, headers: { "x-long": "x".repeat(40_000) } }).catch(() => {});
  const logs = relay.logs();
  assert.match(logs, /POST "sep\.shaparak\.ir" 200 200 /);
  assert.match(logs, /POST "bpm\.shaparak\.ir" 504 504 /);
  for (const secret of [KEY, OLD_KEY, "marked-"]) assert.ok(!logs.includes(secret), `the log has ${secret}`);
});

test("two keys are accepted while one replaces the other, and the old one ends with a reload", async () => {
  const status = async (key) => (await relay.ask("/sep.shaparak.ir/api/pay", { key })).status;
  const next = "c".repeat(64);
  assert.deepEqual([await status(KEY), await status(OLD_KEY), await status(next)], [200, 200, 403]);
  await relay.setKeys(KEY, next);
  assert.deepEqual([await status(KEY), await status(OLD_KEY), await status(next)], [200, 403, 200]);
  await relay.setKeys(KEY, OLD_KEY);
});

test("what is installed waits less than the edge does, calls port 443 and trusts the system's authorities", async () => {
  const rendered = await render({ RELAY_RESOLVER: "127.0.0.53" });
  const patience = Number(/proxy_read_timeout (\d+)s;/.exec(rendered)[1]) * 1000;
  const edge = Number(/CALL_DEADLINE_MS: u32 = ([\d_]+);/.exec(readFileSync(at("edge/src/bank.rs"), "utf8"))[1].replaceAll("_", ""));
  assert.ok(patience < edge, `${patience} ms here, ${edge} ms there`);
  assert.match(rendered, /proxy_pass https:\/\/\$relay_host:443\$relay_target;/);
  assert.match(rendered, /proxy_ssl_trusted_certificate \/etc\/ssl\/certs\/ca-certificates\.crt;/);
  assert.doesNotMatch(rendered, /@RELAY_/);
});

test("a value that would break out of its place in the configuration is refused", async () => {
  for (const name of ["relay.example; return 200", "a b", "relay.example}", "$host", "a|b"]) {
    await assert.rejects(render({ RELAY_NAME: name, RELAY_RESOLVER: "127.0.0.53" }), /character that does not belong/);
  }
  await assert.rejects(render({ RELAY_NAME: "", RELAY_RESOLVER: "127.0.0.53" }), /the host name of the relay/);
});
