/** Names for the statements that are used often, so that PostgreSQL parses and plans them once. */
import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type pg from "pg";

/** `DATABASE_PREPARE`: auto stops naming where names do not work, on insists, off never names. */
export type Prepare = "auto" | "on" | "off";

/** A statement as it is sent. Without a name it is parsed and planned anew each time. */
export interface Statement {
  readonly text: string;
  readonly name?: string;
}

/** The text as the caller wrote it, with the number of times that its plan was outdated. */
interface Named extends Required<Statement> {
  readonly source: string;
  readonly generation: number;
}

/** PostgreSQL keeps each named statement, with its plan, in every connection. */
const MOST_NAMES = 100;
/** A comment in each text that the search query of a person is part of: every one may be another text. */
export const COMPOSED = "/* composed */";
/** So many names are theirs at most: a name is kept, and the statements of every page need one. */
const MOST_COMPOSED = 25;
/** A text gets its name at this use: those that a rare filter composes never do. */
const NAMED_AT_USE = 3;
/** The latest texts whose uses are counted, and those whose identity is remembered. */
const MOST_TEXTS = 500;

const identities = new LRUCache<string, string>({ max: MOST_TEXTS });

/** A short identity of a text, the same in every process: 22 characters of its hash, in base64url. */
export function identify(text: string): string {
  const known = identities.get(text);
  if (known !== undefined) return known;
  const identity = hash("sha256", text, "base64url").slice(0, 22);
  identities.set(text, identity);
  return identity;
}

/**
 * A name is derived from its text, because a pooler shares connections between processes and versions
 * of the application: the same name must mean the same text to all of them.
 */
export class StatementNames {
  readonly #mode: Prepare;
  readonly #onRefused: (error: unknown) => void;
  readonly #named = new Map<string, Named>();
  readonly #uses = new LRUCache<string, number>({ max: MOST_TEXTS });
  #composed = 0;
  #isNaming: boolean;

  /** @param onRefused is called once, with PostgreSQL's error, when `auto` stops naming. */
  constructor(mode: Prepare, onRefused: (error: unknown) => void) {
    this.#mode = mode;
    this.#onRefused = onRefused;
    this.#isNaming = mode !== "off";
  }

  /** The statement to send for this use of a text. */
  forUse(text: string): Statement {
    if (!this.#isNaming) return { text };
    const named = this.#named.get(text);
    if (named !== undefined) return named;
    if (this.#named.size >= MOST_NAMES) return { text };
    const isComposed = text.includes(COMPOSED);
    if (isComposed && this.#composed >= MOST_COMPOSED) return { text };
    const uses = (this.#uses.get(text) ?? 0) + 1;
    if (uses < NAMED_AT_USE) {
      this.#uses.set(text, uses);
      return { text };
    }
    this.#uses.delete(text);
    if (isComposed) this.#composed += 1;
    return this.#name(text, 0);
  }

  /**
   * Whether `error` says that PostgreSQL rejected the name or its old plan before it ran anything, so
   * that even a write may be sent again, without a name. Takes note of it for later uses.
   * @param client the connection that it was sent on.
   */
  isNotRun(sent: Statement, error: unknown, client: pg.Client): boolean {
    if (sent.name === undefined || !(error instanceof Error)) return false;
    const { code, routine } = error as { code?: unknown; routine?: unknown };
    // After a migration: "cached plan must not change result type".
    if (code === "0A000" && routine === "RevalidateCachedQuery") {
      this.#renew(sent as Named);
      return true;
    }
    if (code !== "26000" && code !== "42P05") return false;
    if (isOwnMistake(code, sent.name, client)) return true;
    if (this.#mode === "on") return false;
    if (this.#isNaming) {
      this.#isNaming = false;
      this.#onRefused(error);
    }
    return true;
  }

  /**
   * Several statements in a pipeline may fail for the same old plan: only the first renews it. The text
   * differs as well, since newer PgBouncers share one plan between all names of a text.
   */
  #renew(old: Named): void {
    if (this.#named.get(old.source) === old) this.#name(old.source, old.generation + 1);
  }

  #name(source: string, generation: number): Named {
    const text = generation === 0 ? source : `${source} /* plan ${generation} */`;
    const named = { name: `s_${identify(text)}`, text, source, generation };
    this.#named.set(source, named);
    return named;
  }
}

/**
 * Whether node-postgres, and not a pooler, is why a name is unknown (26000) or exists (42P05). In a
 * pipeline it does not send a text again that it has just sent: if that one was invalid, the name is
 * unknown to those behind it, and the failure of those makes it send a text that exists.
 */
function isOwnMistake(code: "26000" | "42P05", name: string, client: pg.Client): boolean {
  const { parsedStatements } = client.connection as unknown as {
    parsedStatements: Record<string, string>;
  };
  const isParsed = parsedStatements[name] !== undefined;
  return code === "26000" ? !isParsed : isParsed;
}
