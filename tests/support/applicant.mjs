// What a shop needs for its application: somebody who applies, a form, papers, a site of its own, and the sandbox's registries to
// be broken.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { crc32, deflateSync } from "node:zlib";

import { Visitor } from "./panel.mjs";

const unescape = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name]);

/** What a person reads of a page. */
export const text = (html) => unescape(html.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");

/** Somebody who looks at a page and then sends its form. */
export class Applicant extends Visitor {
  async #token(path) {
    this.csrf = "";
    const page = await this.look(path);
    assert.ok(this.csrf, `${path} has no form: ${page.status} ${page.to ?? text(page.html).slice(0, 300)}`);
    return this.csrf;
  }

  /** Sends a form from the page at `from`. */
  async post(path, fields = {}, from = path) {
    if (!fields.csrf) await this.#token(from);
    return this.send(path, fields);
  }

  /** Sends a form with a file. */
  async upload(path, fields, file, from) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ csrf: await this.#token(from), ...fields })) form.append(name, value);
    form.append("file", new Blob([file.bytes]), file.name);
    const whole = new Response(form);
    const headers = { "content-type": whole.headers.get("content-type"), origin: this.origin, "sec-fetch-site": "same-origin" };
    return this.ask(path, { method: "POST", headers, body: Buffer.from(await whole.arrayBuffer()) });
  }
}

/** A whole form for a site; `more` is changed in it. */
export const form = (site, more = {}) => ({
  kind: "person",
  first_name_fa: "علی", last_name_fa: "رضایی", father_name_fa: "محمد",
  first_name_en: "Ali", last_name_en: "Rezaei", father_name_en: "Mohammad",
  gender: "male", national_code: "۱۲۳۴۵۶۷۸۹۱", birth_date: "۱۳۶۵/۰۴/۱۲", mobile: "۰۹۱۲ ۱۲۳ ۴۵۶۷",
  shop_name_fa: "سفال‌خانهٔ نیشابور", shop_name_en: "Neyshabur Pottery", site, email: "shop@pottery.example", telephone: "05142200000",
  guild: "5200", sub_guild: "0", province: "KHR", city: "510000", postal_code: "1547914811", address: "نیشابور، خیابان خیام، پلاک ۱۲",
  tax_code: "1234567890", enamad_stars: "1", enamad_issued: "1404/01/31", enamad_expires: "1409/01/31",
  iban: "IR16 0120 0000 0000 1234 5678 90",
  ...more,
});

const chunk = (kind, data) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(Buffer.concat([Buffer.from(kind), data])));
  return Buffer.concat([length, Buffer.from(kind), data, sum]);
};

/** A grey picture of one pixel, with `padding` bytes of its own more. */
export const png = (padding = 0) =>
  Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
    chunk("IDAT", deflateSync(Buffer.from([0, 128]))),
    ...(padding ? [chunk("teXt", Buffer.alloc(padding))] : []),
    chunk("IEND", Buffer.alloc(0)),
  ]);

export const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n40\n%%EOF\n");

/** A shop's site, on loopback. `page` and `file` are what it shows; `status` is what it answers. */
export async function site() {
  const server = createServer((request, response) => {
    it.asked.push(request.url);
    if (it.answer) return it.answer(request, response);
    const text = request.url === "/.well-known/dargah.txt" ? it.file : it.page;
    response.writeHead(text === undefined ? 404 : it.status, { "content-type": "text/html; charset=utf-8" }).end(text ?? "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const it = {
    url: `http://127.0.0.1:${server.address().port}/`,
    status: 200,
    page: "<title>سفال <script>x()</script></title><a href='/contact'>تماس با ما</a>",
    file: undefined,
    answer: undefined,
    asked: [],
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  return it;
}

/** The sandbox's registries, registrar and resolver at `bank`, with the operator's `token`. */
export function authority(bank, token) {
  const ask = async (method, body) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${bank}/authority/control`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the authority: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    set: (settings) => ask("POST", settings),
    state: () => ask("GET"),
    heal: () => ask("POST", { jibit: "ok", zohal: "ok", registrar: "ok", delayed: false, refuse: 0, accept_after_ms: 300 }),
  };
}
