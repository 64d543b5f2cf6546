/** Shows the problems of a refused change in its form. */
import type { Problem, Refused } from "../db/saved.ts";
import { NotFound } from "../errors.ts";

/**
 * By the field of the problem, or by the field and the code ("name taken"), or by the code of one that has
 * no field ("full"): the field of the form, and the message.
 */
export type ProblemTexts<Field extends string> = Readonly<
  Record<string, [Field, string | ((problem: Problem) => string)]>
>;

/** The form as typed, with its errors. @throws NotFound if the problem is not about a field. */
export function refusedForm<Name extends string, Field extends Name>(
  values: Record<Name, string>,
  { problems }: Refused,
  texts: ProblemTexts<Field>,
): { values: Record<Name, string>; errors: Partial<Record<Field, string>> } {
  const errors: Partial<Record<Field, string>> = {};
  for (const problem of problems) {
    const { field, code } = problem;
    const text = field === null ? texts[code] : (texts[`${field} ${code}`] ?? texts[field]);
    if (text === undefined) throw new NotFound();
    const [place, message] = text;
    errors[place] ??= typeof message === "string" ? message : message(problem);
  }
  return { values, errors };
}
