/** Form values with their errors, choices, and the confirmation pages. */

/** A form's values as typed, and the message for each invalid field. */
export interface FormView<Field extends string> {
  values: Record<Field, string>;
  errors: Partial<Record<Field, string>>;
}

/** How a new password is asked for. */
export interface NewPasswordInput {
  hint: string;
  /** For the generators of password managers. */
  rules: string;
  /** What is typed can be seen. */
  isRevealed: boolean;
}

export interface Choice {
  value: string;
  label: string;
  selected: boolean;
}

/** Choices under a heading, such as time zones by their current time. */
export interface ChoiceGroup {
  label: string;
  choices: Choice[];
}

/** A field of a form that is shown again for confirmation. */
export interface ConfirmField {
  name: string;
  /** null for a hidden field. */
  label: string | null;
  kind: "line" | "text" | "email" | "password" | "new-password" | "hidden";
  value: string;
}

export interface ConfirmForm {
  /** Where the form is posted. */
  action: string;
  fields: ConfirmField[];
  submitLabel: string;
  /** What it does is a deletion. */
  isDanger: boolean;
}

export interface ConfirmationPages {
  "forms/confirm": ConfirmForm & {
    heading: string;
    explanation: string;
    /** The field that the button adds, if any. */
    submitField?: { name: string; value: string };
    /** Another button of the form, which posts it elsewhere or with another field. */
    otherWay?: {
      action: string;
      label: string;
      field?: { name: string; value: string };
      /** What it does is a deletion. */
      isDanger?: boolean;
    };
    /** Further forms, each under its own heading. */
    others?: (ConfirmForm & { heading: string })[];
    /** Where Cancel leads. */
    cancelHref: string;
  };
}
