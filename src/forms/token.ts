/** The form of a personal token. */
import type { Access } from "../models/auth_sessions.ts";
import { TOKENS_MOST } from "../models/personal_tokens.ts";
import { type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, invalid, ok, type Parsed } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { readName } from "./name.ts";

export interface TokenInput {
  name: string;
  access: Access;
  /** null: it does not end by itself. */
  days: number | null;
}

export type TokenField = keyof TokenInput;

/** What a token may do. */
export const TOKEN_ACCESS: Readonly<Record<Access, string>> = {
  read: "only read",
  write: "read and write",
};

/** When it ends, by the values of the field. */
const LIFETIMES = {
  "30": "after 30 days",
  "90": "after 90 days",
  "365": "after a year",
  never: "never by itself",
} as const;

export const TOKEN_DEFAULTS = { name: "", access: "read", days: "90" } as const;

const NAME_MAX = 100;

export const tokenForm: FormDeclaration = {
  title: "Make a token",
  button: "Make the token",
  fields: {
    name: { kind: "text", label: "Name" },
    access: { kind: "choice", label: "It may", words: TOKEN_ACCESS },
    days: { kind: "choice", label: "It ends", words: LIFETIMES },
    ...PAGE_FIELDS,
  },
};

/** Why a valid form is refused. */
export const TOKEN_PROBLEMS = {
  taken: "You have a token of this name",
  full: `You have ${TOKENS_MOST} tokens, and no more can be made: end one first`,
} as const;

export function parseToken(body: unknown): FormResult<TokenInput, TokenField> {
  const sent = { ...TOKEN_DEFAULTS, ...fieldsOf(body) };
  return formResult(sent, {
    name: readName(sent.name, "Name", NAME_MAX),
    access: readAccess(sent.access),
    days: readDays(sent.days),
  });
}

function readAccess(sent: unknown): Parsed<Access> {
  return sent === "read" || sent === "write"
    ? ok(sent)
    : invalid("Choose whether it may only read, or read and write");
}

function readDays(sent: unknown): Parsed<number | null> {
  if (typeof sent !== "string" || !Object.hasOwn(LIFETIMES, sent)) {
    return invalid("Choose when it ends: after 30, 90 or 365 days, or never");
  }
  return ok(sent === "never" ? null : Number(sent));
}
