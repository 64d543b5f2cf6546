/** The typed models of what pages are put together from: partials and the two layouts. */

import type { TaskField } from "../forms/task.ts";
import type { paths } from "../paths.ts";
import type { Assets } from "./assets.ts";
import type { Stretch } from "./difference.ts";
import type { Count } from "./models/elements.ts";
import type { Choice, ChoiceGroup, FormView } from "./models/form.ts";
import type { BulkBar, ListTools, QuickAdd } from "./models/list.ts";
import type { Flash, Icon, Navigation, NavLink, Page } from "./models/page.ts";
import type { TaskForm, TaskGroup, TaskRow } from "./models/task.ts";
import type { Views } from "./models.ts";

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

/** An input with its label, hint and error. */
type Field = {
  /** The hint and the error have it with "-hint" and "-error" behind it. */
  id: string;
  /** The id, unless another form of the page has a field of that name. */
  name?: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  isRequired?: boolean;
  /** Beside a button: no frame, the label is only read out, a hint has its own place. */
  isInline?: boolean;
  /** As wide as there is room, not as wide as its longest choice. */
  isWide?: boolean;
} & (
  | {
      /** A "number" is sent as text, so that what is not one comes back as it was typed. */
      type: "text" | "tag" | "email" | "password" | "number" | "date" | "time";
      /** Never printed of a password. */
      value: string;
      /** "off", when not given. */
      autocomplete?: string;
      /** The first field to type in; not when there is an error summary to read first. */
      hasFocus?: boolean;
      attributes?: Record<string, string>;
    }
  | { type: "textarea"; value: string }
  | { type: "select"; choices: (Choice | ChoiceGroup)[] }
  /** One or several of a few. */
  | { type: "radio" | "checkbox"; choices: (Choice & { colour?: string })[] }
);

export interface Partials {
  "partials/head": { page: Page; problems: number };
  "partials/flash": { flash: Flash; csrf: string };
  /** Messages by the id of their field, in the order of the page. */
  "partials/error_summary": { errors: Partial<Record<string, string>> };
  /** Every input: the one place for the order of label, hint, error and input, and for their ids. */
  "partials/field": Field;
  /** Only the name for `true`, nothing for false and undefined. */
  "partials/attributes": { attributes: Record<string, string | boolean | undefined> };
  "partials/options": { choices: (Choice | ChoiceGroup)[] };
  "partials/time_zone_field": {
    label: string;
    hint: string;
    timeZones: ChoiceGroup[];
    error: string | undefined;
  };
  "partials/icon": { name: Icon | Flash["kind"] | "plus" };
  "partials/logo": Record<string, never>;
  "partials/nav_link": { link: NavLink };
  "partials/count": { count: Count | null };
  "partials/quick": { quickAdd: QuickAdd; csrf: string };
  "partials/task": { row: TaskRow };
  "partials/tasks": { rows: TaskRow[] };
  "partials/group": { group: TaskGroup };
  /** What a form round rows begins with. */
  "partials/bulk_start": { csrf: string; returnTo: string };
  "partials/bulk": { bulk: BulkBar; byHand: boolean };
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
