/** Finds the route of an address, and the declaration of the form that is posted to it. */
import type { FormDeclaration } from "../forms/declaration.ts";
import type { Fields } from "./request_context.ts";
import type { Route } from "./router.ts";

/** One form, or several at one address, chosen by their fields. */
export type RouteForm = FormDeclaration | ((fields: Fields) => FormDeclaration);

/** A route with the parameters that an address has for its path. */
interface RouteMatch {
  route: Route;
  params: Record<string, string>;
}

export class FormTable {
  readonly #entries: readonly { parts: readonly string[]; route: Route }[];

  constructor(routes: readonly Route[]) {
    this.#entries = routes.map((route) => ({ parts: route.path.split("/"), route }));
  }

  /** @param address may have a query. @returns null where no form is posted to it. */
  find(address: string, fields: Fields): FormDeclaration | null {
    const form = this.match("post", address)?.route.form;
    if (form === undefined) return null;
    return typeof form === "function" ? form(fields) : form;
  }

  /** The route of an address, which may have a query; null: there is none. */
  match(method: Route["method"], address: string): RouteMatch | null {
    const parts = address.replace(/[?#].*$/, "").split("/");
    const isMatch = (pattern: readonly string[]) =>
      pattern.length === parts.length &&
      pattern.every((part, index) => part.startsWith(":") || part === parts[index]);
    const entry = this.#entries.find((one) => one.route.method === method && isMatch(one.parts));
    if (entry === undefined) return null;
    const params = entry.parts.flatMap((part, index) =>
      part.startsWith(":") ? [[part.slice(1), decoded(parts[index] ?? "")]] : [],
    );
    return { route: entry.route, params: Object.fromEntries(params) };
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
