/** Sample models of the history and the trash. */
import type { HistoryFilter, HistoryRow, TaskChangeRow } from "../../src/views/models/history.ts";
import type { Page } from "../../src/views/models/page.ts";
import { moment } from "./sample_parts.ts";
import type { Samples } from "./samples.ts";

/** Each kind of line. */
export function taskChange(id: number, text: string): TaskChangeRow {
  const none = { item: null, from: null, to: null, note: null };
  return {
    id,
    lines: [
      { ...none, label: "Title", from: "Pay rent", to: text },
      { ...none, label: "Due", to: "Thu 3 Dec", note: "set" },
      { ...none, label: "Tag", from: `#${text}`, note: "removed" },
      { ...none, item: text, label: "Completed" },
    ],
    others: "with 13 other tasks",
    at: moment,
    isUndone: false,
  };
}

export function historyPages(page: Page, quiet: Page, text: string) {
  const pages = { returnTo: "/history", firstHref: "/history" };
  const rows = { ...pages, nextHref: "/history?before=3", continued: true };
  const end = { ...pages, days: [], rows: [], nextHref: null, continued: false };
  const done: Omit<HistoryRow, "id" | "text" | "undo"> = {
    ...{ subject: null, href: null, lines: [], others: null, at: moment },
  };
  const noFilter: HistoryFilter = {
    kinds: [{ value: "", label: "Everything", selected: true }],
    words: "",
    task: null,
    isOn: false,
  };
  return {
    "history/index": [
      {
        page: quiet,
        days: [
          {
            ...{ id: "d-2026-11-21", heading: "Today" },
            rows: [
              { ...done, id: 9, text: "Completed", subject: text, href: "/tasks/7", undo: "Undo" },
              { ...done, id: 8, text: "Undone:", subject: text, undo: "Redo" },
            ],
          },
          {
            ...{ id: "d-2026-11-20", heading: "Yesterday" },
            rows: [{ ...done, id: 7, text: "Deleted", subject: "14 tasks", undo: "Undo" }],
          },
        ],
        filter: noFilter,
        ...rows,
      },
      {
        page: quiet,
        days: [
          {
            ...{ id: "d-2026-11-21", heading: "Today" },
            rows: [{ ...done, ...taskChange(9, text), text: "Undone:", undo: "Redo" }],
          },
        ],
        filter: { ...noFilter, words: text, task: { id: 7, title: text }, isOn: true },
        ...rows,
      },
      { page, filter: noFilter, ...end },
      { page, filter: { ...noFilter, isOn: true }, ...end },
      { page, filter: noFilter, ...end, nextHref: "/history?cursor=3" },
      { page, filter: noFilter, ...end, continued: true },
    ],
    "history/conflict": [
      {
        page: quiet,
        id: 9,
        text,
        rows: [
          {
            ...{ href: "/tasks/7", name: text, note: null },
            changes: [
              { label: "Title", values: { left: "Pay rent", now: text } },
              { label: "Notes", values: null },
            ],
          },
          { href: null, name: "Studio", note: "Something else belongs to it by now.", changes: [] },
        ],
        returnTo: "/history",
      },
    ],
    "history/name_in_use": [
      {
        page: quiet,
        text,
        isRedo: false,
        rows: [{ kind: "list", name: text, href: "/lists/2/edit" }],
        returnTo: "/history",
      },
      {
        page: quiet,
        text,
        isRedo: true,
        rows: [
          { kind: "saved search", name: text, href: "/searches/2/edit" },
          { kind: "tag", name: "bills", href: "/tags/bills/edit" },
        ],
        returnTo: "/history",
      },
    ],
    "tasks/deleted": [{ page, id: 7, name: text, deletedAt: moment, returnTo: "/lists/1" }],
    "trash/index": [
      {
        page: quiet,
        rows: [
          { id: 7, title: text, deletedAt: moment },
          { id: 8, title: "Pay rent", deletedAt: moment },
        ],
        ...rows,
      },
      { page, ...end },
      { page, ...end, continued: true },
    ],
  } satisfies Partial<Samples>;
}
