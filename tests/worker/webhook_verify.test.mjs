// How a shop tells our messages from others': the specification's known answers and what must be refused, as the library that
// the example shop uses sees them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { isSignedBy, verified } from "../support/receiver.mjs";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PUBLIC = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
const TIME = 1614265330;
const V1 = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const V1A = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
const WRONG = "Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";

const call = ({ body = '{"test": 2432232314}', ...headers } = {}) => ({
  body,
  headers: { "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": `${TIME}`, "webhook-signature": `${V1} ${V1A}`, ...headers },
});

const at = (t, seconds) => t.mock.timers.enable({ apis: ["Date"], now: seconds * 1000 });

test("what is signed rightly is taken, up to five minutes to either side", (t) => {
  for (const seconds of [TIME - 300, TIME, TIME + 300]) {
    at(t, seconds);
    assert.deepEqual(verified(SECRET, call()), { test: 2432232314 });
    t.mock.timers.reset();
  }
  at(t, TIME);
  assert.ok(verified(SECRET.replace("whsec_", ""), call()), "without the prefix too");
  assert.ok(verified(SECRET, call({ "webhook-signature": `v1,${WRONG} v2,${WRONG} ${V1} v1,${WRONG}` })), "among others");
  assert.ok(isSignedBy(PUBLIC, call()));
  const spaceless = { body: '{"test":2432232314}', "webhook-signature": "v1,Vif40peJBP7Iyl0XGmu61n4MwdrcHov5CFREBpE0svs=" };
  assert.ok(verified(SECRET, call(spaceless)));
  new Webhook(SECRET).verify("", call({ "webhook-signature": "v1,v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A=" }).headers);
});

const refused = {
  "no id": { "webhook-id": undefined },
  "no time": { "webhook-timestamp": undefined },
  "no signature": { "webhook-signature": undefined },
  "another id": { "webhook-id": "msg_other" },
  "another time": { "webhook-timestamp": `${TIME + 1}` },
  "a time that is none": { "webhook-timestamp": "hello" },
  "another text": { body: '{"test": 2432232315}' },
  "the same JSON written anew": { body: '{"test":2432232314}' },
  "a signature that is none": { "webhook-signature": "v1,dawfeoifkpqwoekfpqoekf" },
  "half a signature": { "webhook-signature": V1.slice(0, 8) },
  "an empty signature": { "webhook-signature": "v1," },
  "only wrong ones": { "webhook-signature": `v1,${WRONG} v2,${WRONG}` },
  "one letter changed": { "webhook-signature": V1.replace("OE=", "OA=") },
  "only the other scheme's": { "webhook-signature": V1A },
};
for (const [name, more] of Object.entries(refused)) {
  test(`${name} is refused`, (t) => {
    at(t, TIME);
    assert.throws(() => verified(SECRET, call(more)));
  });
}

test("what is too old or too new is refused, and so is a secret that is none", (t) => {
  for (const seconds of [TIME - 301, TIME + 301]) {
    at(t, seconds);
    assert.throws(() => verified(SECRET, call()), /timestamp too (old|new)/);
    t.mock.timers.reset();
  }
  for (const secret of ["", "whsec_"]) assert.throws(() => verified(secret, call()));
  assert.equal(isSignedBy(PUBLIC, call({ body: "{}" })), false);
});
