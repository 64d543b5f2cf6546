/** A task as rows, its own page and its forms show it. */

import type { TaskField } from "../../forms/task.ts";
import type { IncludeOrBody } from "../partials.ts";
import type { Count, Link, Moment } from "./elements.ts";
import type { Choice, FormView } from "./form.ts";
import type { QuickAdd } from "./list.ts";
import type { Page } from "./page.ts";

/** A list as rows and forms name it. */
export interface ListLabel {
  id: number;
  name: string;
  colour: string;
}

export interface DueLabel {
  /** For `<time datetime>`: a day, or a day and a time. */
  iso: string;
  /** "today 09:00", "Fri 20 Nov". */
  text: string;
  /** "2 days late", or null when it is not. */
  late: string | null;
}

export interface TaskRow {
  id: number;
  title: string;
  done: boolean;
  /** 0 none, 1 low, 2 medium, 3 high. */
  priority: number;
  due: DueLabel | null;
  /** "2 of 5". */
  progress: string | null;
  hasNotes: boolean;
  /** "every month". */
  repeat: string | null;
  /** null in the Inbox, and on the list's own page. */
  list: ListLabel | null;
  tags: string[];
  completedAt: Moment | null;
  /** Its box is ticked already: the whole page was selected. */
  picked: boolean;
}

/** A heading with its rows: "Overdue", a section, a day. */
export interface TaskGroup {
  id: string;
  heading: string | null;
  count: Count | null;
  /** For a day: its number hangs in the margin; `weekday` names the month where it is far off. */
  day: { number: string; weekday: string } | null;
  rows: TaskRow[];
  /** Where the rest of the group is, when it has more than is shown: "All of Kitchen". */
  more: Link | null;
  /** For a section: the form that adds a task to it. */
  add: Link | null;
}

export interface TaskDetail extends TaskRow {
  description: string;
  /** The notes as safe HTML, made from Markdown; null when there are none. */
  notesHtml: IncludeOrBody | null;
  version: number;
  /** "Due Monday 30 November, 17:00, in ten days." */
  dueSentence: string | null;
  startsOn: string | null;
  /** "On the last day of every month, without end." and the next dates. */
  repeatSentence: string | null;
  nextDates: string[];
  section: string | null;
  /** How it can be moved by hand: tasks of the same list that it can be put after. */
  after: Choice[];
  parent: { id: number; title: string } | null;
  checklist: TaskRow[];
  createdAt: Moment;
  updatedAt: Moment;
}

/** The form of a task, for making and for changing one. */
export interface TaskForm {
  form: FormView<TaskField>;
  priorities: Choice[];
  /** Inbox first, then each list, followed by its sections ("Home: Kitchen"). */
  lists: Choice[];
  /** never, day, weekday, week, month, year. */
  repeats: Choice[];
  /** The days of the week, in the person's order. */
  repeatDays: Choice[];
  /** For months: the day of the month, the last one, or the nth weekday. */
  repeatOn: Choice[];
  /** For years. */
  repeatYearOn: Choice[];
  repeatModes: Choice[];
  repeatEnds: Choice[];
  /** What the repeat says in words, with its next five dates; null when there is none. */
  repeatSays: { sentence: string; dates: string[] } | null;
}

export interface TaskPages {
  "tasks/new": { page: Page; fields: TaskForm; requestKey: string; cancelHref: string };
  "tasks/show": {
    page: Page;
    task: TaskDetail;
    fields: TaskForm;
    /** null on an item of a checklist: there is one level. */
    addToChecklist: QuickAdd | null;
    /** Where it was opened from. */
    list: Link;
  };
  /** `seen`: what the fields were, for the server to tell which were changed (see versions.ts). */
  "tasks/edit": { page: Page; id: number; version: number; seen: string; fields: TaskForm };
  /** Many tasks, a line each; more than ten are shown first. */
  "tasks/many": {
    page: Page;
    form: FormView<"lines">;
    /** What the lines would become; null before it was asked. */
    preview: { title: string; receipt: string }[] | null;
    /** Of the preview: posted along, so that what was seen is what is added. */
    count: number;
    requestKey: string;
    listId: number | null;
    returnTo: string;
  };
  "tasks/conflict": {
    page: Page;
    id: number;
    /** The saved row's version: both ways on name it. */
    version: number;
    /** What that row says, as a form carries it. */
    seen: string;
    savedAt: Moment;
    /** A line for each field that is not the same in both. */
    fields: {
      field: TaskField;
      label: string;
      yours: string;
      saved: string;
      /** It is as it was before either was written. */
      isUntouched: { yours: boolean; saved: boolean };
      isText: boolean;
    }[];
    /** Everything that was typed, for "Keep yours". */
    yours: Record<string, string>;
    /** What either changed, yours where both did; of notes both texts, for the person to cut down. */
    combined: TaskForm;
  };
}
