/** What a line seems to say and was not read. It stays in the title, which is not what was meant. */
import { TAG_NAME_MAX, TAGS_MAX } from "../models/tag_name.ts";
import { nameKey } from "../text.ts";
import { mentionsDate } from "./doubtful_dates.ts";
import type { QuickAdd } from "./parse.ts";
import { LIST_MAX, sigilOf, tooLongFor } from "./sigils.ts";
import { LINE_MAX, tokenize } from "./tokenizer.ts";

export const UNREAD = ["date", "tag", "list"] as const;
export type Unread = (typeof UNREAD)[number] | "item_date";

const SENTENCES: Record<Unread, string> = {
  date: "No date was read",
  item_date: "A checklist item has no date: it stays text",
  tag: `A tag was not read: ${TAG_NAME_MAX} characters or less, at most ${TAGS_MAX} tags`,
  list: `A list was not read: ${LIST_MAX} characters or less`,
};

/** Each in words. */
export function describeUnread(unread: readonly Unread[]): string[] {
  return unread.map((one) => SENTENCES[one]);
}

/** @param said what was read of the line. */
export function unreadIn(line: string, { dueOn }: Pick<QuickAdd, "dueOn">): Unread[] {
  if (line.length > LINE_MAX) return [];
  const { tokens } = tokenize(line);
  const tooLong = new Set(tokens.map(tooLongFor));
  const tags = tokens.map(sigilOf).flatMap((sigil) => (sigil?.kind === "tag" ? [sigil.name] : []));
  const isUnread: Record<(typeof UNREAD)[number], boolean> = {
    date: dueOn === null && mentionsDate(line),
    tag: tooLong.has("tag") || new Set(tags.map(nameKey)).size > TAGS_MAX,
    list: tooLong.has("list"),
  };
  return UNREAD.filter((one) => isUnread[one]);
}

/** The same for an item of a checklist, which has no dates. @param said what a task would have of the line. */
export function unreadInItem(line: string, said: Pick<QuickAdd, "dueOn">): Unread[] {
  const unread = unreadIn(line, said);
  const others = unread.filter((one) => one !== "date");
  return said.dueOn === null && others.length === unread.length ? others : ["item_date", ...others];
}
