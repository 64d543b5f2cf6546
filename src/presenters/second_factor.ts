/** The pages of the second factor: to turn it on and off, and to sign in with it. */
import { keyText, keyUri } from "../auth/one_time_codes.ts";
import { recoveryCodeText } from "../auth/recovery_codes.ts";
import type { SignInMethod } from "../auth/session.ts";
import { describeUserAgent } from "../auth/user_agent.ts";
import { longDay } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import type { UserScope } from "../db/scope.ts";
import { type CodeField, WRONG_CODE } from "../forms/code.ts";
import type { PageModel } from "../http/reply.ts";
import type { TrustedBrowser } from "../models/browsers.ts";
import { findSecondFactor, type SecondFactor } from "../models/second_factors.ts";
import { paths } from "../paths.ts";
import { capitalized } from "../text.ts";
import type { FormView } from "../views/models/form.ts";
import { qrCode } from "./qr_code.ts";
import type { LineMaker } from "./settings_line.ts";

/** With so few recovery codes the page says to make new ones. */
const FEW_CODES = 3;
const NUMBERS = "none one two three four five six seven eight nine ten".split(" ");

interface CodeState {
  form: FormView<CodeField>;
  formError: string | undefined;
  /** null: it is not known any more. */
  method: SignInMethod | null;
  isRecovery: boolean;
  isTrusted: boolean;
}

export function codePage(state: CodeState): PageModel<"auth/code"> {
  const { form, formError = null, method, isRecovery, isTrusted } = state;
  const withRecovery = `${paths.code}?with=recovery`;
  return {
    title: isRecovery ? "A recovery code" : "The code from your app",
    headerLink: { href: paths.signin, label: "Start again" },
    hasForm: true,
    form,
    isWrong: isWrong(form),
    formError,
    proved: provedBy(method),
    isRecovery,
    isTrusted,
    action: isRecovery ? withRecovery : paths.code,
    otherHref: isRecovery ? paths.code : withRecovery,
  };
}

/** What helps against a wrong code helps against no other problem. */
function isWrong({ errors }: FormView<CodeField>): boolean {
  return errors.code === WRONG_CODE;
}

function provedBy(method: SignInMethod | null): string {
  switch (method?.by) {
    case "reset":
      return "Your password is changed.";
    case "provider":
      return `${method.name} knows you.`;
    default:
      return "Your password was right.";
  }
}

/** @param setup.sealed the key, as the form sends it back. */
export function setupPage(
  { key, sealed }: { key: Buffer; sealed: string },
  { email: account, host }: { email: string; host: string },
  form: FormView<CodeField>,
): PageModel<"settings/second_factor_setup"> {
  const uri = keyUri(key, { issuer: issuerOf(host), account });
  return {
    title: "Second factor",
    here: paths.settings,
    form,
    isWrong: isWrong(form),
    setup: sealed,
    key: keyText(key),
    uri,
    qr: qrCode(uri),
  };
}

/** The name of the account in the app; with the host, since somebody may have accounts on several. */
function issuerOf(host: string): string {
  return host === "localhost" ? "Plainlist" : `Plainlist ${host}`;
}

/** Of the index of the settings. */
export const secondFactorLine: LineMaker = async ({ scope, user, database }) => {
  const factor = await findSecondFactor(database, user.id);
  const line = { href: paths.twoFactor, heading: "Second factor" };
  if (factor === null) {
    const state = [{ strong: "Off." }, " Your password alone opens this account."];
    return { ...line, state, deservesLook: false };
  }
  const { codesLeft } = factor;
  const left = `${capitalized(numberOf(codesLeft))} of ten recovery codes left.`;
  const state = [{ strong: "On" }, ` since ${dayOf(factor.onSince, scope)}. ${left}`];
  return { ...line, state, deservesLook: codesLeft <= FEW_CODES };
};

export function secondFactorPage(
  scope: UserScope,
  factor: SecondFactor,
  { browsers, canMail }: { browsers: readonly TrustedBrowser[]; canMail: boolean },
): PageModel<"settings/second_factor"> {
  const { onSince, codesLeft, codeUsedAt, codesMadeAt } = factor;
  return {
    title: "Second factor",
    here: paths.settings,
    since: dayOf(onSince, scope),
    codesLeft: capitalized(`${numberOf(codesLeft)} of ten left.`),
    codeUsed: codeUsedAt === null ? null : `The last was used on ${dayOf(codeUsedAt, scope)}.`,
    isRunningOut: codesLeft <= FEW_CODES,
    version: String(codesMadeAt.getTime()),
    canMail,
    trusted: browsers.map(({ id, userAgent, trustedUntil }) => ({
      id,
      name: capitalized(describeUserAgent(userAgent)),
      until: dayOf(trustedUntil, scope),
    })),
  };
}

interface NewCodes {
  codes: readonly string[];
  email: string;
  /** In milliseconds. */
  madeAt: number;
}

export function recoveryCodesPage(
  scope: UserScope,
  { codes, email, madeAt }: NewCodes,
): PageModel<"settings/recovery_codes"> {
  return {
    title: "Ten recovery codes",
    here: paths.settings,
    codes: codes.map(recoveryCodeText),
    email,
    madeOn: fullDay(madeAt, scope),
  };
}

/** The same as a file of text. */
export async function* recoveryCodesFile(
  scope: UserScope,
  { codes, email, madeAt }: NewCodes,
): AsyncGenerator<string> {
  yield "Recovery codes for Plainlist\n";
  yield `${email}, ${fullDay(madeAt, scope)}\n\n`;
  for (const code of codes) yield `${recoveryCodeText(code)}\n`;
  yield "\nEach opens the account once, in place of a code from the app.\n";
}

function numberOf(codes: number): string {
  return NUMBERS[codes] ?? String(codes);
}

function dayOf(at: Date, scope: UserScope): string {
  return longDay(localMoment(at, scope.timeZone).date, scope.today);
}

/** With the year, as it is read much later. */
function fullDay(at: number, { timeZone }: UserScope): string {
  return longDay(localMoment(new Date(at), timeZone).date, "");
}
