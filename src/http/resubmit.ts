/** A form that could not be handled comes back filled, to be sent again: nothing typed is lost. */
import type { FieldDeclaration, FormDeclaration } from "../forms/declaration.ts";
import { typed } from "../forms/fields.ts";
import { paths } from "../paths.ts";
import type { ConfirmField } from "../views/models/form.ts";
import type { PageReply } from "./reply.ts";
import type { Fields, RequestContext } from "./request_context.ts";
import { safeReturnTo } from "./return_to.ts";

export interface Resubmission {
  /** lapsed: the sign-in had ended. unverified: the CSRF check failed. unavailable: no database. */
  reason: keyof typeof REASONS;
  /** Where the form was going. */
  action: string;
  fields: Fields;
}

type KeptFields = Record<string, string | string[]>;

const REASONS = {
  lapsed: {
    status: 200,
    heading: "What you wrote is still here",
    explanation:
      "You were signed out before it could be saved. Nothing is lost: look it over and send it.",
  },
  unverified: {
    status: 403,
    heading: "Please confirm this",
    explanation:
      "We could not check that this came from Plainlist, so nothing has been changed yet. If it is what you meant, send it.",
  },
  unavailable: {
    status: 503,
    heading: "Not saved yet",
    explanation:
      "The server is too busy, or cannot reach its data. Nothing is lost: wait a moment, then send it again.",
  },
};

const HIDDEN = { label: null, kind: "hidden" } as const;
const SHOWN = { text: "line", lines: "text", email: "email", secret: "password" } as const;

/** The form's fields as texts, without secrets: what may be kept and shown again. */
export function keepableFields(fields: Fields, form: FormDeclaration | null): KeptFields {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([name, value]) => [name, value, declarationOf(name, form)] as const)
      .filter(([, , declared]) => declared !== null && declared.kind !== "secret")
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(typed) : typed(value)]),
  );
}

export function resubmit(
  c: RequestContext,
  { reason, action: sentTo, fields }: Resubmission,
): PageReply {
  const { status, heading, explanation } = REASONS[reason];
  // "//host/…" was asked of this server, but as a form's action it would lead to that host.
  const action = safeReturnTo(sentTo) ?? paths.dashboard;
  const form = c.forms.find(action, fields);
  const button = form?.button ?? "Send it again";
  const model = {
    title: heading,
    heading,
    explanation: `${explanation}${addressHint(c, reason)}`,
    action,
    fields: confirmFields(fields, form),
    submitLabel: typeof button === "function" ? button(fields, action) : button,
    cancelHref: c.session === null ? paths.home : paths.dashboard,
    hasForm: true,
  };
  // Without a database there is nothing to count, and it is not known who asks: the form goes back with
  // the token that it came with.
  const isDown = reason === "unavailable";
  const down = isDown ? { navigation: null, csrf: typed(fields._csrf) } : {};
  return c.page("forms/confirm", { ...model, ...down }, { status });
}

/** A field that was sent several times, as check boxes are, is there as often. */
function confirmFields(fields: Fields, form: FormDeclaration | null): ConfirmField[] {
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

/** A text that was left empty stays hidden; an address and a secret are always asked for. */
function shownAs(declared: FieldDeclaration, value: string): Pick<ConfirmField, "label" | "kind"> {
  const isText = declared.kind === "text" || declared.kind === "lines";
  if (!("label" in declared) || (isText && value === "")) return HIDDEN;
  return { label: declared.label, kind: SHOWN[declared.kind] };
}

function declarationOf(name: string, form: FormDeclaration | null): FieldDeclaration | null {
  if (form === null) return null;
  if (Object.hasOwn(form.fields, name)) return form.fields[name] ?? null;
  return form.buttons?.test(name) ? { kind: "choice" } : null;
}

/** A server opened under another address than its own refuses every form: the person must know why. */
function addressHint(c: RequestContext, reason: Resubmission["reason"]): string {
  const origin = c.header("origin");
  const { appUrl } = c.services.config;
  if (reason !== "unverified" || origin === undefined || origin === "null" || origin === appUrl) {
    return "";
  }
  return ` This server’s address is ${appUrl}; the form came from ${origin.slice(0, 200)}.`;
}
