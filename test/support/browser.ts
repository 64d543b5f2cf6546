/** A browser without scripting: keeps cookies, reads the forms of pages and submits them. */
import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { type HTMLElement, parse } from "node-html-parser";
import supertest, { type Response } from "supertest";
import { readSetCookie, type SetCookie } from "./set_cookie.ts";

export type Fields = Record<string, string | string[]>;

/** A response and the parsed page. */
export class PageResult {
  readonly response: Response;
  readonly document: HTMLElement;

  constructor(response: Response) {
    this.response = response;
    this.document = parse(response.text ?? "");
  }

  get status(): number {
    return this.response.status;
  }

  get html(): string {
    return this.response.text;
  }

  /** The cookies that came with it. */
  get cookies(): SetCookie[] {
    const headers: unknown = this.response.headers["set-cookie"];
    return (Array.isArray(headers) ? headers : []).map(readSetCookie);
  }

  /** Where a redirect leads. */
  get location(): string | undefined {
    return this.response.headers.location;
  }

  /** The location without its fragment. */
  get path(): string | undefined {
    return this.location?.replace(/#.*$/, "");
  }

  get title(): string {
    return this.document.querySelector("title")?.text ?? "";
  }

  /** The text of the main element, with white space collapsed. */
  get text(): string {
    return (this.document.querySelector("main") ?? this.document).text.replace(/\s+/g, " ").trim();
  }

  /** The text of the flash message, or null. */
  get flash(): string | null {
    const flash = this.document.querySelector(".flash p");
    return flash ? flash.text.replace(/\s+/g, " ").trim() : null;
  }

  /** The messages of the error summary, in order. */
  get problems(): string[] {
    return this.document.querySelectorAll("#problems li").map((item) => item.text.trim());
  }

  /** The titles of the listed tasks, in order. */
  get titles(): string[] {
    const named = this.document.querySelectorAll("main ol li a, main ol li .name");
    return named.map((link) => link.text.trim());
  }

  /** The first button of the listed task with this title. */
  rowButton(title: string): HTMLElement {
    const links = this.document.querySelectorAll("main ol li a");
    const row = links.find((link) => link.text.trim() === title)?.closest("li");
    const button = row?.querySelector("button");
    assert.ok(button, `no row with "${title}" and a button in: ${this.text}`);
    return button;
  }

  /** The form with this action, and with this label in it if one is given. */
  form(action: string, label?: string): HTMLElement {
    const found = this.document
      .querySelectorAll("form")
      .filter((form) => form.getAttribute("action") === action)
      .find((form) => label === undefined || form.text.includes(label));
    assert.ok(found, `no form to ${action}${label ? ` with "${label}"` : ""} in: ${this.text}`);
    return found;
  }
}

/** The fields of a form as a browser sends them, without its buttons. */
export function fieldsOfForm(form: HTMLElement): Fields {
  const fields: Fields = {};
  for (const input of form.querySelectorAll("input, textarea, select")) {
    const name = input.getAttribute("name");
    if (!name || !isSent(input)) continue;
    const earlier = fields[name];
    const value = fieldText(input);
    fields[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return fields;
}

/** Check boxes and radio buttons are sent only when they are checked. */
function isSent(input: HTMLElement): boolean {
  const isBox = ["checkbox", "radio"].includes(input.getAttribute("type") ?? "");
  return !isBox || input.hasAttribute("checked");
}

function fieldText(input: HTMLElement): string {
  // Browsers drop the first line break of a textarea.
  if (input.tagName === "TEXTAREA") return input.text.replace(/^\n/, "");
  if (input.tagName !== "SELECT") return input.getAttribute("value") ?? "";
  const chosen = input.querySelector("option[selected]") ?? input.querySelector("option");
  return chosen?.getAttribute("value") ?? "";
}

export class Browser {
  readonly #app: RequestListener | string;
  readonly #https: boolean;
  /** By name: all cookies of the application have the path "/". */
  #cookies = new Map<string, { value: string; secure: boolean }>();
  /** Sent with every request, such as `Sec-Fetch-Site`. */
  headers: Record<string, string> = {};

  /**
   * @param app the application, or the URL of one that runs as a process.
   * @param https as behind a TLS proxy: Secure cookies are accepted and sent.
   */
  constructor(app: RequestListener | string, { https = false } = {}) {
    this.#app = app;
    this.#https = https;
  }

  /** A browser with the same cookies, for this or another server. */
  copy(app: RequestListener | string = this.#app): Browser {
    const twin = new Browser(app, { https: this.#https });
    twin.#cookies = new Map(this.#cookies);
    return twin;
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)?.value;
  }

  /** Adds a cookie of an earlier server. */
  setCookie(name: string, value: string): void {
    this.#cookies.set(name, { value, secure: false });
  }

  loseCookie(name: string): void {
    assert.ok(this.#cookies.delete(name), `no cookie ${name}`);
  }

  async get(path: string): Promise<PageResult> {
    return this.#send(supertest(this.#app).get(path));
  }

  async head(path: string): Promise<PageResult> {
    return this.#send(supertest(this.#app).head(path));
  }

  /** Posts the fields as they are, without adding a CSRF token. */
  async post(path: string, fields: Fields | string): Promise<PageResult> {
    const body = typeof fields === "string" ? fields : encode(fields);
    return this.#send(supertest(this.#app).post(path).type("form").send(body));
  }

  async #send(request: supertest.Test): Promise<PageResult> {
    const sent = [...this.#cookies].filter(([, { secure }]) => this.#https || !secure);
    if (sent.length > 0) {
      request.set("Cookie", sent.map(([name, { value }]) => `${name}=${value}`).join("; "));
    }
    if (this.#https) request.set("X-Forwarded-Proto", "https");
    const result = new PageResult(await request.set(this.headers));
    for (const cookie of result.cookies) this.#keep(cookie);
    return result;
  }

  /** Stores a cookie as browsers do (RFC 6265bis), unless it breaks the rules of Secure or __Host-. */
  #keep({ name, value, attributes }: SetCookie): void {
    const secure = "secure" in attributes;
    const isPinned = secure && attributes.path === "/" && !("domain" in attributes);
    if ((secure && !this.#https) || (name.startsWith("__Host-") && !isPinned)) return;
    const isExpired = Date.parse(attributes.expires ?? "") <= Date.now();
    if (isExpired || attributes["max-age"] === "0") this.#cookies.delete(name);
    else this.#cookies.set(name, { value, secure });
  }

  /** Fills in a form of the page and submits it. */
  async submit(page: PageResult, action: string, fields: Fields = {}, label?: string) {
    const form = page.form(action, label);
    return this.post(action, { ...fieldsOfForm(form), ...fields });
  }

  /** Submits a form by one of its buttons, with the button's own field. */
  async press(button: HTMLElement): Promise<PageResult> {
    const form = button.closest("form");
    assert.ok(form, "a button without a form");
    const own = { [button.getAttribute("name") ?? ""]: button.getAttribute("value") ?? "" };
    const action = button.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
    return this.post(action, { ...fieldsOfForm(form), ...own });
  }

  /** Follows a redirect. */
  async follow(result: PageResult): Promise<PageResult> {
    assert.equal(result.status, 303, `expected a redirect, got ${result.status}: ${result.text}`);
    return this.get((result.location ?? "").replace(/#.*$/, ""));
  }

  async signIn(email: string, password: string): Promise<PageResult> {
    const page = await this.get("/auth/signin");
    const result = await this.submit(page, "/auth/signin", { email, password });
    assert.equal(result.status, 303, `signing in failed: ${result.text}`);
    return result;
  }

  async signOut(): Promise<PageResult> {
    const page = await this.get("/dashboard");
    return this.submit(page, "/auth/signout");
  }

  /** A CSRF token of this browser, from a page that has one. */
  async token(path = "/trash"): Promise<string> {
    const page = await this.get(path);
    const token = page.document.querySelector('input[name="_csrf"]')?.getAttribute("value");
    assert.ok(token, `no CSRF token on ${path}`);
    return token;
  }
}

/** Encodes a form as browsers do. */
export function encode(fields: Fields): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, one);
  }
  return search.toString();
}
