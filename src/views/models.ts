/** The typed models that templates read: one entry of `Views` for each page. */
import type { TaskField } from "../forms/task.ts";
import type { IncludeOrBody } from "./partials.ts";

/** A moment as a page shows it: `iso` for `<time datetime>`, `text` for people. */
export interface Moment {
  iso: string;
  text: string;
}

/** A count that stops at a limit: `text` is "12", or "99+" when there are more. */
export interface Count {
  value: number;
  text: string;
}

/** A small form behind one button, such as Undo. */
export interface ButtonForm {
  label: string;
  action: string;
  fields: Record<string, string>;
}

/** What just happened, shown once at the top of the next page: "Completed **Pay rent**." */
export interface Flash {
  kind: "done" | "notice";
  text: string;
  /** The task it is about; `href` is null where it has no page any more, or is the page itself. */
  subject: { title: string; href: string | null } | null;
  /** What was understood of a quick-add line: "due Sat 21 Nov, 09:00 · every month · in Home". */
  receipt: string | null;
  /** Undo, and "Keep it as text". */
  actions: ButtonForm[];
}

/** One entry of the navigation. */
export interface NavLink {
  href: string;
  label: string;
  count: Count | null;
  current: boolean;
}

/** The places, lists and tags beside every signed-in page. */
export interface Navigation {
  today: NavLink;
  upcoming: NavLink;
  /** Inbox, Someday, All tasks, Completed. */
  views: (NavLink & { icon: "inbox" | "someday" | "all" | "completed" })[];
  lists: (NavLink & { colour: string })[];
  tags: NavLink[];
  /** New list, History, Trash, Settings. */
  quiet: NavLink[];
}

/** What every page has. A page with a `viewer` is drawn in the signed-in layout. */
export interface Page {
  /** Without the product's name, which the layout adds. */
  title: string;
  viewer: { name: string } | null;
  /** The form token; empty on pages that must not differ between two renderings (the 404). */
  csrf: string;
  /** null on pages that must not differ, or cannot ask: errors. */
  navigation: Navigation | null;
  flash: Flash | null;
}

/** A form's typed values and the message for each field that needs mending. */
export interface FormView<Field extends string> {
  values: Record<Field, string>;
  errors: Partial<Record<Field, string>>;
}

