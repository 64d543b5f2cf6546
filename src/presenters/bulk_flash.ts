/** The flash message after many tasks were changed, and the page that shows it. */
import type { Done } from "../db/saved.ts";
import { isMoveByHand, type ValidAction } from "../forms/bulk.ts";
import type { FlashMessage } from "../http/flash.ts";
import { BULK_KINDS, type BulkAction, type BulkResult } from "../models/bulk.ts";
import { changeText } from "./change_text.ts";
import { atRow } from "./return_target.ts";

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
  const { title, count } = value;
  if (changeId === null) {
    const subject = count === 1 ? "it is" : "they are";
    return {
      kind: "notice",
      text: `Nothing changed: ${subject} ${unchangedReason(action, detail)}.`,
    };
  }
  const { label, subject } = changeText(BULK_KINDS[action.kind], { count });
  const undo = { receipt: detail, change: changeId, undoTo };
  return title === undefined
    ? { text: `${label} ${subject}.`, ...undo }
    : { text: label, subject: title, ...undo };
}

/** The rest of a sentence that starts with "it is" or "they are". */
function unchangedReason({ kind }: BulkAction, detail: string | null): string {
  const reasons: Record<typeof kind, string> = {
    complete: "completed already",
    reopen: "not completed",
    delete: "in the trash already",
    move: "in that list already",
    tag: `tagged ${detail} already`,
    untag: `not tagged ${detail}`,
    due: detail === "no date" ? "without a date already" : `due ${detail} already`,
    priority: "of that priority already",
    top: "at the top already",
    up: "at the top already",
    down: "at the bottom already",
    bottom: "at the bottom already",
  };
  return reasons[kind];
}
