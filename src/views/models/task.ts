/** Tasks as rows, as a page of their own, and as forms. */

import type { Fact, TaskField } from "../../forms/task.ts";
import type { Passage } from "../../search/marks.ts";
import type { IncludeOrBody } from "../partials.ts";
import type { Count, Link, Moment } from "./elements.ts";
import type { Choice, FormView } from "./form.ts";
import type { TaskChangeRow } from "./history.ts";
import type { QuickAdd } from "./list.ts";

export interface DueLabel {
  /** For `<time datetime>`: a day, or a day and a time. */
  iso: string;
  /** "today 09:00", "Fri 20 Nov". */
  text: string;
  /** "2 days late", or "passed" for a time earlier today; null: neither. */
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
  /** "every month", "every month, until 24 Dec, moved from Tue 1 Dec". */
  repeat: string | null;
  /** null in the Inbox, and on the list's own page. */
  list: { id: number; name: string; colour: string } | null;
  tags: string[];
  completedAt: Moment | null;
  /** The box is ticked already, because the whole page was selected. */
  picked: boolean;
  /** Buttons that give it another day, on the page of a day. */
  moves?: { name: string; label: string }[];
  /** What it was found by; null: not by words. */
  found: FoundBy | null;
}

export interface FoundBy {
  /** null: no word is in the title. */
  title: Passage[] | null;
  /** Of the notes, or of the checklist. */
  excerpt: { label: string; passages: Passage[] } | null;
}

/** A heading with its rows: "Overdue", a section, a day. */
export interface TaskGroup {
  id: string;
  heading: string | null;
  count: Count | null;
  /** For a day: the number goes in the margin; `weekday` includes the month for a distant day. */
  day: { number: string; weekday: string } | null;
  rows: TaskRow[];
  /** Where the rest of the group is, when there is more: "All of Kitchen". */
  more: Link | null;
  /** For a section: the form that adds a task to it. */
  add: Link | null;
  /** For late tasks: buttons and links for all of them. `selectHref`: the same page with their boxes ticked. */
  catchUp?: { selectHref: string };
}

export interface TaskDetail extends TaskRow {
  /** What the search that led here has found in the notes; null: nothing. */
  foundInNotes: Passage[] | null;
  description: string;
  /** The notes as safe HTML; null without notes. */
  notesHtml: IncludeOrBody | null;
  /** "Due Monday 30 November, 17:00, in ten days." */
  dueSentence: string | null;
  startsOn: string | null;
  /** "On the last day of every month." and the next dates. */
  repeatSentence: string | null;
  nextDates: string[];
  section: string | null;
  /** The tasks of the same list that it can be moved after. */
  after: Choice[];
  parent: { id: number; title: string } | null;
  checklist: TaskRow[];
  createdAt: Moment;
  updatedAt: Moment;
}

/** The small forms of a task's page, one for a field. */
export interface FactForms {
  /** As saved, but for the one that is shown again: that is as it was typed. */
  form: FormView<Fact>;
  /** The one that is shown again. */
  again: Fact | null;
  version: number;
  /** As in TaskForm. */
  lists: Choice[];
  putsBack: boolean;
}

/** The form that creates or edits a task. */
export interface TaskForm {
  form: FormView<TaskField>;
  /** Lists and Today do not show an item of a checklist: it is not offered a list, nor dates. */
  isItem: boolean;
  /** Dates and repeat; an item that has a date is shown them, to be without one. */
  hasDates: boolean;
  priorities: Choice[];
  /** Inbox first, then each list, followed by its sections ("Home: Kitchen"). */
  lists: Choice[];
  /** The chosen list has been deleted: the form puts it back. */
  putsBack: boolean;
  /** never, day, weekday, week, month, year. */
  repeats: Choice[];
  /** The RRULE of a custom rule, "" for none. */
  customRule: string;
  /** Weekdays, from the user's first day of the week. */
  repeatDays: Choice[];
  /** For months: the day of the month, the last one, or the nth weekday. */
  repeatOn: Choice[];
  /** For years. */
  repeatYearOn: Choice[];
  repeatModes: Choice[];
  repeatEnds: Choice[];
  /** What another due date moves; none for a task that does not repeat yet. */
  repeatMoves: Choice[];
  /** The repeat in words with its next five dates; null without one. */
  repeatSays: { sentence: string; dates: string[] } | null;
}

export interface TaskPages {
  "tasks/new": { fields: TaskForm; cancelHref: string };
  "tasks/show": {
    task: TaskDetail;
    facts: FactForms;
    /** null on a checklist item: there is only one level. */
    addToChecklist: QuickAdd | null;
    /** The page that it was opened from. */
    list: Link;
    /** What was done to it, the latest first. */
    changes: TaskChangeRow[];
    /** Where the rest of them is, when there is more. */
    moreChangesHref: string | null;
    /** It is older than its history can be. */
    isOlderThanHistory: boolean;
  };
  /** A task in the trash, at its own address. */
  "tasks/deleted": { id: number; name: string; deletedAt: Moment; returnTo: string };
  /** `seen`: the fields as shown, so that the server knows which ones were changed. */
  "tasks/edit": { id: number; version: number; seen: string; fields: TaskForm };
  /** Many tasks, one per line; more than ten are previewed. */
  "tasks/many": {
    form: FormView<"lines">;
    /** What the lines would become; null without a preview. */
    preview: { number: number; title: string; receipt: string }[] | null;
    /** How many of them are tasks, and not items of a checklist. */
    count: number;
    /** Names the lines of the preview, so that only what was seen is added; "" without one. */
    seen: string;
    listId: number | null;
    returnTo: string;
  };
  "tasks/conflict": {
    id: number;
    /** The version of the saved row. */
    version: number;
    /** The saved fields, as a form carries them. */
    seen: string;
    savedAt: Moment;
    /** When the task was completed, here or elsewhere; null: it is to do. */
    completedAt: Moment | null;
    /** The fields that differ. */
    fields: {
      field: TaskField;
      label: string;
      yours: string;
      saved: string;
      /** Whether that version left the field unchanged. */
      isUntouched: { yours: boolean; saved: boolean };
      isText: boolean;
    }[];
    /** All typed fields, for "Keep yours". */
    yours: Record<string, string>;
    /** Both sets of changes; yours where both changed a field, and both texts of the notes. */
    combined: TaskForm;
  };
}
