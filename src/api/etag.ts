/** The ETag of a task or a saved search, and the conditions of a request that refer to it (RFC 9110, section 13.1). */
import { createHash } from "node:crypto";
import type { RequestContext } from "../http/request_context.ts";
import type { Task } from "../models/task_records.ts";

/**
 * The version, `"3"`. With tags or a checklist, which can change without the version, a digest of them
 * follows: `"3-9f86d081"`.
 */
export function etagOf(task: Pick<Task, "version" | "tags" | "checklist">): string {
  const { version, tags, checklist } = task;
  if (tags.length === 0 && checklist.total === 0) return `"${version}"`;
  const rest = createHash("sha256")
    .update(JSON.stringify([tags, checklist]))
    .digest("hex");
  return `"${version}-${rest.slice(0, 8)}"`;
}

/**
 * Whether a task matches the request's `If-Match`; null: there is no condition. The version alone
 * matches too, whatever the tags and the checklist.
 */
export function ifMatch(c: RequestContext): ((task: Task) => boolean) | null {
  const header = c.header("if-match");
  if (header === undefined || header.trim() === "*") return null;
  const tags = tagsIn(header);
  return (task) => tags.includes(etagOf(task)) || tags.includes(`"${task.version}"`);
}

/** Of a row that does not change without its version. */
export function etagOfVersion({ version }: { version: number }): string {
  return `"${version}"`;
}

/** Whether the version of a row matches the request's `If-Match`; null: there is no condition. */
export function ifVersionMatches(c: RequestContext): ((version: number) => boolean) | null {
  const header = c.header("if-match");
  if (header === undefined || header.trim() === "*") return null;
  return (version) => tagsIn(header).includes(etagOfVersion({ version }));
}

/** Whether the client has this state already, by its `If-None-Match`. */
export function isKnown(c: RequestContext, task: Task): boolean {
  const header = c.header("if-none-match");
  if (header === undefined) return false;
  return header.trim() === "*" || tagsIn(header.replaceAll("W/", "")).includes(etagOf(task));
}

function tagsIn(header: string): string[] {
  return header.split(",").map((tag) => tag.trim());
}
