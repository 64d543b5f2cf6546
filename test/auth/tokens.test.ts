/** JWTs: issuing and verifying. */
import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import jwt from "jsonwebtoken";
import { jwtKeys } from "../../src/auth/keys.ts";
import { Tokens } from "../../src/auth/tokens.ts";
import type { Audience } from "../../src/models/auth_sessions.ts";
import { anyText } from "../support/arbitraries.ts";

const SECRET = "a first secret that is long enough for this";
const NEWER = "a newer secret that is long enough for this";
const ORIGIN = "https://todo.example.org";
const OTHER_ORIGIN = "https://other.example.org";
const NOW = new Date("2026-11-21T10:00:00Z");
const SECONDS = NOW.getTime() / 1000;
const MINUTE = 60_000;

const SUBJECT = {
  user: { id: randomUUID(), email: "ann@example.org", name: "Ann" },
  sessionId: randomUUID(),
};
const CLAIMS = {
  user_id: SUBJECT.user.id,
  sub: SUBJECT.user.id,
  sid: SUBJECT.sessionId,
  iat: SECONDS,
  exp: SECONDS + 900,
  iss: ORIGIN,
  aud: `${ORIGIN}/api`,
};
const VALID = { status: "valid", userId: SUBJECT.user.id, sessionId: SUBJECT.sessionId };
const EXPIRED = { status: "expired" };
const INVALID = { status: "invalid" };

function tokensAt(milliseconds = 0, secrets = [SECRET], origin = ORIGIN): Tokens {
  return new Tokens(jwtKeys(secrets), origin, () => new Date(NOW.getTime() + milliseconds));
}

function issued(audience: Audience = "api", lifetime = 15 * MINUTE, secrets = [SECRET]): string {
  return tokensAt(0, secrets).issue(audience, SUBJECT, new Date(NOW.getTime() + lifetime));
}

interface Forged {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: jwt.Secret;
  algorithm?: jwt.Algorithm;
}

/** A token that is valid except for what is given; claims that are undefined are omitted. */
function forged({ claims = {}, header = {}, key = SECRET, algorithm = "HS256" }: Forged): string {
  const all = Object.entries({ ...CLAIMS, ...claims }).filter(([, value]) => value !== undefined);
  return jwt.sign(JSON.stringify(Object.fromEntries(all)), key, {
    algorithm,
    header: { alg: algorithm, typ: "at+jwt", ...header },
  });
}

function verified(token: string, audience: Audience = "api") {
  return tokensAt().verify(audience, token);
}

describe("an issued token", () => {
  it("contains its user, its session and the registered claims", () => {
    const { header, payload } = jwt.decode(issued(), { complete: true }) ?? {};
    assert.deepEqual(Object.keys(payload ?? {}).sort(), [
      ...["aud", "email", "exp", "iat", "iss", "jti", "name", "sid", "sub", "user_id"],
    ]);
    const { jti, ...claims } = payload as Record<string, unknown>;
    const { email, name } = SUBJECT.user;
    assert.deepEqual(claims, { ...CLAIMS, email, name });
    assert.match(String(jti), /^[0-9a-f-]{36}$/);
    assert.equal(header?.alg, "HS256");
    assert.deepEqual(verified(issued()), VALID);
    assert.deepEqual(verified(forged({})), VALID);
  });

  it("is unique", () => {
    assert.notEqual(issued(), issued());
  });

  it("is valid until five seconds after its expiry, for clock skew", () => {
    const token = issued("api", 15 * MINUTE + 999);
    assert.deepEqual(tokensAt(15 * MINUTE - 1).verify("api", token), VALID);
    assert.deepEqual(tokensAt(15 * MINUTE + 4_999).verify("api", token), VALID);
    assert.deepEqual(tokensAt(15 * MINUTE + 5_000).verify("api", token), EXPIRED);
    assert.deepEqual(tokensAt(365 * 24 * 60 * MINUTE).verify("api", token), EXPIRED);
  });

  it("is not valid for the other audience", () => {
    assert.deepEqual(verified(issued("web"), "api"), INVALID);
    assert.deepEqual(verified(issued("api"), "web"), INVALID);
    assert.deepEqual(verified(issued("web"), "web"), VALID);
  });

  it("is not valid for a server with another origin", () => {
    const elsewhere = tokensAt(0, [SECRET], OTHER_ORIGIN);
    assert.deepEqual(elsewhere.verify("api", issued()), INVALID);
  });
});

