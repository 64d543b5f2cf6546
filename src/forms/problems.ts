/** The problems of a change that was refused, as a form shows them. */
import type { Refused } from "../db/saved.ts";
import { NotFound } from "../errors.ts";

/** By the field of the problem: the field of the form that shows it, and the message. */
export type ProblemTexts<Field extends string> = Readonly<Record<string, [Field, string]>>;

/** The form as it was typed, with its errors. @throws NotFound where the row itself is missing. */
export function refusedForm<Name extends string, Field extends Name>(
  values: Record<Name, string>,
  { problems }: Refused,
  texts: ProblemTexts<Field>,
): { values: Record<Name, string>; errors: Partial<Record<Field, string>> } {
  const errors: Partial<Record<Field, string>> = {};
  for (const { field } of problems) {
    const text = field === null ? undefined : texts[field];
    if (text === undefined) throw new NotFound();
    errors[text[0]] ??= text[1];
  }
  return { values, errors };
}
