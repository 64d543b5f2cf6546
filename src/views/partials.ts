/** The typed models of what pages are put together from: partials and the two layouts. */

import type { newTaskTitled, paths, signinFor, taskList } from "../paths.ts";
import type { Assets } from "./assets.ts";
import type { Stretch } from "./difference.ts";
import type { Flash, Page, QuickAdd, TaskRow, Views } from "./models.ts";

/** What every template finds in `view` beside its own model. */
export interface Shared {
  /** The builders of the app's addresses: no template spells one out. */
  paths: typeof paths & {
    newTaskTitled: typeof newTaskTitled;
    signinFor: typeof signinFor;
    taskList: typeof taskList;
  };
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
export interface Problem {
  field: string;
  message: string | undefined;
}

export interface Partials {
  "partials/head": { page: Page; problems: number };
  "partials/flash": { flash: Flash; csrf: string };
  "partials/problems": { problems: Problem[] };
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
  "partials/quick": { quickAdd: QuickAdd; csrf: string; hint: string };
  "partials/task": { row: TaskRow };
  "partials/tasks": { rows: TaskRow[]; csrf: string; returnTo: string };
  /** A text of several lines, its line breaks kept. */
  "partials/lines": { text: string };
  /** The same, with what `other` does not have marked. */
  "partials/compared": { text: string; other: string };
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
  "layouts/app": Framed & { viewer: { name: string } };
  "layouts/plain": Framed;
}
