/** A request for each route, for the walk of the second user. A new route needs one here. */
import type { Fields } from "./browser.ts";

/**
 * anyone: needs no sign-in. viewer: shows or makes what belongs to whoever asks. row: names one row
 * of an owned table by its number.
 */
export type RouteOf = "anyone" | "viewer" | "row";

export interface PageSample {
  of: RouteOf;
  /** What a form sends, with the number of the row. */
  fields?: (id: number) => Fields;
  /** Other pages at the same address. */
  queries?: string[];
}

export interface ApiSample {
  of: RouteOf;
  json?: object | ((id: number) => object);
  /** The status where there is no such row, if it is not 404. */
  missing?: number;
  queries?: string[];
}

const TEXT = { title: "Taken over", description: "and rewritten" };

/** A key that a form of the first user's had too. */
const REQUEST_KEY = "the key of a form of the first user's";

/** A tag that everybody has, so that its name leads to whoever asks. */
export function tagName(id: number): string {
  return `errand-${id}`;
}

/** A route's address for a row: of a list, its section has the same number. */
export function pathFor(path: string, id: number): string {
  return path
    .replace(":id", String(id))
    .replace(":section_id", String(id))
    .replace(":name", tagName(id));
}

const CURSORS = ["?limit=200", "?limit=1&cursor=WyJjcmVhdGVkIiwiMyJd"];
const FILTERS = [
  "?status=all",
  "?status=pending",
  "?status=completed",
  "?tag=errand-1",
  "?priority=high",
  "?sort=due",
  "?sort=title",
];
const PAST = ["?cursor=5"];
/** `[3, "2999-01-01 00:00:00+00"]` */
const TRASH = ["?cursor=WzMsIjI5OTktMDEtMDEgMDA6MDA6MDArMDAiXQ"];
const PLAN = { due_on: "2027-01-31", priority: "high", tags: "errand-1 taken" };

export const PAGE_SAMPLES: Record<string, PageSample> = {
  "get /": { of: "anyone" },
  "get /auth/signup": { of: "anyone" },
  "post /auth/signup": { of: "anyone", fields: () => ({}) },
  "get /auth/signin": { of: "anyone", queries: ["?return_to=/tasks/1"] },
  "post /auth/signin": { of: "anyone", fields: () => ({}) },
  "post /auth/signout": { of: "anyone", fields: () => ({}) },
  "get /auth/parked-form": { of: "viewer" },
  "get /dashboard": { of: "viewer" },
  "get /upcoming": { of: "viewer", queries: FILTERS },
  "get /inbox": { of: "viewer", queries: [...FILTERS, ...CURSORS.slice(0, 1)] },
  "get /someday": { of: "viewer", queries: FILTERS },
  "get /completed": { of: "viewer" },

  "get /tasks": { of: "viewer", queries: [...FILTERS, ...CURSORS] },
  "post /tasks": { of: "viewer", fields: () => ({ ...TEXT, ...PLAN, request_key: REQUEST_KEY }) },
  "get /tasks/new": { of: "viewer", queries: ["?title=Begun", "?list=1"] },
  "get /tasks/many": { of: "viewer", queries: ["?list=1"] },
  "post /tasks/many": {
    of: "viewer",
    fields: () => ({ lines: "One #errand-1\nTwo @Home", request_key: REQUEST_KEY }),
  },
  "post /tasks/bulk": { of: "row", fields: (id) => ({ [`complete-${id}`]: "Done" }) },
  "get /tasks/:id": { of: "row" },
  "post /tasks/:id": { of: "row", fields: () => ({ ...TEXT, ...PLAN, version: "1" }) },
  "get /tasks/:id/edit": { of: "row" },
  "post /tasks/:id/completion": { of: "row", fields: () => ({ done: "1" }) },
  "post /tasks/:id/deletion": { of: "row", fields: () => ({ version: "1" }) },
  "post /tasks/:id/restoration": { of: "row", fields: () => ({}) },
  "post /tasks/:id/position": { of: "row", fields: () => ({ to: "top" }) },
  "post /tasks/:id/checklist": { of: "row", fields: () => ({ title: "Taken over" }) },
  "post /tasks/:id/plain": { of: "row", fields: () => ({ text: "Taken over tomorrow" }) },

  "get /lists": { of: "viewer" },
  "post /lists": { of: "viewer", fields: () => ({ name: "Taken over", colour: "sea" }) },
  "get /lists/new": { of: "viewer" },
  "get /lists/:id": { of: "row", queries: FILTERS },
  "post /lists/:id": { of: "row", fields: (id) => ({ name: `Taken over ${id}`, colour: "sea" }) },
  "get /lists/:id/edit": { of: "row" },
  "post /lists/:id/archiving": { of: "row", fields: () => ({ archived: "1" }) },
  "post /lists/:id/deletion": { of: "row", fields: () => ({}) },
  "post /lists/:id/position": { of: "row", fields: () => ({ to: "bottom" }) },
  "post /lists/:id/sections": { of: "row", fields: () => ({ name: "Taken over" }) },
  "post /lists/:id/sections/:section_id": { of: "row", fields: () => ({ name: "Taken over" }) },
  "post /lists/:id/sections/:section_id/deletion": { of: "row", fields: () => ({}) },
  "post /lists/:id/sections/:section_id/position": { of: "row", fields: () => ({ to: "top" }) },

  "get /tags/:name": { of: "row", queries: FILTERS },
  "get /tags/:name/edit": { of: "row" },
  "post /tags/:name/name": { of: "row", fields: (id) => ({ name: `taken-${id}` }) },
  "post /tags/:name/deletion": { of: "row", fields: () => ({}) },

  "get /history": { of: "viewer", queries: PAST },
  "post /undo/:id": { of: "row", fields: () => ({ force: "1" }) },
  "get /trash": { of: "viewer", queries: TRASH },
  "post /trash/purge": { of: "viewer", fields: () => ({ confirmed: "1" }) },
  "post /trash/:id/purge": { of: "row", fields: () => ({ confirmed: "1" }) },
  "get /settings": { of: "viewer" },
  "post /settings": {
    of: "viewer",
    fields: () => ({ time_zone: "Europe/Berlin", week_start: "7" }),
  },
};

