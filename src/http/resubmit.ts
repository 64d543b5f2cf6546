/** Shows a form that could not be handled again, filled in, so that nothing typed is lost. */
import type { FieldDeclaration, FormDeclaration } from "../forms/declaration.ts";
import { typed } from "../forms/fields.ts";
import { paths } from "../paths.ts";
import type { ConfirmField, ConfirmForm } from "../views/models/form.ts";
import type { PageReply } from "./reply.ts";
import type { Fields, RequestContext } from "./request_context.ts";
import { safeReturnTo } from "./return_to.ts";

/**
 * expired: the sign-in had ended. unsaved: so it had, and the form was not saved meanwhile. unverified:
 * the CSRF check failed. unavailable: no database. full: the account has no room for it.
 */
type Reason = keyof typeof REASONS;

type KeptFields = Record<string, string | string[]>;

const REASONS = {
  expired: {
    status: 200,
    heading: "What you wrote is still here",
    explanation:
      "You were signed out before it could be saved. Nothing is lost: check it, then send it again.",
  },
  unsaved: {
    status: 200,
    heading: "What you wrote is still here",
    explanation:
      "You were signed out, and this is too much to keep on the server until you have signed in. Nothing is lost: leave this page open, sign in in another tab, then send it again.",
  },
  unverified: {
    status: 403,
    heading: "Please confirm this",
    explanation:
      "We could not check that this came from Plainlist, so nothing has been changed yet. If this is what you meant, send it again.",
  },
  unavailable: {
    status: 503,
    heading: "Not saved yet",
    explanation:
      "The server is too busy, or cannot reach its data. Nothing is lost: wait a moment, then send it again.",
  },
  full: {
    status: 422,
    heading: "There is no room for this",
    explanation: "Nothing is lost: make room in another tab, then send it again.",
  },
};

const HIDDEN = { label: null, kind: "hidden" } as const;
const SHOWN = { text: "line", lines: "text", email: "email", secret: "password" } as const;

/** The declared fields as texts, secrets as empty ones: what may be stored and shown. */
export function keepableFields(fields: Fields, form: FormDeclaration | null): KeptFields {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]) => [name, value, declarationOf(name, form)] as const)
      .filter(([, , declared]) => declared !== null)
      .map(([name, value, declared]) => {
        if (declared?.kind === "secret") return [name, ""];
        return [name, Array.isArray(value) ? value.map(typed) : typed(value)];
      }),
  );
}

interface SentForm {
  action: string;
  fields: Fields;
}

/** @param sent by default the form of this request. @param message a sentence that comes first. */
export function resubmit(
  c: RequestContext,
  reason: Reason,
  [sent, ...others]: readonly [SentForm, ...SentForm[]] = [{ action: c.address, fields: c.fields }],
  message = "",
): PageReply {
  const { fields } = sent;
  const { status, heading, explanation } = REASONS[reason];
  const { title, ...own } = confirmForm(c, sent);
  // Without a database the counts and the user are unknown: the form keeps the token that it came with.
  const down = reason === "unavailable" ? { navigation: null, csrf: typed(fields._csrf) } : {};
  return c.page("forms/confirm", {
    title: title === null ? heading : `${heading}: ${title}`,
    status,
    heading,
    explanation:
      `${message} ${explanation}${addressHint(c, reason)}${others.length > 0 ? SEVERAL : ""}`.trim(),
    ...own,
    others: others.map((other) => {
      const { title: name, ...form } = confirmForm(c, other);
      return { heading: name ?? "Another form", ...form };
    }),
    cancelHref: c.session === null ? paths.home : paths.dashboard,
    hasForm: true,
    ...down,
  });
}

const SEVERAL =
  " There are several: send one, then come back here for the next. They are kept for an hour.";

/** A form as it is shown; `title` is null where it is not declared. */
function confirmForm(c: RequestContext, sent: SentForm): ConfirmForm & { title: string | null } {
  // "//host/…" was a path on this server, but as a form's action it would lead to that host.
  const action = safeReturnTo(sent.action) ?? paths.dashboard;
  const form = c.forms.find(action, sent.fields);
  const button = form?.button ?? "Send it again";
  const submitLabel = typeof button === "function" ? button(sent.fields, action) : button;
  return {
    title: form?.title ?? null,
    action,
    fields: confirmFields(sent.fields, form),
    submitLabel,
    isDanger: submitLabel.startsWith("Delete"),
  };
}

/** A field that was sent several times, such as check boxes, is repeated as often. */
export function confirmFields(fields: Fields, form: FormDeclaration | null): ConfirmField[] {
  const kept = keepableFields(fields, form);
  const declared = Object.keys(form?.fields ?? {});
  const names = [...declared, ...Object.keys(kept).filter((name) => !declared.includes(name))];
  return names
    .filter((name) => name in fields)
    .flatMap((name) =>
      [kept[name] ?? ""].flat().map((value) => {
        const declared = declarationOf(name, form);
        return { name, value, ...(declared === null ? HIDDEN : shownAs(declared, value)) };
      }),
    );
}

/** A choice and an empty text stay hidden; an email address and a secret are always asked for. */
function shownAs(declared: FieldDeclaration, value: string): Pick<ConfirmField, "label" | "kind"> {
  if (declared.kind === "choice" || declared.kind === "ids") return HIDDEN;
  const isText = declared.kind === "text" || declared.kind === "lines";
  if (isText && value === "") return HIDDEN;
  const isNew = declared.kind === "secret" && declared.isNew === true;
  return { label: declared.label, kind: isNew ? "new-password" : SHOWN[declared.kind] };
}

function declarationOf(name: string, form: FormDeclaration | null): FieldDeclaration | null {
  if (form === null) return null;
  if (Object.hasOwn(form.fields, name)) return form.fields[name] ?? null;
  return form.rows?.test(name) ? { kind: "choice" } : null;
}

/** A server that is opened under another address than APP_URL rejects every form: say why. */
function addressHint(c: RequestContext, reason: Reason): string {
  const origin = c.header("origin");
  const { appUrl } = c.services.config;
  if (reason !== "unverified" || origin === undefined || origin === "null" || origin === appUrl) {
    return "";
  }
  return ` This server’s address is ${appUrl}; the form came from ${origin.slice(0, 200)}.`;
}
