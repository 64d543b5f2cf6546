/** The JWT: says who asks, checked without state; auth_sessions knows whether the sign-in is alive. */

import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import type { Audience } from "../models/auth_sessions.ts";
import type { KeyRing } from "./keys.ts";

/** The user that a token is for, and the sign-in (a row of auth_sessions) that it belongs to. */
interface TokenSubject {
  user: { id: string; email: string; name: string };
  sessionId: string;
}

export type TokenResult =
  | { status: "valid"; userId: string; sessionId: string }
  /** Signed by us for this audience, but expired: its other claims were not checked. */
  | { status: "expired" }
  | { status: "invalid" };

/** In seconds: how far apart two servers' clocks may be. */
const CLOCK_TOLERANCE = 5;
/** In seconds: a token issued further in the future than this is refused. */
const FUTURE_TOLERANCE = 60;

const TYPES: Record<Audience, string> = { web: "plainlist-web+jwt", api: "at+jwt" };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export class Tokens {
  readonly #keys: KeyRing;
  readonly #issuer: string;
  readonly #clock: () => Date;

  /** @param issuer the public origin: `iss`, and the root of `aud`. */
  constructor(keys: KeyRing, issuer: string, clock: () => Date) {
    this.#keys = keys;
    this.#issuer = issuer;
    this.#clock = clock;
  }

  /** @param expires is rounded down to the second, so that a token never outlives its session. */
  issue(audience: Audience, subject: TokenSubject, expires: Date): string {
    const { user, sessionId } = subject;
    return jwt.sign(
      {
        user_id: user.id,
        email: user.email,
        name: user.name,
        sid: sessionId,
        iat: seconds(this.#clock()),
        exp: seconds(expires),
        iss: this.#issuer,
        aud: this.#audience(audience),
        sub: user.id,
        jti: randomUUID(),
      },
      this.#keys.current.key,
      {
        algorithm: "HS256",
        header: { alg: "HS256", typ: TYPES[audience], kid: this.#keys.current.id },
      },
    );
  }

  /** Checks everything that can be checked without the database (RFC 8725). */
  verify(audience: Audience, token: string): TokenResult {
    for (const key of this.#keysFor(token)) {
      try {
        const { header, payload } = jwt.verify(token, key, {
          algorithms: ["HS256"],
          issuer: this.#issuer,
          audience: this.#audience(audience),
          // Checked last: jsonwebtoken would report it before it checks issuer and audience.
          ignoreExpiration: true,
          clockTolerance: CLOCK_TOLERANCE,
          clockTimestamp: seconds(this.#clock()),
          complete: true,
        });
        if (this.#isOver(payload)) return { status: "expired" };
        const claims = header.typ === TYPES[audience] ? readClaims(payload) : null;
        if (claims === null || !this.#isTimely(payload)) return { status: "invalid" };
        return { status: "valid", ...claims };
      } catch {
        // Signed with another key, or not by us.
      }
    }
    return { status: "invalid" };
  }

  #audience(audience: Audience): string {
    return `${this.#issuer}/${audience}`;
  }

  /** jsonwebtoken accepts a token without `exp`, and does not check `iat`. */
  #isTimely(payload: unknown): boolean {
    const { exp, iat } = payload as jwt.JwtPayload;
    return (
      typeof exp === "number" &&
      typeof iat === "number" &&
      iat <= seconds(this.#clock()) + FUTURE_TOLERANCE
    );
  }

  #isOver(payload: unknown): boolean {
    const { exp } = payload as jwt.JwtPayload;
    return typeof exp === "number" && seconds(this.#clock()) >= exp + CLOCK_TOLERANCE;
  }

  #keysFor(token: string) {
    if (this.#keys.all.size === 1) return this.#keys.all.values();
    const kid = readKeyId(token);
    const named = kid === undefined ? undefined : this.#keys.all.get(kid);
    return named === undefined ? this.#keys.all.values() : [named];
  }
}

/** jsonwebtoken throws at a payload that is not JSON when the header announces JSON. */
function readKeyId(token: string): string | undefined {
  try {
    return jwt.decode(token, { complete: true })?.header.kid;
  } catch {
    return undefined;
  }
}

function readClaims(payload: unknown): { userId: string; sessionId: string } | null {
  const { user_id: userId, sub, sid } = payload as Record<string, unknown>;
  if (typeof userId !== "string" || userId !== sub || !UUID.test(userId)) return null;
  return typeof sid === "string" && UUID.test(sid) ? { userId, sessionId: sid } : null;
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
