/** Personal tokens for the API: listed, made and ended. */
import { newPersonalToken, personalTokenHash } from "../auth/personal_tokens.ts";
import { found } from "../errors.ts";
import { parseToken, TOKEN_PROBLEMS, type TokenField } from "../forms/token.ts";
import { setNewToken, takeNewToken } from "../http/new_token.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { logEvent, recordEvent } from "../http/security_log.ts";
import { createPersonalToken } from "../models/personal_tokens.ts";
import { endSignIn, listTokens } from "../models/sign_ins.ts";
import { paths } from "../paths.ts";
import {
  endedTokenFlash,
  MADE_BEFORE,
  madeFlash,
  madeTokenPage,
  NEW_TOKEN_FORM,
  tokensPage,
} from "../presenters/tokens.ts";
import type { FormView } from "../views/models/form.ts";

export const index: Action = async (c) => {
  const made = takeNewToken(c);
  const tokens = await listTokens(c.services.database, c.user.id, c.now);
  const row = tokens.find(({ id }) => id === made?.id);
  // It may have been ended meanwhile.
  if (made === null || row === undefined) {
    return c.page("settings/tokens", tokensPage(tokens, c.scope, NEW_TOKEN_FORM));
  }
  const shown = { made: row, token: made.token, appUrl: c.services.config.appUrl };
  return c.page("settings/token_made", madeTokenPage(tokens, c.scope, shown));
};

export const create: Action = async (c) => {
  const form = parseToken(c.fields);
  if (!form.ok) return await showForm(c, form);
  const token = newPersonalToken();
  const hash = found(personalTokenHash(token));
  const { user, now } = c;
  const { client } = c.browser;
  const requestKey = c.requestKey?.key ?? null;
  const input = { ...form.value, user, hash, client, requestKey };
  const made = await createPersonalToken(c.services.database, input, now);
  if (made === "repeat") return c.redirect(paths.tokens, MADE_BEFORE);
  const { name, access, days } = form.value;
  if (typeof made === "string") {
    const values = { name, access, days: String(days ?? "never") };
    return await showForm(c, { values, errors: { name: TOKEN_PROBLEMS[made] } });
  }
  logEvent(c, "token-made", { userId: user.id, params: { access, days } });
  setNewToken(c, { id: made.id, token });
  return c.redirect(paths.tokens, madeFlash(name));
};

export const end: Action = async (c) => {
  const ending = { userId: c.user.id, current: c.sessionId, now: c.now };
  const only = "token";
  const ended = found(await endSignIn(c.services.database, c.uuid(), { ...ending, only }));
  if (!ended.isRepeat) {
    const params = { name: ended.name };
    await recordEvent(c, { kind: "token-ended", userId: c.user.id, params });
  }
  return c.redirect(paths.tokens, endedTokenFlash(ended));
};

async function showForm(c: RequestContext, form: FormView<TokenField>): Promise<PageReply> {
  const tokens = await listTokens(c.services.database, c.user.id, c.now);
  return c.page("settings/tokens", tokensPage(tokens, c.scope, form));
}