export const API_SAMPLES: Record<string, ApiSample> = {
  "get /openapi.json": { of: "anyone" },
  "post /auth/signup": { of: "anyone", json: {} },
  "post /auth/signin": { of: "anyone", json: {} },
  "post /auth/signout": { of: "viewer" },

  "get /:user_id/tasks": { of: "viewer", queries: [...FILTERS, ...CURSORS] },
  "post /:user_id/tasks": { of: "viewer", json: () => ({ ...TEXT, tags: ["errand-1"] }) },
  "post /:user_id/tasks/bulk": {
    of: "row",
    json: (id) => ({ ids: [id], action: "priority", priority: "high" }),
    // Done to those that are there: to none.
    missing: 200,
  },
  "get /:user_id/tasks/:id": { of: "row" },
  "put /:user_id/tasks/:id": { of: "row", json: TEXT },
  "patch /:user_id/tasks/:id": { of: "row", json: { title: "Taken over" } },
  "delete /:user_id/tasks/:id": { of: "row" },
  "patch /:user_id/tasks/:id/complete": { of: "row", json: { completed: true } },
  "post /:user_id/tasks/:id/restoration": { of: "row", json: {} },
  "post /:user_id/tasks/:id/position": { of: "row", json: { to: "top" } },

  "get /:user_id/lists": { of: "viewer", queries: ["?archived=true"] },
  "post /:user_id/lists": { of: "viewer", json: { name: "Taken over" } },
  "get /:user_id/lists/:id": { of: "row" },
  "patch /:user_id/lists/:id": { of: "row", json: { colour: "rose" } },
  "delete /:user_id/lists/:id": { of: "row" },
  "post /:user_id/lists/:id/position": { of: "row", json: { to: "bottom" } },
  "get /:user_id/lists/:id/sections": { of: "row" },
  "post /:user_id/lists/:id/sections": { of: "row", json: { name: "Taken over" } },
  "patch /:user_id/sections/:id": { of: "row", json: { name: "Taken over" } },
  "delete /:user_id/sections/:id": { of: "row" },
  "post /:user_id/sections/:id/position": { of: "row", json: { to: "top" } },
  "get /:user_id/tags": { of: "viewer" },
  "patch /:user_id/tags/:id": { of: "row", json: (id) => ({ name: `taken-${id}` }) },
  "delete /:user_id/tags/:id": { of: "row" },

  "get /:user_id/history": { of: "viewer", queries: PAST },
  "post /:user_id/history/:id/undo": { of: "row", json: { force: true } },
  "get /:user_id/trash": { of: "viewer", queries: TRASH },
  "delete /:user_id/trash": { of: "viewer" },
  "delete /:user_id/trash/:id": { of: "row" },
  "get /:user_id/settings": { of: "viewer" },
  "patch /:user_id/settings": { of: "viewer", json: { time_zone: "Europe/Berlin" } },
};

/** Rows that name another row: by a number that is somebody else's, as by one that is nobody's. */
export const PLANTED: [path: string, fields: (id: number) => Fields][] = [
  ["/tasks", (id) => ({ ...TEXT, list: `${id}` })],
  ["/tasks", (id) => ({ ...TEXT, list: `${id}/${id}` })],
  ["/tasks/1", (id) => ({ ...TEXT, version: "1", list: `${id}` })],
  ["/tasks/many", (id) => ({ lines: "One", list: `${id}` })],
  ["/tasks/bulk", (id) => ({ action: "move", task: "1", list: `${id}` })],
  ["/tasks/bulk", (id) => ({ action: "move", task: "1", list: `${id}/${id}` })],
  ["/tasks/bulk", (id) => ({ action: "complete", task: [`${id}`] })],
  [
    "/tasks/bulk",
    (id) => ({ action: "complete", all: "1", count: "1", return_to: `/lists/${id}` }),
  ],
  ["/tasks/1/position", (id) => ({ to: "after", after: `${id}` })],
];

/** The same over the API. */
export const PLANTED_API: [method: "post" | "patch", path: string, json: (id: number) => object][] =
  [
    ["post", "/tasks", (id) => ({ ...TEXT, list_id: id })],
    ["post", "/tasks", (id) => ({ ...TEXT, list_id: id, section_id: id })],
    ["post", "/tasks", (id) => ({ ...TEXT, parent_id: id })],
    ["patch", "/tasks/1", (id) => ({ list_id: id })],
    ["patch", "/tasks/1", (id) => ({ list_id: id, section_id: id })],
    ["post", "/tasks/bulk", (id) => ({ ids: [1], action: "move", list_id: id })],
    ["post", "/tasks/1/position", (id) => ({ after: id })],
  ];
