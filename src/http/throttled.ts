/** Shows a form again after too many attempts. */
import { TooManyRequests } from "../errors.ts";
import type { PageReply } from "./reply.ts";
import type { Action, RequestContext } from "./request_context.ts";
import { logEvent } from "./security_log.ts";

/** An action that shows its form again, as a 429 that says how long to wait. */
export function throttled(
  show: (c: RequestContext, problem: { formError: string }) => PageReply | Promise<PageReply>,
  action: Action,
): Action {
  return async (c) => {
    try {
      return await action(c);
    } catch (error) {
      if (!(error instanceof TooManyRequests)) throw error;
      logEvent(c, "throttled", { userId: c.session?.user.id ?? null });
      const { message: formError, status, headers } = error;
      return { ...(await show(c, { formError })), status, headers };
    }
  };
}
