/** The files of a list: CSV, JSON, text and calendar. */
import { found } from "../errors.ts";
import type { Action } from "../http/request_context.ts";
import { findListView } from "../presenters/list_views.ts";
import { type FileEnding, taskFile, withoutEnding } from "../presenters/task_files.ts";

/** The name of a tag has no dot, so that no page has such an address. */
export function show(ending: FileEnding): Action {
  return async ({ scope, address }) => {
    const view = found(await findListView(scope, withoutEnding(address, ending)));
    return taskFile(scope, view, ending);
  };
}
