/** What the form of each address says of itself: built from the routes. */
import type { FormDeclaration } from "../forms/declaration.ts";
import type { Fields } from "./request_context.ts";
import type { Route } from "./router.ts";

/** One form, or several at one address that their fields tell apart. */
export type RouteForm = FormDeclaration | ((fields: Fields) => FormDeclaration);

export class FormTable {
  readonly #entries: readonly { parts: readonly string[]; form: RouteForm }[];

  constructor(routes: readonly Route[]) {
    this.#entries = routes.flatMap(({ method, path, form }) =>
      method === "post" && form !== undefined ? [{ parts: path.split("/"), form }] : [],
    );
  }

  /** The form that goes to an address; null: none does. */
  find(address: string, fields: Fields): FormDeclaration | null {
    const parts = address.replace(/[?#].*$/, "").split("/");
    const isIt = (own: readonly string[]) =>
      own.length === parts.length &&
      own.every((part, index) => part.startsWith(":") || part === parts[index]);
    const form = this.#entries.find((entry) => isIt(entry.parts))?.form;
    if (form === undefined) return null;
    return typeof form === "function" ? form(fields) : form;
  }
}
