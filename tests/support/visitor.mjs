// Somebody with a browser and no browser: cookies, forms with what guards them, and the way in. `fetch` goes to the edge.
import assert from "node:assert/strict";

const unescape = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name]);

/** What a person reads of a page. */
export const text = (html) => unescape(html.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");

export class Visitor {
  #cookies = new Map();

  constructor(fetch, origin) {
    this.fetch = fetch;
    this.origin = origin;
  }

  async #ask(path, init = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await this.fetch(path, { redirect: "manual", ...init, headers: { ...(cookie && { cookie }), ...init.headers } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, headers: answer.headers, location: answer.headers.get("location"), bytes, html: bytes.toString() };
  }

  get = (path) => this.#ask(path);

  /** A page and the token of its forms. */
  async #token(path) {
    const page = await this.get(path);
    const token = /name="csrf" value="([^"]+)"/.exec(page.html);
    assert.ok(token, `${path} has no form: ${page.status} ${page.location ?? text(page.html).slice(0, 300)}`);
    return token[1];
  }

  /** Sends a form from the page at `from`. */
  async post(path, fields = {}, from = path) {
    const csrf = fields.csrf ?? (await this.#token(from));
    const body = new URLSearchParams({ csrf, ...fields }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: this.origin, "sec-fetch-site": "same-origin" };
    return this.#ask(path, { method: "POST", headers, body });
  }

  /** Sends a form with a file. */
  async upload(path, fields, file, from) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ csrf: await this.#token(from), ...fields })) form.append(name, value);
    form.append("file", new Blob([file.bytes], { type: file.type ?? "application/octet-stream" }), file.name);
    const whole = new Response(form);
    const headers = { "content-type": whole.headers.get("content-type"), origin: this.origin, "sec-fetch-site": "same-origin" };
    return this.#ask(path, { method: "POST", headers, body: Buffer.from(await whole.arrayBuffer()) });
  }

  /** Signs in with a mobile number, by the code that a sandbox shows. */
  async signIn(mobile) {
    const asked = await this.post("/panel/sign-in", { mobile });
    assert.equal(asked.status, 303, text(asked.html));
    const page = await this.get(asked.location);
    const code = /#(\d{6})/.exec(text(page.html)) ?? /(\d{6})/.exec(text(page.html));
    assert.ok(code, `no code on the page: ${text(page.html)}`);
    const entered = await this.post("/panel/sign-in/code", { code: code[1] });
    assert.equal(entered.status, 303, text(entered.html));
    return this;
  }

  /** Signs in at the operator's desk by their key. */
  async signInAtDesk(key) {
    const entered = await this.post("/admin/sign-in/key", { key }, "/admin/sign-in");
    assert.equal(entered.status, 303, text(entered.html));
    return this;
  }
}
