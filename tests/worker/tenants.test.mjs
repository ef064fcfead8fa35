// Two shops in the built Worker: whatever one of them asks with the other's names, it hears what it would of names that nobody has.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { tenantLeaks, uncovered } from "../support/tenants/look.mjs";
import { operations } from "./description.mjs";
import { start } from "./support.mjs";

let world;
before(async () => (world = await start({ only: ["saman"], rules: { site_s: 1, ask_again_s: 60 } })));
after(() => world?.stop());

test("every operation, page and form has a case", () => {
  const names = operations.map(({ operation }) => operation.operationId);
  assert.deepEqual(uncovered(names), { missing: [], gone: [] }, "write it in tests/support/tenants/cases.mjs or pages.mjs");
});

test("another shop's things are what nobody's are, and stay as they were", async (t) => {
  const { asked, leaks } = await tenantLeaks(world);
  t.diagnostic(`${asked} questions`);
  assert.deepEqual(leaks, []);
  assert.ok(asked > 400, `only ${asked} questions were asked`);
});
