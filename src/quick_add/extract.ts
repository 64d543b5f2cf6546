/** Takes what can be understood off the two ends of a line; what remains is the title. */

import type { Priority } from "../models/priority.ts";
import { TAGS_MAX } from "../models/tag_name.ts";
import type { Clock } from "./date_grammar.ts";
import { type Phrase, phraseAt, phraseBefore } from "./date_phrases.ts";
import { type Mark, readMark } from "./sigils.ts";
import type { Word } from "./tokenizer.ts";

/** What was understood, and the words that were not. */
export interface Found {
  title: Word[];
  /** Whether words were taken from the end: the title then was cut off there. */
  isCut: boolean;
  list: string | null;
  tags: string[];
  priority: Priority;
  phrase: Phrase;
}

export interface Allowed {
  marks: boolean;
  /** null: no dates and no repeats. */
  clock: Clock | null;
}

/**
 * Takes marks, dates and repeats off the end in any order, then marks off the beginning, then a date
 * that is set off by a colon there. Nothing is ever taken from the middle: the title is one unbroken
 * piece of the line. Of two lists, priorities or dates the last one counts, and the other stays.
 */
export function takeEnds(words: readonly Word[], allowed: Allowed): Found {
  const taken = new Taken();
  let start = 0;
  let end = words.length;
  for (let size = 1; size > 0 && end > 0; end -= size) {
    const last = words[end - 1];
    const isMark = allowed.marks && last !== undefined && taken.addMark(last, "before");
    size = isMark ? 1 : takePhrase(taken, words, end, allowed.clock);
  }
  const isCut = end < words.length;
  for (; allowed.marks && start < end; start += 1) {
    const first = words[start];
    if (first === undefined || !taken.addMark(first, "after")) break;
  }
  if (allowed.clock !== null) {
    const found = phraseAt(words.slice(start, end), allowed.clock);
    if (found !== null && taken.addPhrase(found.phrase)) start += found.size;
  }
  return { ...taken.found(), title: words.slice(start, end), isCut };
}

/** How many words it took: 0 when there is no phrase, or one of another day. */
function takePhrase(
  taken: Taken,
  words: readonly Word[],
  end: number,
  clock: Clock | null,
): number {
  const found = clock === null ? null : phraseBefore(words, end, clock);
  return found !== null && taken.addPhrase(found.phrase) ? found.size : 0;
}

/** What has been taken so far; it refuses what it has already. */
class Taken {
  #list: string | null = null;
  #priority: Priority = 0;
  readonly #before: string[] = [];
  readonly #after: string[] = [];
  #phrase: Phrase = { when: null, often: null };

  /** @param side where it stands as against what is taken already of its end of the line. */
  addMark(word: Word, side: "before" | "after"): boolean {
    if (word.literal) return false;
    const mark = readMark(word.text) ?? readMark(word.text.replace(/[,;.]$/, ""));
    return mark !== null && this.#add(mark, side);
  }

  addPhrase({ when, often }: Phrase): boolean {
    const had = this.#phrase;
    const day = [had.when?.on, had.often?.on, when?.on, often?.on].filter((said) => said);
    const time = [had.when?.time, had.often?.time, when?.time, often?.time].filter((said) => said);
    if (day.length > 1 || time.length > 1 || (had.often !== null && often !== null)) return false;
    this.#phrase = {
      when:
        had.when === null || when === null
          ? (when ?? had.when)
          : {
              on: when.on ?? had.when.on,
              time: when.time ?? had.when.time,
              weekly: when.weekly || had.when.weekly,
            },
      often: often ?? had.often,
    };
    return true;
  }

  found(): Omit<Found, "title" | "isCut"> {
    return {
      list: this.#list,
      tags: [...this.#after, ...this.#before.toReversed()],
      priority: this.#priority,
      phrase: this.#phrase,
    };
  }

  #add(mark: Mark, side: "before" | "after"): boolean {
    if (mark.kind === "priority") {
      const isNew = this.#priority === 0;
      if (isNew) this.#priority = mark.priority;
      return isNew || this.#priority === mark.priority;
    }
    if (mark.kind === "list") {
      const isNew = this.#list === null;
      if (isNew) this.#list = mark.name;
      return isNew || isSame(this.#list ?? "", mark.name);
    }
    if ([...this.#before, ...this.#after].some((tag) => isSame(tag, mark.name))) return true;
    if (this.#before.length + this.#after.length === TAGS_MAX) return false;
    (side === "before" ? this.#before : this.#after).push(mark.name);
    return true;
  }
}

function isSame(name: string, other: string): boolean {
  return folded(name) === folded(other);
}

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
