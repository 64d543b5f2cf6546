/** Takes what has a meaning off the two ends of a line; what remains is the title. */
import type { Priority } from "../models/priority.ts";
import { TAGS_MAX } from "../models/tag_name.ts";
import { nameKey } from "../text.ts";
import { isDate, leadingPhrase, trailingPhrase } from "./date_phrases.ts";
import { isInDoubt } from "./doubtful_dates.ts";
import { type Clock, joined, type Phrase } from "./phrase.ts";
import { sigilOf } from "./sigils.ts";
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
 * date that leads there. Nothing is ever taken from the middle: the title is one
 * unbroken piece of the line. Of two lists, priorities or dates the last one counts, and the other
 * stays. Where a number that looks like a date stays and is not understood, no date is taken at all.
 */
export function extract(tokens: readonly Token[], { sigils, clock }: Allowed): Extracted {
  const taken = new Taken();
  let start = 0;
  let end = tokens.length;
  for (let size = 1; size > 0 && end > 0; end -= size) {
    const isSigil = sigils && taken.addSigil(tokens, end - 1);
    const found = isSigil || clock === null ? null : trailingPhrase(tokens, end, clock);
    size = isSigil ? 1 : 0;
    if (found?.phrase && taken.addPhrase(found.phrase)) size = found.size;
  }
  const isCut = end < tokens.length;
  if (clock !== null && Object.keys(taken.phrase).length > 0) {
    const isUnderstood = isDate(tokens, end, clock);
    if (isInDoubt(tokens.slice(0, end), taken.phrase, isUnderstood)) {
      return extract(tokens, { sigils, clock: null });
    }
  }
  while (sigils && start < end && taken.addSigil(tokens, start)) start += 1;
  if (clock !== null) {
    const found = leadingPhrase(tokens.slice(start, end), clock);
    if (found?.phrase && taken.addPhrase(found.phrase)) start += found.size;
  }
  const { list, priority, phrase } = taken;
  const tags = Object.values(taken.tags);
  return { list, tags, priority, phrase, title: tokens.slice(start, end), isCut };
}

/** What has been taken so far; it refuses what it has already. */
class Taken {
  list: string | null = null;
  priority: Priority = 0;
  /** By their index in the line, which is their order. */
  tags: Record<number, string> = {};
  phrase: Phrase = {};

  addSigil(tokens: readonly Token[], index: number): boolean {
    const token = tokens[index];
    const sigil = token === undefined ? null : sigilOf(token);
    switch (sigil?.kind) {
      case "priority":
        this.priority ||= sigil.priority;
        return this.priority === sigil.priority;
      case "list":
        this.list ??= sigil.name;
        return isSame(this.list, sigil.name);
      case "tag": {
        const tags = Object.values(this.tags);
        const isNew = !tags.some((tag) => isSame(tag, sigil.name));
        if (isNew && tags.length === TAGS_MAX) return false;
        if (isNew) this.tags[index] = sigil.name;
        return true;
      }
      default:
        return false;
    }
  }

  addPhrase(phrase: Phrase): boolean {
    const both = joined(this.phrase, phrase);
    this.phrase = both ?? this.phrase;
    return Boolean(both);
  }
}

function isSame(name: string, other: string): boolean {
  return nameKey(name) === nameKey(other);
}
