/** The line that adds a task, where a page gives it nothing but a place to return to. */
import type { FormView } from "../views/models/form.ts";
import type { QuickAdd } from "../views/models/list.ts";

/** @param form as it was typed, with its error. */
export function quickAddLine(
  { label, returnTo }: Pick<QuickAdd, "label" | "returnTo">,
  form: FormView<"title"> = { values: { title: "" }, errors: {} },
): QuickAdd {
  return {
    ...{ form, returnTo, label },
    ...{ place: null, dueOn: null, tags: [], priority: null, gives: null },
    hasFocus: false,
  };
}
