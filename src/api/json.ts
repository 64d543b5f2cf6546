/** The JSON of each kind of row. */
import type { JsonReply } from "../http/reply.ts";
import type { RequestContext } from "../http/request_context.ts";
import type { HistoryEntry } from "../models/changes.ts";
import type { List } from "../models/lists.ts";
import type { Preferences } from "../models/preferences.ts";
import type { Search } from "../models/searches.ts";
import type { Section } from "../models/sections.ts";
import type { Tag } from "../models/tags.ts";
import type { Task } from "../models/task_records.ts";
import type { TrashedTask } from "../models/trash.ts";
import type { User } from "../models/users.ts";
import { changeText } from "../presenters/change_text.ts";
import { taskProperties } from "../presenters/task_json.ts";
import { etagOf } from "./etag.ts";
import type { UserJson } from "./schemas/accounts.ts";
import type { ChangeJson, TrashedTaskJson } from "./schemas/history.ts";
import type { ListJson, SectionJson, TagJson } from "./schemas/lists.ts";
import type { SearchJson } from "./schemas/searches.ts";
import type { SettingsJson } from "./schemas/settings.ts";
import type { TaskJson } from "./schemas/task_answers.ts";

/** The id of the history entry that a write made, for undoing it. */
export const CHANGE_HEADER = "Plainlist-Change";

/** The headers of a reply to a write. @param changeId null: nothing was changed. */
export function changeHeaders(changeId: number | null): Record<string, string> {
  return changeId === null ? {} : { [CHANGE_HEADER]: String(changeId) };
}

/** A task with its ETag. @param options.body further properties. */
export function taskReply(
  c: RequestContext,
  status: number,
  task: Task,
  { headers = {}, body = {} }: { headers?: Record<string, string>; body?: object } = {},
): JsonReply {
  return c.json(status, { ...taskJson(task), ...body }, { ETag: etagOf(task), ...headers });
}

export function taskJson(task: Task): TaskJson {
  return taskProperties(task) as TaskJson;
}

export function listJson({ id, name, colour, archivedAt, position, version }: List): ListJson {
  return {
    id,
    name,
    colour,
    archived: archivedAt !== null,
    archived_at: archivedAt?.toISOString() ?? null,
    position,
    version,
  };
}

export function sectionJson({ id, listId, name, position, version }: Section): SectionJson {
  return { id, list_id: listId, name, position, version };
}

export function tagJson({ id, name }: Tag): TagJson {
  return { id, name };
}

export function searchJson({ id, name, query, position, version, ...at }: Search): SearchJson {
  const times = { created_at: at.createdAt.toISOString(), updated_at: at.updatedAt.toISOString() };
  return { id, name, q: query, position, version, ...times };
}

export function changeJson(entry: HistoryEntry): ChangeJson {
  const { id, kind, params, createdAt, undoes, undoneBy } = entry;
  const { label, subject } = changeText(kind, params);
  const created_at = createdAt.toISOString();
  return { id, kind, label, subject, created_at, undoes, undone_by: undoneBy };
}

export function trashedJson({ id, title, deletedAt }: TrashedTask): TrashedTaskJson {
  return { id, title, deleted_at: deletedAt.toISOString() };
}

export function userJson({ id, email, name }: User): UserJson {
  return { id, email, name };
}

export function settingsJson(user: Preferences): SettingsJson {
  return {
    time_zone: user.timeZone,
    week_start: user.weekStart,
    date_format: user.dateFormat,
    time_format: user.timeFormat,
    theme: user.theme,
    density: user.density,
    landing_view: user.landingView,
  };
}
