/** The typed models of what pages are put together from: partials and the two layouts. */

import type { TaskField } from "../forms/task.ts";
import type { paths } from "../paths.ts";
import type { Assets } from "./assets.ts";
import type { Stretch } from "./difference.ts";
import type {
  BulkBar,
  Choice,
  ChoiceGroup,
  Count,
  Flash,
  FormView,
  ListTools,
  Navigation,
  Page,
  QuickAdd,
  TaskForm,
  TaskGroup,
  TaskRow,
  Views,
} from "./models.ts";

/** What every template finds in `view` beside its own model. */
export interface Shared {
  /** The builders of the app's addresses: no template spells one out. */
  paths: typeof paths;
  /** The hashed address of a file in public/. */
  asset: Assets["url"];
  /** Which words of the first text the second does not have. */
  difference: (text: string, other: string) => Stretch[];
}

/**
 * What `<%-` may print: an include or the body of a layout. It is a string when a page is rendered;
 * templates see this type, so that nothing else can be printed unescaped and this not escaped twice.
 */
export interface IncludeOrBody {
  readonly rendered: unique symbol;
}

/** A message of the error summary and the id of the field it is about. */
interface Problem {
  field: string;
  message: string | undefined;
}

export interface Partials {
  "partials/head": { page: Page; problems: number };
  "partials/flash": { flash: Flash; csrf: string };
  "partials/error_summary": { problems: Problem[] };
  "partials/field": {
    id: string;
    name: string;
    label: string;
    kind: "line" | "email" | "password";
    value: string;
    error: string | undefined;
    hint: string | null;
    autocomplete: string;
    /** The first field to type in; not when there is an error summary to read first. */
    focus: boolean;
  };
  "partials/text": {
    id: string;
    name: string;
    label: string;
    value: string;
    error: string | undefined;
    hint: string | null;
  };
  /** A field whose name is its id; "number" is typed as text, so that what was typed comes back. */
  "partials/input": {
    id: string;
    label: string;
    type: "text" | "number" | "date" | "time";
    value: string;
    error: string | undefined;
    hint: string | null;
  };
  "partials/select": {
    id: string;
    name: string;
    label: string;
    choices: Choice[];
    error: string | undefined;
    hint: string | null;
  };
  "partials/options": { choices: Choice[] };
  /** One or several of a few. */
  "partials/chips": {
    id: string;
    name: string;
    type: "radio" | "checkbox";
    legend: string;
    choices: Choice[];
    error: string | undefined;
  };
  "partials/time_zone_field": {
    label: string;
    hint: string;
    timeZones: ChoiceGroup[];
    error: string | undefined;
  };
  "partials/icon": {
    name:
      | Navigation["views"][number]["icon"]
      | Flash["kind"]
      | "today"
      | "upcoming"
      | "new"
      | "plus";
  };
  "partials/count": { count: Count | null };
  "partials/quick": { quickAdd: QuickAdd; csrf: string };
  "partials/task": { row: TaskRow };
  "partials/tasks": { rows: TaskRow[] };
  "partials/group": { group: TaskGroup };
  /** What a form round rows begins with. */
  "partials/bulk_start": { csrf: string; returnTo: string };
  "partials/bulk": { bulk: BulkBar; byHand: boolean };
  /** Turns the rings into squares. */
  /** The switch that turns rings into boxes; on where they are ticked already. */
  "partials/select_toggle": { picked: boolean };
  "partials/select_page_link": { page: BulkBar["page"] };
  "partials/list_tools": { tools: ListTools };
  "partials/pagination": {
    continued: boolean;
    firstHref: string;
    nextHref: string | null;
    /** "More tasks". */
    more: string;
  };
  "partials/task_problems": { form: FormView<TaskField> };
  "partials/task_fields": { fields: TaskForm; focus: boolean };
  /** Safe HTML, made by the server. */
  "partials/notes": { body: IncludeOrBody };
  /** A text of several lines, its line breaks kept. */
  "partials/lines": { text: string };
  /** The same, with what `other` does not have marked. */
  "partials/diff": { text: string; other: string };
}

interface Framed {
  page: Page;
  /** The page inside, rendered. */
  body: IncludeOrBody;
  name: keyof Views;
  /** How many fields are to be mended: the title says so first. */
  problems: number;
}

export interface Layouts {
  "layouts/app": Framed & { viewer: { name: string }; navigation: Navigation };
  "layouts/plain": Framed;
}
