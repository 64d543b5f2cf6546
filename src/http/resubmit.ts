/** A form that could not be taken comes back filled, to be sent again: nothing typed is lost. */
import type { Request, Response } from "express";
import type { ParkedForm } from "../auth/authenticator.ts";
import { makePage, show } from "../controllers/pages.ts";
import { isRowButton, parseCompletion } from "../forms/completion.ts";
import { typed } from "../forms/fields.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import type { ConfirmField } from "../views/models/form.ts";
import { safeReturnTo } from "./return_to.ts";

export interface Confirmation {
  /** lapsed: the sign-in had ended. unverified: the CSRF check failed. unavailable: no database. */
  reason: "lapsed" | "unverified" | "unavailable";
  /** Where the form was going. */
  action: string;
  fields: Record<string, unknown>;
}

type Shown = Pick<ConfirmField, "label" | "kind">;

/** What a person types: shown again under its label. A password is asked for again, never kept. */
const TYPED: Record<string, Shown> = {
  name: { label: "Name", kind: "line" },
  email: { label: "Email", kind: "email" },
  password: { label: "Password", kind: "password" },
  title: { label: "Title", kind: "line" },
  description: { label: "Notes", kind: "text" },
  lines: { label: "A line for each task", kind: "text" },
};

/** The same, where there is something in it, and it is not what a page put beside a line or a list. */
const PLANNED: Record<string, Shown> = {
  due_on: { label: "Due", kind: "line" },
  due_time: { label: "At", kind: "line" },
  starts_on: { label: "Hidden until", kind: "line" },
  tags: { label: "Tags", kind: "line" },
  tag: { label: "Tag", kind: "line" },
};

/** What a person chooses or presses, and what pages put in. */
const CHOSEN = [
  ...["priority", "list", "repeat", "repeat_every", "repeat_days", "repeat_on", "repeat_year_on"],
  ...["repeat_mode", "repeat_ends", "repeat_until", "repeat_count", "preview"],
  ...["task", "tasks", "action", "when", "all", "count", "confirmed", "done"],
  ...["to", "after", "text", "quick"],
  ...["colour", "archived", "force", "time_zone", "week_start"],
  ...["version", "seen", "request_key", "return_to"],
];

const HIDDEN: Shown = { label: null, kind: "hidden" };

/** Every field of the app's forms, in the order in which they are shown; others are left out. */
const FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(TYPED),
  ...Object.keys(PLANNED),
  ...CHOSEN,
]);

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
export function keepableFields(fields: Record<string, unknown>): ParkedForm["fields"] {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => isRowButton(name) || (FIELDS.has(name) && name !== "password"))
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(typed) : typed(value)]),
  );
}

export async function showConfirmation(
  context: Services,
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
  const page = await makePage(context, req, res, {
    title: heading,
    hasForm: true,
    hasNavigation: !isDown,
  });
  // Nor is it known who asks: the form goes back with the token that it came with.
  const csrf = isDown ? typed(fields._csrf) : page.csrf;
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
      fields: toConfirmFields(fields, kept),
      submitLabel: submitLabel(action, kept),
      cancelHref: req.viewer === null ? paths.home : paths.dashboard,
    },
    status,
  );
}

/** A field that was sent several times, as check boxes are, is there as often. */
function toConfirmFields(
  fields: Record<string, unknown>,
  kept: ParkedForm["fields"],
): ConfirmField[] {
  const isTaskForm = !["quick", "action", "task"].some((name) => name in fields);
  const shown = isTaskForm ? { ...TYPED, ...PLANNED } : TYPED;
  return [...FIELDS, ...Object.keys(fields).filter(isRowButton)]
    .filter((name) => name in fields)
    .flatMap((name) =>
      [kept[name] ?? ""].flat().map((value) => {
        const isEmptyPlan = name in PLANNED && value === "";
        return { name, value, ...(isEmptyPlan ? HIDDEN : (shown[name] ?? HIDDEN)) };
      }),
    );
}

/** A server opened under another address than its own refuses every form: the person must be told why. */
function addressHint(context: Services, req: Request, reason: Confirmation["reason"]): string {
  const origin = req.get("origin");
  const { appUrl } = context.config;
  if (reason !== "unverified" || origin === undefined || origin === "null" || origin === appUrl) {
    return "";
  }
  return ` This server’s address is ${appUrl}; the form came from ${origin.slice(0, 200)}.`;
}

function submitLabel(action: string, fields: ParkedForm["fields"]): string {
  if (action.startsWith(`${paths.tasks}/`)) {
    if (action.endsWith("/deletion")) return "Delete the task";
    if (action.endsWith("/restoration")) return "Restore the task";
    const tick = parseCompletion(fields);
    if (tick !== null) return tick.done ? "Complete the task" : "Reopen the task";
    if (action.endsWith("/completion")) return "Complete the task";
  }
  const [, folder, last] = /^\/(\w+)\/.*?(\w+)$/.exec(action) ?? [];
  if (folder === "undo") return "Undo";
  if (last === "purge") return "Delete for good";
  if (last === "deletion") return "Delete";
  if (action === paths.bulk) return "Do it";
  if (action === paths.signin) return "Sign in";
  if (action === paths.signup) return "Create account";
  return action === paths.signout ? "Sign out" : "Save";
}
