/** The tasks of a list as a file: the same tasks in the same order as on its page, all of them. */
import type { UserScope } from "../db/scope.ts";
import { listAddress } from "../forms/list_controls.ts";
import type { DownloadReply } from "../http/reply.ts";
import { checklistLines, orderedIds, taskPages, uncached } from "../models/task_pages.ts";
import { mapInSlices } from "../slices.ts";
import type { Link } from "../views/models/elements.ts";
import { headingOf } from "./list_text.ts";
import { isByHand, type ListTarget, type ListView } from "./list_views.ts";
import { calendarWriter } from "./task_calendar.ts";
import { csvWriter } from "./task_csv.ts";
import { taskProperties } from "./task_json.ts";
import { rowOptions } from "./task_rows.ts";
import { textWriter } from "./task_text.ts";
import type { FileOptions, TaskWriter } from "./task_writer.ts";

interface FileFormat {
  label: string;
  type: string;
  writer: (options: FileOptions) => TaskWriter;
}

/** By the end of the path. */
const FORMATS = {
  csv: { label: "CSV", type: "text/csv; charset=utf-8; header=present", writer: csvWriter },
  json: { label: "JSON", type: "application/json; charset=utf-8", writer: jsonWriter },
  txt: { label: "text", type: "text/plain; charset=utf-8", writer: textWriter },
  ics: { label: "calendar", type: "text/calendar; charset=utf-8", writer: calendarWriter },
} as const satisfies Record<string, FileFormat>;

export type FileEnding = keyof typeof FORMATS;

export const FILE_ENDINGS = Object.keys(FORMATS) as FileEnding[];

/** Links to the files of a list, with the filters of its page. */
export function fileLinks({ path, options }: Pick<ListTarget, "path" | "options">): Link[] {
  return FILE_ENDINGS.map((ending) => ({
    href: listAddress(`${path}.${ending}`, options),
    label: FORMATS[ending].label,
  }));
}

/** The list's address, of that of its file. */
export function withoutEnding(address: string, ending: FileEnding): string {
  const [path = "", ...query] = address.split("?");
  return [path.replace(new RegExp(`\\.${ending}/?$`), ""), ...query].join("?");
}

/** The file of a list. Its first tasks have been read then: if that fails, it is like any other page. */
export async function taskFile(
  scope: UserScope,
  view: ListView,
  ending: FileEnding,
): Promise<DownloadReply> {
  const { type, writer } = FORMATS[ending];
  const heading = headingOf(view);
  const bySection = isBySection(view);
  const options = { ...rowOptions(scope), heading, listId: view.list?.id ?? null, bySection };
  const reader = uncached(scope);
  const ids = await orderedIds(reader, { ...view.query, bySection });
  const parts = partsOf(reader, ids, writer(options));
  return {
    kind: "download",
    type,
    fileName: `${safeName(heading)}.${ending}`,
    headers: {},
    parts: await begun(parts),
  };
}

/** As in the API, without a cursor. */
function jsonWriter(): TaskWriter {
  return {
    head: '{"tasks":[\n',
    separator: ",\n",
    tail: "\n]}\n",
    hasItems: false,
    write: (task) => JSON.stringify(taskProperties(task)),
  };
}

/** Whether the page has headings for the sections of its list. */
function isBySection(view: ListView): boolean {
  const { source } = view.query;
  const isWhole = source.kind === "list" && source.section === undefined;
  return isWhole && isByHand(view) && view.list !== null && view.list.sections.length > 0;
}

/** In UTF-16 code units, or one text more: to encode much more of it at a time would hold the event loop. */
const PART = 2 ** 16;

async function* partsOf(
  scope: UserScope,
  ids: readonly number[],
  { head, separator, none = "", tail, hasItems, write }: TaskWriter,
): AsyncGenerator<string, void> {
  let before = head;
  for await (const tasks of taskPages(scope, ids)) {
    const items = hasItems ? await checklistLines(scope, tasks) : null;
    const texts = await mapInSlices(tasks, (task) => write(task, items?.get(task.id) ?? []));
    let part = "";
    for (const text of texts) {
      part += before + text;
      before = separator;
      if (part.length < PART) continue;
      yield part;
      part = "";
    }
    if (part !== "") yield part;
  }
  yield before === head ? head + none + tail : tail;
}

/** The same parts; the first of them is there. */
async function begun(parts: AsyncGenerator<string, void>): Promise<AsyncIterable<string>> {
  const first = await parts.next();
  return (async function* () {
    if (!first.done) yield first.value;
    yield* parts;
  })();
}

/** Without what a file system may refuse. */
function safeName(heading: string): string {
  const name = heading.replace(/[\p{Cc}\\/:*?"<>|%]+/gu, "-").replace(/^[.#]+/, "");
  return name === "" ? "list" : name;
}