/** A list as rows and forms name it. */
interface ListLabel {
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

export interface Choice {
  value: string;
  label: string;
  selected: boolean;
}

/** Choices under a heading of their own: time zones by what their clocks show now. */
export interface ChoiceGroup {
  label: string;
  choices: Choice[];
}

/** One field of a form that is shown again for confirmation. */
export interface ConfirmField {
  name: string;
  /** The label; null for a field that nobody types (a hidden one). */
  label: string | null;
  kind: "line" | "text" | "email" | "password" | "hidden";
  value: string;
}

export interface Link {
  href: string;
  label: string;
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

/** The quick-add line: its typed value survives an error. */
export interface QuickAdd {
  form: FormView<"title">;
  requestKey: string;
  returnTo: string;
  /** "Add a task", "Add to Home". */
  label: string;
  /** What a line goes into without saying so; null: the Inbox. */
  listId: number | null;
  /** A day that a line gets without saying so. */
  dueOn: string | null;
  /** A tag that a line bears without saying so. */
  tag: string | null;
}

/** The bar for what is selected, and the choices in it. */
export interface BulkBar {
  /** The address of the list itself, which the form comes back to. */
  returnTo: string;
  lists: Choice[];
  /** The same page with every box of its list ticked; `picked` when this is it. */
  page: { href: string; picked: boolean };
  /** "all 214 that match": the query in the form's fields and the count shown; null when the page has all. */
  all: { fields: Record<string, string>; count: Count } | null;
}

/** Links and a form that narrow and order a list. */
export interface ListTools {
  statuses: (Link & { current: boolean })[];
  action: string;
  /** Kept as they are: what belongs to the place. */
  hidden: Record<string, string>;
  sort: Choice[];
  tag: Choice[];
  priority: Choice[];
}

export interface HistoryRow {
  id: number;
  text: string;
  subject: string | null;
  at: Moment;
  /** "Undo" or "Redo"; null when it is undone already. */
  undo: string | null;
}

export interface Views {
  "home/show": { page: Page };
  "auth/signup": {
    page: Page;
    form: FormView<"name" | "email" | "password" | "time_zone">;
    /** "Too many attempts. …": belongs to no single field. */
    formError: string | null;
    timeZones: ChoiceGroup[];
    requestKey: string;
    passwordMinLength: number;
  };
  "auth/signin": {
    page: Page;
    form: FormView<"email" | "password">;
    /** "Invalid email or password": belongs to no single field. */
    formError: string | null;
    /** "Authentication required", "Token expired, please log in again", or null. */
    notice: string | null;
    /** A path of this app, or "". */
    returnTo: string;
  };
  "dashboard/show": {
    page: Page;
    today: Moment;
    /** "Two are late, five to go, three done." */
    summary: string;
    quickAdd: QuickAdd;
    overdue: TaskGroup;
    toDo: TaskGroup;
    doneToday: TaskRow[];
    /** What comes next, a group a day. */
    next: TaskGroup[];
    /** Nothing was ever added: show the first-run page. */
    firstRun: boolean;
    /** No time zone is set: days are reckoned in UTC. */
    needsTimeZone: boolean;
    bulk: BulkBar;
    returnTo: string;
  };
  "tasks/index": {
    page: Page;
    heading: string;
    /** A list's colour hangs in the margin of its heading. */
    colour: string | null;
    summary: string;
    /** null where nothing is added: Completed. */
    quickAdd: QuickAdd | null;
    tools: ListTools | null;
    groups: TaskGroup[];
    /** Said when there are no rows. */
    empty: string;
    /** The page is not the first one. */
    continued: boolean;
    firstHref: string;
    nextHref: string | null;
    bulk: BulkBar;
    /** Edit the list, archive it: none elsewhere. */
    actions: Link[];
    /** In the order by hand: the bar can move what is selected. */
    byHand: boolean;
    returnTo: string;
  };
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
  "lists/form": {
    page: Page;
    /** null: a new one. */
    id: number | null;
    form: FormView<"name" | "colour">;
    colours: Choice[];
    sections: { id: number; name: string }[];
    sectionForm: FormView<"name">;
    /** The section that `sectionForm` renames; a new one when there is none. */
    sectionId?: number;
    archived: boolean;
  };
  "lists/index": {
    page: Page;
    lists: { id: number; name: string; colour: string; archived: boolean }[];
  };
  "tags/form": { page: Page; name: string; form: FormView<"name"> };
  "settings/show": {
    page: Page;
    email: string;
    form: FormView<"time_zone" | "week_start">;
    timeZones: ChoiceGroup[];
    weekStarts: Choice[];
    /** "It is Friday 20 November, 08:43 for you." */
    clock: string;
  };
  "history/index": { page: Page; rows: HistoryRow[]; nextHref: string | null; continued: boolean };
  "history/conflict": {
    page: Page;
    id: number;
    text: string;
    rows: { href: string | null; name: string }[];
    returnTo: string;
  };
  "trash/index": {
    page: Page;
    rows: { id: number; title: string; deletedAt: Moment }[];
    nextHref: string | null;
    continued: boolean;
  };
  /** "All 214 that match" has changed since it was shown, or deletes for good: asked again. */
  "bulk/confirm": {
    page: Page;
    heading: string;
    explanation: string;
    /** Where the form goes. */
    action: string;
    fields: Record<string, string>;
    submitLabel: string;
    cancelHref: string;
  };
  "forms/confirm": {
    page: Page;
    heading: string;
    explanation: string;
    /** Where the form was going. */
    action: string;
    fields: ConfirmField[];
    submitLabel: string;
    /** The way out that sends nothing. */
    cancelHref: string;
  };
  "errors/show": {
    page: Page;
    status: number;
    heading: string;
    explanation: string;
    /** Shown so that a person can name it to whoever runs the server; null on a 404. */
    requestId: string | null;
    ways: Link[];
  };
}
