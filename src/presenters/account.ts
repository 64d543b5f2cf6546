/** The settings of the account itself: its name, its address, its password. */
import { dayAndMonth, nearDay } from "../dates/format.ts";
import { localMoment } from "../dates/local_time.ts";
import type { PasswordField } from "../forms/account.ts";
import type { PageModel } from "../http/reply.ts";
import { TOKEN_LIFETIMES } from "../models/account_tokens.ts";
import { type AccountDetails, findAccountDetails } from "../models/accounts.ts";
import type { User } from "../models/users.ts";
import { paths } from "../paths.ts";
import type { AccountPages } from "../views/models/accounts.ts";
import type { FormView } from "../views/models/form.ts";
import type { SettingsLine } from "../views/models/settings.ts";
import { newPasswordInput } from "./new_password.ts";
import type { SettingsContext } from "./settings_line.ts";

/** The line of the settings' index: who they are, and whether their address is theirs. */
export async function accountLine(context: SettingsContext): Promise<SettingsLine> {
  const { user, database, scope, canMail } = context;
  const details = await findAccountDetails(database, user.id, scope.now);
  const { emailVerifiedAt, pendingEmail } = details;
  const isUnverified = canMail && emailVerifiedAt === null;
  const changed = user.passwordChangedAt;
  const password = changed && ` Password changed on ${dateOf(changed, user.timeZone)}.`;
  return {
    heading: "You",
    href: paths.account,
    state: [
      { typed: user.name },
      ", ",
      { typed: user.email },
      ...(isUnverified ? [", ", { strong: "not verified yet" }] : []),
      ".",
      ...(pendingEmail === null ? [] : [" ", { typed: pendingEmail }, " waits for its link."]),
      ...(password === null ? [] : [password]),
    ],
    deservesLook: isUnverified || pendingEmail !== null,
  };
}

/** A form that comes back; the others show what is stored. */
export interface AccountProblems {
  name?: FormView<"name">;
  email?: FormView<"email">;
  password?: Partial<Record<PasswordField, string>>;
  formError?: AccountPages["settings/account"]["formError"];
}

interface AccountState {
  user: User;
  details: AccountDetails;
  problems: AccountProblems;
  canMail: boolean;
  isFresh: boolean;
  passwordMinLength: number;
  isRevealed: boolean;
  hasToggled: boolean;
  keepsOthers: boolean;
  now: Date;
}

export function accountPage(state: AccountState): PageModel<"settings/account"> {
  const { user, details, problems, now } = state;
  const { hasPassword, pendingEmail } = details;
  const { name, email, password = {}, formError = null } = problems;
  return {
    title: "You",
    since: dateOf(details.createdAt, user.timeZone),
    email: user.email,
    isVerified: details.emailVerifiedAt !== null,
    linkSent: linkSent(details, user.timeZone, now),
    pendingEmail,
    canMail: state.canMail,
    nameForm: name ?? { values: { name: user.name }, errors: {} },
    emailForm: email ?? { values: { email: "" }, errors: {} },
    passwordForm: { values: { current_password: "", password: "" }, errors: password },
    formError,
    hasPassword,
    asksForPassword: hasPassword || state.isFresh,
    password: newPasswordInput({
      minLength: state.passwordMinLength,
      isRevealed: state.isRevealed,
      error: password.password,
    }),
    keepsOthers: state.keepsOthers,
    hasPasswordFocus: state.hasToggled,
  };
}

/** "2 March 2026". */
function dateOf(moment: Date, timeZone: string | null): string {
  const { date } = localMoment(moment, timeZone);
  return `${dayAndMonth(date)} ${date.slice(0, 4)}`;
}

function linkSent({ linkSentAt }: AccountDetails, timeZone: string | null, now: Date): string {
  if (linkSentAt === null) return "";
  if (now.getTime() - linkSentAt.getTime() >= TOKEN_LIFETIMES.verify) {
    return "The link that we sent you has expired.";
  }
  const [sent, today] = [linkSentAt, now].map((moment) => localMoment(moment, timeZone).date);
  return `We sent you a link ${nearDay(sent ?? "", today ?? "")}.`;
}
