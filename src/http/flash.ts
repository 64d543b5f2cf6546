/** What just happened, carried in a signed cookie to the next page and shown there once. */
import type { Request, Response } from "express";
import { sign, verifySignature } from "../auth/keys.ts";
import type { Services } from "../services.ts";
import type { Flash } from "../views/models/page.ts";

/** In characters: a browser drops a cookie of more than 4,096 with its name and signature. */
const LONGEST = 3_900;

/**
 * What does not fit into a cookie is left out, the least needed first.
 * @param sessionId the sign-in that it is for: nobody else sees it.
 */
export function setFlash(context: Services, res: Response, sessionId: string, flash: Flash): void {
  const payloads = shorterAndShorter(flash).map(encode);
  const payload = payloads.find((text) => text.length <= LONGEST) ?? payloads.at(-1);
  const signature = sign(context.flashKeys, `${sessionId}.${payload}`);
  context.cookies.set(res, "flash", `${payload}.${signature}`);
}

/** Reads it and takes the cookie away. */
export function takeFlash(context: Services, req: Request, res: Response): Flash | null {
  const value = context.cookies.read(req, "flash");
  if (value === undefined || req.viewer === null) return null;
  context.cookies.clear(res, "flash");
  const [payload = "", signature = ""] = value.split(".");
  const isOurs = verifySignature(
    context.flashKeys,
    `${req.viewer.sessionId}.${payload}`,
    signature,
  );
  return isOurs ? JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) : null;
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
