/** CSRF tokens for forms: signed, so that none is stored (OWASP's signed double-submit cookie). */
import { derivedKeys, type KeyRing, sign, verifySignature } from "./keys.ts";
import { randomText } from "./random.ts";

/** What a token is bound to: a sign-in, or the cookie of a visitor. */
export interface CsrfBinding {
  kind: "session" | "visitor";
  id: string;
}

/** The signed text (kind, id, nonce), its kind and id, and the signature. */
const FORM = /^((session|visitor)\.([\w-]{8,64})\.[\w-]{22})\.([\w-]{43})$/;

export class CsrfTokens {
  readonly #keys: KeyRing;

  constructor(secrets: readonly string[]) {
    this.#keys = derivedKeys(secrets, "plainlist/form-token");
  }

  /** Differs each time, so that a compressed page does not reveal it (BREACH). */
  issue(binding: CsrfBinding): string {
    const signed = `${binding.kind}.${binding.id}.${randomText(16)}`;
    return `${signed}.${sign(this.#keys, signed)}`;
  }

  /**
   * What a genuine token is bound to; null for any other. The caller compares it: the token of an
   * expired sign-in still identifies the owner of the form.
   */
  read(token: unknown): CsrfBinding | null {
    const [, signed, kind, id, signature] = FORM.exec(typeof token === "string" ? token : "") ?? [];
    return signed !== undefined && verifySignature(this.#keys, signed, signature ?? "")
      ? ({ kind, id } as CsrfBinding)
      : null;
  }
}
