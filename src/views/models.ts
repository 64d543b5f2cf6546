/** The typed models that templates read: one entry of `Views` for each page. */

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
  undo: ButtonForm | null;
}

/** Which entry of the navigation is the current place. */
export type Place = "dashboard" | "tasks" | "pending" | "completed" | "new" | null;

/** What every page has. A page with a `viewer` is drawn in the signed-in layout. */
export interface Page {
  /** Without the product's name, which the layout adds. */
  title: string;
  viewer: { name: string } | null;
  place: Place;
  /** The form token; empty on pages that must not differ between two renderings (the 404). */
  csrf: string;
  pendingCount: Count | null;
  flash: Flash | null;
}

/** A form's typed values and the message for each field that needs mending. */
export interface FormView<Field extends string> {
  values: Record<Field, string>;
  errors: Partial<Record<Field, string>>;
}

export interface TaskRow {
  id: number;
  title: string;
  done: boolean;
  hasNotes: boolean;
  completedAt: Moment | null;
}

export interface TaskDetail extends TaskRow {
  description: string;
  version: number;
  createdAt: Moment;
  updatedAt: Moment;
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

type TaskField = "title" | "description";

/** The quick-add line: its typed value survives an error. */
export interface QuickAdd {
  form: FormView<"title">;
  requestKey: string;
  returnTo: string;
}

export interface Views {
  "home/show": { page: Page };
  "auth/signup": {
    page: Page;
    form: FormView<"name" | "email" | "password">;
    /** "Too many attempts. …": belongs to no single field. */
    formError: string | null;
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
    quickAdd: QuickAdd;
    pending: TaskRow[];
    pendingCount: Count;
    /** Completed within the last day. */
    doneToday: TaskRow[];
    /** Nothing was ever added: show the first-run page. */
    firstRun: boolean;
    returnTo: string;
  };
  "tasks/index": {
    page: Page;
    heading: string;
    status: "all" | "pending" | "completed";
    filters: { status: "all" | "pending" | "completed"; label: string; href: string }[];
    pendingCount: Count;
    completedCount: Count;
    quickAdd: QuickAdd;
    rows: TaskRow[];
    /** The page is not the first one. */
    continued: boolean;
    firstHref: string;
    nextHref: string | null;
    returnTo: string;
  };
  "tasks/new": { page: Page; form: FormView<TaskField>; requestKey: string; cancelHref: string };
  /** `list`: where it was opened from. */
  "tasks/show": { page: Page; task: TaskDetail; list: Link };
  "tasks/edit": { page: Page; id: number; version: number; form: FormView<TaskField> };
  "tasks/conflict": {
    page: Page;
    id: number;
    /** The saved row's version: both ways on name it. */
    version: number;
    yours: Record<TaskField, string>;
    saved: Record<TaskField, string>;
    savedAt: Moment;
    /** Both texts in one, for the person to cut down. */
    combined: Record<TaskField, string>;
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
