// An authenticator in software, written from the standard (Web Authentication, level 3): it makes passkeys and signs with them.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

/** CBOR of numbers, texts, bytes and maps, as short as it can be. */
function cbor(value) {
  const head = (kind, n) => {
    if (n < 24) return Buffer.from([(kind << 5) | n]);
    if (n < 256) return Buffer.from([(kind << 5) | 24, n]);
    return Buffer.from([(kind << 5) | 25, n >> 8, n & 255]);
  };
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Map) return Buffer.concat([head(5, value.size), ...[...value].flatMap(([name, member]) => [cbor(name), cbor(member)])]);
  return Buffer.concat([head(2, value.length), value]);
}

const bytes = (text) => Buffer.from(text, "base64url");

const KINDS = {
  ES256: {
    pair: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
    cose: ({ x, y }) => new Map([[1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]]),
    sign: (data, key) => sign("sha256", data, key),
  },
  RS256: {
    pair: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
    cose: ({ n, e }) => new Map([[1, 3], [3, -257], [-1, bytes(n)], [-2, bytes(e)]]),
    sign: (data, key) => sign("sha256", data, key),
  },
  EdDSA: {
    pair: () => generateKeyPairSync("ed25519"),
    cose: ({ x }) => new Map([[1, 1], [3, -8], [-1, 6], [-2, bytes(x)]]),
    sign: (data, key) => sign(null, data, key),
  },
};

export const KIND_NAMES = Object.keys(KINDS);

/** One passkey, for `origin`. `change` in what it is asked spoils one thing of the answer. */
export class Passkey {
  constructor(kind, origin) {
    Object.assign(this, { kind: KINDS[kind], origin, id: randomBytes(32), counter: 0, counts: true });
    this.keys = this.kind.pair();
  }

  data(flags, rest = Buffer.alloc(0), { site = new URL(this.origin).hostname } = {}) {
    const counter = Buffer.alloc(4);
    if (this.counts) this.counter += 1;
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(site), Buffer.from([flags]), counter, rest]);
  }

  client(type, challenge, { origin = this.origin } = {}) {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  /** What it answers to the options of a registration. */
  made(options, change = {}) {
    this.user = options.user.id;
    const cose = this.kind.cose(change.key ?? this.keys.publicKey.export({ format: "jwk" }));
    const length = Buffer.from([this.id.length >> 8, this.id.length & 255]);
    const authData = this.data(change.flags ?? 0x45, Buffer.concat([Buffer.alloc(16), length, this.id, cbor(cose)]), change);
    const object = cbor(new Map([["fmt", "none"], ["attStmt", new Map()], ["authData", authData]]));
    const clientData = this.client("webauthn.create", change.challenge ?? options.challenge, change);
    const response = { clientDataJSON: base64url(clientData), attestationObject: base64url(object) };
    return { id: base64url(this.id), type: "public-key", response };
  }

  /** What it answers to the options of a sign-in. */
  signed(options, change = {}) {
    const authData = this.data(change.flags ?? 0x05, undefined, change);
    const clientData = this.client("webauthn.get", change.challenge ?? options.challenge, change);
    const signature = this.kind.sign(Buffer.concat([authData, sha256(clientData)]), change.by ?? this.keys.privateKey);
    const response = {
      clientDataJSON: base64url(clientData),
      authenticatorData: base64url(authData),
      signature: base64url(signature),
      userHandle: change.user ?? this.user,
    };
    return { id: base64url(change.id ?? this.id), type: "public-key", response };
  }
}
