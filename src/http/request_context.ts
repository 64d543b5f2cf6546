/** One request as actions see it: its user, its input and the time, with makers of replies. */
import type { Request } from "express";
import type { Logger } from "pino";
import type { Identity, Presumed, Session } from "../auth/session.ts";
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
import type {
  EmptyReply,
  Headers,
  JsonReply,
  LeaveReply,
  PageModel,
  PageReply,
  RedirectReply,
  Reply,
} from "./reply.ts";
import { safeReturnTo } from "./return_to.ts";

export type Action = (c: RequestContext) => Promise<Reply> | Reply;

/** Runs before an action: null lets the request through. */
export type Guard = (c: RequestContext) => Promise<Reply | null> | Reply | null;

export type Fields = Record<string, unknown>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A form that is handled in another request than the one that it was posted in. */
interface PostedForm {
  /** The path, and perhaps a query. */
  address: string;
  fields: Fields;
  params: Record<string, string>;
}

export class RequestContext {
  readonly services: Services;
  readonly forms: FormTable;
  readonly browser: Browser;
  /** null for a visitor. */
  session: Session | null = null;
  /** A visitor whose sign-in has expired. */
  isExpired = false;
  /** Whether the action only uses the user's scope, so that it can run before the user is confirmed. */
  mayPresume = false;
  #actual: Presumed["actual"] | null = null;
  /** Identifies a request that changes something: a repeat of it gets the reply of the first. */
  requestKey: RequestKey | null = null;
  readonly #req: Request;
  /** Instead of what the request itself has. */
  #posted: PostedForm | null = null;

  constructor(services: Services, forms: FormTable, browser: Browser, req: Request) {
    this.services = services;
    this.forms = forms;
    this.browser = browser;
    this.#req = req;
  }

  /** The same user and browser, as if the form were posted now. */
  as(posted: PostedForm): RequestContext {
    const context = new RequestContext(this.services, this.forms, this.browser, this.#req);
    context.session = this.session;
    context.#posted = posted;
    return context;
  }

  identify(identity: Identity): void {
    this.session = identity.session;
    this.isExpired = identity.session === null && identity.expired;
  }

  /** Goes on with the user as last seen. */
  presume({ session, actual }: Presumed): void {
    this.session = session;
    this.#actual = actual;
    // It is awaited later, after what has failed for the same reason.
    actual.catch(() => undefined);
  }

  /**
   * Waits until the user is known for certain; needed before anything is sent, or written other than by
   * the user's scope.
   * @returns false: the user was not as presumed, and is now.
   * @throws what asking PostgreSQL failed with; there is no user then.
   */
  async confirm(): Promise<boolean> {
    try {
      const actual = await this.#actual;
      this.#actual = null;
      if (actual === null) return true;
      this.identify(actual);
      this.mayPresume = false;
      return false;
    } catch (error) {
      this.session = null;
      throw error;
    }
  }

  get log(): Logger {
    return this.#req.log;
  }

  /** The header `Accept-Language`. */
  get languages(): string | undefined {
    return this.#req.get("accept-language");
  }

  /** Whether the browser says that it runs on a phone. */
  get isPhone(): boolean {
    const hint = this.#req.get("sec-ch-ua-mobile");
    return hint === undefined ? /\bMobi/.test(this.#req.get("user-agent") ?? "") : hint === "?1";
  }

  get requestId(): string {
    return this.#req.id;
  }

  get method(): string {
    return this.#req.method;
  }

  /** The path and the query, as they were sent. */
  get address(): string {
    return this.#posted?.address ?? this.#req.originalUrl;
  }

  get path(): string {
    return this.#posted?.address.replace(/\?.*$/, "") ?? this.#req.path;
  }

  /** The fields of the form or of the JSON object; none where there is no body. */
  get fields(): Fields {
    return this.#posted?.fields ?? fieldsOf(this.#req.body);
  }

  /** The parsed body; undefined: there was none. */
  get body(): unknown {
    return this.#req.body;
  }

  get query(): Fields {
    if (this.#posted === null) return this.#req.query;
    return Object.fromEntries(
      new URL(this.#posted.address, this.services.config.appUrl).searchParams,
    );
  }

  /** The page of ours that led here, by the browser's `Referer`. */
  get referrer(): string | null {
    const from = URL.parse(this.header("referer") ?? "");
    return from?.origin === this.services.config.appUrl
      ? safeReturnTo(from.pathname + from.search)
      : null;
  }

  /** The page of ours that the form asks to return to. */
  returnTo(fallback: string): string {
    return safeReturnTo(this.fields.return_to) ?? fallback;
  }

  header(name: string): string | undefined {
    return this.#req.get(name);
  }

  /** A path parameter, decoded; "" where the route has none of that name. */
  param(name: string): string {
    const value = (this.#posted?.params ?? this.#req.params)[name];
    return typeof value === "string" ? value : "";
  }

  /** A path parameter that is the number of a row. @throws NotFound for anything else. */
  id(name = "id"): number {
    const id = parsePositiveInteger(this.param(name));
    if (id === null) throw new NotFound();
    return id;
  }

  /** A path parameter that is a UUID. @throws NotFound for anything else. */
  uuid(name = "id"): string {
    const id = this.param(name);
    if (!UUID.test(id)) throw new NotFound();
    return id;
  }

  /** @throws Error on a route without requireUser or requireBearer. */
  get scope(): UserScope {
    return this.#required().scope;
  }

  get user(): User {
    return this.#required().user;
  }

  /** The id of the sign-in. */
  get sessionId(): string {
    return this.#required().id;
  }

  /** When the user last proved who they are. */
  get authenticatedAt(): Date {
    return this.#required().authenticatedAt;
  }

  get now(): Date {
    return this.session?.scope.now ?? this.services.clock();
  }

  page<Name extends keyof Views>(name: Name, model: PageModel<Name>): PageReply {
    const status = model.status ?? (countProblems(model) > 0 ? 422 : 200);
    return { kind: "page", status, headers: {}, name, model };
  }

  redirect(to: string, flash: FlashMessage | null = null): RedirectReply {
    return { kind: "redirect", status: 303, to, headers: {}, flash };
  }

  /** @param to of a provider that the host has set up, never an address that a request names. */
  leave(to: URL): LeaveReply {
    return { kind: "leave", to, headers: {} };
  }

  json(status: number, body: unknown, headers: Headers = {}): JsonReply {
    return { kind: "json", status, headers, body };
  }

  empty(status: EmptyReply["status"], headers: Headers = {}): EmptyReply {
    return { kind: "empty", status, headers };
  }

  #required(): Session {
    if (this.session === null) throw new Error("The route does not require a user");
    return this.session;
  }
}
