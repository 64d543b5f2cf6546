/** Sample models of the page of a search. */
import type { Page } from "../../src/views/models/page.ts";
import type { QueryNote } from "../../src/views/models/search.ts";
import type { Views } from "../../src/views/models.ts";
import { bulk, choices, row } from "./sample_parts.ts";

export function searchPages(page: Page, quiet: Page, text: string) {
  const passages = [
    { text, isMatch: true },
    { text: " bill", isMatch: false },
  ];
  const note: QueryNote = {
    words: [
      { text: "open tasks with the word ", isTyped: false },
      { text, isTyped: true },
    ],
    isSaved: false,
    faults: [],
    fields: ["list", "due"],
  };
  const wrong: QueryNote = {
    words: null,
    isSaved: false,
    fields: ["list", "due"],
    faults: [
      {
        message: `There is no list “${text}”. Did you mean “Home”?`,
        before: "",
        wrong: `list:${text}`,
        after: " pump",
        correction: { href: "/search?q=list%3AHome%20pump", label: "list:Home pump" },
      },
    ],
  };
  const excerpt = { label: "Notes", passages };
  const item = { label: "Checklist", passages };
  const groups = [
    {
      ...{ id: "to-do", heading: "To do", day: null, more: null, add: null },
      count: { value: 2, text: "2" },
      rows: [
        row(1, text, { found: { title: passages, excerpt: null } }),
        row(2, text, { hasNotes: true, found: { title: null, excerpt } }),
        row(4, text, { inTrash: true, found: { title: null, excerpt: null } }),
        row(3, text, { progress: "1 of 2", found: { title: null, excerpt: item } }),
      ],
    },
  ];
  const found: Views["search/show"] = {
    page: quiet,
    query: text,
    note,
    form: {
      words: text,
      day: "2026-11-27",
      list: choices({ "": "Any list", Home: "Home", x: text }, "Home"),
      tag: choices({ "": "Any tag", x: `#${text}` }, ""),
      due: choices({ "": "Any time", before: "Before a day" }, "before"),
      priority: choices({ "": "Any priority", high: "High" }, ""),
      sort: choices({ "": "Usual order", title: "Title" }, ""),
      is: choices({ open: "To do", done: "Done", all: "Both" }, "all"),
    },
    count: { value: 2, text: "2" },
    groups,
    narrower: [
      {
        href: "/search?q=x",
        label: `#${text}`,
        term: `tag:${text}`,
        count: { value: 1, text: "1" },
      },
    ],
    wider: [],
    examples: [],
    saving: { values: { name: "" }, errors: {} },
    continued: true,
    firstHref: "/search?q=x",
    nextHref: "/search?q=x&cursor=y",
    files: [{ href: "/search.csv?q=x", label: "CSV" }],
    bulk,
    returnTo: "/search?q=x",
  };
  const nothing = {
    ...found,
    note: wrong,
    groups: [],
    narrower: [],
    wider: [
      {
        ...{ href: "/search?q=x", label: "Look in every list", hint: "without list:home" },
        count: { value: 3, text: "3" },
      },
    ],
    continued: false,
    nextHref: null,
  };
  const gone = {
    ...found,
    groups: groups.map((group) => ({ ...group, rows: [row(4, text, { inTrash: true })] })),
  };
  const blank = { ...nothing, page, query: "", note: null, count: null, wider: [], saving: null };
  const example = { href: "/search?q=is%3Aoverdue", label: "What is late", query: "is:overdue" };
  return { "search/show": [found, nothing, gone, { ...blank, examples: [example] }] } satisfies {
    "search/show": Views["search/show"][];
  };
}
