/** Questions back: about "all that match", and about a value that is none. What was chosen is kept. */
import type { Request, Response } from "express";
import { HttpError } from "../errors.ts";
import { ACTION_FIELDS, type ParsedAction, parseSelection } from "../forms/bulk.ts";
import { typed } from "../forms/fields.ts";
import type { BulkAction } from "../models/bulk.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import { makePage, show } from "./pages.ts";

type Fields = Record<string, unknown>;

/** Asks whether all that match are still meant, with how many there are now. */
export async function askAgain(
  context: Services,
  req: Request,
  res: Response,
  asked: {
    fields: Fields;
    action: BulkAction;
    shown: number | null;
    count: number;
    returnTo: string;
  },
): Promise<void> {
  const { fields, action, shown, count, returnTo } = asked;
  const verb = BUTTONS[action.kind];
  const tasks = count === 1 ? "1 task" : `${count} tasks`;
  const isOther = shown !== count;
  const change = isOther ? `The list has changed since it was shown: ${tasks} match now. ` : "";
  const after =
    action.kind === "delete"
      ? "They go to the trash, where they can be put back for 30 days."
      : "It is one change, and can be undone as one.";
  const heading = `${verb} ${tasks}?`;
  const page = await makePage(context, req, res, { title: heading });
  const model = {
    page,
    heading,
    explanation: `${change}${after}`,
    action: paths.bulk,
    fields: { ...keptFields(fields, returnTo), count: String(count), confirmed: String(count) },
    submitLabel: `${verb} ${tasks}`,
    cancelHref: returnTo,
  };
  show(context, req, res, "bulk/confirm", model, isOther ? 409 : 200);
}

/** Shows the one field that is wrong, to be mended. @throws HttpError where none can be. */
export async function showToMend(
  context: Services,
  req: Request,
  res: Response,
  fields: Fields,
  { message, field }: Extract<ParsedAction, { ok: false }>,
  returnTo: string,
): Promise<void> {
  if (field === null) throw new HttpError(422, message);
  const heading = "Something needs mending";
  const page = await makePage(context, req, res, { title: heading });
  const kept = Object.entries(keptFields(fields, returnTo)).filter(([name]) => name !== field.name);
  const model = {
    page,
    heading,
    explanation: `${message}. Nothing has been changed yet, and your selection is kept.`,
    action: paths.bulk,
    fields: [
      ...kept.map(([name, value]) => ({ name, label: null, kind: "hidden", value }) as const),
      { ...field, kind: "line", value: typed(fields[field.name]) } as const,
    ],
    submitLabel: "Go on",
    cancelHref: returnTo,
  };
  show(context, req, res, "forms/confirm", model, 422);
}

/** The selection and the action, as they were sent; nothing of what else was. */
function keptFields(fields: Fields, returnTo: string): Record<string, string> {
  const selection = parseSelection(fields);
  const chosen: Record<string, string> =
    selection.kind === "all"
      ? { all: "1", count: typed(fields.count) }
      : { tasks: selection.ids.join(" ") };
  const values = ACTION_FIELDS.flatMap((name) =>
    name in fields ? [[name, typed(fields[name])] as const] : [],
  );
  return { ...chosen, ...Object.fromEntries(values), return_to: returnTo };
}

const BUTTONS: Record<BulkAction["kind"], string> = {
  complete: "Complete",
  reopen: "Reopen",
  delete: "Delete",
  move: "Move",
  tag: "Tag",
  untag: "Take the tag off",
  due: "Reschedule",
  priority: "Change the priority of",
  top: "Move to the top:",
  up: "Move up:",
  down: "Move down:",
  bottom: "Move to the bottom:",
};
