/** Other queries, one press away: those that find fewer tasks, and those that find something at all. */
import type { UserScope } from "../db/scope.ts";
import { countEach, type QueryParts } from "../models/query_counts.ts";
import { queryFilter } from "../models/search_query.ts";
import { COUNTED_MOST } from "../models/view_counts.ts";
import { paths } from "../paths.ts";
import { withTerms } from "../search/composing.ts";
import { type ParsedQuery, parseQuery } from "../search/parse.ts";
import { printTerm } from "../search/print.ts";
import type { Names } from "../search/resolve.ts";
import type { TermOptions } from "../search/terms.ts";
import type { QueryNode } from "../search/tree.ts";
import type { SearchPages } from "../views/models/search.ts";
import { toCount } from "./navigation.ts";

/** What a query can ask for, to begin with. */
export const EXAMPLES: readonly { label: string; query: string }[] = [
  { label: "What is late", query: "is:overdue" },
  { label: "What is due this week, most important first", query: "due:this-week sort:priority" },
  { label: "What was completed in the last week", query: "completed>=-7d" },
  { label: "What waits without a day for a month or more", query: "is:someday created<-30d" },
  {
    label: "Everything with one of two words, but not in the Inbox",
    query: "call or write -@inbox",
  },
];

type Narrower = SearchPages["search/show"]["narrower"];
type Wider = SearchPages["search/show"]["wider"];

/** Of so many parts, the last ones, it is tried to leave each out: each costs about as much as the search. */
const LEFT_OUT_MOST = 6;
/** Fewer than so many are seen at a glance. */
const WORTH_NARROWING = 6;

/** @param found how many tasks the query finds. */
export function narrowerQueries(
  parts: QueryParts,
  { text, found }: { text: string; found: number },
): Narrower {
  if (found < WORTH_NARROWING) return [];
  return termsFor(parts)
    .filter(({ count }) => count > 0 && count < Math.min(found, COUNTED_MOST + 1))
    .map(({ label, term, count }) => ({
      label,
      term,
      count: toCount(count),
      href: paths.searchFor(withTerms(text, term)),
    }));
}

function termsFor(parts: QueryParts): { label: string; term: string; count: number }[] {
  return [
    { label: "To do", term: "is:open", count: parts.open },
    { label: "Late", term: "is:overdue", count: parts.overdue },
    { label: "With notes", term: "has:notes", count: parts.notes },
    { label: "High priority", term: "priority:high", count: parts.high },
    { label: "Repeating", term: "is:repeating", count: parts.repeating },
    ...parts.tags.map(({ name, count }) => {
      return { label: `#${name}`, term: printTerm({ kind: "tag", name }), count };
    }),
  ];
}

/** Those of the wider queries that find something, in one statement. */
export async function widerQueries(scope: UserScope, names: Names, text: string): Promise<Wider> {
  const { today, weekStart } = scope;
  const wider = relaxed(text, { today, weekStart });
  const filters = wider.map(({ query }) => {
    const where = queryFilter(names, scope, query);
    return { source: { kind: "search" }, status: "all", where } as const;
  });
  const counts = await countEach(scope, filters, COUNTED_MOST + 1);
  return wider.flatMap(({ label, hint, query }, index) => {
    const count = counts[index] ?? 0;
    const href = paths.searchFor(query);
    return count === 0 ? [] : [{ label, hint, href, count: toCount(count) }];
  });
}

interface Relaxed {
  label: string;
  hint: string;
  query: string;
}

function relaxed(query: string, options: TermOptions): Relaxed[] {
  const parsed = parseQuery(query, options);
  const { text } = parsed;
  const parts = partsOf(parsed);
  const last = parts.length < 2 ? [] : parts.slice(-LEFT_OUT_MOST);
  const without = last.flatMap((part) => {
    const other = withoutPart(parsed, part);
    const rest = parts.filter((one) => one !== part);
    // In parentheses, or after several signs, more than the part belongs to it.
    const isRest = other && isSame(partsOf(parseQuery(other.query, options)), rest);
    return isRest ? [other] : [];
  });
  const words = parts.flatMap((part) => (part.kind === "text" ? [printTerm(part)] : []));
  const either =
    words.length > 1 && words.length === parts.length
      ? [{ label: "Either word will do", hint: words.join(" or "), query: words.join(" or ") }]
      : [];
  const places = [
    { label: "Look in archived lists", hint: "is:archived", query: withTerms(text, "is:archived") },
    { label: "Look in the Trash", hint: "is:deleted", query: withTerms(text, "is:deleted") },
  ];
  return [...without, ...either, ...places.filter(({ hint }) => !text.includes(hint))];
}

function partsOf({ tree }: ParsedQuery): readonly QueryNode[] {
  if (tree === null) return [];
  return tree.kind === "and" ? tree.children : [tree];
}

function isSame(one: readonly QueryNode[], other: readonly QueryNode[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

const LABELS: Partial<Record<QueryNode["kind"], string>> = {
  text: "Without this word",
  list: "Look in every list",
  section: "Look in every section",
  tag: "Whatever the tags",
  day: "On any day",
  priority: "With any priority",
};

/** null: its place in the text is not known, or its minus is not right before it. */
function withoutPart({ text, places }: ParsedQuery, part: QueryNode): Relaxed | null {
  const place = places.get("child" in part ? part.child : part);
  if (place === undefined) return null;
  if ("child" in part && text[place.start - 1] !== "-") return null;
  const start = "child" in part ? place.start - 1 : place.start;
  const left = text.slice(start, place.end);
  const query = `${text.slice(0, start).trimEnd()} ${text.slice(place.end).trimStart()}`.trim();
  const isOpen = part.kind === "is" && part.state === "open";
  const label = isOpen
    ? "Look among the completed ones too"
    : (LABELS[part.kind] ?? "Ask for less");
  return { label, hint: `without ${left}`, query };
}
