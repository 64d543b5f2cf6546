/** Which sign-in a request names, by a JWT or a personal token. */
import type { Audience, SignInKey } from "../models/auth_sessions.ts";
import { personalTokenHash } from "./personal_tokens.ts";
import type { Tokens } from "./tokens.ts";

/** A sign-in, with the name under which a process remembers it; or why the token names none. */
export type Credential = NamedSignIn | { status: "expired" | "invalid" };

interface NamedSignIn {
  status: "valid";
  key: SignInKey;
  name: string;
}

/** Checks what can be checked without the database. @param token a JWT, or for the API a personal token. */
export function readCredential(tokens: Tokens, audience: Audience, token: string): Credential {
  const hash = audience === "api" ? personalTokenHash(token) : null;
  if (hash !== null) {
    return { status: "valid", key: { kind: "token", hash }, name: hash.toString("base64") };
  }
  const proof = tokens.verify(audience, token);
  return proof.status === "valid" ? ofSignIn(audience, proof.sessionId) : proof;
}

export function ofSignIn(kind: Audience, id: string): NamedSignIn {
  return { status: "valid", key: { kind, id }, name: id };
}
