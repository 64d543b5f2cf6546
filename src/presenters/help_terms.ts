/** Every term of the query language with what it finds, from the tables of the language itself. */
import { PRIORITIES, type Priority } from "../models/priority.ts";
import { SORT_TEXTS } from "../search/explain.ts";
import {
  DAY_FIELDS,
  type DayField,
  PARTS,
  type Part,
  QUERY_SORTS,
  STATES,
  type State,
} from "../search/tree.ts";

export interface HelpTerm {
  term: string;
  meaning: string;
  /** Whether it is a query of its own: otherwise it needs a name that only the reader knows. */
  isQuery: boolean;
}

export interface TermTable {
  /** "State", for the caption. */
  heading: string;
  terms: readonly HelpTerm[];
}

const STATE_MEANINGS: Readonly<Record<State, string>> = {
  open: "to do",
  done: "completed",
  overdue: "to do, and due before today",
  today: "what Today shows",
  someday: "to do, without a due day",
  inbox: "in no list",
  repeating: "repeats",
  archived: "in an archived list, which is left out otherwise",
  deleted: "in the Trash, which is left out otherwise",
  hidden: "to do, and hidden until a later day",
};

const PART_MEANINGS: Readonly<Record<Part, string>> = {
  due: "with a due day",
  time: "with a time",
  notes: "with notes",
  checklist: "with a checklist",
  repeat: "with a repeat",
  tags: "with a tag",
  list: "in a list",
};

const DAY_TERMS: Readonly<Record<DayField, readonly [term: string, meaning: string]>> = {
  due: ["due<=tomorrow", "due on that day or before"],
  start: ["start>today", "hidden until a later day"],
  created: ["created:yesterday", "added on that day"],
  completed: ["completed:this-week", "completed in these days"],
  changed: ["changed>=-7d", "last changed on that day or since"],
};

const PRIORITY_MEANINGS = [
  "without a priority",
  "with low priority",
  "with medium priority",
  "with high priority",
] as const satisfies Record<Priority, string>;

export const TERM_TABLES: readonly TermTable[] = [
  {
    heading: "Words",
    terms: [
      { term: '"two words"', meaning: "these words, in this order", isQuery: true },
      { term: "-word", meaning: "without it; a minus can stand before any term", isQuery: true },
      { term: "one or other", meaning: "either of the two", isQuery: true },
      {
        term: "(one two) or other",
        meaning:
          "both of the first two, or the last; without parentheses one, and either of the others",
        isQuery: true,
      },
    ],
  },
  {
    heading: "Places and tags",
    terms: [
      { term: "list:inbox", meaning: "in this list", isQuery: true },
      { term: "@inbox", meaning: "the same", isQuery: true },
      { term: "@home/kitchen", meaning: "in a section of a list", isQuery: false },
      { term: "section:kitchen", meaning: "in sections of this name", isQuery: false },
      { term: "tag:errand", meaning: "with this tag", isQuery: false },
      { term: "#errand", meaning: "the same", isQuery: false },
    ],
  },
  { heading: "State", terms: STATES.map((state) => known(`is:${state}`, STATE_MEANINGS[state])) },
  { heading: "What it has", terms: PARTS.map((part) => known(`has:${part}`, PART_MEANINGS[part])) },
  {
    heading: "Days",
    terms: [
      ...DAY_FIELDS.map((field) => known(...DAY_TERMS[field])),
      known("due:none", "without a due day"),
    ],
  },
  {
    heading: "Priority",
    terms: [
      ...PRIORITIES.map((name, level) =>
        known(`priority:${name}`, PRIORITY_MEANINGS[level] as string),
      ),
      known("priority>=medium", "with medium or high priority"),
    ],
  },
  {
    heading: "Order",
    terms: QUERY_SORTS.map((sort) => known(`sort:${sort}`, SORT_TEXTS[sort])),
  },
];

function known(term: string, meaning: string): HelpTerm {
  return { term, meaning, isQuery: true };
}
