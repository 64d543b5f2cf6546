/** Flash messages: what just happened, in a signed cookie, shown once on the next page. */
import { sign, verifySignature } from "../auth/keys.ts";
import { undoButton } from "../forms/undo.ts";
import { paths, withoutAnchor } from "../paths.ts";
import type { ButtonForm, Flash, Shortcut } from "../views/models/page.ts";
import type { RequestContext } from "./request_context.ts";

/** In characters: browsers drop a cookie of more than 4,096, with its name and signature. */
const PAYLOAD_MAX = 3_900;

export interface FlashMessage extends Pick<Flash, "text"> {
  /** notice: nothing was done. */
  kind?: Flash["kind"];
  /** The row it is about: a name, or a title with the address of its page. */
  subject?: string | Flash["subject"];
  receipt?: Flash["receipt"];
  link?: Flash["link"];
  /** The history entry that Undo takes back; null: there is nothing to undo. */
  change?: number | null;
  /** The page that Undo returns to; by default the one that shows the message. */
  undoTo?: string;
  /** Buttons besides Undo. */
  actions?: readonly ButtonForm[];
}

/** A message that nothing was done. */
export function notice(text: string): FlashMessage {
  return { kind: "notice", text };
}

/** @param to the page that shows it. */
export function setFlash(c: RequestContext, to: string, message: FlashMessage): void {
  const payloads = shortened(toFlash(to, message)).map(encode);
  const payload = payloads.find((text) => text.length <= PAYLOAD_MAX) ?? payloads.at(-1) ?? "";
  const signature = sign(c.services.flashKeys, signedText(c, payload));
  c.browser.setCookie("flash", `${payload}.${signature}`);
}

/**
 * Reads the message and clears its cookie, unless the request is a HEAD: that shows nothing to anyone.
 * @returns null: there is none, or it is another user's.
 */
export function takeFlash(c: RequestContext): Flash | null {
  const value = c.browser.cookie("flash");
  if (value === undefined) return null;
  if (c.method !== "HEAD") c.browser.clearCookie("flash");
  const [payload = "", signature = ""] = value.split(".");
  const isOurs = verifySignature(c.services.flashKeys, signedText(c, payload), signature);
  if (!isOurs) return null;
  // One of an earlier version of the application has neither.
  return {
    link: null,
    shortcut: null,
    ...JSON.parse(Buffer.from(payload, "base64url").toString("utf8")),
  };
}

/**
 * Binds a message to the sign-in that it is for, so that the next user of the browser does not see it.
 * Messages to visitors are not bound to anything: they must not name anything of an account's.
 */
function signedText({ session }: RequestContext, payload: string): string {
  return `${session?.id ?? ""}.${payload}`;
}

function toFlash(to: string, message: FlashMessage): Flash {
  const {
    change = null,
    undoTo = withoutAnchor(to),
    actions = [],
    subject: about,
    ...rest
  } = message;
  const subject = typeof about === "string" ? { title: about, href: null } : (about ?? null);
  const undo = { label: "Undo", fields: { return_to: undoTo } };
  const undos = change === null ? [] : [{ ...undo, action: paths.undo(change) }];
  const all = [...undos, ...actions];
  return {
    kind: "done",
    receipt: null,
    link: null,
    ...rest,
    subject,
    actions: all,
    shortcut: toShortcut(to, all),
  };
}

/** Of Undo and Redo, where the address leads to a row, a day, or the end of the rows: see `anchors`. */
function toShortcut(to: string, [first]: readonly ButtonForm[]): Shortcut | null {
  const [, at] = /#((?:t-|b|l-|q-|s-)\d+|end|day)$/.exec(to) ?? [];
  const [, change] = /^\/undo\/(\d+)$/.exec(first?.action ?? "") ?? [];
  if (first === undefined || at === undefined || change === undefined) return null;
  const [, row] = /#t-(\d+)$/.exec(first.fields.return_to ?? "") ?? [];
  return {
    at,
    label: first.label,
    name: undoButton(Number(change), row === undefined ? null : Number(row)),
  };
}

/** From the whole message to its text alone: without the further actions, the receipt, and Undo. */
function shortened(flash: Flash): Flash[] {
  const undoOnly = { ...flash, actions: flash.actions.slice(0, 1) };
  const plain = { ...undoOnly, receipt: null };
  return [flash, undoOnly, plain, { ...plain, actions: [], shortcut: null }];
}

function encode(flash: Flash): string {
  return Buffer.from(JSON.stringify(flash)).toString("base64url");
}
