// The snapshot in KV follows the banks, and the traffic follows the snapshot.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./support.mjs";

let world;
before(async () => (world = await start()));
after(() => world.stop());

/** The published snapshot, as KV holds it, once it fits. */
async function snapshot(fits, what, withinMs = 15_000, meanwhile = async () => {}) {
  const { HEALTH } = await world.edge.getWorker().getEnv();
  const end = Date.now() + withinMs;
  for (;;) {
    const found = JSON.parse((await HEALTH.get("snapshot")) ?? "null");
    if (found && fits(found)) return found;
    await meanwhile();
    if (Date.now() > end) throw new Error(`${what} was not published: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const score = (found, id) => found.gateways.find((gateway) => gateway.id === id)?.score_ppm ?? 970_000;

/** Presses the button for `times` payments; how many went first to each gateway. */
async function firstChoices(times) {
  const first = { mellat: 0, saman: 0 };
  for (let i = 0; i < times; i += 1) {
    const { body } = await world.create();
    await world.pay(body.client_token);
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
  await firstChoices(6);
  const healthy = await snapshot((s) => s.gateways.length > 0 && s.version > 0, "a first snapshot");
  assert.ok(score(healthy, "mellat") > 900_000 && score(healthy, "saman") > 900_000, JSON.stringify(healthy));

  await world.mellat.set({ token: "down" });
  for (let i = 0; i < 12; i += 1) {
    const { body } = await world.create();
    assert.equal((await world.pay(body.client_token, { gateway: "mellat" })).body.gateway, "saman", "no shopper is lost");
  }
  const sick = await snapshot((s) => score(s, "mellat") < 500_000, "a low score");
  assert.ok(sick.version > healthy.version);
  assert.equal(sick.gateways.find((gateway) => gateway.id === "mellat").last_fault, "tech");
  await renewed();
  const down = await firstChoices(30);
  assert.ok(down.mellat <= 4, `with mellat down, ${JSON.stringify(down)}`);

  await world.mellat.heal();
  // Some shoppers name their bank, and that is how it is seen to work again.
  const healed = await snapshot((s) => score(s, "mellat") > 850_000, "a score that recovers", 120_000, async () => {
    await world.pay((await world.create()).body.client_token, { gateway: "mellat" });
  });
  assert.ok(healed.version > sick.version);
  await renewed();
  const up = await firstChoices(30);
  assert.ok(up.mellat >= 4, `with mellat healed, ${JSON.stringify(up)}`);
});
