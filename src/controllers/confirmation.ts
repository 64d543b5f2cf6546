/** A form that could not be taken comes back filled, to be sent again: nothing typed is lost. */
import type { Request, Response } from "express";
import type { Context } from "../context.ts";
import { isRowButton, parseCompletion } from "../forms/completion.ts";
import { typed } from "../forms/fields.ts";
import { paths } from "../paths.ts";
import { safeReturnTo } from "../return_to.ts";
import type { ConfirmField } from "../views/models.ts";
import { makePage, show } from "./pages.ts";

export interface Confirmation {
  /** lapsed: the sign-in had ended. unverified: the CSRF check failed. unavailable: no database. */
  reason: "lapsed" | "unverified" | "unavailable";
  /** Where the form was going. */
  action: string;
  fields: Record<string, unknown>;
}

/** Every field of the app's forms; others are left out. A password is asked for again, never kept. */
const FIELDS: Record<string, Pick<ConfirmField, "label" | "kind">> = {
  name: { label: "Name", kind: "line" },
  email: { label: "Email", kind: "email" },
  password: { label: "Password", kind: "password" },
  title: { label: "Title", kind: "line" },
  description: { label: "Notes", kind: "text" },
  done: { label: null, kind: "hidden" },
  version: { label: null, kind: "hidden" },
  request_key: { label: null, kind: "hidden" },
  return_to: { label: null, kind: "hidden" },
};

const REASONS = {
  lapsed: {
    status: 200,
    heading: "Here is your form",
    explanation:
      "You were signed out before it could be saved. Nothing is lost: look it over and send it.",
  },
  unverified: {
    status: 403,
    heading: "Please confirm this",
    explanation:
      "It could not be made sure that this came from a page of yours, so nothing has been changed yet. If it is what you meant, send it.",
  },
  unavailable: {
    status: 503,
    heading: "Not saved yet",
    explanation:
      "The server is too busy, or cannot reach its data. Nothing is lost: wait a moment, then send it again.",
  },
};

/** The form's fields as texts, without secrets: what may be kept and shown again. */
export function keepableFields(fields: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => isRowButton(name) || (Object.hasOwn(FIELDS, name) && name !== "password"))
      .map(([name, value]) => [name, typed(value)]),
  );
}

export async function showConfirmation(
  context: Context,
  req: Request,
  res: Response,
  { reason, action: sentTo, fields }: Confirmation,
): Promise<void> {
  const { status, heading, explanation } = REASONS[reason];
  // "//host/…" was asked of this server, but as a form's action it would lead to that host.
  const action = safeReturnTo(sentTo) ?? paths.dashboard;
  const kept = keepableFields(fields);
  // Without a database there is nothing to count.
  const isDown = reason === "unavailable";
  const counts = isDown ? { counts: { pending: 0, completed: 0 } } : {};
  const page = await makePage(context, req, res, { title: heading, hasForm: true, ...counts });
  // Nor is it known who asks: the form goes back with the token that it came with.
  const csrf = isDown ? typed(fields._csrf) : page.csrf;
  const names = [...Object.keys(FIELDS), ...Object.keys(fields).filter(isRowButton)];
  const known = names.filter((name) => name in fields);
  show(
    context,
    req,
    res,
    "forms/confirm",
    {
      page: { ...page, csrf },
      heading,
      explanation: `${explanation}${addressHint(context, req, reason)}`,
      action,
      fields: known.map((name) => ({
        name,
        label: FIELDS[name]?.label ?? null,
        kind: FIELDS[name]?.kind ?? "hidden",
        value: kept[name] ?? "",
      })),
      submitLabel: submitLabel(action, kept),
      cancelHref: req.viewer === null ? paths.home : paths.dashboard,
    },
    status,
  );
}

/** A server opened under another address than its own refuses every form: the person must be told why. */
function addressHint(context: Context, req: Request, reason: Confirmation["reason"]): string {
  const origin = req.get("origin");
  const { appUrl } = context.config;
  if (reason !== "unverified" || origin === undefined || origin === "null" || origin === appUrl) {
    return "";
  }
  return ` This server’s address is ${appUrl}; the form came from ${origin.slice(0, 200)}.`;
}

function submitLabel(action: string, fields: Record<string, string>): string {
  if (action.endsWith("/deletion")) return "Delete the task";
  if (action.endsWith("/restoration")) return "Restore the task";
  if (action.endsWith("/completion") || action === paths.bulk) {
    return parseCompletion(fields)?.done === false ? "Reopen the task" : "Complete the task";
  }
  if (action === paths.signin) return "Sign in";
  if (action === paths.signup) return "Create account";
  return action === paths.signout ? "Sign out" : "Save";
}
