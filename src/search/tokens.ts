/** Splits a query into its words, phrases, operators and parentheses. */

export type Token = { start: number; end: number } & (
  | { kind: "open" | "close" | "not" | "or" }
  /** In quotes: nothing in it has a meaning. `isClosed`: the end of the quotes is there. */
  | { kind: "phrase"; text: string; isClosed: boolean }
  | { kind: "word"; text: string }
  /** `sign` is "due:", "due<=", "@" or "#", as typed. */
  | {
      kind: "field";
      sign: string;
      field: string;
      operator: Operator;
      value: string;
      isClosed: boolean;
    }
);

export type Operator = "=" | "<" | "<=" | ">" | ">=";

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "“": "”", "„": "“" };
const FIELD = /^(\p{L}+)(?::(<=|>=|<|>|=)?|(<=|>=|<|>|=))/u;

export function tokenize(query: string): Token[] {
  return new Tokenizer(query).tokens;
}

class Tokenizer {
  readonly tokens: Token[] = [];
  readonly #query: string;
  #at = 0;
  #depth = 0;

  constructor(query: string) {
    this.#query = query;
    while (this.#skipSpace()) this.#read();
  }

  #skipSpace(): boolean {
    while (this.#at < this.#query.length && isSpace(this.#char())) this.#at += 1;
    return this.#at < this.#query.length;
  }

  #read(): void {
    const start = this.#at;
    const char = this.#char();
    const next = this.#char(1);
    const isSign = next !== "" && !isSpace(next) && !(next === ")" && this.#depth > 0);
    if (char === "(") {
      this.#depth += 1;
      this.#sign("open");
    } else if (char === ")" && this.#depth > 0) {
      this.#depth -= 1;
      this.#sign("close");
    } else if (char === "-" && isSign) {
      this.#sign("not");
    } else if (char in CLOSING) {
      const phrase = this.#phrase();
      this.tokens.push({ kind: "phrase", start, end: this.#at, ...phrase });
    } else if ((char === "@" || char === "#") && isSign) {
      this.#at += 1;
      this.#field(start, char, "=");
    } else this.#wordOrField(start);
  }

  #sign(kind: "open" | "close" | "not"): void {
    this.#at += 1;
    this.tokens.push({ kind, start: this.#at - 1, end: this.#at });
  }

  #wordOrField(start: number): void {
    const [sign, field, afterColon, bare] = FIELD.exec(this.#query.slice(start)) ?? [];
    if (sign !== undefined && field !== undefined) {
      this.#at += sign.length;
      this.#field(start, field.toLowerCase(), (afterColon ?? bare ?? "=") as Operator);
      return;
    }
    const text = this.#word();
    const place = { start, end: this.#at };
    const isOr = text.toLowerCase() === "or";
    this.tokens.push(isOr ? { kind: "or", ...place } : { kind: "word", ...place, text });
  }

  #field(start: number, field: string, operator: Operator): void {
    const sign = this.#query.slice(start, this.#at);
    const isQuoted = this.#char() in CLOSING;
    const { text: value, isClosed } = isQuoted
      ? this.#phrase()
      : { text: this.#word(), isClosed: true };
    const place = { start, end: this.#at };
    this.tokens.push({ kind: "field", ...place, sign, field, operator, value, isClosed });
  }

  /** To the next space, or to the end of the parentheses around it; it may have some of its own. */
  #word(): string {
    const start = this.#at;
    let own = 0;
    for (; this.#at < this.#query.length; this.#at += 1) {
      const char = this.#char();
      if (isSpace(char)) break;
      if (char === "(") own += 1;
      if (char !== ")") continue;
      if (own === 0 && this.#depth > 0) break;
      own -= 1;
    }
    return this.#query.slice(start, this.#at);
  }

  /** A backslash makes the character after it a part of the text. */
  #phrase(): { text: string; isClosed: boolean } {
    const end = CLOSING[this.#char()];
    let text = "";
    for (this.#at += 1; this.#at < this.#query.length; this.#at += 1) {
      let char = this.#char();
      if (char === end) {
        this.#at += 1;
        return { text, isClosed: true };
      }
      if (char === "\\" && this.#at + 1 < this.#query.length) {
        this.#at += 1;
        char = this.#char();
      }
      text += char;
    }
    return { text, isClosed: false };
  }

  #char(offset = 0): string {
    return this.#query[this.#at + offset] ?? "";
  }
}

function isSpace(char: string): boolean {
  return /[\s\p{Cc}]/u.test(char);
}
