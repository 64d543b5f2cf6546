/**
 * The template of the compared page: taken from the application itself and split into a head, a row
 * and a tail with placeholders, so that the other servers always send the same page.
 */
import { TITLE } from "./database.ts";

/** HTML with placeholders: {{name}} and {{csrf}} in head and tail, {{id}} and {{title}} in the row. */
export interface PageTemplate {
  head: string;
  row: string;
  tail: string;
}

const ROW = /<li [^>]*\bid="?t-(\d+)[\s\S]*?<\/li>\n?/g;

/** @param html the page with the 20 tasks of the user `name`, which differ only in id and title. */
export function extractTemplate(html: string, name: string): PageTemplate {
  const rows = [...html.matchAll(ROW)];
  const [first] = rows;
  const last = rows.at(-1);
  const csrf = /name="_csrf" value="([^"]+)"/.exec(html)?.[1];
  if (rows.length !== 20 || !first?.[1] || !last || !csrf) {
    throw new Error(`The task list has ${rows.length} rows like <li id="t-7">, not 20`);
  }
  const withPlaceholders = (text: string) =>
    text.replaceAll(csrf, "{{csrf}}").replaceAll(`>${name}<`, ">{{name}}<");
  return {
    head: withPlaceholders(html.slice(0, first.index)),
    row: first[0]
      .replaceAll(first[1], "{{id}}")
      .replaceAll(new RegExp(`${TITLE}\\d+`, "g"), "{{title}}"),
    tail: withPlaceholders(html.slice(last.index + last[0].length)),
  };
}

/** Replaces each placeholder by what `replace` returns for its name. */
export function replacePlaceholders(text: string, replace: (name: string) => string): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => replace(name));
}
