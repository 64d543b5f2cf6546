/** The dashboard, "Today": the home page of a signed-in user. Narrowed, it is a list. */
import type { Action } from "../http/request_context.ts";
import { findPage } from "../presenters/task_list.ts";

export const show: Action = async (c) => {
  const { name, model } = await findPage(c.scope, c.address);
  return c.page(name, model);
};
