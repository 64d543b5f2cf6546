/** The page of a search, and what every list says about the query that narrows it. */
import type { Words } from "../../search/explain.ts";
import type { Count, Link } from "./elements.ts";
import type { Choice, FormView } from "./form.ts";
import type { BulkBar } from "./list.ts";
import type { TaskGroup } from "./task.ts";

/** What was understood of a query, and what was not. */
export interface QueryNote {
  /** "open tasks in Home", which the number may stand before; null: nothing was understood. */
  words: readonly Words[] | null;
  /** It is the query of a saved search. */
  isSaved: boolean;
  /** In the order of their places. */
  faults: QueryFault[];
  /** The words that can stand before a colon. */
  fields: readonly string[];
}

export interface QueryFault {
  message: string;
  /** The query around the place. */
  before: string;
  wrong: string;
  after: string;
  /** Leads to the corrected query, which is its label. */
  correction: Link | null;
}

/** The form that writes a query. */
export interface QueryForm {
  words: string;
  list: Choice[];
  tag: Choice[];
  due: Choice[];
  day: string;
  priority: Choice[];
  sort: Choice[];
  is: Choice[];
}

export interface SearchPages {
  "search/show": {
    /** As typed. */
    query: string;
    /** null: nothing was asked for. */
    note: QueryNote | null;
    form: QueryForm;
    /** Of all pages; null: nothing was asked for. */
    count: Count | null;
    groups: TaskGroup[];
    /** Other queries that find fewer of the tasks; empty where there are few. */
    narrower: (Link & { count: Count; term: string })[];
    /** Other queries that find something, where this one finds nothing. */
    wider: (Link & { count: Count; hint: string })[];
    /** What can be asked for, where nothing was yet. */
    examples: (Link & { query: string })[];
    /** The form that keeps the query in the sidebar; null: there is nothing to keep. */
    saving: FormView<"name"> | null;
    continued: boolean;
    firstHref: string;
    nextHref: string | null;
    /** The same as a file. */
    files: Link[];
    bulk: BulkBar;
    returnTo: string;
  };
}
