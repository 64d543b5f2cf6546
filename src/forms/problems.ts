/** The problems of a change that was refused, as a form shows them. */
import type { Refused } from "../db/saved.ts";
import { NotFound } from "../errors.ts";

/** By the field at fault: the field of the form that shows it, and the sentence. */
export type ProblemTexts<Field extends string> = Readonly<Record<string, [Field, string]>>;

/** @throws NotFound where it is the row itself that is not there. */
export function formErrors<Field extends string>(
  { problems }: Refused,
  texts: ProblemTexts<Field>,
): Partial<Record<Field, string>> {
  const errors: Partial<Record<Field, string>> = {};
  for (const { field } of problems) {
    const text = field === null ? undefined : texts[field];
    if (text === undefined) throw new NotFound();
    errors[text[0]] ??= text[1];
  }
  return errors;
}
