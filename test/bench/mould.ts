/**
 * The page that is compared: taken from the application itself and cut into a head, a row and a
 * tail with gaps, so that the other servers send the same page however its looks change.
 */
import { TITLE } from "./database.ts";

/** HTML with gaps: `{{name}}` and `{{csrf}}` in head and tail, `{{id}}` and `{{title}}` in the row. */
export interface Mould {
  head: string;
  row: string;
  tail: string;
}

const ROW = /<li [^>]*\bid="t-(\d+)"[\s\S]*?<\/li>\n?/g;

/** @param html the list of `name`'s 20 tasks, which differ in id and title only. */
export function takeApart(html: string, name: string): Mould {
  const rows = [...html.matchAll(ROW)];
  const [first] = rows;
  const last = rows.at(-1);
  const csrf = /name="_csrf" value="([^"]+)"/.exec(html)?.[1];
  if (rows.length !== 20 || !first?.[1] || !last || !csrf) {
    throw new Error(`The task list has ${rows.length} rows like <li id="t-7">, not 20`);
  }
  const frame = (text: string) =>
    text.replaceAll(csrf, "{{csrf}}").replaceAll(`>${name}<`, ">{{name}}<");
  return {
    head: frame(html.slice(0, first.index)),
    row: first[0]
      .replaceAll(first[1], "{{id}}")
      .replaceAll(new RegExp(`${TITLE}\\d+`, "g"), "{{title}}"),
    tail: frame(html.slice(last.index + last[0].length)),
  };
}

/** Replaces each gap by what `fill` makes of its name. */
export function fillGaps(text: string, fill: (gap: string) => string): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, gap: string) => fill(gap));
}
