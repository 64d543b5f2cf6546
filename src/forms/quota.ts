/** What a person is told whose account has no room for a change. */
import type { Problem } from "../db/saved.ts";

/** @param problem with the code `full`. */
export function quotaMessage({ quota }: Problem): string {
  if (quota === undefined) return "There is no room for it";
  const { measure, used, most } = quota;
  if (measure === "bytes") {
    const megabytes = `${(most / 2 ** 20).toLocaleString("en")} MB`;
    return `Your text and history take up the ${megabytes} that this Plainlist allows. Delete some tasks, then empty the Trash.`;
  }
  const [have, limit] = [used.toLocaleString("en"), most.toLocaleString("en")];
  const allowed =
    used === most ? "the most this Plainlist allows" : `and this Plainlist allows ${limit}`;
  const room = measure === "tasks" ? "Delete some, then empty the Trash." : "Delete some first.";
  return `You have ${have} ${measure}, ${allowed}. ${room}`;
}
