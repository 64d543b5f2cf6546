/** The pages of what has access to an account: sign-ins, tokens, and the log of both. */
import type { Moment } from "./elements.ts";
import type { Choice, FormView } from "./form.ts";

export interface SignInRow {
  id: string;
  isCurrent: boolean;
  isToken: boolean;
  /** Of a token; otherwise the browser or program in words. */
  name: string;
  /** What a token allows: "can only read". */
  access: string | null;
  /** From where and when it was used last. */
  used: string;
  /** Since when, and what ends it. */
  since: string;
}

export interface TokenRow {
  id: string;
  name: string;
  /** "can only read". */
  access: string;
  isNew: boolean;
  used: string;
  /** "Made on 1 March, ends on 1 March 2027". */
  since: string;
}

/** One event, or a run of the same. */
export interface SecurityEventRow {
  at: Moment;
  /** "Wrong password, four times". */
  text: string;
  /** "Firefox on Linux, network 203.0.113.7". */
  from: string;
  /** What is out of the ordinary about it; null: nothing. */
  odd: { note: string; canEnd: boolean } | null;
}

export interface AccessPages {
  "settings/sessions": {
    groups: {
      id: string;
      heading: string;
      rows: SignInRow[];
      total: number;
      /** How many are not listed; null: all are. */
      more: string | null;
    }[];
    /** What ending all others does; null: there are none. */
    others: string | null;
  };
  "settings/tokens": {
    rows: TokenRow[];
    form: FormView<"name" | "access" | "days">;
    accesses: Choice[];
    lifetimes: Choice[];
  };
  /** A new token: it is shown only once. */
  "settings/token_made": {
    rows: TokenRow[];
    name: string;
    token: string;
    /** "Can only read, until 24 February 2027." */
    what: string;
    /** A request that tries it. */
    command: string;
  };
  "settings/security": {
    days: {
      id: string;
      /** "Today, Thursday". */
      heading: string;
      /** The day of the month. */
      number: number;
      rows: SecurityEventRow[];
    }[];
    isUtc: boolean;
    nextHref: string | null;
    continued: boolean;
  };
}
