/** Signing up by the link of an invitation, whoever can sign up otherwise. */
import { repeatedSignUp } from "../auth/credentials.ts";
import { guessDateFormat } from "../dates/date_format.ts";
import { parseSignup, signupRequestKey, signupValues } from "../forms/signup.ts";
import { asksToReveal, isRevealed } from "../forms/typed_password.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { signIn } from "../http/sign_in.ts";
import { throttled } from "../http/throttled.ts";
import { acceptInvitation, findInvitation } from "../models/sign_ups.ts";
import { paths } from "../paths.ts";
import { invitePage } from "../presenters/sign_up_links.ts";
import { usedLink } from "./used_link.ts";

interface Problems {
  errors?: Partial<Record<string, string>>;
  /** Belongs to no single field. */
  formError?: string;
}

export const show: Action = (c) => showInvitation(c, {});

/** An account, signed in. The form posted twice is signed in twice, as that of a sign-up is. */
export const accept: Action = throttled(showInvitation, async (c) => {
  if (asksToReveal(c.fields)) return showInvitation(c, {});
  const { config, database, passwords, throttling } = c.services;
  const link = { token: c.param("token"), now: c.now };
  const invitation = await findInvitation(database, link);
  const { passwordMinLength } = config;
  const onlyEmail = invitation?.email ?? null;
  const form = parseSignup(c.fields, { passwordMinLength, onlyEmail });
  if (!form.ok) return showInvitation(c, form);
  const { address } = c.browser.client;
  const requestKey = signupRequestKey(c.fields.request_key, form.value);
  const input = { dateFormat: guessDateFormat(c.languages), ...form.value, requestKey };
  const method = { method: { by: "sign-up" }, returnTo: paths.dashboard } as const;
  let problem = "used";
  if (invitation !== null) {
    await throttling.countSignUp(address);
    const password = await passwords.hash(input.password, { address, isLast: true });
    const created = await acceptInvitation(database, link, { ...input, password });
    if (created.ok) return signIn(c, created.user, method);
    problem = created.reason;
  }
  const again = await repeatedSignUp(c.services, input, { requestKey, address });
  if (again !== null) return signIn(c, again, method);
  const errors = { email: "Email already registered" };
  return showInvitation(c, problem === "taken" ? { errors } : {});
});

/** The form; or that the link no longer works. */
async function showInvitation(
  c: RequestContext,
  { errors = {}, formError }: Problems,
): Promise<PageReply> {
  const { config, database } = c.services;
  const token = c.param("token");
  const invitation = await findInvitation(database, { token, now: c.now });
  if (invitation === null) return usedLink(c, "invite");
  const values = signupValues(c.fields);
  const email = invitation.email ?? values.email;
  const form = { values: { ...values, email }, errors };
  const { appUrl, passwordMinLength } = config;
  const options = { now: c.now, appUrl, passwordMinLength };
  const revealed = { isRevealed: isRevealed(c.fields), hasToggled: asksToReveal(c.fields) };
  const shown = { form, formError, ...revealed };
  return c.page("auth/invite", invitePage(shown, { ...invitation, token }, options));
}
