/** The typed models of partials and the two layouts. */

import type { Appearance } from "../appearance.ts";
import type { Fact } from "../forms/task.ts";
import type { PRIORITY_LABELS, TASK_LABELS } from "../forms/task_values.ts";
import type { paths } from "../paths.ts";
import type { Words } from "../search/explain.ts";
import type { Passage } from "../search/marks.ts";
import type { Segment } from "../text_difference.ts";
import type { Assets } from "./assets.ts";
import type { TokenRow } from "./models/access.ts";
import type { CalendarCell, CalendarDay, CalendarLinks } from "./models/calendar.ts";
import type { Count, Link } from "./models/elements.ts";
import type { Choice, ChoiceGroup, ConfirmField, NewPasswordInput } from "./models/form.ts";
import type { HelpLine } from "./models/help.ts";
import type { ChangeLine, HistoryFilter, TaskChangeRow } from "./models/history.ts";
import type { BulkBar, ListControls, QuickAdd } from "./models/list.ts";
import type { MailParagraph, MailView } from "./models/mail.ts";
import type {
  ButtonForm,
  Flash,
  Icon,
  Navigation,
  NavLink,
  Page,
  Shortcut,
} from "./models/page.ts";
import type { Strokes } from "./models/review.ts";
import type { QueryNote } from "./models/search.ts";
import type { SettingsState } from "./models/settings.ts";
import type { TaskForm, TaskGroup, TaskRow } from "./models/task.ts";

/** What every template finds in `view` besides its own model. */
export interface Shared {
  /** Builders of the app's URLs: templates never spell one out. */
  paths: typeof paths;
  /** The hashed URL of a file in public/. */
  asset: Assets["url"];
  /** The labels of a task's fields. */
  taskLabels: typeof TASK_LABELS;
  /** The labels of the priorities, from none to high, as a task's number counts them. */
  priorityLabels: typeof PRIORITY_LABELS;
  /** The first text, with the words that the second lacks marked as changed. */
  difference: (text: string, other: string) => Segment[];
  /** The type of an input for a day or a time: a picker shows nothing but values of its own form. */
  pickerType: (type: "date" | "time", value: string) => "date" | "time" | "text";
  /** What can be written where there is no picker. */
  dateHints: Readonly<Record<"date" | "time", string>>;
}

/**
 * What `<%-` may print: an include, or the body of a layout. It is a string at run time; the type
 * keeps templates from printing anything else unescaped, and from escaping this twice.
 */
export interface IncludeOrBody {
  readonly rendered: unique symbol;
}

/** An input with its label, hint and error. */
type Field = {
  /** The hint and the error have the same id with "-hint" and "-error" appended. */
  id: string;
  /** Defaults to the id; differs where two forms of a page have a field of the same name. */
  name?: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  isRequired?: boolean;
  /** Beside a button: no frame, and a label for screen readers only. The caller places the hint. */
  isInline?: boolean;
  /** Fills the available width. */
  isWide?: boolean;
} & (
  | {
      /**
       * A "number" is sent as text, so that invalid input comes back as it was typed. "visible": a password
       * that can be seen while it is typed.
       */
      type: "text" | "tag" | "email" | "password" | "visible" | "number" | "date" | "time";
      /** Never printed for a password. */
      value: string;
      /** Defaults to "off". */
      autocomplete?: string;
      /** For the first field of a page, unless there is an error summary to read first. */
      hasFocus?: boolean;
      attributes?: Record<string, string>;
    }
  | { type: "textarea"; value: string }
  | { type: "select"; choices: (Choice | ChoiceGroup)[] }
  | { type: "radio" | "checkbox"; choices: (Choice & { colour?: string })[] }
);

