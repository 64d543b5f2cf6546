/** Takes what has a meaning off the two ends of a line; what remains is the title. */
import type { Priority } from "../models/priority.ts";
import { TAGS_MAX } from "../models/tag_name.ts";
import type { Clock } from "./date_grammar.ts";
import { leadingPhrase, type Phrase, trailingPhrase } from "./date_phrases.ts";
import { type Sigil, sigilOf } from "./sigils.ts";
import type { Token } from "./tokenizer.ts";

/** What was found, and the tokens that are left. */
export interface Extracted {
  title: Token[];
  /** Whether tokens were taken from the end: the title was cut off there. */
  isCut: boolean;
  list: string | null;
  tags: string[];
  priority: Priority;
  phrase: Phrase;
}

interface Allowed {
  sigils: boolean;
  /** null: no dates and no repeats. */
  clock: Clock | null;
}

/**
 * Takes sigils, dates and repeats off the end in any order, then sigils off the beginning, then a
 * date that is set off by a colon there. Nothing is ever taken from the middle: the title is one
 * unbroken piece of the line. Of two lists, priorities or dates the last one counts, and the other
 * stays.
 */
export function extract(tokens: readonly Token[], allowed: Allowed): Extracted {
  const taken = new Taken();
  let start = 0;
  let end = tokens.length;
  for (let size = 1; size > 0 && end > 0; end -= size) {
    const last = tokens[end - 1];
    const isSigil = allowed.sigils && last !== undefined && taken.addSigil(last, "before");
    const found =
      isSigil || allowed.clock === null ? null : trailingPhrase(tokens, end, allowed.clock);
    size = isSigil ? 1 : 0;
    if (found?.phrase && taken.addPhrase(found.phrase)) size = found.size;
  }
  const isCut = end < tokens.length;
  for (; allowed.sigils && start < end; start += 1) {
    const first = tokens[start];
    if (first === undefined || !taken.addSigil(first, "after")) break;
  }
  if (allowed.clock !== null) {
    const found = leadingPhrase(tokens.slice(start, end), allowed.clock);
    if (found?.phrase && taken.addPhrase(found.phrase)) start += found.size;
  }
  return { ...taken.result(), title: tokens.slice(start, end), isCut };
}

/** What has been taken so far; it refuses what it has already. */
class Taken {
  #list: string | null = null;
  #priority: Priority = 0;
  readonly #before: string[] = [];
  readonly #after: string[] = [];
  #phrase: Phrase = { dateTime: null, recurrence: null };

  /** @param side where it stands relative to what was taken before at its end of the line. */
  addSigil(token: Token, side: "before" | "after"): boolean {
    const sigil = sigilOf(token);
    return sigil !== null && this.#add(sigil, side);
  }

  addPhrase({ dateTime, recurrence }: Phrase): boolean {
    const { dateTime: had, recurrence: hadRecurrence } = this.#phrase;
    const all = [had, hadRecurrence, dateTime, recurrence];
    const days = all.filter((part) => part?.on);
    const times = all.filter((part) => part?.time);
    const isTwice = hadRecurrence !== null && recurrence !== null;
    if (days.length > 1 || times.length > 1 || isTwice) return false;
    this.#phrase = {
      dateTime:
        had === null || dateTime === null
          ? (dateTime ?? had)
          : {
              on: dateTime.on ?? had.on,
              time: dateTime.time ?? had.time,
              weekly: dateTime.weekly || had.weekly,
            },
      recurrence: recurrence ?? hadRecurrence,
    };
    return true;
  }

  result(): Omit<Extracted, "title" | "isCut"> {
    return {
      list: this.#list,
      tags: [...this.#after, ...this.#before.toReversed()],
      priority: this.#priority,
      phrase: this.#phrase,
    };
  }

  #add(sigil: Sigil, side: "before" | "after"): boolean {
    if (sigil.kind === "priority") {
      const isNew = this.#priority === 0;
      if (isNew) this.#priority = sigil.priority;
      return isNew || this.#priority === sigil.priority;
    }
    if (sigil.kind === "list") {
      const isNew = this.#list === null;
      if (isNew) this.#list = sigil.name;
      return isNew || isSame(this.#list ?? "", sigil.name);
    }
    if ([...this.#before, ...this.#after].some((tag) => isSame(tag, sigil.name))) return true;
    if (this.#before.length + this.#after.length === TAGS_MAX) return false;
    (side === "before" ? this.#before : this.#after).push(sigil.name);
    return true;
  }
}

function isSame(name: string, other: string): boolean {
  return folded(name) === folded(other);
}

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
