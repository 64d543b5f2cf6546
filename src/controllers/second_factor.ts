/** The settings of the second factor: on and off, recovery codes, trusted browsers. */
import type { SealedCodes } from "../auth/second_factors.ts";
import { describeUserAgent } from "../auth/user_agent.ts";
import { sendsMail } from "../config.ts";
import { NotFound } from "../errors.ts";
import { parseCode, seenCodes, WRONG_CODE } from "../forms/code.ts";
import { typed } from "../forms/fields.ts";
import { notice } from "../http/flash.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { recordEvent } from "../http/security_log.ts";
import { endTrust, trustedBrowsers } from "../models/browsers.ts";
import { findSecondFactor } from "../models/second_factors.ts";
import { paths } from "../paths.ts";
import {
  recoveryCodesFile,
  recoveryCodesPage,
  secondFactorPage,
  setupPage,
} from "../presenters/second_factor.ts";

export const show: Action = async (c) => {
  const { services, user } = c;
  const [factor, browsers] = await Promise.all([
    findSecondFactor(services.database, user.id),
    trustedBrowsers(services.database, user.id, c.now),
  ]);
  if (factor === null) return showSetup(c, {});
  const state = { browsers, canMail: sendsMail(services.config) };
  return c.page("settings/second_factor", secondFactorPage(c.scope, factor, state));
};

export const create: Action = async (c) => {
  const { services, user } = c;
  if ((await findSecondFactor(services.database, user.id)) !== null) return alreadyOn(c);
  const form = parseCode(c.fields);
  if (!form.ok) return showSetup(c, form.errors);
  const key = services.secondFactors.readSetup(user.id, typed(c.fields.setup));
  if (key === null) return showSetup(c, { code: "That key is too old. Show your app this one" });
  const { code } = form.value;
  const made = await services.secondFactors.turnOn(user, { key, code }, c.browser.client);
  if (made === "wrong") return showSetup(c, { code: WRONG_CODE });
  if (made === "on") return alreadyOn(c);
  await recordEvent(c, { kind: "second-factor-on", userId: user.id });
  return keepCodes(c, made, "The second factor is on.");
};

export const destroy: Action = async (c) => {
  if (!(await c.services.secondFactors.turnOff(c.user, c.browser.client))) {
    return c.redirect(paths.twoFactor, notice("The second factor was off already."));
  }
  await recordEvent(c, { kind: "second-factor-off", userId: c.user.id });
  return c.redirect(paths.twoFactor, { text: "The second factor is off." });
};

export const createCodes: Action = async (c) => {
  const { services, user, browser, fields } = c;
  const seen = seenCodes(fields.version);
  const made = await services.secondFactors.renewCodes(user, seen, browser.client);
  // A second press of the button finds the codes of the first.
  if (made === null) return c.redirect(paths.recoveryCodes);
  await recordEvent(c, { kind: "recovery-codes-made", userId: user.id });
  return keepCodes(c, made, "Ten new codes. The old ones no longer work.");
};

export const showCodes: Action = async (c) => {
  const codes = await newCodes(c);
  if (codes === null) return c.redirect(paths.twoFactor);
  return c.page("settings/recovery_codes", recoveryCodesPage(c.scope, codes));
};

export const downloadCodes: Action = async (c) => {
  const codes = await newCodes(c);
  if (codes === null) throw new NotFound();
  return {
    kind: "download",
    type: "text/plain; charset=utf-8",
    fileName: "plainlist-recovery-codes.txt",
    headers: {},
    parts: recoveryCodesFile(c.scope, codes),
  };
};

export const distrust: Action = async (c) => {
  const { services, user } = c;
  const browsers = await trustedBrowsers(services.database, user.id, c.now);
  const browser = browsers.find(({ id }) => id === c.fields.browser);
  if (browser === undefined) {
    return c.redirect(paths.twoFactor, notice("That browser was not trusted any more."));
  }
  await endTrust(services.database, user.id, browser.id);
  await recordEvent(c, { kind: "browser-distrusted", userId: user.id });
  const subject = describeUserAgent(browser.userAgent);
  return c.redirect(paths.twoFactor, { text: "Needs a code again:", subject });
};

/** The page has the key that the form came with, which an app may have by now, unless it is too old. */
function showSetup(c: RequestContext, errors: { code?: string }): PageReply {
  const { services, user } = c;
  const sent = typed(c.fields.setup);
  const known = services.secondFactors.readSetup(user.id, sent);
  const setup =
    known === null ? services.secondFactors.newSetup(user.id) : { key: known, sealed: sent };
  const { hostname: host } = new URL(services.config.appUrl);
  const form = { values: { code: "" }, errors };
  const model = setupPage(setup, { email: user.email, host }, form);
  return c.page("settings/second_factor_setup", model);
}

/** Perhaps by a first press of the same button, whose codes can be seen. */
function alreadyOn(c: RequestContext) {
  return c.redirect(paths.recoveryCodes, notice("The second factor is on already."));
}

/** For the page of the codes; the database has them only hashed. */
async function keepCodes(c: RequestContext, made: SealedCodes, text: string) {
  await c.browser.saveSession({ recoveryCodes: made });
  return c.redirect(paths.recoveryCodes, { text });
}

/** The codes that this browser has made within ten minutes; null: there are none, or others by now. */
async function newCodes(c: RequestContext) {
  const { services, user } = c;
  const { recoveryCodes } = await c.browser.loadSession();
  if (recoveryCodes === undefined || recoveryCodes.userId !== user.id) return null;
  const factor = await findSecondFactor(services.database, user.id);
  const codes = factor && services.secondFactors.readCodes(recoveryCodes, factor);
  return codes && { codes, email: user.email, madeAt: recoveryCodes.madeAt };
}
