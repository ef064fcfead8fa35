// Somebody who uses the panel without a browser: keeps cookies, sends forms as a page of ours would, reads what a page says.

/** A person with a browser of their own. `fetch` reaches the edge, which is known as `origin`. */
export class Visitor {
  constructor(fetch, origin) {
    Object.assign(this, { fetch, origin, cookies: new Map(), csrf: "" });
  }

  /** A request with this person's cookies; those that come back are kept. */
  async ask(path, init = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(cookie && { cookie }), ...init.headers };
    const answer = await this.fetch(path, { redirect: "manual", ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value, attributes] = /^([^=]+)=([^;]*);(.*)$/.exec(line);
      if (/Max-Age=0;/.test(`${attributes};`)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const bytes = Buffer.from(await answer.arrayBuffer());
    const html = bytes.toString();
    this.csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? this.csrf;
    return { status: answer.status, headers: answer.headers, to: answer.headers.get("location"), html, bytes };
  }

  /** Looks at a page. */
  look(path) {
    return this.ask(path);
  }

  /** Sends a form of a page of ours. */
  send(path, fields = {}, headers = {}) {
    const body = new URLSearchParams({ csrf: this.csrf, ...fields }).toString();
    const type = { "content-type": "application/x-www-form-urlencoded", origin: this.origin, "sec-fetch-site": "same-origin" };
    return this.ask(path, { method: "POST", body, headers: { ...type, ...headers } });
  }

  /** Sends what the panel's script sends. */
  async json(path, body, headers = {}) {
    const type = { "content-type": "application/json", origin: this.origin, "sec-fetch-site": "same-origin" };
    const answer = await this.ask(path, { method: "POST", body: JSON.stringify({ csrf: this.csrf, ...body }), headers: { ...type, ...headers } });
    return { ...answer, body: JSON.parse(answer.html) };
  }

  /** Asks for a code to `mobile`; the code, which the sandbox shows. */
  async code(mobile, door = "/panel", next = "") {
    await this.look(`${door}/sign-in`);
    const asked = await this.send(`${door}/sign-in`, { mobile, next });
    if (asked.to !== `${door}/sign-in/code`) throw new Error(`${asked.status} ${asked.to}: ${asked.html}`);
    return shownCode((await this.look(asked.to)).html);
  }

  /** Signs in by a code; where it leads. */
  async signIn(mobile, door = "/panel", next = "") {
    const code = await this.code(mobile, door, next);
    const { status, to, html } = await this.send(`${door}/sign-in/code`, { code });
    if (status !== 303) throw new Error(`${mobile} is not in: ${status} ${html}`);
    return to;
  }

  /** Signs in at the operator's desk with their key. */
  async signInWithKey(key) {
    await this.look("/admin/sign-in");
    const { status, to, html } = await this.send("/admin/sign-in/key", { key });
    if (status !== 303) throw new Error(`the key does not open: ${status} ${html}`);
    return to;
  }
}

/** The code in a message that the sandbox shows. */
export const shownCode = (html) => /#(\d{6})/.exec(html)?.[1];
