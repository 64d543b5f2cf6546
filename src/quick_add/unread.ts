/** What a line seems to say and was not read. It stays in the title, which is not what was meant. */
import { TAG_NAME_MAX, TAGS_MAX } from "../models/tag_name.ts";
import { nameKey } from "../text.ts";
import { mentionsDate } from "./doubtful_dates.ts";
import type { QuickAdd } from "./parse.ts";
import { LIST_MAX, sigilOf, tooLongFor } from "./sigils.ts";
import { tokenize } from "./tokenizer.ts";

export const UNREAD = ["date", "tag", "list"] as const;
export type Unread = (typeof UNREAD)[number];

const SENTENCES: Record<Unread, string> = {
  date: "No date was read",
  tag: `A tag was not read: ${TAG_NAME_MAX} characters or less, at most ${TAGS_MAX} tags`,
  list: `A list was not read: ${LIST_MAX} characters or less`,
};

/** Each in words. */
export function describeUnread(unread: readonly Unread[]): string[] {
  return unread.map((one) => SENTENCES[one]);
}

/** @param said what was read of the line. */
export function unreadIn(line: string, { dueOn }: Pick<QuickAdd, "dueOn">): Unread[] {
  const { tokens } = tokenize(line);
  const tooLong = new Set(tokens.map(tooLongFor));
  const tags = tokens.map(sigilOf).flatMap((sigil) => (sigil?.kind === "tag" ? [sigil.name] : []));
  const isUnread: Record<Unread, boolean> = {
    date: dueOn === null && mentionsDate(line),
    tag: tooLong.has("tag") || new Set(tags.map(nameKey)).size > TAGS_MAX,
    list: tooLong.has("list"),
  };
  return UNREAD.filter((one) => isUnread[one]);
}
