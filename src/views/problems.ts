/** How many problems a page shows: its title says so, and its status. */
import type { FormView } from "./models/form.ts";
import type { TaskForm } from "./models/task.ts";
import type { Views } from "./models.ts";

export function countProblems(model: Omit<Views[keyof Views], "page">): number {
  const forms: (FormView<string> | null)[] = [];
  if ("form" in model) forms.push(model.form as FormView<string>);
  if ("sectionForm" in model) forms.push(model.sectionForm as FormView<string>);
  if ("fields" in model && isTaskForm(model.fields as object)) {
    forms.push((model.fields as TaskForm).form);
  }
  if ("quickAdd" in model)
    forms.push((model.quickAdd as Views["tasks/index"]["quickAdd"])?.form ?? null);
  if ("addToChecklist" in model) {
    forms.push((model.addToChecklist as Views["tasks/show"]["addToChecklist"])?.form ?? null);
  }
  const errors = forms.flatMap((form) => Object.keys(form?.errors ?? {}));
  const formError = "formError" in model && model.formError !== null ? 1 : 0;
  return errors.length + formError;
}

/** Other pages have fields of another kind under this name. */
function isTaskForm(fields: object): boolean {
  return "repeatSays" in fields;
}
