/** The pages of personal tokens. */
import type { UserScope } from "../db/scope.ts";
import { TOKEN_ACCESS, TOKEN_DEFAULTS, type TokenField } from "../forms/token.ts";
import { type FlashMessage, notice } from "../http/flash.ts";
import type { PageModel } from "../http/reply.ts";
import type { Ended, SignIn } from "../models/sign_ins.ts";
import { paths } from "../paths.ts";
import { capitalized } from "../text.ts";
import type { TokenRow } from "../views/models/access.ts";
import type { Choice, FormView } from "../views/models/form.ts";
import { networkName } from "./client_name.ts";
import { agoInWords, type Clock, onDay } from "./time_words.ts";

const ACCESSES = { read: "Only read", write: "Read and write" };
const LIFETIMES = { "30": "30 days", "90": "90 days", "365": "A year", never: "Never" };
/** In milliseconds: a token that was not used for so long is perhaps not needed any more. */
const LONG = 30 * 86_400_000;

export const NEW_TOKEN_FORM: FormView<TokenField> = { values: TOKEN_DEFAULTS, errors: {} };

export function tokensPage(
  tokens: readonly SignIn[],
  scope: UserScope,
  form: FormView<TokenField>,
): PageModel<"settings/tokens"> {
  return {
    title: "Tokens",
    here: paths.settings,
    rows: tokens.map((token) => toRow(token, scope, null)),
    form,
    accesses: choices(ACCESSES, form.values.access),
    lifetimes: choices(LIFETIMES, form.values.days),
  };
}

/** The token as well, the only time that it is shown. */
export function madeTokenPage(
  tokens: readonly SignIn[],
  scope: UserScope,
  { made, token, appUrl }: { made: SignIn; token: string; appUrl: string },
): PageModel<"settings/token_made"> {
  const { name, expiresAt } = made;
  const end = expiresAt === null ? "" : ` until ${onDay(expiresAt, scope).replace(/^on /, "")}`;
  return {
    title: "Tokens",
    here: paths.settings,
    rows: tokens.map((one) => toRow(one, scope, made.id)),
    name: name ?? "",
    token,
    what: `${capitalized(accessOf(made))}${end}.`,
    command: `curl -H "Authorization: Bearer $TOKEN" \\\n${appUrl}/api/${scope.userId}/tasks`,
  };
}

/** "Token made: Backup at home." */
export function madeFlash(name: string): FlashMessage {
  return { text: "Token made:", subject: name };
}

/** The form was sent twice. */
export const MADE_BEFORE = notice(
  "That token has been made already. A token is shown only once: if you have no copy of it, end it and make another.",
);

export function endedTokenFlash({ name, isRepeat }: Ended): FlashMessage {
  return isRepeat
    ? notice("That token had ended already.")
    : { text: "Token ended:", subject: name };
}

function toRow(token: SignIn, clock: Clock, madeId: string | null): TokenRow {
  const { id, name, createdAt, expiresAt } = token;
  const isNew = id === madeId;
  const end = expiresAt === null ? "never ends by itself" : `ends ${onDay(expiresAt, clock)}`;
  return {
    id,
    name: name ?? "",
    access: accessOf(token),
    isNew,
    used: usedInWords(token, clock),
    since: `Made ${isNew ? "now" : onDay(createdAt, clock)}, ${end}`,
  };
}

function usedInWords({ lastSeenAt, address }: SignIn, clock: Clock): string {
  if (lastSeenAt === null) return "Not used yet";
  const isLong = clock.now.getTime() - lastSeenAt.getTime() > LONG;
  if (isLong) return `Not used since ${agoInWords(lastSeenAt, clock)}`;
  return `Used ${agoInWords(lastSeenAt, clock)}, from ${networkName(address)}`;
}

function accessOf({ access }: SignIn): string {
  return `can ${TOKEN_ACCESS[access ?? "read"]}`;
}

function choices(labels: Readonly<Record<string, string>>, chosen: string): Choice[] {
  return Object.entries(labels).map(([value, label]) => ({
    value,
    label,
    selected: value === chosen,
  }));
}
