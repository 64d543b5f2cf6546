/** Finds the declaration of the form that is posted to an address. */
import type { FormDeclaration } from "../forms/declaration.ts";
import type { Fields } from "./request_context.ts";
import type { Route } from "./router.ts";

/** One form, or several at one address, chosen by their fields. */
export type RouteForm = FormDeclaration | ((fields: Fields) => FormDeclaration);

export class FormTable {
  readonly #entries: readonly { parts: readonly string[]; form: RouteForm }[];

  constructor(routes: readonly Route[]) {
    this.#entries = routes.flatMap(({ method, path, form }) =>
      method === "post" && form !== undefined ? [{ parts: path.split("/"), form }] : [],
    );
  }

  /** @param address may have a query. @returns null where no form is posted to it. */
  find(address: string, fields: Fields): FormDeclaration | null {
    const parts = address.replace(/[?#].*$/, "").split("/");
    const matches = (pattern: readonly string[]) =>
      pattern.length === parts.length &&
      pattern.every((part, index) => part.startsWith(":") || part === parts[index]);
    const form = this.#entries.find((entry) => matches(entry.parts))?.form;
    if (form === undefined) return null;
    return typeof form === "function" ? form(fields) : form;
  }
}
