/** How many problems a page shows: its title says so, and its status. */
import type { FormView } from "./models/form.ts";

/** What a page may have in its model: a form's view, something with one (quick add), or other values. */
type Part = (Partial<FormView<string>> & { form?: FormView<string> }) | null | undefined;

export function countProblems(model: object): number {
  const errors = Object.values<Part>({ ...model }).flatMap((part) =>
    Object.keys((part?.form ?? part)?.errors ?? {}),
  );
  return errors.length + ("formError" in model && model.formError !== null ? 1 : 0);
}
