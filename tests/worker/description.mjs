// The API's description, www/docs/openapi.json, as a judge: whether an answer of the Worker is one that it promises, by status,
// kind of content, headers and schema. Answers are held to it more tightly than clients are: a field that it does not know
// is a fault here, while a client passes over it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import { at } from "../../.dev/lib/paths.mjs";

export const description = JSON.parse(readFileSync(at("www/docs/openapi.json"), "utf8"));

/** Every operation: `{ method, path, operation }`, the method in capitals. */
export const operations = Object.entries(description.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

const formats = {
  uri: (text) => URL.canParse(text),
  "uri-reference": (text) => URL.canParse(text, "http://base.test/"),
  "date-time": (text) => !Number.isNaN(Date.parse(text)),
};
const ajv = new Ajv({ strict: false, allErrors: true, formats });
ajv.addSchema(closed(description), "api");

/** The same with every object closed that says what it has. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== "object") return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return schema.type === "object" && schema.properties && !("additionalProperties" in schema) ? { ...copy, additionalProperties: false } : copy;
}

const pointer = (...parts) => `api#/${parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;

/** What a `$ref` of the description leads to, and where that stands. */
function resolve(value, ...parts) {
  if (!value.$ref) return { value, parts };
  const found = value.$ref.split("/").slice(1);
  return { value: found.reduce((node, part) => node[part], description), parts: found };
}

/** What is wrong with `value` by the schema that stands there: nothing, or a text. */
export function faultOf(value, ...parts) {
  const valid = ajv.getSchema(pointer(...parts));
  assert.ok(valid, `the description has no ${parts.join("/")}`);
  return valid(value) ? undefined : ajv.errorsText(valid.errors, { separator: "\n  ", dataVar: "" }) + `\nin ${JSON.stringify(value)}`;
}

/** The operation that a request is, or nothing. Of two addresses that fit, the one without a name in it is meant. */
export function operationOf(method, url) {
  const { pathname } = new URL(url, "http://base.test");
  const fits = (path) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`).test(pathname);
  const path = Object.keys(description.paths).filter(fits).sort((a, b) => a.split("{").length - b.split("{").length)[0];
  return operations.find((one) => one.path === path && one.method === method);
}

/** Fails unless the description promises this answer to this operation. `text` is its body. */
export function judge({ method, path, operation }, answer, text) {
  const name = `${method} ${path} (${operation.operationId}): ${answer.status}`;
  const of = ["paths", path, method.toLowerCase(), "responses", String(answer.status)];
  assert.ok(operation.responses[answer.status], `${name} is not described: ${text}`);
  const { value: response, parts } = resolve(operation.responses[answer.status], ...of);
  for (const [header, described] of Object.entries(response.headers ?? {})) {
    const { value, parts: where } = resolve(described, ...parts, "headers", header);
    const said = answer.headers.get(header);
    assert.ok(said !== null || !value.required, `${name} lacks ${header}`);
    const fault = said !== null && faultOf(value.schema.type === "integer" ? Number(said) : said, ...where, "schema");
    assert.ok(!fault, `${name}: ${header}: ${fault}`);
  }
  const kinds = Object.keys(response.content ?? {});
  if (kinds.length === 0) return assert.equal(text, "", `${name} has a body that is not described`);
  const kind = answer.headers.get("content-type");
  assert.ok(kinds.includes(kind), `${name} is ${kind} and not ${kinds}`);
  const body = kind.includes("json") ? JSON.parse(text) : text;
  const fault = faultOf(body, ...parts, "content", kind, "schema");
  assert.ok(!fault, `${name}: ${fault}`);
  if (kind === "application/problem+json") assert.equal(body.status, answer.status, name);
}
