/** The page of where a user is signed in. */
import type { UserScope } from "../db/scope.ts";
import { TOKEN_ACCESS } from "../forms/token.ts";
import { type FlashMessage, notice } from "../http/flash.ts";
import type { PageModel } from "../http/reply.ts";
import type { Ended, listSignIns, SignIn } from "../models/sign_ins.ts";
import { paths } from "../paths.ts";
import { capitalized, numberInWords } from "../text.ts";
import type { SignInRow } from "../views/models/access.ts";
import { clientName, networkName } from "./client_name.ts";
import { agoInWords, type Clock, onDay } from "./time_words.ts";

/** @param current the id of the sign-in of the request. */
export function signInsPage(
  { signIns, browsers, programs }: Awaited<ReturnType<typeof listSignIns>>,
  scope: UserScope,
  current: string,
): PageModel<"settings/sessions"> {
  const rows = (kinds: readonly SignIn["kind"][]) =>
    signIns.filter(({ kind }) => kinds.includes(kind)).map((one) => toRow(one, scope, current));
  const others = browsers + programs - 1;
  return {
    title: "Where you are signed in",
    here: paths.settings,
    groups: [
      toGroup("browsers", "Browsers", rows(["web", "browser"]), browsers),
      toGroup("programs", "Programs", rows(["api", "token"]), programs),
    ].filter(({ total }) => total > 0),
    others:
      others === 0
        ? null
        : `${capitalized(numberInWords(others))} ${others === 1 ? "ends" : "end"}. You stay signed in here.`,
  };
}

/** "Ended: Safari on an iPhone." */
export function endedFlash(ended: Ended): FlashMessage {
  if (ended.isRepeat) return notice("That had ended already.");
  const text = ended.kind === "browser" ? "No longer trusted:" : "Ended:";
  return { text, subject: nameOf(ended) };
}

/** "Five sign-ins ended." */
export function othersEndedFlash(count: number): FlashMessage {
  if (count === 0) return notice("There was nothing else to end.");
  const ended = count === 1 ? "sign-in ended" : "sign-ins ended";
  return { text: `${capitalized(numberInWords(count))} ${ended}.` };
}

function toGroup(id: string, heading: string, rows: SignInRow[], total: number) {
  const hidden = total - rows.length;
  const more = `${hidden.toLocaleString("en")} that were used before these are not listed.`;
  return { id, heading, rows, total, more: hidden === 0 ? null : more };
}

function toRow(signIn: SignIn, clock: Clock, current: string): SignInRow {
  const { id, kind, name, access, address, createdAt, lastSeenAt, trustedUntil } = signIn;
  const isCurrent = id === current;
  const isProgram = kind === "api";
  const used = lastSeenAt === null ? null : agoInWords(lastSeenAt, clock);
  const code =
    kind === "web" && trustedUntil !== null
      ? ` Needs no code until ${until(trustedUntil, clock)}.`
      : "";
  const first = signIn.isFirst && kind === "web" ? ", for the first time" : "";
  const started = kind === "token" ? "Made" : "Signed in";
  return {
    id,
    isCurrent,
    isToken: kind === "token",
    name: name ?? `${clientName(signIn)}${isProgram ? ", with your password" : ""}`,
    access: access === null ? null : `can ${TOKEN_ACCESS[access]}`,
    used:
      used === null
        ? "Not used yet"
        : capitalized(`${networkName(address)}, ${isCurrent ? "now" : used}`),
    since:
      kind === "browser" && trustedUntil !== null
        ? `Not signed in. Trusted until ${until(trustedUntil, clock)}: it needs no code.`
        : `${started} ${onDay(createdAt, clock)}${first}.${code}${kind === "web" ? "" : ` ${endOf(signIn, clock)}.`}`,
  };
}

/** "Ends by itself on Saturday". */
export function endOf({ expiresAt }: Pick<SignIn, "expiresAt">, clock: Clock): string {
  return expiresAt === null
    ? "Does not end by itself"
    : `Ends by itself ${onDay(expiresAt, clock)}`;
}

function until(moment: Date, clock: Clock): string {
  return onDay(moment, clock).replace(/^on /, "");
}

function nameOf(ended: Ended): string {
  return ended.kind === "token" ? `Token “${ended.name ?? ""}”` : clientName(ended);
}
