/** Declares a form: its title, its button and its fields. Each stands beside the parser of its form. */

export interface FormDeclaration {
  /** "Edit task". */
  title: string;
  /** The label of its button. */
  button: string | ((fields: Record<string, unknown>, action: string) => string);
  /** In display order. */
  fields: Readonly<Record<string, FieldDeclaration>>;
  /** The names of the fields and buttons of rows, which contain an id: each is a choice. */
  rows?: RegExp;
}

/**
 * text: one line. lines: several lines. secret: never saved or sent back, so it must be typed again.
 * choice: chosen or set by the page; with a label, its words are shown where a form waits. ids: several ids.
 */
export type FieldDeclaration =
  | { kind: "text" | "lines" | "email"; label: string }
  /** @property isNew it is chosen here, for password managers. */
  | { kind: "secret"; label: string; isNew?: boolean }
  | { kind: "choice"; label?: string; words?: Readonly<Record<string, string>> }
  | { kind: "ids" };

/** The fields that a page adds to each of its forms. put_back: first put back what has been deleted. */
export const PAGE_FIELDS = {
  return_to: { kind: "choice" },
  put_back: { kind: "choice" },
  request_key: { kind: "choice" },
} as const satisfies FormDeclaration["fields"];

/** Declares a form that is a single button. */
export function buttonForm(
  title: string,
  button: FormDeclaration["button"],
  fields: FormDeclaration["fields"] = {},
): FormDeclaration {
  return { title, button, fields: { ...fields, ...PAGE_FIELDS } };
}

/** Declares fields of the kind "choice". */
export function choices<Name extends string>(...names: Name[]): Record<Name, FieldDeclaration> {
  return Object.fromEntries(names.map((name) => [name, { kind: "choice" }])) as Record<
    Name,
    FieldDeclaration
  >;
}
