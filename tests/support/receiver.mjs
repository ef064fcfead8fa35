// A shop's server that takes webhooks: it keeps what came and answers as it is told.
import { createPublicKey, verify } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const PATIENCE_MS = 20_000;

/** Starts one. `answer(call, response)` answers a call; without it every call is a 204. */
export async function receiver(answer = (_, response) => response.writeHead(204).end()) {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const call = { headers: request.headers, body: Buffer.concat(chunks).toString(), at: Date.now(), path: request.url, method: request.method };
    it.calls.push(call);
    it.answer(call, response);
    server.emit("call");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const it = {
    url: `http://127.0.0.1:${server.address().port}/webhooks`,
    calls: [],
    answer,
    /** Waits until `count` calls have come; the last of them. */
    async until(count, withinMs = PATIENCE_MS) {
      const signal = AbortSignal.timeout(withinMs);
      while (it.calls.length < count) {
        await once(server, "call", { signal }).catch(() => {
          throw new Error(`${it.calls.length} of ${count} calls came in ${withinMs} ms: ${JSON.stringify(it.calls.map(({ body }) => body))}`);
        });
      }
      return it.calls[count - 1];
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  return it;
}

/** What the shop's own library makes of a call: the message, or it throws. */
export const verified = (secret, { body, headers }) => new Webhook(secret).verify(body, headers);

/** Whether one of the call's Ed25519 signatures is by `whpk_…`. */
export function isSignedBy(publicKey, { body, headers }) {
  const x = Buffer.from(publicKey.replace("whpk_", ""), "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const signatures = headers["webhook-signature"].split(" ").filter((one) => one.startsWith("v1a,"));
  return signatures.some((one) => verify(null, Buffer.from(content), key, Buffer.from(one.slice(4), "base64")));
}
