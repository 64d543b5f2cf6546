/** The page of a form whose row has gone: what was typed, and the ways to keep it. */
import type { UserScope } from "../db/scope.ts";
import type { FormDeclaration } from "../forms/declaration.ts";
import { typed } from "../forms/fields.ts";
import { parsePositiveInteger } from "../forms/numbers.ts";
import { parseVersion } from "../forms/task.ts";
import { TASK_LABELS } from "../forms/task_values.ts";
import type { PageModel } from "../http/reply.ts";
import { confirmFields } from "../http/resubmit.ts";
import {
  type DeletedRow,
  findDeletedRow,
  findRenamedTag,
  type RowReference,
} from "../models/deleted_rows.ts";
import { paths } from "../paths.ts";
import { parseAddress } from "./list_views.ts";

type Fields = Record<string, unknown>;

interface MissingRow {
  /** What can be put back; null: nothing of it. */
  deleted: DeletedRow | null;
  /** What the tag of the form is called by now; null: it is not about a tag, or there is none. */
  renamedTo: string | null;
}

interface SentForm {
  /** The address that it was posted to. */
  action: string;
  fields: Fields;
  form: FormDeclaration;
}

/** The rows that the address and the fields of a form name: a list before its section. */
export function referencesOf(address: string, fields: Fields): RowReference[] {
  const [folder = "", id = "", inner = "", innerId = ""] = parseAddress(address)
    .pathname.split("/")
    .slice(1);
  const [list, section] = typed(fields.list).split("/");
  const named = [
    folder === "tasks" || folder === "lists" || folder === "searches"
      ? ([folder, id] as const)
      : null,
    inner === "sections" ? ([inner, innerId] as const) : null,
    ["tasks", fields.after] as const,
    ["lists", list] as const,
    ["sections", section] as const,
  ];
  const rows = named.flatMap((row): RowReference[] => {
    const number = row === null ? null : parsePositiveInteger(row[1]);
    return row === null || number === null ? [] : [{ table: row[0], id: number }];
  });
  return folder === "tags" ? [{ table: "tags", name: decodeURIComponent(id) }, ...rows] : rows;
}

/** What has become of these rows: the first of them that has been deleted. */
export async function findMissingRow(
  scope: UserScope,
  references: readonly RowReference[],
): Promise<MissingRow> {
  const rows = await Promise.all(references.map((reference) => findDeletedRow(scope, reference)));
  const tag = references.find((reference) => reference.table === "tags");
  return {
    deleted: rows.find((row) => row !== null) ?? null,
    renamedTo: tag === undefined ? null : await findRenamedTag(scope, tag.name),
  };
}

/**
 * Where nothing that was deleted is known, the page is the same for every address, as it must not
 * reveal others' rows.
 * @param canPutBack false: putting it back has failed, as its name is in use.
 * @returns null: nothing was typed, and nothing can be put back.
 */
export function missingRowPage(
  { action, fields, form }: SentForm,
  missing: MissingRow,
  { canPutBack }: { canPutBack: boolean },
): PageModel<"forms/confirm"> | null {
  const other = otherWay(action, fields, missing);
  const isPutBack = missing.deleted !== null && canPutBack;
  if (!isPutBack && other === null) return null;
  // The line of "Keep my words as they were" is the title of a new task.
  const sent = {
    ...fields,
    ...("text" in fields ? { title: fields.text } : {}),
    ...versionPutBack(fields, missing.deleted),
  };
  const title = { title: { kind: "text", label: TASK_LABELS.title } } as const;
  const declared = "text" in fields ? { ...form, fields: { ...form.fields, ...title } } : form;
  const shown = confirmFields(sent, declared).filter(({ name }) => name !== "put_back");
  const page = {
    title: "What you wrote is still here",
    status: 404,
    heading: "What you wrote is still here",
    explanation: explanationOf(missing, canPutBack),
    fields: shown,
    isDanger: false,
    cancelHref: paths.dashboard,
    navigation: null,
    csrf: typed(fields._csrf),
  };
  if (!isPutBack) {
    const requestKey = typed(fields.request_key);
    return {
      ...page,
      requestKey,
      action: other?.action ?? action,
      submitLabel: other?.label ?? form.title,
    };
  }
  return {
    ...page,
    action,
    submitLabel: "Put it back, and save this",
    submitField: { name: "put_back", value: "1" },
    ...(other === null ? {} : { otherWay: other }),
  };
}

/** Deleting and restoring are a new version each: a form that saw the last one before still fits. */
function versionPutBack({ version }: Fields, deleted: DeletedRow | null): Fields {
  if (deleted === null || deleted.version === null) return {};
  const hasSeenLast = parseVersion(version) === deleted.version - 1;
  return hasSeenLast ? { version: String(deleted.version + 1) } : {};
}

const NOUNS = {
  tasks: "The task",
  lists: "The list",
  sections: "The section",
  tags: "The tag",
  searches: "The search",
};

function explanationOf({ deleted, renamedTo }: MissingRow, canPutBack: boolean): string {
  const kept = "Nothing that you typed is lost, and nothing has been saved yet.";
  if (deleted !== null) {
    const name = deleted.table === "tags" ? `#${deleted.name}` : `“${deleted.name}”`;
    const taken = canPutBack ? "" : ", and another one has its name by now";
    return `${NOUNS[deleted.table]} ${name} has been deleted in the meantime${taken}. ${kept}`;
  }
  if (renamedTo !== null) {
    return `The tag has been renamed in the meantime: it is called #${renamedTo}. ${kept}`;
  }
  return `What this was for is not there any more. ${kept}`;
}

interface OtherWay {
  action: string;
  label: string;
}

/** Saves the same fields as something new, or as those of the tag under its new name. */
function otherWay(
  address: string,
  fields: Fields,
  { deleted, renamedTo }: MissingRow,
): OtherWay | null {
  const has = (name: string) => typed(fields[name]) !== "";
  const [, folder = "", id = "", inner] = parseAddress(address).pathname.split("/");
  if (folder === "tasks" && (has("title") || has("text"))) {
    return { action: paths.tasks, label: "Save as a new task" };
  }
  if (!has("name")) return null;
  if (renamedTo !== null)
    return { action: paths.tagName(renamedTo), label: `Rename #${renamedTo}` };
  if (deleted?.table === "sections") {
    return { action: paths.sections(Number(id)), label: "Save as a new section" };
  }
  if (deleted?.table === "searches")
    return { action: paths.searches, label: "Save as a new search" };
  const isList = deleted?.table === "lists" && inner === undefined;
  return isList ? { action: paths.lists, label: "Save as a new list" } : null;
}
