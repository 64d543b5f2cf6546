/** What a form says of itself: its fields, its button and its title, beside the parser that reads it. */

export interface FormDeclaration {
  /** What is being done: "Edit task". */
  title: string;
  /** The label of the button that sends it. */
  button: string | ((fields: Record<string, unknown>, action: string) => string);
  /** In the order in which they are shown. */
  fields: Readonly<Record<string, FieldDeclaration>>;
  /** Fields whose names hold a number: the buttons of rows. */
  buttons?: RegExp;
}

/**
 * text: one line. lines: several. email. secret: asked for again, and never kept or sent back. choice:
 * chosen or set by the page, kept as it is. ids: several numbers, each kept.
 */
export type FieldDeclaration =
  | { kind: "text" | "lines" | "email" | "secret"; label: string }
  | { kind: "choice" | "ids" };

/** The fields that a page adds to each of its forms. */
export const PAGE_FIELDS = {
  return_to: { kind: "choice" },
  request_key: { kind: "choice" },
} as const satisfies FormDeclaration["fields"];

/** The declaration of a form that is one button, with what the page adds to it. */
export function buttonForm(
  title: string,
  button: FormDeclaration["button"],
  fields: FormDeclaration["fields"] = {},
): FormDeclaration {
  return { title, button, fields: { ...fields, ...PAGE_FIELDS } };
}

/** So many fields of one kind. */
export function choices<Name extends string>(...names: Name[]): Record<Name, FieldDeclaration> {
  return Object.fromEntries(names.map((name) => [name, { kind: "choice" }])) as Record<
    Name,
    FieldDeclaration
  >;
}
