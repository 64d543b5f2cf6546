/** Form tokens against CSRF: signed, so that nothing needs to be stored (OWASP's signed double submit). */
import { randomBytes } from "node:crypto";
import { derivedKeys, type KeyRing, sign, verifySignature } from "./keys.ts";

/** What a token is bound to: a sign-in, or the cookie of a browser that has not signed in. */
export interface CsrfBinding {
  kind: "session" | "visitor";
  id: string;
}

/** What is signed (kind, id, nonce), its kind and id, and the signature. */
const FORM = /^((session|visitor)\.([\w-]{8,64})\.[\w-]{22})\.([\w-]{43})$/;

export class CsrfTokens {
  readonly #keys: KeyRing;
  #random = Buffer.alloc(0);
  #drawn = 0;

  constructor(secrets: readonly string[]) {
    this.#keys = derivedKeys(secrets, "plainlist/form-token");
  }

  /** Another text each time, so that a compressed page does not give it away (BREACH). */
  issue(binding: CsrfBinding): string {
    const signed = `${binding.kind}.${binding.id}.${this.#nonce()}`;
    return `${signed}.${sign(this.#keys, signed)}`;
  }

  /** 128 random bits. Drawn for many tokens at once: a draw costs as much as the signature. */
  #nonce(): string {
    if (this.#drawn === this.#random.length) {
      this.#random = randomBytes(16 * 256);
      this.#drawn = 0;
    }
    this.#drawn += 16;
    return this.#random.toString("base64url", this.#drawn - 16, this.#drawn);
  }

  /**
   * What the token is bound to, if it is one of ours; null if not. The caller compares: a token that
   * is genuine but of a sign-in that ended tells whose form it was.
   */
  read(token: unknown): CsrfBinding | null {
    const [, signed, kind, id, signature] = FORM.exec(typeof token === "string" ? token : "") ?? [];
    return signed !== undefined && verifySignature(this.#keys, signed, signature ?? "")
      ? ({ kind, id } as CsrfBinding)
      : null;
  }
}