describe("a forged token", () => {
  it("is invalid with another algorithm and any key", () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const tokens = {
      none: forged({ algorithm: "none", key: "" }),
      HS384: forged({ algorithm: "HS384" }),
      HS512: forged({ algorithm: "HS512" }),
      RS256: forged({ algorithm: "RS256", key: rsa.privateKey }),
      ES256: forged({ algorithm: "ES256", key: ec.privateKey }),
    };
    for (const [algorithm, token] of Object.entries(tokens)) {
      assert.deepEqual(verified(token), INVALID, algorithm);
    }
  });

  it("is invalid without a signature, or with one of another key or another token", () => {
    const [head, body, signature] = issued().split(".") as [string, string, string];
    const others = forged({ claims: { user_id: randomUUID() } }).split(".")[1];
    const relabelled = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url");
    const tokens = [
      `${head}.${body}.`,
      `${head}.${body}`,
      `${head}.${others}.${signature}`,
      `${relabelled}.${body}.`,
      `${relabelled}.${body}.${signature}`,
      forged({ key: "another secret that is long enough too" }),
      forged({ key: "another secret that is long enough too", header: { kid: "unknown" } }),
    ];
    for (const token of tokens) assert.deepEqual(verified(token), INVALID, token);
  });

  it("is invalid when a claim is missing or wrong", () => {
    const wrong: Record<string, unknown[]> = {
      exp: [undefined, null, "2027-01-01", String(SECONDS + 900), Number.NaN, {}],
      iat: [undefined, null, String(SECONDS), SECONDS + 301, 1e15],
      nbf: [SECONDS + 60],
      sid: [undefined, null, 1, "", "1", `${SUBJECT.sessionId} `, [SUBJECT.sessionId]],
      user_id: [undefined, null, 7, "", randomUUID(), [SUBJECT.user.id]],
      sub: [undefined, randomUUID()],
      iss: [undefined, "", OTHER_ORIGIN, `${ORIGIN}/`, [ORIGIN]],
      aud: [undefined, "", ORIGIN, `${ORIGIN}/web`, [`${ORIGIN}/web`], `${OTHER_ORIGIN}/api`],
    };
    for (const [claim, values] of Object.entries(wrong)) {
      for (const value of values) {
        const token = forged({ claims: { [claim]: value } });
        assert.deepEqual(verified(token), INVALID, `${claim} ${JSON.stringify(value)}`);
      }
    }
    assert.deepEqual(verified(forged({ claims: { iat: SECONDS + 300 } })), VALID);
  });

  it("is invalid with another type", () => {
    for (const typ of [undefined, "JWT", "plainlist-web+jwt", "AT+JWT ", ""]) {
      assert.deepEqual(verified(forged({ header: { typ } })), INVALID, String(typ));
    }
  });

  it("is expired only when everything else about it is valid", () => {
    const over = { exp: SECONDS - 60, iat: SECONDS - 900 };
    assert.deepEqual(verified(forged({ claims: over })), EXPIRED);
    const tokens = {
      "another audience": forged({ claims: { ...over, aud: `${ORIGIN}/web` } }),
      "another issuer": forged({ claims: { ...over, iss: OTHER_ORIGIN } }),
      "another key": forged({ claims: over, key: "another secret that is long enough too" }),
    };
    for (const [what, token] of Object.entries(tokens)) {
      assert.deepEqual(verified(token), INVALID, what);
    }
  });
});

describe("rotating the secret", () => {
  it("keeps old tokens valid while their secret is listed, and signs with the new one", () => {
    const old = issued();
    const rotated = tokensAt(0, [NEWER, SECRET]);
    assert.deepEqual(rotated.verify("api", old), VALID);
    const fresh = rotated.issue("api", SUBJECT, new Date(NOW.getTime() + MINUTE));
    assert.deepEqual(tokensAt(0, [NEWER]).verify("api", fresh), VALID);
    assert.deepEqual(tokensAt(0, [SECRET]).verify("api", fresh), INVALID);
    assert.deepEqual(tokensAt(0, [NEWER]).verify("api", old), INVALID);
    const over = tokensAt(60 * MINUTE, [NEWER, SECRET]);
    assert.deepEqual(over.verify("api", old), EXPIRED);
  });

  it("tries every key for a token without a key id or with an unknown one", () => {
    const rotated = tokensAt(0, [NEWER, SECRET]);
    assert.deepEqual(rotated.verify("api", forged({})), VALID);
    assert.deepEqual(rotated.verify("api", forged({ header: { kid: "unknown" } })), VALID);
  });

  it("uses only the key with the token's key id", () => {
    const kid = jwtKeys([NEWER]).current.id;
    const token = forged({ header: { kid } });
    assert.deepEqual(tokensAt(0, [NEWER, SECRET]).verify("api", token), INVALID);
  });
});

describe("an arbitrary token", () => {
  const part = fc.oneof(
    fc.json().map((text) => Buffer.from(text).toString("base64url")),
    fc
      .constantFrom('{"alg":"HS256","typ":"JWT"}', '{"alg":"none"}', "null", "5", "{}", "")
      .map((text) => Buffer.from(text).toString("base64url")),
    anyText,
    fc.constantFrom(...issued().split(".")),
  );

  it("is invalid, and never throws", () => {
    const sent = fc.oneof(
      anyText,
      fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(".")),
    );
    const good = issued();
    fc.assert(
      fc.property(sent, (token) => {
        fc.pre(token !== good);
        assert.notEqual(verified(token).status, "expired");
        if (verified(token).status === "valid")
          assert.equal(token.split(".")[1], good.split(".")[1]);
      }),
      { numRuns: 500 },
    );
  });

  it("is invalid with the right key and any other value in an identifying claim", () => {
    const claim = fc.constantFrom("user_id", "sub", "sid", "iss", "aud");
    fc.assert(
      fc.property(claim, fc.jsonValue(), (name, value) => {
        assert.deepEqual(verified(forged({ claims: { [name]: value } })), INVALID);
      }),
    );
  });

  it("is invalid with any character changed", () => {
    const token = issued();
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(..."Aa0-_.~ %é"), (at, other) => {
        fc.pre(token[at] !== other);
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        assert.deepEqual(verified(changed), INVALID);
      }),
      { numRuns: 300 },
    );
  });
});
