/** Where the user is signed in: the list, and ending one, all others, or all. */
import { found } from "../errors.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { recordEvent } from "../http/security_log.ts";
import { signOut } from "../http/sign_out.ts";
import { endSignIn, endSignIns, listSignIns } from "../models/sign_ins.ts";
import { paths } from "../paths.ts";
import { endedFlash, othersEndedFlash, signInsPage } from "../presenters/sign_ins.ts";

export const index: Action = async (c) => {
  const { userId, current, now } = endingOf(c);
  const signIns = await listSignIns(c.services.database, userId, { current, now });
  return c.page("settings/sessions", signInsPage(signIns, c.scope, current));
};

export const end: Action = async (c) => {
  const id = c.uuid();
  const ending = endingOf(c);
  if (id === ending.current) return await signOut(c, "You are signed out.");
  const ended = found(await endSignIn(c.services.database, id, ending));
  if (!ended.isRepeat) {
    const { kind, userAgent, name } = ended;
    const event =
      kind === "token"
        ? ({ kind: "token-ended", params: { name } } as const)
        : ({ kind: "session-ended", params: { of: kind, userAgent } } as const);
    await recordEvent(c, { ...event, userId: ending.userId });
  }
  return c.redirect(paths.sessions, endedFlash(ended));
};

export const endOthers: Action = async (c) => {
  const ending = endingOf(c);
  const isAll = c.fields.all === "1";
  const count = await endSignIns(c.services.database, { ...ending, isAll });
  if (count > 0) {
    const params = { count };
    await recordEvent(c, { kind: "sessions-ended", userId: ending.userId, params });
  }
  if (isAll) return await signOut(c, "You are signed out everywhere.");
  return c.redirect(paths.sessions, othersEndedFlash(count));
};

function endingOf(c: RequestContext) {
  return { userId: c.user.id, current: c.sessionId, now: c.now };
}
