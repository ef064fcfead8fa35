// A sandbox bank as a test uses it: its switches, its book, and a browser's way through its page without a browser.

/** The bank `name` at `url`, with the operator's `token`. */
export function bank(url, name, token) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const ask = async (method, path, body) => {
    const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    name,
    set: (settings) => ask("POST", `/control/${name}`, settings),
    heal: () => ask("POST", `/control/${name}/heal`),
    reset: () => ask("POST", `/control/${name}/reset`),
    book: () => ask("GET", `/book/${name}`),
  };
}

/** The form of a page: where it goes and its hidden fields. */
export function formOf(html) {
  const unescape = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name]);
  const action = /<form[^>]* action="([^"]*)"/.exec(html);
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return { action: action && unescape(action[1]), fields: fields.map(([, name, value]) => [unescape(name), unescape(value)]) };
}

/** Where the page that leads to the bank leads: `{ method, url, fields }`; nothing if it leads nowhere. */
export function wayOf(html) {
  const link = /<a id="leave"[^>]* href="([^"]*)"/.exec(html);
  if (link) return { method: "GET", url: link[1].replaceAll("&amp;", "&"), fields: [] };
  const { action, fields } = formOf(html);
  return action ? { method: "POST", url: action, fields: fields.map(([name, value]) => ({ name, value })) } : undefined;
}

const form = (fields) => ({
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(fields).toString(),
  redirect: "manual",
});

/**
 * Goes where `redirect` (the answer of `/pay`) leads, as a page at `origin` would, and presses `action`. Resolves with the
 * callback that the browser would be sent to make: `{ url, fields }`, without fields where it only follows a link.
 */
export async function atBank(redirect, action, origin) {
  const referer = { referer: `${origin}/` };
  const init = redirect.method === "POST" ? form(redirect.fields.map(({ name, value }) => [name, value])) : {};
  const page = await fetch(redirect.url, { ...init, headers: { ...init.headers, ...referer } });
  const html = await page.text();
  if (!page.ok) throw new Error(`the bank's page: ${page.status} ${html.slice(0, 200)}`);
  const { action: target, fields } = formOf(html);
  const pressed = await fetch(new URL(target, redirect.url), form([...fields, ["action", action]]));
  const location = pressed.headers.get("location");
  if (location) return { url: location };
  const back = formOf(await pressed.text());
  return { url: back.action, fields: back.fields };
}

/** Makes a callback as the browser would; resolves with where it leads next. */
export async function comeBack({ url, fields }, through = fetch) {
  const answer = await through(url, fields ? form(fields) : { redirect: "manual" });
  return { status: answer.status, location: answer.headers.get("location"), body: await answer.text() };
}
