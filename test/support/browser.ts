/** A browser without scripting, for the tests: keeps cookies, reads forms off pages, posts them. */
import assert from "node:assert/strict";
import type { Express } from "express";
import { type HTMLElement, parse } from "node-html-parser";
import supertest, { type Response } from "supertest";

export type Fields = Record<string, string | string[]>;

/** One Set-Cookie; the attributes' names in lower case, one without a value is "". */
export interface SetCookie {
  name: string;
  value: string;
  attributes: Record<string, string>;
}

/** A page as it came, with what is read off it. */
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

  /** The same without the place on the page. */
  get path(): string | undefined {
    return this.location?.replace(/#.*$/, "");
  }

  get title(): string {
    return this.document.querySelector("title")?.text ?? "";
  }

  /** The words of the main part, white space folded. */
  get text(): string {
    return (this.document.querySelector("main") ?? this.document).text.replace(/\s+/g, " ").trim();
  }

  /** The words of the flash message, or null. */
  get flash(): string | null {
    const flash = this.document.querySelector(".flash p");
    return flash ? flash.text.replace(/\s+/g, " ").trim() : null;
  }

  /** The messages of the error summary, in order. */
  get problems(): string[] {
    return this.document.querySelectorAll("#problems li").map((item) => item.text.trim());
  }

  /** The titles of the tasks that are listed, in order. */
  get titles(): string[] {
    const named = this.document.querySelectorAll("main ol li a, main ol li .name");
    return named.map((link) => link.text.trim());
  }

  /** The button of the listed task with that title. */
  rowButton(title: string): HTMLElement {
    const links = this.document.querySelectorAll("main ol li a");
    const row = links.find((link) => link.text.trim() === title)?.closest("li");
    const button = row?.querySelector("button");
    assert.ok(button, `no row with "${title}" and a button in: ${this.text}`);
    return button;
  }

  /** The form that goes to `action`, and holds a button with `label` if one is given. */
  form(action: string, label?: string): HTMLElement {
    const found = this.document
      .querySelectorAll("form")
      .filter((form) => form.getAttribute("action") === action)
      .find((form) => label === undefined || form.text.includes(label));
    assert.ok(found, `no form to ${action}${label ? ` with "${label}"` : ""} in: ${this.text}`);
    return found;
  }
}

/** The fields of a form as a browser would send them, without its buttons. */
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

/** A box or a choice of several is sent only when it is ticked. */
function isSent(input: HTMLElement): boolean {
  const isBox = ["checkbox", "radio"].includes(input.getAttribute("type") ?? "");
  return !isBox || input.hasAttribute("checked");
}

function fieldText(input: HTMLElement): string {
  // A parser drops the first line break of a textarea.
  if (input.tagName === "TEXTAREA") return input.text.replace(/^\n/, "");
  if (input.tagName !== "SELECT") return input.getAttribute("value") ?? "";
  const chosen = input.querySelector("option[selected]") ?? input.querySelector("option");
  return chosen?.getAttribute("value") ?? "";
}

export class Browser {
  readonly #app: Express | string;
  readonly #https: boolean;
  /** By name; every cookie of the app is for the whole host. */
  #cookies = new Map<string, { value: string; secure: boolean }>();
  /** Sent with every request, such as `Sec-Fetch-Site`. */
  headers: Record<string, string> = {};

  /**
   * @param app the application, or the address of one that runs as a process.
   * @param https as through a proxy that speaks TLS: Secure cookies are taken and sent.
   */
  constructor(app: Express | string, { https = false } = {}) {
    this.#app = app;
    this.#https = https;
  }

  /** A browser with the same cookies: a stolen copy, or the same person at another server. */
  copy(app: Express | string = this.#app): Browser {
    const twin = new Browser(app, { https: this.#https });
    twin.#cookies = new Map(this.#cookies);
    return twin;
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)?.value;
  }

  /** Has a cookie that was set before, by a server that has gone. */
  giveCookie(name: string, value: string): void {
    this.#cookies.set(name, { value, secure: false });
  }

  loseCookie(name: string): void {
    assert.ok(this.#cookies.delete(name), `there is no cookie ${name} to lose`);
  }

  async get(path: string): Promise<PageResult> {
    return this.#send(supertest(this.#app).get(path));
  }

  async head(path: string): Promise<PageResult> {
    return this.#send(supertest(this.#app).head(path));
  }

  /** Posts fields as they are: no form token is put in. */
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

  /** As browsers take a cookie (RFC 6265bis): a prefix or Secure that is not kept to loses it. */
  #keep({ name, value, attributes }: SetCookie): void {
    const secure = "secure" in attributes;
    const isPinned = secure && attributes.path === "/" && !("domain" in attributes);
    if ((secure && !this.#https) || (name.startsWith("__Host-") && !isPinned)) return;
    const isOver = Date.parse(attributes.expires ?? "") <= Date.now();
    if (isOver || attributes["max-age"] === "0") this.#cookies.delete(name);
    else this.#cookies.set(name, { value, secure });
  }

  /** Fills in a form of a page and presses its button. */
  async submit(page: PageResult, action: string, fields: Fields = {}, label?: string) {
    const form = page.form(action, label);
    return this.post(action, { ...fieldsOfForm(form), ...fields });
  }

  /**
   * Presses a button of a form of several: the form is sent with the button's own field, to the
   * button's own address; by a browser that does not know such (w3m, lynx) to the form's.
   */
  async press(button: HTMLElement, { knowsFormaction = true } = {}): Promise<PageResult> {
    const form = button.closest("form");
    assert.ok(form, "a button without a form");
    const own = { [button.getAttribute("name") ?? ""]: button.getAttribute("value") ?? "" };
    const action = form.getAttribute("action") ?? "";
    const wanted = knowsFormaction ? (button.getAttribute("formaction") ?? action) : action;
    return this.post(wanted, { ...fieldsOfForm(form), ...own });
  }

  /** Goes where a redirect leads. */
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

  /** A form token of this browser, off a page that has one. */
  async token(path = "/trash"): Promise<string> {
    const page = await this.get(path);
    const token = page.document.querySelector('input[name="_csrf"]')?.getAttribute("value");
    assert.ok(token, `no form token on ${path}`);
    return token;
  }
}

function readSetCookie(header: string): SetCookie {
  const pairs = header.split("; ").map((part) => {
    const [name = "", ...value] = part.split("=");
    return [name, value.join("=")] as const;
  });
  const [[name, value] = ["", ""], ...attributes] = pairs;
  const named = attributes.map(([key, text]) => [key.toLowerCase(), text]);
  return { name, value, attributes: Object.fromEntries(named) };
}

/** As browsers encode a form. */
export function encode(fields: Fields): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, one);
  }
  return search.toString();
}
