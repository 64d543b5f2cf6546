/**
 * `npm run check:views`: checks every template against the type of its model. EJS prints nothing for
 * a misspelt property; here each template becomes a TypeScript function and tsc reads them all.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { templateFiles } from "../views/engine.ts";

/** A fault in a template; `line` and `column` count from 1. */
export interface Complaint {
  file: string;
  line: number;
  column: number;
  message: string;
}

const SRC = resolve(import.meta.dirname, "..");

/** Checks all templates of `dir` against `Views`, `Partials`, `Layouts` and `Emails`. */
export function checkViews(dir: string): Complaint[] {
  const templates = templateFiles(dir).map(({ name, path }) => ({
    name,
    text: readFileSync(path, "utf8"),
  }));
  return [
    ...templates.flatMap(({ name, text }) => refusals(`views/${name}.ejs`, text)),
    ...typeErrors(templates),
  ];
}

const PROMISE = "Plainlist ships no script and no inline style";

/** A mail cannot link to a stylesheet: that of its layout is in it. */
const OWN_STYLE = "views/emails/message.html.ejs";

/** What is forbidden in the markup, and in the code, of every template but `except`. */
const REFUSED: {
  part: "markup" | "code";
  pattern: RegExp;
  message: string;
  except?: string;
}[] = [
  { part: "markup", pattern: /<script\b/gi, message: `<script>: ${PROMISE}` },
  { part: "markup", pattern: /<style\b/gi, message: `<style>: ${PROMISE}`, except: OWN_STYLE },
  { part: "markup", pattern: /\sstyle\s*=/gi, message: `style=: ${PROMISE}` },
  { part: "markup", pattern: /\son[a-z]+\s*=/gi, message: `An event handler: ${PROMISE}` },
  { part: "markup", pattern: /javascript:/gi, message: `javascript: ${PROMISE}` },
  { part: "code", pattern: /javascript:/gi, message: `javascript: ${PROMISE}` },
  {
    part: "code",
    pattern: /\bview(\.[\w.]+)?\s*([-+*/%&|?]{0,3}=(?![=>])|\+\+|--)/g,
    message: "A template must not change its model",
  },
  { part: "code", pattern: /\/\/|\/\*/g, message: "Comments in templates are <%# … %>" },
];

function refusals(file: string, text: string): Complaint[] {
  const parts = { markup: text.replace(TAG, spaces), code: toTypeScript(text) };
  return REFUSED.filter(({ except }) => except !== file).flatMap(({ part, pattern, message }) =>
    [...parts[part].matchAll(pattern)].map((match) => {
      const at = match.index + match[0].length - match[0].trimStart().length;
      const before = text.slice(0, at).split("\n");
      return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message };
    }),
  );
}

/** EJS's tags: opening mark, content, closing mark. */
const TAG = /(<%[=\-_#]?)([\s\S]*?)([-_]?%>)/g;

/**
 * The template as statements, each on the line and column it has in the template: `<%= x %>`
 * becomes `;$( x );`, `<%- x %>` becomes `;_( x );`, all markup becomes spaces.
 */
function toTypeScript(text: string): string {
  const tagOrCharacter = new RegExp(`${TAG.source}|.`, "g");
  return text.replace(tagOrCharacter, (whole, open, code, close) => {
    if (open === undefined || open === "<%#") return spaces(whole);
    const call = { "<%=": ";$(", "<%-": ";_(" }[String(open)];
    const start = call ?? `;${spaces(open.slice(1))}`;
    return start + code + (call === undefined ? ";" : ");").padStart(close.length);
  });
}

function spaces(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

function typeErrors(templates: { name: string; text: string }[]): Complaint[] {
  const folder = mkdtempSync(join(tmpdir(), "plainlist-views-"));
  try {
    for (const { name, text } of templates) {
      const path = join(folder, "views", `${name}.ejs.ts`);
      const toModels = relative(dirname(path), join(folder, "models.ts")).replaceAll(sep, "/");
      const head = `import type { $, _, Include, View } from "${toModels}"; export default function ($: $, _: _, include: Include, view: View<"${name}">): void {`;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${head}\n${toTypeScript(text)}\n}`);
    }
    writeFileSync(join(folder, "models.ts"), modelsModule(templates.map(({ name }) => name)));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    const tsconfig = {
      extends: join(SRC, "../tsconfig.json"),
      compilerOptions: {
        noUnusedParameters: false,
        typeRoots: [join(SRC, "../node_modules/@types")],
      },
      include: ["**/*.ts", join(SRC, "**/*.d.ts")],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
    return runTsc(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The types that the templates' functions share; the last line fails for a model without a template. */
function modelsModule(names: string[]): string {
  const found = names.map((name) => JSON.stringify(name)).join(" | ");
  const views = (file: string) => join(SRC, "views", file).replaceAll(sep, "/");
  return `
    import type { Views } from "${views("models.ts")}";
    import type { Emails, IncludeOrBody, Layouts, Partials, Shared } from "${views("partials.ts")}";
    export type Models = Views & Partials & Layouts & Emails;
    export type View<Name extends keyof Models> =
      Readonly<Name extends keyof Emails ? Emails[Name] : Models[Name] & Shared>;
    export type $ = (text: string | number) => void;
    export type _ = (html: IncludeOrBody) => void;
    type Parts = Partials & Emails;
    export type Include = <Name extends keyof Parts>(name: Name, model: Parts[Name]) => IncludeOrBody;
    export const withoutTemplate: Record<Exclude<keyof Models, ${found}>, true> = {};
  `;
}

function runTsc(folder: string): Complaint[] {
  const tsc = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));
  const options = { cwd: folder, encoding: "utf8" } as const;
  const run = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], options);
  if (run.error) throw run.error;
  const complaints: Complaint[] = [];
  for (const text of run.stdout.split("\n").filter((line) => line.trim() !== "")) {
    const [, file, line, column, message] = /^(.+)\((\d+),(\d+)\): error (.+)$/.exec(text) ?? [];
    const last = complaints.at(-1);
    if (file !== undefined && message !== undefined) {
      const name = file
        .replaceAll(sep, "/")
        .replace(/\.ts$/, "")
        .replace(/^models$/, "views");
      // The template begins on the line after its function's head.
      const place = { line: Math.max(1, Number(line) - 1), column: Number(column) };
      complaints.push({ file: name, ...place, message });
    } else if (last !== undefined) {
      last.message += `\n  ${text}`;
    } else {
      throw new Error(`tsc says: ${text}`);
    }
  }
  return complaints;
}

if (import.meta.main) {
  const complaints = checkViews(join(SRC, "../views"));
  for (const { file, line, column, message } of complaints) {
    process.stderr.write(`${file}:${line}:${column} ${message}\n`);
  }
  if (complaints.length > 0) process.exitCode = 1;
  else process.stdout.write("Every template fits its model.\n");
}
