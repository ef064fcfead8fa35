// Shops' pages that a widget has to get along with, and a small server of them. Each says how it ends: a payment made in the form,
// a refusal with its code and the fallback link, or something of its own.
import { createServer } from "node:http";

const PORT = 18790;

/** Where the pages are; one of the shop's origins. */
export const PAGES_URL = `http://127.0.0.1:${PORT}`;

const tag = ({ edge, integrity }, more = "", path = "/v1/dargah.js") =>
  `<script async src="${edge}${path}"${path === "/v1/dargah.js" ? "" : ` integrity="${integrity}" crossorigin="anonymous"`} ${more}></script>`;

const element = ({ token }, more = "") => `<dargah-checkout payment="${token}" ${more}></dargah-checkout>`;

const html = (head, body, doctype = "<!doctype html>") =>
  `${doctype}<html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>shop</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;

const plain = (world, more) => html(tag(world), element(world) + (more ?? ""));

/** A page under this policy. */
const under = (policy, page = plain) => ({ headers: (world) => ({ "content-security-policy": policy(world) }), page });

const PAID = { ends: "paid" };
const refused = (code) => ({ ends: "refused", code });

// What a shop's page needs under a strict policy.
const strict = ({ edge }, more = "'wasm-unsafe-eval'") =>
  `default-src 'none'; script-src ${edge} ${more}; connect-src ${edge}; form-action 'self'; style-src 'none'; img-src data:; base-uri 'none'`;

/** Answers the widget's question in place of the edge. */
const answers = (path, fulfil) => ({ route: (world) => [`${world.edge}${path}`, fulfil] });
const QUESTION = "/v1/checkout/*";

/** A file as the edge has it, with something else at its end. */
const tampered = (name, more) => ({
  route: (world) => [
    `${world.edge}/v${world.version}/${name}**`,
    async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: Buffer.concat([await answer.body(), more]) });
    },
  ],
});

/** What the edge answers, changed. */
const changed = (path, change) =>
  answers(path, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    change(body);
    await route.fulfill({ response: answer, json: body });
  });

export const PAGES = {
  "a page like any other": { page: plain, ...PAID },
  "the address that is for ever, with its hash": {
    page: (world) => html(tag(world, "", `/v${world.version}/dargah.js`), element(world)), ...PAID,
  },
  "a style that unsets everything": { page: (world) => html(`<style>* { all: unset !important }</style>${tag(world)}`, element(world)), ...PAID },
  "a policy that allows what is needed and nothing else": { ...under(strict), ...PAID },
  "a policy of nonces alone": {
    ...under(({ edge }) => `script-src 'nonce-n0nce' 'wasm-unsafe-eval'; connect-src ${edge}; object-src 'none'; base-uri 'none'`,
      (world) => html(tag(world, 'nonce="n0nce"'), element(world))),
    ...PAID,
  },
  "a policy of a nonce and those it trusts": {
    ...under(() => "script-src 'nonce-n0nce' 'strict-dynamic' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'",
      (world) => html(tag(world, 'nonce="n0nce"'), element(world))),
    ...PAID,
  },
  "a policy without wasm": { ...under((world) => strict(world, "")), ...refused("widget_blocked") },
  "a policy that lets nobody connect": { ...under((world) => strict(world).replace(/connect-src [^;]+/, "connect-src 'none'")), ...refused("widget_failed") },
  "a policy that lets no form be sent": { ...under((world) => strict(world).replace("form-action 'self'", "form-action 'none'")), ...PAID },
  "Trusted Types": { ...under((world) => `${strict(world)}; require-trusted-types-for 'script'`), ...PAID },
  "Trusted Types, and a list of policies with ours": {
    ...under((world) => `${strict(world)}; require-trusted-types-for 'script'; trusted-types dargah`), ...PAID,
  },
  "Trusted Types, and a list of policies without ours": {
    ...under((world) => `${strict(world)}; require-trusted-types-for 'script'; trusted-types 'none'`), ...refused("widget_failed"),
  },
  "storage that throws": {
    before: () => {
      const refuse = { get() { throw new DOMException("no storage", "SecurityError"); } };
      for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) Object.defineProperty(window, name, refuse);
      Object.defineProperty(Document.prototype, "cookie", refuse);
    },
    page: plain, ...PAID,
  },
  "a sandbox without an origin of its own": { ...under(() => "sandbox allow-scripts allow-forms"), ...refused("origin_forbidden") },
  "a secret key in the page": { page: (world) => plain({ ...world, token: "sk_test_0123456789abcdef" }), ends: "secret" },
  "no payment at all": { page: (world) => html(tag(world), "<dargah-checkout></dargah-checkout>"), ends: "nothing", code: "payment_missing" },
  "a token that is none": { page: (world) => plain({ ...world, token: "cs_nonsense" }), ends: "panel", code: "payment_unknown" },
  "a payment that the shop withdrew": { withdrawn: true, page: plain, ends: "came", state: "cancelled" },
  "a payment whose time is over": {
    ...changed(QUESTION, (view) => Object.assign(view.state, { status: "expired", can_pay: false })), page: plain, ends: "came", state: "expired",
  },
  "an API that answers 500": { ...answers(QUESTION, (route) => route.fulfill({ status: 500, headers: CORS, body: "" })), page: plain, ...refused("answer_unreadable") },
  "an API that answers in HTML": {
    ...answers(QUESTION, (route) => route.fulfill({ status: 200, headers: CORS, contentType: "text/html", body: "<h1>Welcome</h1>" })),
    page: plain, ...refused("answer_unreadable"),
  },
  "an API that answers with nothing": { ...answers(QUESTION, (route) => route.fulfill({ status: 200, headers: CORS, body: "" })), page: plain, ...refused("answer_unreadable") },
  "an API that is not there": { ...answers(QUESTION, (route) => route.abort()), page: plain, ...refused("network_failed") },
  "an API that takes its time": { ...answers(QUESTION, (route) => route.request().frame().page().released.then(() => route.continue())), page: plain, ends: "slow" },
  "a loader that is not the one of its hash": {
    route: (world) => [`${world.edge}/v${world.version}/dargah.js`, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: `${await answer.text()};window.tampered = true` });
    }],
    page: (world) => html(tag(world, "", `/v${world.version}/dargah.js`), `<dargah-checkout payment="${world.token}"><a href="${world.hosted}">پرداخت امن</a></dargah-checkout>`),
    ends: "undefined",
  },
  "glue that is not the one of its hash": { ...tampered("dargah_widget.js", Buffer.from(";window.tampered = true")), page: plain, ...refused("widget_tampered") },
  "wasm that is not the one of its hash": { ...tampered("dargah_widget_fa.wasm", Buffer.from([0, 2, 1, 97])), page: plain, ...refused("widget_tampered") },
  "wasm that is not there": {
    route: (world) => [`${world.edge}/v${world.version}/*.wasm**`, (route) => route.fulfill({ status: 404, headers: CORS, body: "no" })],
    page: plain, ...refused("widget_failed"),
  },
  "wasm by the wrong name": {
    route: (world) => [`${world.edge}/v${world.version}/*.wasm**`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-type": "text/plain" } });
    }],
    page: plain, ...PAID,
  },
  "a way to a place that is not on the list": {
    ...changed("/v1/checkout/*/pay", (answer) => (answer.url = answer.url.replace("http://localhost", "http://localhost.evil.example"))),
    page: plain, ends: "kept", code: "redirect_refused",
  },
  "two widgets": { second: true, page: (world) => plain(world, element({ token: world.second }, 'id="second" locale="en"')), ends: "two" },
  "taken out and put back": { page: plain, ends: "remounted" },
  "another payment while the first is being sent": { second: true, page: plain, ends: "changed" },
  "taken out of the page by its own listener": { page: plain, ends: "removed" },
  "prototypes with more in them": {
    before: () => {
      Object.prototype.extend = function () {};
      Object.prototype.mobile = "09120000000";
      Array.prototype.last = function () { return this.at(-1); };
      String.prototype.trim = function () { return "trimmed"; };
    },
    page: plain, ...PAID,
  },
  "a page that wraps what we use": {
    page: (world) => html(tag(world), `${element(world)}<script>
      const own = window.fetch;
      window.fetch = function (...all) { (window.calls ??= []).push(String(all[0].url ?? all[0])); return own.apply(this, all); };
      customElements.whenDefined("dargah-checkout").then(() => {
        customElements.define = customElements.get = () => { throw new Error("no more elements"); };
      });
    </script>`),
    ...PAID,
  },
  "a page that breaks what we use, before us": {
    before: () => (window.fetch = () => { throw new Error("no fetch"); }), page: plain, ...refused("widget_failed"),
  },
  "a page that breaks what we use, after us": {
    page: (world) => html(tag(world), `${element(world)}<script>
      addEventListener("dargah:ready", () => (window.fetch = () => { throw new Error("no fetch"); }));
    </script>`),
    ...PAID,
  },
  "another base for addresses": { page: (world) => html(`<base href="https://elsewhere.example/deep/">${tag(world)}`, element(world)), ...PAID },
  "a document in quirks mode": { page: (world) => html(tag(world), element(world), ""), ...PAID },
  "a document in XML": {
    headers: () => ({ "content-type": "application/xhtml+xml" }),
    page: (world) => `<html xmlns="http://www.w3.org/1999/xhtml" lang="fa"><head><title>shop</title><script async="async" src="${world.edge}/v1/dargah.js"></script></head><body><dargah-checkout payment="${world.token}"></dargah-checkout></body></html>`,
    ...PAID,
  },
  "a document in the encoding of before": {
    headers: () => ({ "content-type": "text/html; charset=windows-1256" }),
    page: (world) => html(tag(world), element(world)).replace('<meta charset="utf-8">', ""),
    ...answers(QUESTION, (route) => route.abort()), ...refused("network_failed"),
  },
  "names that hide the document's own": {
    page: (world) => html("", `<img name="currentScript" src="https://evil.example/v1/dargah.js" alt="">${element(world)}${tag(world)}`), ...refused("widget_failed"),
  },
  "the script twice": { page: (world) => html(tag(world) + tag(world), element(world) + tag(world)), ...PAID },
  "no custom tags: a script with its payment": { page: (world) => html("", `<p>before</p>${tag(world, `data-payment="${world.token}" data-locale="fa"`)}`), ...PAID },
  "no custom tags: a target that comes later": {
    page: (world) => html(tag(world, `data-payment="${world.token}" data-target="#later"`), `<script>
      addEventListener("load", () => document.body.insertAdjacentHTML("beforeend", '<div id="later"><a href="${world.hosted}">own</a></div>'));
    </script>`),
    ...PAID,
  },
  "no custom tags: two scripts, two targets": {
    second: true,
    page: (world) => html("", `<div id="one"></div><div id="two"></div>
      ${tag(world, `data-payment="${world.token}" data-target="#one"`)}${tag(world, `data-payment="${world.second}" data-target="#two" data-locale="en"`)}`),
    ends: "two",
  },
};

export const CORS = { "access-control-allow-origin": "*" };

/** Serves what `show(path)` says; resolves with a function that stops it. */
export async function serve(show) {
  const server = createServer((request, response) => {
    const { headers, body } = show(new URL(request.url, PAGES_URL).pathname);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
  });
  await new Promise((up) => server.listen(PORT, "127.0.0.1", up));
  return () => new Promise((down) => { server.closeAllConnections(); server.close(down); });
}
