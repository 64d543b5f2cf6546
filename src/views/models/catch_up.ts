/** The page that catches up. */

import type { Count } from "./elements.ts";
import type { Choice, FormView } from "./form.ts";
import type { TaskRow } from "./task.ts";

/** A late task, with what can become of it. */
export interface LateTask {
  row: TaskRow;
  /** How many days it is late. */
  days: number;
  /** The field of the decision. */
  name: string;
  choices: Choice[];
  /** The field of the day that is picked. */
  dayName: string;
}

export interface CatchUpPages {
  "catch_up/show": {
    /** "11 are late, the oldest by 14 days." */
    summary: string;
    groups: { id: string; heading: string; count: Count; tasks: LateTask[] }[];
    /** As typed, by the names of the fields; the errors are those of days. */
    form: FormView<string>;
    /** This is not the first page. */
    continued: boolean;
    nextHref: string | null;
    returnTo: string;
  };
}