export interface Partials {
  /** The attributes of the root element. */
  "partials/appearance": { appearance: Appearance };
  "partials/head": { page: Page; problems: number };
  "partials/flash": { flash: Flash; page: Page; hasFocus: boolean };
  /** Messages by field id, in page order. */
  "partials/error_summary": { errors: Partial<Record<string, string>> };
  /** Every input: the only place that orders label, hint, error and input, and links them by id. */
  "partials/field": Field;
  /** A field for a new password. */
  "partials/new_password": {
    id: string;
    label: string;
    error: string | undefined;
    input: NewPasswordInput;
    hasFocus: boolean;
  };
  /** The button that shows or hides what is typed into it; after the form's own, which Enter presses. */
  /** The providers to sign in with, where there are any. */
  "partials/ways": { providers: Link[] };
  "partials/reveal": { isRevealed: boolean };
  /** prefix: of the ids, where a page has several such forms. */
  "partials/confirm_fields": {
    page: Page;
    fields: ConfirmField[];
    prefix: string;
  };
  /** `true` prints the name alone; false and undefined print nothing. */
  "partials/attributes": { attributes: Record<string, string | boolean | undefined> };
  "partials/options": { choices: (Choice | ChoiceGroup)[] };
  "partials/time_zone_field": {
    label: string;
    hint: string;
    timeZones: ChoiceGroup[];
    error: string | undefined;
  };
  "partials/settings_state": { state: SettingsState["state"] };
  "partials/icon": { name: Icon | Flash["kind"] | "plus" };
  "partials/logo": Record<string, never>;
  "partials/nav_link": { link: NavLink };
  "partials/count": { count: Count | null };
  "partials/quick": { quickAdd: QuickAdd; page: Page };
  /** `shortcut`: that of this row. */
  "partials/task": { row: TaskRow; shortcut?: Shortcut | null };
  /** A text with what it was found by. */
  "partials/passages": { passages: Passage[] };
  /** What a query was understood as, and what is wrong with it. */
  "partials/query_note": { note: QueryNote; count: Count | null };
  /** The sentence about a query. */
  "partials/query_words": { words: readonly Words[] };
  /** What a row says below its title. */
  "partials/task_meta": { row: TaskRow };
  "partials/tasks": { rows: TaskRow[]; page: Page; isSelectable: boolean };
  "partials/group": { group: TaskGroup; page: Page; isLandmark: boolean };
  /** `isNamed`: in the form around the rows of a list. `id`: it is itself the place in the page. */
  "partials/shortcut": { shortcut: Shortcut; isNamed: boolean; id: string | null };
  /** The same as a form of its own. `at`: where it is. */
  "partials/shortcut_form": { page: Page; at: string };
  /** For a page with several forms, before those that what is typed in another one would be lost by. */
  "partials/unsaved": Record<string, never>;
  /** The fields of a form behind one button. */
  "partials/action_fields": { page: Page; action: ButtonForm };
  "partials/end_of_list": { page: Page };
  /** Ends a sign-in or a token, whose name has the id `s-` and its own. */
  "partials/end_button": { page: Page; action: string; id: string };
  "partials/token_rows": { page: Page; rows: TokenRow[] };
  /** The start of a form around rows. */
  "partials/bulk_start": { page: Page; returnTo: string };
  /** The start of the form of one field of a task. `fact`: null where nothing is typed. */
  "partials/fact_start": { page: Page; fact: Fact | null; version: number; returnTo: string };
  /** What makes a form the page's own, and names it. */
  "partials/tokens": { page: Page };
  "partials/bulk": { bulk: BulkBar; byHand: boolean };
  /** In a form to `paths.bulk`. `id` is that of the field for a day. */
  "partials/due_buttons": { id: string };
  /** Turns rings into check boxes; on when some are ticked already. */
  "partials/select_toggle": { picked: boolean };
  "partials/select_page_link": { page: BulkBar["page"] };
  "partials/list_controls": { controls: ListControls };
  /** The files of a list. */
  "partials/other_formats": { links: Link[] };
  /** Tally strokes, which nothing but the eye reads. */
  "partials/strokes": { strokes: Strokes };
  "partials/calendar_links": { links: CalendarLinks; label: string };
  /** A day in a cell, or in the strip above the days of a week. */
  "partials/calendar_day_link": { cell: CalendarCell; isInStrip: boolean };
  /** `picked`: of the switch that selects rows; null: there is none. */
  "partials/calendar_day_head": { day: CalendarDay; add: Link | null; picked: boolean | null };
  /** The tasks of a day: to do, to come, done. */
  "partials/calendar_rows": { day: CalendarDay; page: Page };
  "partials/history_filter": { filter: HistoryFilter };
  "partials/change_lines": { lines: ChangeLine[] };
  "partials/task_changes": {
    page: Page;
    task: number;
    changes: TaskChangeRow[];
    moreHref: string | null;
    isOlder: boolean;
  };
  /** `help`: the section of the help page that says what to write there. */
  "partials/empty": { text: string; help?: "quick-add" | "find" | undefined };
  /** Lines of quick add, each with its meaning. */
  "partials/help_lines": { lines: HelpLine[] };
  "partials/pagination": {
    continued: boolean;
    firstHref: string;
    nextHref: string | null;
    /** "More tasks". */
    more: string;
  };
  /** `action`: where the form is posted. */
  "partials/task_fields": { fields: TaskForm; focus: boolean; action: string };
  /** Text with its line breaks kept. */
  "partials/lines": { text: string };
  /** The same, with the words that `other` lacks marked. */
  "partials/diff": { text: string; other: string };
}

interface Framed {
  page: Page;
  /** The rendered page. */
  body: IncludeOrBody;
  /** How many fields have errors: the title starts with it. */
  problems: number;
}

/** Parts of mails. */
type EmailPart = { paragraphs: MailParagraph[] };

/** The templates of mails: they have nothing but their model. */
export interface Emails {
  "emails/message.html": MailView;
  "emails/message.txt": MailView;
  "emails/paragraphs.html": EmailPart;
  "emails/paragraphs.txt": EmailPart;
}

export interface Layouts {
  "layouts/app": Framed & { currentUser: { name: string }; navigation: Navigation };
  "layouts/plain": Framed;
}
