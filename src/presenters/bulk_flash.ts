/** The flash message after many tasks were changed, and the page that shows it. */
import type { Done } from "../db/saved.ts";
import { isMoveByHand, type ValidAction } from "../forms/bulk.ts";
import type { FlashMessage } from "../http/flash.ts";
import { BULK_KINDS, type BulkAction, type BulkResult } from "../models/bulk.ts";
import { changeText } from "./change_text.ts";
import { atRow } from "./return_target.ts";
import { lastText } from "./task_skip.ts";

/** The list again: after a move by hand at the first row that was moved. */
export function bulkReturnTo(
  { kind }: BulkAction,
  [first]: readonly number[],
  returnTo: string,
): string {
  return first !== undefined && isMoveByHand(kind) ? atRow(returnTo, first) : returnTo;
}

/** @param undoTo the page that Undo returns to. */
export function bulkFlash(
  { value, changeId }: Done<BulkResult>,
  { action, detail }: ValidAction,
  undoTo: string,
): FlashMessage {
  const { title, count, skipped, last } = value;
  if (changeId === null) {
    return { kind: "notice", text: `Nothing changed: ${unchangedReason(action, detail, count)}.` };
  }
  const described = skipped === undefined ? { count } : { count, skipped };
  const { label, subject } = changeText(BULK_KINDS[action.kind], described);
  const receipt = last === undefined ? detail : lastText(last, skipped ?? count);
  const undo = { receipt, change: changeId, undoTo };
  return title === undefined
    ? { text: `${label} ${subject}.`, ...undo }
    : { text: label, subject: title, ...undo };
}

/** "it is already completed", "they already have no date". */
function unchangedReason({ kind }: BulkAction, detail: string | null, count: number): string {
  const [are, have] = count === 1 ? ["it is", "it already has"] : ["they are", "they already have"];
  const reasons: Record<typeof kind, string> = {
    complete: `${are} already completed`,
    reopen: `${are} not completed`,
    delete: `${are} already in the Trash`,
    skip: count === 1 ? "it does not repeat" : "they do not repeat",
    skip_or_delete: `${are} already in the Trash`,
    move: `${are} already in that list`,
    tag: `${are} already tagged ${detail}`,
    untag: `${are} not tagged ${detail}`,
    due: detail === "no date" ? `${have} no date` : `${are} already due ${detail}`,
    priority: `${have} that priority`,
    top: `${are} already at the top`,
    up: `${are} already at the top`,
    down: `${are} already at the bottom`,
    bottom: `${are} already at the bottom`,
  };
  return reasons[kind];
}
