/** The page that asks for the password or a code again, with the form that waits for it. */
import type { SavedForm } from "../auth/session.ts";
import type { ProviderConfig } from "../config_providers.ts";
import type { ConfirmField } from "../forms/confirm.ts";
import type { FieldDeclaration, FormDeclaration } from "../forms/declaration.ts";
import type { PageModel } from "../http/reply.ts";
import type { User } from "../models/users.ts";
import { paths } from "../paths.ts";
import type { FormView } from "../views/models/form.ts";
import { confirmLinks } from "./providers.ts";

interface FreshSignIn {
  user: Pick<User, "name" | "email">;
  /** When they last proved who they are, in words. */
  lastProof: string;
  /** null: none waits. */
  waiting: { key: string; form: SavedForm; declaration: FormDeclaration | null } | null;
  /** The proof was given already, such as by a provider: only the button is left. */
  isFresh: boolean;
  by: "password" | "code" | null;
  /** Whether the other of the two would do too. */
  hasOther: boolean;
  /** That know the user. */
  providers: readonly ProviderConfig[];
  cancelHref: string;
  form: FormView<ConfirmField>;
  formError: string | null;
}

export function freshSignInPage(page: FreshSignIn): PageModel<"auth/confirm"> {
  const { user, lastProof, waiting, isFresh, by, hasOther, cancelHref, form, formError } = page;
  const title = waiting?.declaration?.title ?? "Go on";
  const button = waiting?.declaration?.button;
  return {
    title: "Is it you?",
    headerLink: { href: paths.settings, label: user.name },
    email: user.email,
    lastProof,
    isFresh,
    by,
    otherHref: hasOther ? addressOf(by === "code" ? "password" : "code", waiting?.key) : null,
    providers: confirmLinks(page.providers, addressOf("password", waiting?.key)),
    form,
    formError,
    waiting: waiting?.key ?? null,
    change: lowerFirst(title),
    fields: waiting === null ? [] : shownFields(waiting.form, waiting.declaration),
    submitLabel: typeof button === "string" ? button : title,
    cancelHref,
  };
}

function addressOf(by: "password" | "code", waiting: string | undefined): string {
  const query = new URLSearchParams({
    ...(by === "code" && { with: "code" }),
    ...(waiting !== undefined && { waiting }),
  });
  return query.size === 0 ? paths.confirm : `${paths.confirm}?${query}`;
}

/** What was typed and chosen, in words, without secrets: they are not kept. */
function shownFields(
  { fields }: SavedForm,
  declaration: FormDeclaration | null,
): { label: string; text: string }[] {
  return Object.entries(declaration?.fields ?? {}).flatMap(([name, declared]) => {
    const text = wordsOf(declared, String(fields[name] ?? ""));
    return text === null || text.text === "" ? [] : [text];
  });
}

function wordsOf(
  declared: FieldDeclaration,
  value: string,
): { label: string; text: string } | null {
  if (declared.kind === "ids" || declared.kind === "secret") return null;
  const { label } = declared;
  if (label === undefined) return null;
  const words = declared.kind === "choice" ? declared.words?.[value] : undefined;
  return { label, text: words ?? value };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
