// A short run of what `npm run measure engine` runs long.
import assert from "node:assert/strict";
import { test } from "node:test";
import { live } from "./run.mjs";

const PORTS = { edge: 38787, bank: 38789, shop: 38788 };

test("banks fail at a third of the calls and the Worker is killed: every payment ends, and the books agree", async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 100_000);
  const found = await live({ payments: 32, kills: 2, seed, ports: PORTS, say: (text) => console.log(`  ${text}`) });
  const told = JSON.stringify(found, null, 1);
  assert.equal(found.limbo, 0, `SEED=${seed}: ${told}`);
  assert.deepEqual(found.differences, [], `SEED=${seed}: ${told}`);
  assert.ok(found.lost > 0 && found.swept, `SEED=${seed}: alarms were lost and a sweep ran: ${told}`);
  assert.ok((found.statuses.paid ?? 0) > 0, `SEED=${seed}: somebody paid: ${told}`);
  console.log(`  ${JSON.stringify(found.statuses)}`);
});
