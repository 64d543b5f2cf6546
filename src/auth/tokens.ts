/** Issues and verifies JWTs, without state: whether the sign-in is live is up to auth_sessions. */
import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import { LRUCache } from "lru-cache";
import type { Audience } from "../models/auth_sessions.ts";
import type { KeyRing } from "./keys.ts";

export type TokenResult =
  | { status: "valid"; userId: string; sessionId: string }
  /** Signed by us for this audience, but expired; its other claims are not checked. */
  | { status: "expired" }
  | { status: "invalid" };

/** In seconds: how far apart two servers' clocks may be. */
const CLOCK_TOLERANCE = 5;
/**
 * In seconds: a token issued further in the future than this is refused, since a server's clock is wrong.
 * (Nobody else can issue one: that is what the signature is for.)
 */
const FUTURE_TOLERANCE = 300;

const TYPES: Record<Audience, string> = { web: "plainlist-web+jwt", api: "at+jwt" };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

interface Verified {
  result: TokenResult;
  from: number;
  until: number;
}

export class Tokens {
  readonly #keys: KeyRing;
  readonly #issuer: string;
  readonly #clock: () => Date;
  /** Valid tokens, with the times between which they are; in seconds, the second one exclusive. */
  readonly #verified = new LRUCache<string, Verified>({ max: 5_000 });

  /** @param issuer the public origin: `iss`, and the root of `aud`. */
  constructor(keys: KeyRing, issuer: string, clock: () => Date) {
    this.#keys = keys;
    this.#issuer = issuer;
    this.#clock = clock;
  }

  /**
   * @param subject the user, and the sign-in (a row of auth_sessions) that the token belongs to.
   * @param expires rounded down to the second, so that a token never outlives its session.
   */
  issue(
    audience: Audience,
    subject: { user: { id: string; email: string; name: string }; sessionId: string },
    expires: Date,
  ): string {
    const { user, sessionId } = subject;
    const { id: kid, key } = this.#keys.current;
    return jwt.sign(
      {
        user_id: user.id,
        email: user.email,
        name: user.name,
        sid: sessionId,
        iat: seconds(this.#clock()),
        exp: seconds(expires),
        iss: this.#issuer,
        aud: `${this.#issuer}/${audience}`,
        sub: user.id,
        jti: randomUUID(),
      },
      key,
      { algorithm: "HS256", header: { alg: "HS256", typ: TYPES[audience], kid } },
    );
  }

  /** Checks everything that can be checked without the database (RFC 8725). */
  verify(audience: Audience, token: string): TokenResult {
    const now = seconds(this.#clock());
    const known = this.#verified.get(`${audience} ${token}`);
    if (known !== undefined && known.from <= now && now < known.until) return known.result;
    return this.#check(audience, token, now);
  }

  #check(audience: Audience, token: string, now: number): TokenResult {
    for (const [id, key] of this.#keys.all) {
      try {
        const { header, payload } = jwt.verify(token, key, {
          algorithms: ["HS256"],
          issuer: this.#issuer,
          audience: `${this.#issuer}/${audience}`,
          // Checked last: jsonwebtoken would report it before it checks issuer and audience.
          ignoreExpiration: true,
          clockTolerance: CLOCK_TOLERANCE,
          clockTimestamp: now,
          complete: true,
        });
        // A token that names a key of ours must be signed with that one.
        if (header.kid !== id && this.#keys.all.has(header.kid ?? "")) return { status: "invalid" };
        const { exp, iat } = payload as jwt.JwtPayload;
        if (typeof exp === "number" && now >= exp + CLOCK_TOLERANCE) return { status: "expired" };
        // jsonwebtoken accepts a token without `exp`, and does not check `iat`.
        if (typeof exp !== "number" || typeof iat !== "number") return { status: "invalid" };
        const isTimely = iat <= now + FUTURE_TOLERANCE;
        const claims = isTimely && header.typ === TYPES[audience] ? readClaims(payload) : null;
        if (claims === null) return { status: "invalid" };
        const result = { status: "valid", ...claims } as const;
        const times = { from: iat - FUTURE_TOLERANCE, until: exp + CLOCK_TOLERANCE };
        this.#verified.set(`${audience} ${token}`, { result, ...times });
        return result;
      } catch {
        // Signed with another key, or not by us.
      }
    }
    return { status: "invalid" };
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
