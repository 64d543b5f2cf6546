/** The pages that list tasks: Inbox, Upcoming, a list, a tag and the others. */
import type { Action } from "../http/request_context.ts";
import { taskListPage } from "../presenters/task_list.ts";

export const show: Action = async (c) =>
  c.page("tasks/index", await taskListPage(c.scope, c.address));
