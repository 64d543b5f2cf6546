/** Compiles every template once and renders whole documents: the page, then the layout around it. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import ejs from "ejs";
import { isDay, isTime } from "../dates/calendar.ts";
import type { TimeFormat } from "../dates/clock_time.ts";
import { DAY_EXAMPLES, TIME_EXAMPLES } from "../forms/field_parsers.ts";
import { PRIORITY_LABELS, TASK_LABELS } from "../forms/task_values.ts";
import { paths } from "../paths.ts";
import { difference } from "../text_difference.ts";
import type { Assets } from "./assets.ts";
import type { MailView } from "./models/mail.ts";
import type { Views } from "./models.ts";
import { navigationLinks } from "./navigation.ts";
import type { Shared } from "./partials.ts";
import { countProblems } from "./problems.ts";

/** The whole HTML document of one page. */
type Renderer = <Name extends keyof Views>(name: Name, model: Views[Name]) => string;

/** Both versions of a mail. */
type MailRenderer = (model: MailView) => { html: string; text: string };

type Include = (name: string, model: object) => string;
type Template = (view: object, include: Include) => string;

interface TemplateOptions {
  dir: string;
  /** Whether changed templates are compiled again before rendering (development). */
  watch: boolean;
}

/** @throws at startup if a template of `dir` does not compile. */
export function createRenderer(options: TemplateOptions & { assets: Assets }): Renderer {
  const { includeWith, refresh } = loadTemplates(options);
  const shared = {
    paths,
    asset: options.assets.url,
    taskLabels: TASK_LABELS,
    priorityLabels: PRIORITY_LABELS,
    difference,
    pickerType: (type, value) =>
      value === "" || (type === "date" ? isDay : isTime)(value) ? type : "text",
  } satisfies Omit<Shared, "dateHints">;

  function includeFor(format: TimeFormat): Include {
    const time = `Such as ${TIME_EXAMPLES[format]}.`;
    const own: Shared = { ...shared, dateHints: { date: `Such as ${DAY_EXAMPLES}.`, time } };
    return includeWith(own);
  }

  const includes = { 24: includeFor("24"), 12: includeFor("12") };
  return (name, model) => {
    if (options.watch) refresh();
    const { page } = model;
    const include = includes[page.timeFormat];
    const body = include(name, model);
    const frame = { page, body, problems: countProblems(model) };
    if (page.currentUser === null) return include("layouts/plain", frame);
    const navigation = page.navigation ?? navigationLinks();
    return include("layouts/app", { ...frame, currentUser: page.currentUser, navigation });
  };
}

/** @throws at startup if a template for mails does not compile. */
export function createMailRenderer(options: TemplateOptions): MailRenderer {
  const { includeWith, refresh } = loadTemplates(options, "emails/");
  const include = includeWith({});
  return (model) => {
    if (options.watch) refresh();
    return {
      html: include("emails/message.html", model),
      text: include("emails/message.txt", model),
    };
  };
}

/** @param prefix of the names of the templates that are needed. */
function loadTemplates({ dir }: TemplateOptions, prefix = "") {
  const templates = new Map<string, Template>();
  const stamps = new Map<string, number>();

  function refresh(): void {
    for (const file of templateFiles(dir)) {
      if (!file.name.startsWith(prefix)) continue;
      const stamp = statSync(file.path).mtimeMs;
      if (stamps.get(file.name) === stamp) continue;
      templates.set(file.name, compile(file.name, readFileSync(file.path, "utf8")));
      stamps.set(file.name, stamp);
    }
  }

  /** @param shared what the templates find besides their model. */
  function includeWith(shared: object): Include {
    return function include(name, model) {
      const template = templates.get(name);
      if (template === undefined) throw new Error(`There is no template "${name}"`);
      return template(Object.assign(Object.create(shared), model), include);
    };
  }

  refresh();
  return { includeWith, refresh };
}

/** All templates under `dir`: `name` as pages include them, such as "partials/field". */
export function templateFiles(dir: string): { name: string; path: string }[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ejs"))
    .sort()
    .map((file) => ({
      name: file.slice(0, -".ejs".length).replaceAll(sep, "/"),
      path: join(dir, file),
    }));
}

/**
 * Wraps EJS's generated source in our own function: the one that EJS returns copies its locals on
 * every call and looks up includes on disk on every render, which doubles the time per page.
 */
function compile(name: string, text: string): Template {
  const file = `views/${name}.ejs`;
  const isText = name.endsWith(".txt");
  const source = isText ? text : withoutWideSigns(text);
  const template = new ejs.Template(source, { strict: true, localsName: "view", filename: file });
  template.compile();
  const body = `"use strict"; let __line = 1; try { ${template.source} } catch (error) { fault(error, __line); }`;
  const run = new Function("view", "escapeFn", "include", "fault", body);
  const fault = (error: unknown, line: number): never => {
    // A failed include has already named its own template and line.
    if (error instanceof TemplateError) throw error;
    throw new TemplateError(`${file}:${line}`, error);
  };
  return (view, include) => run(view, isText ? String : escapeHtml, include, fault);
}

/**
 * Turns a template's typographic characters into character references, except in code between `<%`
 * and `%>`. A single character outside Latin-1 makes V8 store the whole page at two bytes a
 * character, which triples the time to encode it.
 */
function withoutWideSigns(text: string): string {
  return text.replace(/<%.*?%>|[^\0-\xff]/gsu, (found) =>
    found.startsWith("<%") ? found : `&#${found.codePointAt(0)};`,
  );
}

/** Skips EJS's escaping where there is nothing to escape, which is most of what is printed. */
function escapeHtml(value: unknown): string {
  const text = value == null ? "" : String(value);
  return /[&<>"']/.test(text) ? ejs.escapeXML(text) : text;
}

/** Thrown when a template fails on its model; names the template and its line. */
export class TemplateError extends Error {
  constructor(place: string, cause: unknown) {
    super(`${place}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "TemplateError";
  }
}
