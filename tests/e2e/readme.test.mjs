// The README's snippets do what it says.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { at } from "../../.dev/lib/paths.mjs";
import { run } from "../../.dev/lib/run.mjs";
import { sandboxGateways } from "../../.dev/sandbox.mjs";
import { start } from "./support.mjs";

let world;
before(async () => (world = await start({})));
after(() => world?.stop());

const readme = readFileSync(at("README.md"), "utf8");
const snippets = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]);

test("the commands it names are there", () => {
  const { scripts } = JSON.parse(readFileSync(at("package.json"), "utf8"));
  for (const name of ["start", "test", "measure"]) assert.ok(scripts[name], `npm run ${name}`);
  const local = [...readme.matchAll(/`((?:edge|www|tests|widget|\.dev)\/[^`*{ ]*)`/g)].map((match) => match[1]);
  for (const path of local) assert.ok(existsSync(at(path)), `the README names ${path}, which is not there`);
});

test("every curl snippet runs as it stands", async () => {
  const curls = snippets.filter((text) => text.includes("curl"));
  assert.equal(curls.length, 2);
  // The shop of this run listens elsewhere; its origin is what is registered.
  const env = { DARGAH_URL: world.edge, DARGAH_KEY: world.key };
  const made = JSON.parse(await run("bash", ["-c", curls[0].replace("http://127.0.0.1:8788", world.shop)], { env }));
  assert.deepEqual([made.status, made.amount], ["open", 1_250_000], JSON.stringify(made));
  const page = await fetch(made.checkout_url);
  assert.equal(page.status, 200);
  const health = JSON.parse(await run("bash", ["-c", curls[1]], { env }));
  assert.equal(health.gateways.length, sandboxGateways("").length);
});

test("the script tag it shows is served, and the documentation's pages are", async () => {
  const pages = ["", "api.html", "webhooks.html", "errors.html", "widget.html", "playground.html", "changelog.html", "gateways/", "gateways/mellat.html"];
  for (const path of ["/v1/dargah.js", ...pages.map((page) => `/docs/${page}`)]) {
    const answer = await fetch(world.edge + path);
    assert.equal(answer.status, 200, path);
  }
});
