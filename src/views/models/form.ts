/** What forms show: typed values with their errors, choices, and a form to confirm. */

import type { Page } from "./page.ts";

/** A form's typed values and the message for each field that needs mending. */
export interface FormView<Field extends string> {
  values: Record<Field, string>;
  errors: Partial<Record<Field, string>>;
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

export interface ConfirmationPages {
  /** "All 214 tasks" has changed since it was shown, or deletes for good: asked again. */
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
}
