// What stands in the documentation to be copied: the text of every `<pre data-snippet="…">`.
import { readFileSync, readdirSync } from "node:fs";
import { at } from "../../.dev/lib/paths.mjs";

const decode = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

/** The snippets of a page's HTML, by name. */
export const snippetsOf = (html) =>
  Object.fromEntries([...html.matchAll(/<pre[^>]* data-snippet="([^"]+)"[^>]*><code>([^]*?)<\/code>/g)].map(([, name, text]) => [name, decode(text)]));

/** Those of `www/docs/{name}.html`, as it lies there. */
export const snippets = (name) => snippetsOf(readFileSync(at(`www/docs/${name}.html`), "utf8"));

/** Every page of `www/docs`: its name and HTML. */
export const pages = () =>
  readdirSync(at("www/docs")).filter((file) => file.endsWith(".html")).map((file) => [file.replace(".html", ""), readFileSync(at("www/docs", file), "utf8")]);
