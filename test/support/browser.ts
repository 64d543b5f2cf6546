/** A browser without scripting, for the tests: keeps cookies, reads forms off pages, posts them. */
import assert from "node:assert/strict";
import type { Express } from "express";
import { type HTMLElement, parse } from "node-html-parser";
import supertest, { type Response } from "supertest";

export type Fields = Record<string, string | string[]>;

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

  /** Where a redirect leads. */
  get location(): string | undefined {
    return this.response.headers.location;
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
    if (!name) continue;
    const isText = input.tagName === "TEXTAREA";
    // A parser drops the first line break of a textarea.
    const value = isText ? input.text.replace(/^\n/, "") : (input.getAttribute("value") ?? "");
    fields[name] = value;
  }
  return fields;
}

export class Browser {
  readonly #agent: ReturnType<typeof supertest.agent>;
  /** Sent with every request, such as `Sec-Fetch-Site`. */
  headers: Record<string, string> = {};

  constructor(app: Express) {
    this.#agent = supertest.agent(app);
  }

  async get(path: string): Promise<PageResult> {
    return new PageResult(await this.#agent.get(path).set(this.headers));
  }

  /** Posts fields as they are: no form token is put in. */
  async post(path: string, fields: Fields | string): Promise<PageResult> {
    const body = typeof fields === "string" ? fields : encode(fields);
    const request = this.#agent.post(path).set(this.headers).type("form");
    return new PageResult(await request.send(body));
  }

  /** Fills in a form of a page and presses its button. */
  async submit(page: PageResult, action: string, fields: Fields = {}, label?: string) {
    const form = page.form(action, label);
    return this.post(action, { ...fieldsOfForm(form), ...fields });
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
  async token(path = "/dashboard"): Promise<string> {
    const page = await this.get(path);
    const token = page.document.querySelector('input[name="_csrf"]')?.getAttribute("value");
    assert.ok(token, `no form token on ${path}`);
    return token;
  }
}

/** As browsers encode a form. */
export function encode(fields: Fields): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, one);
  }
  return search.toString();
}
