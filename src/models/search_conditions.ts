/** The SQL of a query: conditions on `tasks`, whose values are all parameters. */
import { timesOf } from "../search/days.ts";
import { searchNeedle } from "../search/key.ts";
import type { Condition, ConditionTerm, TextCondition } from "../search/resolve.ts";
import { hasWords, statusOf } from "../search/states.ts";
import { type Bound, type DayTerm, type Part, type State, termsOf } from "../search/tree.ts";
import { DUE, hasStarted, NOT_ARCHIVED, type Put } from "./task_sql.ts";

/** What days and times of a query mean. */
export interface QueryClock {
  /** The person's day. */
  today: string;
  timeZone: string | null;
}

export function conditionSql(condition: Condition, put: Put, clock: QueryClock): string {
  switch (condition.kind) {
    case "and":
    case "or": {
      const parts = condition.children.map((child) => conditionSql(child, put, clock));
      if (parts.length === 0) return condition.kind === "and" ? "true" : "false";
      return `(${parts.join(` ${condition.kind} `)})`;
    }
    case "not":
      return `(not ${conditionSql(condition.child, put, clock)})`;
    default:
      return termSql(condition, put, clock);
  }
}

/** How well a task matches the words, as an expression: 1 or more. */
export function rankSql(condition: Condition | undefined, put: Put): string {
  const terms = condition === undefined ? [] : [...termsOf<ConditionTerm>(condition)];
  const ranks = terms.flatMap(({ term, isNegated }) =>
    term.kind === "text" && !isNegated ? [rankOf(term, put)] : [],
  );
  return ["1", ...ranks].join(" + ");
}

/** The title comes before the notes, and the beginning of a word before its middle. */
function rankOf({ text }: TextCondition, put: Put): string {
  const part = `btrim(search_key(${put(text, "text")}))`;
  const word = `(select ' ' || ${part})`;
  const title = `split_part(${textOf("tasks")}, e'\\n', 1)`;
  return `case when strpos(${title}, (select ${part})) > 0 then
      case when strpos(${title}, ${word}) > 0 then 3 else 2 end
    when strpos(${textOf("tasks")}, ${word}) > 0 then 1 else 0 end`;
}

/** Whether every task has to be read for it: words are in no index, but what is to do is. */
export function readsEverything(condition: Condition): boolean {
  return hasWords(condition) && statusOf(condition) !== "pending";
}

/** The titles of a task's items that have one of the words, at most three, as an expression. */
export function matchingItemsSql(condition: Condition, put: Put): string {
  const matches = [...termsOf<ConditionTerm>(condition)].flatMap(({ term, isNegated }) =>
    term.kind === "text" && !isNegated ? [inTexts("child", needleSql(term.text, put))] : [],
  );
  if (matches.length === 0) return "array[]::text[]";
  return `array(select child.title from (select * from {tasks}) as child
    where child.parent_id = tasks.id and child.deleted_at is null and (${matches.join(" or ")})
    order by child.position, child.id limit 3)`;
}

/** The title, and the notes on a line below. What was written before there were keys may not have it yet. */
function textOf(row: string): string {
  const made = `search_key(${row}.title) || e'\\n' || search_key(${row}.description)`;
  return `coalesce(${row}.search_text, ${made})`;
}

function termSql(term: ConditionTerm, put: Put, clock: QueryClock): string {
  switch (term.kind) {
    case "text":
      return textSql(term, put);
    case "list": {
      const list = `coalesce(tasks.list_id, 0) = ${put(term.id ?? 0, "integer")}`;
      if (term.section === null) return `(${list})`;
      return `(${list} and coalesce(tasks.section_id, 0) = ${put(term.section.id, "integer")})`;
    }
    case "section":
      return `(coalesce(tasks.section_id, 0) = any (${put(term.ids, "integer[]")}))`;
    case "tag":
      return withAnyTag(put([term.id], "integer[]"));
    case "is":
      return STATES_SQL[term.state](put, clock);
    case "has":
      return PARTS_SQL[term.part];
    case "priority": {
      const [from, to] = [put(term.from, "smallint"), put(term.to, "smallint")];
      return `(tasks.priority between ${from} and ${to})`;
    }
    case "day":
      return daySql(term, put, clock);
  }
}

/**
 * Written with `strpos`, since a text can have what `like` takes for a wildcard. The key of the text is a
 * subselect: PostgreSQL makes it once, and not for each row.
 */
