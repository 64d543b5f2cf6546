/** Identifies a posted form, so that a repeat of it changes nothing. */
import { createHash } from "node:crypto";
import { RETENTION, type RequestKey } from "../db/journal.ts";
import type { RequestContext } from "./request_context.ts";

/**
 * Two posts are the same request if they have the same page key, address and field values. A changed
 * text under the same key is another request: the Back button of some browsers restores the page with
 * its old key. Fields are sorted, since the confirmation page sends them in another order.
 * @returns null: the form has no key.
 */
export function formRequestKey({ address, fields }: RequestContext): RequestKey | null {
  const { _csrf, request_key: key, ...values } = fields;
  if (typeof key !== "string" || key === "") return null;
  const sorted = Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
  const digest = createHash("sha256").update(JSON.stringify([key, address, sorted]));
  return { key: digest.digest("base64url"), lifetime: RETENTION };
}
