/** What just happened, carried in a signed cookie to the next page and shown there once. */
import { sign, verifySignature } from "../auth/keys.ts";
import { paths, withoutAnchor } from "../paths.ts";
import type { ButtonForm, Flash } from "../views/models/page.ts";
import type { RequestContext } from "./request_context.ts";

/** In characters: a browser drops a cookie of more than 4,096 with its name and signature. */
const PAYLOAD_MAX = 3_900;

export interface FlashMessage extends Pick<Flash, "text"> {
  /** notice: nothing was done. */
  kind?: Flash["kind"];
  subject?: Flash["subject"];
  receipt?: Flash["receipt"];
  /** The entry of the history that Undo takes back; null: there is nothing to undo. */
  change?: number | null;
  /** Where Undo comes back to; the next page. */
  undoTo?: string;
  /** Buttons besides Undo. */
  actions?: readonly ButtonForm[];
}

/** @param to the page that shows it. */
export function setFlash(c: RequestContext, to: string, message: FlashMessage): void {
  const payloads = shorterAndShorter(toFlash(to, message)).map(encode);
  const payload = payloads.find((text) => text.length <= PAYLOAD_MAX) ?? payloads.at(-1) ?? "";
  c.browser.setCookie("flash", `${payload}.${sign(c.services.flashKeys, signed(c, payload))}`);
}

/** Reads it and clears the cookie. */
export function takeFlash(c: RequestContext): Flash | null {
  const value = c.browser.cookie("flash");
  if (value === undefined) return null;
  c.browser.clearCookie("flash");
  const [payload = "", signature = ""] = value.split(".");
  const isOurs = verifySignature(c.services.flashKeys, signed(c, payload), signature);
  return isOurs ? JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) : null;
}

/** The Undo of a change. @param returnTo where it comes back to. */
export function undoButton(changeId: number, returnTo: string): ButtonForm {
  return { label: "Undo", action: paths.undo(changeId), fields: { return_to: returnTo } };
}

/** Bound to the sign-in that it is for, so that nobody else sees it; or to nobody's. */
function signed({ session }: RequestContext, payload: string): string {
  return `${session?.id ?? ""}.${payload}`;
}

function toFlash(to: string, message: FlashMessage): Flash {
  const { change = null, undoTo = withoutAnchor(to), actions = [], ...shown } = message;
  const undo = change === null ? [] : [undoButton(change, undoTo)];
  return { kind: "done", subject: null, receipt: null, ...shown, actions: [...undo, ...actions] };
}

/** Whole, then with the first action only (Undo), then without the receipt, then without any action. */
function shorterAndShorter(flash: Flash): Flash[] {
  const undoOnly = { ...flash, actions: flash.actions.slice(0, 1) };
  const plain = { ...undoOnly, receipt: null };
  return [flash, undoOnly, plain, { ...plain, actions: [] }];
}

function encode(flash: Flash): string {
  return Buffer.from(JSON.stringify(flash)).toString("base64url");
}
