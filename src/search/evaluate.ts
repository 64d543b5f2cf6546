/** Whether a query finds a task: the same as in PostgreSQL, for one task whose texts and facts are known. */
import { timesOf } from "./days.ts";
import { searchKey, searchNeedle } from "./key.ts";
import type { Condition, ConditionTerm } from "./resolve.ts";
import type { DayTerm, Part, State } from "./tree.ts";

export interface Searched {
  title: string;
  notes: string;
  /** The titles and the notes of its items. */
  items: readonly string[];
  dueOn: string | null;
  dueTime: string | null;
  startsOn: string | null;
  repeats: boolean;
  /** 0 none to 3 high. */
  priority: number;
  listId: number | null;
  isArchived: boolean;
  sectionId: number | null;
  tagIds: readonly number[];
  createdAt: Date;
  updatedAt: Date;
  completedAt: Date | null;
  isDeleted: boolean;
}

export interface SearchClock {
  today: string;
  timeZone: string | null;
}

export function finds(condition: Condition, task: Searched, clock: SearchClock): boolean {
  switch (condition.kind) {
    case "and":
      return condition.children.every((one) => finds(one, task, clock));
    case "or":
      return condition.children.some((one) => finds(one, task, clock));
    case "not":
      return !finds(condition.child, task, clock);
    default:
      return hasTerm(condition, task, clock);
  }
}

function hasTerm(term: ConditionTerm, task: Searched, clock: SearchClock): boolean {
  switch (term.kind) {
    case "text": {
      const needle = searchNeedle(term.text);
      const texts = [task.title, task.notes, ...task.items];
      return (
        texts.some((text) => searchKey(text).includes(needle)) ||
        term.lists.includes(task.listId ?? 0) ||
        term.sections.includes(task.sectionId ?? 0) ||
        term.tags.some((id) => task.tagIds.includes(id))
      );
    }
    case "list":
      return (
        task.listId === term.id && (term.section === null || task.sectionId === term.section.id)
      );
    case "section":
      return term.ids.includes(task.sectionId ?? 0);
    case "tag":
      return task.tagIds.includes(term.id);
    case "is":
      return STATES[term.state](task, clock.today);
    case "has":
      return PARTS[term.part](task);
    case "priority":
      return task.priority >= term.from && task.priority <= term.to;
    case "day":
      return isWithin(term, task, clock);
  }
}

const STATES: Record<State, (task: Searched, today: string) => boolean> = {
  open: ({ completedAt }) => completedAt === null,
  done: ({ completedAt }) => completedAt !== null,
  overdue: ({ completedAt, dueOn, startsOn }, today) =>
    completedAt === null &&
    dueOn !== null &&
    dueOn < today &&
    (startsOn === null || startsOn <= today),
  today: ({ completedAt, dueOn, startsOn }, today) =>
    completedAt === null &&
    dueOn !== null &&
    dueOn <= today &&
    (startsOn === null || startsOn <= today),
  someday: ({ completedAt, dueOn }) => completedAt === null && dueOn === null,
  inbox: ({ listId }) => listId === null,
  repeating: ({ repeats }) => repeats,
  archived: ({ isArchived }) => isArchived,
  deleted: ({ isDeleted }) => isDeleted,
  hidden: ({ completedAt, startsOn }, today) =>
    completedAt === null && startsOn !== null && startsOn > today,
};

const PARTS: Record<Part, (task: Searched) => boolean> = {
  due: ({ dueOn }) => dueOn !== null,
  time: ({ dueTime }) => dueTime !== null,
  notes: ({ notes }) => notes !== "",
  checklist: ({ items }) => items.length > 0,
  repeat: ({ repeats }) => repeats,
  tags: ({ tagIds }) => tagIds.length > 0,
  list: ({ listId }) => listId !== null,
};

function isWithin(
  { field, from, to }: DayTerm,
  task: Searched,
  { timeZone }: SearchClock,
): boolean {
  const value = VALUES[field](task);
  if (value === null) return false;
  if (typeof value !== "string") {
    const times = timesOf({ from, to }, timeZone);
    return (
      (times.from === null || value >= times.from) &&
      (times.before === null || value < times.before)
    );
  }
  const isFrom = from === null || value > from.day || (from.isIncluded && value === from.day);
  return isFrom && (to === null || value < to.day || (to.isIncluded && value === to.day));
}

const VALUES: Record<DayTerm["field"], (task: Searched) => string | Date | null> = {
  due: ({ dueOn }) => dueOn,
  start: ({ startsOn }) => startsOn,
  created: ({ createdAt }) => createdAt,
  completed: ({ completedAt }) => completedAt,
  changed: ({ updatedAt }) => updatedAt,
};
