// The snapshot in KV follows the banks, and the traffic follows the snapshot.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./support.mjs";

let world;
before(async () => (world = await start()));
after(() => world.stop());

/** The published snapshot, as KV holds it, once it fits. */
async function snapshot(fits, what, withinMs = 15_000) {
  const { HEALTH } = await world.edge.getWorker().getEnv();
  const end = Date.now() + withinMs;
  for (;;) {
    const found = JSON.parse((await HEALTH.get("snapshot")) ?? "null");
    if (found && fits(found)) return found;
    if (Date.now() > end) throw new Error(`${what} was not published: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const of = (found, id) => found.gateways.find((gateway) => gateway.id === id);
const standing = (found, id) => of(found, id)?.condition.standing;

/** Presses the button for `times` payments; how many went first to each gateway. */
async function firstChoices(times) {
  const first = { mellat: 0, saman: 0 };
  for (let i = 0; i < times; i += 1) {
    const { body } = await world.create();
    const answer = await world.pay(body.client_token);
    assert.equal(answer.status, 200, "no shopper is lost");
    const { attempts } = await world.read(body.id);
    first[attempts[0].gateway] += 1;
  }
  return first;
}

/** Lets the isolate's own copy grow old, and renews it: a request is served the copy at hand and renews it for the next. */
async function renewed() {
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await world.pay((await world.create()).body.client_token);
  await new Promise((resolve) => setTimeout(resolve, 500));
}

test("a bank fails and heals: KV says so, and the traffic leaves it and comes back", async () => {
  for (const gateway of ["mellat", "saman", "mellat", "saman"]) await world.pay((await world.create()).body.client_token, { gateway });
  const healthy = await snapshot((s) => of(s, "mellat") && of(s, "saman"), "a first snapshot");
  assert.equal(healthy.format, 2);
  assert.deepEqual(["mellat", "saman"].map((id) => standing(healthy, id)), ["ramp", "ramp"], "both are new");

  await world.mellat.set({ token: "down" });
  for (let i = 0; i < 6; i += 1) {
    const { body } = await world.create();
    assert.equal((await world.pay(body.client_token, { gateway: "mellat" })).body.gateway, "saman", "no shopper is lost");
  }
  const sick = await snapshot((s) => standing(s, "mellat") === "down", "the outage");
  assert.ok(sick.version > healthy.version);
  assert.deepEqual([of(sick, "mellat").condition.why, of(sick, "mellat").last_fault], ["calls_fail", "tech"]);
  await renewed();
  const down = await firstChoices(20);
  assert.equal(down.mellat, 0, `with mellat down, ${JSON.stringify(down)}`);

  await world.mellat.heal();
  // Nobody is sent there: it is called without a shopper until it answers.
  const healed = await snapshot((s) => standing(s, "mellat") !== "down", "the return", 60_000);
  assert.ok(healed.version > sick.version);
  await renewed();
  const up = await firstChoices(30);
  assert.ok(up.mellat >= 3, `with mellat healed, ${JSON.stringify(up)}`);
});
