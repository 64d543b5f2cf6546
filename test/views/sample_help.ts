/** Sample models of the help page. */
import type { Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import { invalidQuickAdd, quickAdd } from "./sample_parts.ts";

export function helpPages(page: Page, quiet: Page, text: string) {
  const line = {
    href: "/help?try=call%20Mum%20tomorrow#add",
    label: `${text} tomorrow`,
    title: text,
    meaning: `due Sat 21 Nov · in ${text}`,
    hint: null,
  };
  const query = {
    href: "/search?q=list%3Ahome",
    label: `list:"${text}"`,
    words: [
      { text: `tasks in ${text} with the word `, isTyped: false },
      { text, isTyped: true },
    ],
    hint: null,
  };
  const help: Views["help/show"] = {
    page: quiet,
    quickAdd: quickAdd(text),
    tried: { title: text, meaning: line.meaning },
    lines: [line, { ...line, hint: text }],
    dates: [line, { ...line, hint: text }],
    repeats: [line],
    queries: [query, { ...query, hint: text }],
    terms: [
      {
        heading: "Days",
        terms: [
          { term: "due<=tomorrow", meaning: text, href: "/search?q=due%3C%3Dtomorrow" },
          { term: "section:kitchen", meaning: text, href: null },
        ],
      },
    ],
    days: ["2026-11-20", "today", "next-week"],
    dateFormat: "day_first",
  };
  const invalid = { ...help, page, quickAdd: invalidQuickAdd(text), tried: null, dateFormat: null };
  return { "help/show": [help, { ...help, tried: null }, invalid] } satisfies {
    "help/show": Views["help/show"][];
  };
}
