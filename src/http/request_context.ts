/** One request as actions see it: who asks, what was sent, what time it is, and how to reply. */
import type { Request } from "express";
import type { Logger } from "pino";
import type { Session } from "../auth/authenticator.ts";
import type { RequestKey } from "../db/journal.ts";
import type { UserScope } from "../db/scope.ts";
import { NotFound } from "../errors.ts";
import { fieldsOf } from "../forms/fields.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import type { User } from "../models/users.ts";
import type { Services } from "../services.ts";
import type { Views } from "../views/models.ts";
import { countProblems } from "../views/problems.ts";
import type { Browser } from "./browser.ts";
import type { FlashMessage } from "./flash.ts";
import type { FormTable } from "./form_table.ts";
import type { EmptyReply, JsonReply, PageModel, PageReply, RedirectReply, Reply } from "./reply.ts";
import { safeReturnTo } from "./return_to.ts";

export type Action = (c: RequestContext) => Promise<Reply> | Reply;

/** Stands before an action: null lets the request through. */
export type Guard = (c: RequestContext) => Promise<Reply | null> | Reply | null;

export type Fields = Record<string, unknown>;

export interface RequestContextOptions {
  services: Services;
  req: Request;
  browser: Browser;
  forms: FormTable;
}

export class RequestContext {
  readonly services: Services;
  readonly browser: Browser;
  /** What each form of the application says of itself, by its address. */
  readonly forms: FormTable;
  /** null: nobody is signed in. */
  session: Session | null = null;
  /** Nobody is signed in because a sign-in ran out. */
  isExpired = false;
  /** Names a request that changes something: the same one again is answered like the first. */
  requestKey: RequestKey | null = null;
  readonly #req: Request;

  constructor({ services, req, browser, forms }: RequestContextOptions) {
    this.services = services;
    this.browser = browser;
    this.forms = forms;
    this.#req = req;
  }

  get log(): Logger {
    return this.#req.log;
  }

  get requestId(): string {
    return this.#req.id;
  }

  get method(): string {
    return this.#req.method;
  }

  /** The path and the query, as they were asked for. */
  get address(): string {
    return this.#req.originalUrl;
  }

  get path(): string {
    return this.#req.path;
  }

  /** The network address of the client. */
  get clientAddress(): string {
    return this.#req.ip ?? "";
  }

  /** The fields of the form, or of the JSON object. */
  get fields(): Fields {
    return fieldsOf(this.#req.body);
  }

  /** What was sent, as it was parsed; undefined: nothing was. */
  get body(): unknown {
    return this.#req.body;
  }

  get query(): Fields {
    return this.#req.query;
  }

  /** The page of ours that led here, if the browser says so. */
  get referrer(): string | null {
    const from = URL.parse(this.header("referer") ?? "");
    return from?.origin === this.services.config.appUrl
      ? safeReturnTo(from.pathname + from.search)
      : null;
  }

  /** Where the form says to go on to, if it is a page of ours. */
  returnTo(fallback: string): string {
    return safeReturnTo(this.fields.return_to) ?? fallback;
  }

  header(name: string): string | undefined {
    return this.#req.get(name);
  }

  /** A part of the path, decoded. */
  param(name: string): string {
    const value = this.#req.params[name];
    return typeof value === "string" ? value : "";
  }

  /** A number in the path. @throws NotFound: what is not a number is not a row of anybody's. */
  id(name = "id"): number {
    const id = parsePositiveInteger(this.param(name));
    if (id === null) throw new NotFound();
    return id;
  }

  /** @throws Error on a route that does not require a user. */
  get scope(): UserScope {
    return this.#required().scope;
  }

  get user(): User {
    return this.#required().user;
  }

  get now(): Date {
    return this.session?.scope.now ?? this.services.clock();
  }

  /** The user's day, "YYYY-MM-DD". */
  get today(): string {
    return this.scope.today;
  }

  /** A page; with problems to fix in a form it is a 422, unless another status is said. */
  page<Name extends keyof Views>(
    name: Name,
    model: PageModel<Name>,
    { status, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ): PageReply {
    const isInvalid = countProblems(model) > 0;
    return { kind: "page", status: status ?? (isInvalid ? 422 : 200), headers, name, model };
  }

  redirect(to: string, flash: FlashMessage | null = null): RedirectReply {
    return { kind: "redirect", to, headers: {}, flash };
  }

  json(status: number, body: unknown, headers: JsonReply["headers"] = {}): JsonReply {
    return { kind: "json", status, headers, body };
  }

  empty(status: 204 | 304, headers: EmptyReply["headers"] = {}): EmptyReply {
    return { kind: "empty", status, headers };
  }

  #required(): Session {
    if (this.session === null) throw new Error("A user's action without requireUser before it");
    return this.session;
  }
}
