/** The help page: examples with what they mean for this person today. */
import type { UserScope } from "../db/scope.ts";
import { parseQuickLine } from "../forms/quick_add.ts";
import type { PageModel } from "../http/reply.ts";
import { type Counts, countForNavigation } from "../models/navigation_counts.ts";
import { anchors, paths, withQuery } from "../paths.ts";
import { parseQuickAdd, type QuickTask } from "../quick_add/parse.ts";
import { summarize } from "../quick_add/summary.ts";
import { describeUnread, unreadIn } from "../quick_add/unread.ts";
import { DAY_WORDS } from "../search/days.ts";
import { explain, sentenceOf } from "../search/explain.ts";
import { parseQuery } from "../search/parse.ts";
import { resolveCondition } from "../search/resolve.ts";
import { lengthOf, nameKey } from "../text.ts";
import type { HelpLine, HelpQuery, HelpTerms, LineMeaning } from "../views/models/help.ts";
import {
  DATED_TITLE,
  dateExamples,
  LINES,
  type LineExample,
  type QueryExample,
  queryExamples,
  REPEATS,
} from "./help_examples.ts";
import { TERM_TABLES } from "./help_terms.ts";
import { navigation } from "./navigation.ts";
import { quickAddLine } from "./quick_add_line.ts";

/** What the examples mean depends on it. */
type Reader = Pick<UserScope, "today" | "weekStart" | "timeFormat" | "dateContext"> & {
  names: Pick<Counts, "lists" | "tags">;
};

/** @param line of quick add, to be filled in; "": none. */
export async function helpPage(scope: UserScope, line: string): Promise<PageModel<"help/show">> {
  const counts = await countForNavigation(scope);
  const { today, weekStart, timeFormat, dateContext } = scope;
  const reader = { today, weekStart, timeFormat, dateContext, names: counts };
  const { dateFormat } = dateContext;
  const parsed = line === "" ? null : parseQuickLine({ title: line }, dateContext);
  const form = parsed?.ok === false ? parsed : { values: { title: line }, errors: {} };
  const dates = dateExamples({ today, dateFormat, timeFormat });
  const names = { list: shortName(counts.lists), tag: shortName(counts.tags) };
  return {
    title: "Help",
    here: paths.help,
    navigation: navigation(counts, paths.help),
    quickAdd: quickAddLine({ label: "Add a task", returnTo: paths.help }, form),
    tried: parsed?.ok ? meaningOf(line, parsed.value.said, reader) : null,
    lines: LINES.map((example) => toLine(example, reader)),
    dates: dates.map(({ words, hint }) => {
      const dated = toLine({ line: `${DATED_TITLE} ${words}`, title: DATED_TITLE }, reader);
      return { ...dated, label: words, hint: hint ?? null };
    }),
    repeats: REPEATS.map((example) => toLine(example, reader)),
    queries: queryExamples(names).map((example) => toQuery(example, reader)),
    terms: TERM_TABLES.map(({ heading, terms }) => ({ heading, terms: terms.map(toTerm) })),
    days: [today, today.slice(0, 7), today.slice(0, 4), "+7d", "-2w", "3m", "1y", ...DAY_WORDS],
    dateFormat,
  };
}

function toLine({ line, hint }: LineExample, reader: Reader): HelpLine {
  const href = withQuery(paths.help, { try: line }) + anchors.add;
  const said = parseQuickAdd(line, reader.dateContext);
  return { href, label: line, ...meaningOf(line, said, reader), hint: hint ?? null };
}

function meaningOf(
  line: string,
  said: QuickTask,
  { names, today, timeFormat }: Reader,
): LineMeaning {
  const list = said.list === null ? null : placeName(said.list, names.lists);
  const read = summarize({ ...said, list }, { today, timeFormat });
  const parts = [...describeUnread(unreadIn(line, said)), read].filter((part) => part !== "");
  return { title: said.title, meaning: parts.join(" · ") };
}

/** In the person's own spelling, where there is such a list. */
function placeName(said: string, lists: Counts["lists"]): string {
  if (nameKey(said) === "inbox") return "the Inbox";
  return lists.find(({ name }) => nameKey(name) === nameKey(said))?.name ?? said;
}

/** The first one that is short enough for an example; null: there is none. */
function shortName(rows: readonly { name: string }[]): string | null {
  return rows.find(({ name }) => lengthOf(name) <= NAME_MOST)?.name ?? null;
}

const NAME_MOST = 16;

function toQuery({ query, hint }: QueryExample, reader: Reader): HelpQuery {
  const { today, weekStart, names } = reader;
  const lists = names.lists.map((list) => ({ ...list, sections: [] }));
  const { tree, sort } = parseQuery(query, { today, weekStart });
  const { condition } = resolveCondition(tree, { lists, tags: names.tags });
  return {
    href: paths.searchFor(query),
    label: query,
    words: sentenceOf(explain(condition), { count: null, sort }),
    hint: hint ?? null,
  };
}

function toTerm({ term, meaning, isQuery }: (typeof TERM_TABLES)[number]["terms"][number]) {
  const href = isQuery ? paths.searchFor(term) : null;
  return { term, meaning, href } satisfies HelpTerms["terms"][number];
}