function textSql({ text, lists, sections, tags }: TextCondition, put: Put): string {
  const has = inTexts("tasks", needleSql(text, put));
  const places = [
    has,
    // Its items, read once for all tasks.
    `tasks.id in (select tasks.parent_id from {tasks}
       where tasks.parent_id is not null and tasks.deleted_at is null and (${has}))`,
  ];
  if (lists.length > 0)
    places.push(`coalesce(tasks.list_id, 0) = any (${put(lists, "integer[]")})`);
  if (sections.length > 0) {
    places.push(`coalesce(tasks.section_id, 0) = any (${put(sections, "integer[]")})`);
  }
  if (tags.length > 0) places.push(withAnyTag(put(tags, "integer[]")));
  return `(${places.join(" or ")})`;
}

function inTexts(row: string, needle: string): string {
  return `strpos(${textOf(row)}, ${needle}) > 0`;
}

/** A single letter is only found at the beginning of a word (see `searchNeedle`). */
function needleSql(text: string, put: Put): string {
  const key = `btrim(search_key(${put(text, "text")}))`;
  return searchNeedle(text).startsWith(" ") ? `(select ' ' || ${key})` : `(select ${key})`;
}

/** Compared by a hash: as a join, a plan for any user would look up each task of a common tag by itself. */
function withAnyTag(ids: string): string {
  return `((tasks.id in (
    select task_tags.task_id from {task_tags} where task_tags.tag_id = any (${ids}))) is true)`;
}

type ClockSql = (put: Put, clock: QueryClock) => string;

const OPEN = "tasks.completed_at is null";
const STATES_SQL: Record<State, ClockSql> = {
  open: () => `(${OPEN})`,
  done: () => "(tasks.completed_at is not null)",
  overdue: (put, { today }) => {
    const day = put(today, "date");
    return `(${OPEN} and ${DUE} < ${day} and ${hasStarted(day)})`;
  },
  today: (put, { today }) => {
    const day = put(today, "date");
    return `(${OPEN} and ${DUE} <= ${day} and ${hasStarted(day)})`;
  },
  someday: () => `(${OPEN} and tasks.due_on is null)`,
  inbox: () => "(coalesce(tasks.list_id, 0) = 0)",
  repeating: () => "(tasks.repeat_rule is not null)",
  archived: () => `(not ${NOT_ARCHIVED})`,
  deleted: () => "(tasks.deleted_at is not null)",
  hidden: (put, { today }) =>
    `(${OPEN} and coalesce(tasks.starts_on, '-infinity'::date) > ${put(today, "date")})`,
};

const PARTS_SQL: Record<Part, string> = {
  due: "(tasks.due_on is not null)",
  time: "(tasks.due_time is not null)",
  notes: "(tasks.description <> '')",
  checklist: `((tasks.id in (select tasks.parent_id from {tasks}
    where tasks.parent_id is not null and tasks.deleted_at is null)) is true)`,
  repeat: "(tasks.repeat_rule is not null)",
  tags: `((tasks.id in (select task_tags.task_id from {task_tags}
    where task_tags.tag_id in (select tags.id from {tags} where tags.deleted_at is null))) is true)`,
  list: "(tasks.list_id is not null)",
};

const DAY_COLUMNS: Record<DayTerm["field"], string> = {
  due: "tasks.due_on",
  start: "tasks.starts_on",
  created: "tasks.created_at",
  completed: "tasks.completed_at",
  changed: "tasks.updated_at",
};

function daySql({ field, from, to }: DayTerm, put: Put, clock: QueryClock): string {
  const column = DAY_COLUMNS[field];
  if (from === null && to === null) return `(${column} is not null)`;
  const isDate = field === "due" || field === "start";
  const limits = isDate
    ? datesSql(column, { from, to }, put)
    : timesSql(column, { from, to }, put, clock);
  return `((${limits.join(" and ")}) is true)`;
}

type Range = Pick<DayTerm, "from" | "to">;

function datesSql(column: string, { from, to }: Range, put: Put): string[] {
  const day = (bound: Bound) => put(bound.day, "date");
  return [
    ...(from === null ? [] : [`${column} ${from.isIncluded ? ">=" : ">"} ${day(from)}`]),
    ...(to === null ? [] : [`${column} ${to.isIncluded ? "<=" : "<"} ${day(to)}`]),
  ];
}

function timesSql(column: string, limits: Range, put: Put, { timeZone }: QueryClock): string[] {
  const { from, before } = timesOf(limits, timeZone);
  return [
    ...(from === null ? [] : [`${column} >= ${put(from, "timestamptz")}`]),
    ...(before === null ? [] : [`${column} < ${put(before, "timestamptz")}`]),
  ];
}
