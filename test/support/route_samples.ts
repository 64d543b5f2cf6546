/** A sample request for each route, for the isolation tests. Every new route needs one. */
import { PASSWORD } from "./app.ts";
import type { Fields } from "./browser.ts";

/**
 * public: needs no sign-in. user: shows or creates rows of the signed-in user. row: names one row of
 * an owned table by its id. sign-in: names a sign-in or a token by its UUID.
 */
export type Access = "public" | "user" | "row" | "sign-in";

export interface PageSample {
  access: Access;
  /** The posted fields for the row with this id, and the address of the one who posts. */
  fields?: (id: number, email?: string) => Fields;
  /** Other pages at the same path. */
  queries?: string[];
  /** The status where one sample cannot succeed for everyone, such as a password or the link of a mail. */
  wrong?: number;
  /** Of a public one: where it leads to, whoever asks. */
  location?: string;
}

export interface ApiSample {
  access: Access;
  json?: object | ((id: number) => object);
  /** The status for a missing row, if it is not 404. */
  missing?: number;
  queries?: string[];
}

const TEXT = { title: "Taken over", description: "and rewritten" };

/** A request key that the first user has used too. */
const REQUEST_KEY = "a request key of the first user";

/** A tag that every user has: its path shows the tag of the signed-in user. */
export function tagName(id: number): string {
  return `errand-${id}`;
}

/** A route's path for a row. The sections of a list have the same ids as the lists. */
export function pathFor(path: string, id: number | string): string {
  return path
    .replace(":id", String(id))
    .replace(":section_id", String(id))
    .replace(":name", tagName(Number(id)));
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
  "?q=nnabe",
  "?q=-is%3Aopen%20sort%3Atitle",
];
const QUERIES = [
  ...["nnabe", "#errand-1", "list:nnabe", "is:deleted", "is:archived or is:open", "has:notes"],
  ...["-zebra", "due<=9999-12-31 sort:due", "(is:open", "\"nnabel's"],
].map((query) => `?q=${encodeURIComponent(query)}`);
const HISTORY = ["?cursor=5", "?kind=changed", "?q=errand"];
/** `[3, "2999-01-01 00:00:00+00"]` */
const TRASH = ["?cursor=WzMsIjI5OTktMDEtMDEgMDA6MDA6MDArMDAiXQ"];
const PLAN = { due_on: "2027-01-31", priority: "high", tags: "errand-1 taken" };

/** The files of a list. */
function filesOf(path: string, sample: PageSample): Record<string, PageSample> {
  const endings = ["csv", "json", "txt", "ics"];
  return Object.fromEntries(endings.map((ending) => [`get ${path}.${ending}`, sample]));
}

export const PAGE_SAMPLES: Record<string, PageSample> = {
  "get /": { access: "public" },
  "get /auth/signup": { access: "public" },
  "post /auth/signup": { access: "public", fields: () => ({}) },
  "get /auth/check-mail": { access: "public" },
  "get /auth/invite/:token": { access: "public" },
  "post /auth/invite/:token": { access: "public", fields: () => ({}) },
  "get /auth/reset": { access: "public", queries: ["?sent=1"] },
  "post /auth/reset": { access: "public", fields: () => ({ email: "nobody@example.org" }) },
  "get /auth/reset/:token": { access: "public", wrong: 410 },
  "post /auth/reset/:token": {
    access: "public",
    fields: () => ({ password: "seven copper lanterns" }),
    wrong: 410,
  },
  "get /auth/signin": { access: "public", queries: ["?return_to=/tasks/1"] },
  "post /auth/signin": { access: "public", fields: () => ({}) },
  "post /auth/signout": { access: "public", fields: () => ({}) },
  "get /auth/verify/:token": { access: "public", wrong: 410 },
  "post /auth/verify/:token": { access: "public", wrong: 410, fields: () => ({}) },
  "get /.well-known/change-password": { access: "public", location: "/settings/account" },
  "get /auth/code": { access: "public", queries: ["?with=recovery"] },
  "post /auth/code": { access: "public", fields: () => ({}) },
  "get /auth/oidc/:n": { access: "public", wrong: 404 },
  "get /auth/oidc/:n/callback": { access: "public", wrong: 404 },
  "get /auth/oidc/:n/signout": { access: "public", wrong: 404 },
  "get /auth/oidc/:n/account": { access: "public" },
  "post /auth/oidc/:n/account": { access: "public", fields: () => ({}) },
  "get /auth/oidc/:n/link": { access: "user", wrong: 404 },
  "post /auth/oidc/:n/link": { access: "user", wrong: 404, fields: () => ({}) },
  "get /settings/providers": { access: "user" },
  "post /settings/providers/unlink": { access: "user", fields: () => ({ identity: "none" }) },
  "get /auth/parked-form": { access: "user" },
  "get /auth/confirm": { access: "user", queries: ["?with=code"] },
  "post /auth/confirm": { access: "user", fields: () => ({}) },
  ...filesOf("/dashboard", { access: "user" }),
  ...filesOf("/upcoming", { access: "user", queries: FILTERS }),
  ...filesOf("/inbox", { access: "user", queries: FILTERS }),
  ...filesOf("/someday", { access: "user", queries: FILTERS }),
  ...filesOf("/completed", { access: "user" }),
  ...filesOf("/tasks", { access: "user", queries: FILTERS }),
  ...filesOf("/lists/:id", { access: "row", queries: FILTERS }),
  ...filesOf("/tags/:name", { access: "row", queries: FILTERS }),
  "get /dashboard": { access: "user", queries: ["?select=overdue"] },
  "get /catch-up": { access: "user" },
  "post /catch-up": { access: "user", fields: (id) => ({ [`task-${id}`]: "done", rest: "today" }) },
  "get /upcoming": { access: "user", queries: FILTERS },
  "get /inbox": { access: "user", queries: [...FILTERS, ...CURSORS.slice(0, 1)] },
  "get /someday": { access: "user", queries: FILTERS },
  "get /completed": { access: "user" },
  "get /calendar": {
    access: "user",
    queries: ["?month=2027-01", "?day=2027-01-31", "?day=2026-11-20", "?week=2027-W04"],
  },

  ...filesOf("/search", { access: "user", queries: QUERIES }),
  "get /search": { access: "user", queries: [...QUERIES, "?form=1&words=nnabe"] },
  "get /tasks": { access: "user", queries: [...FILTERS, ...CURSORS] },
  "post /tasks": { access: "user", fields: () => ({ ...TEXT, ...PLAN, request_key: REQUEST_KEY }) },
  "get /tasks/new": { access: "user", queries: ["?title=Begun", "?list=1"] },
  "get /tasks/many": { access: "user", queries: ["?list=1"] },
  "post /tasks/many": {
    access: "user",
    fields: () => ({ lines: "One #errand-1\nTwo @Home", request_key: REQUEST_KEY }),
  },
  "post /tasks/bulk": { access: "row", fields: (id) => ({ [`complete-${id}`]: "Done" }) },
  "get /tasks/:id": { access: "row" },
  "post /tasks/:id": { access: "row", fields: () => ({ ...TEXT, ...PLAN, version: "1" }) },
  "get /tasks/:id/edit": { access: "row" },
  "post /tasks/:id/completion": { access: "row", fields: () => ({ done: "1" }) },
  "post /tasks/:id/deletion": { access: "row", fields: () => ({ version: "1" }) },
  "post /tasks/:id/skip": { access: "row", fields: () => ({}) },
  "post /tasks/:id/restoration": { access: "row", fields: () => ({}) },
  "post /tasks/:id/position": { access: "row", fields: () => ({ to: "top" }) },
  "post /tasks/:id/checklist": { access: "row", fields: () => ({ title: "Taken over" }) },
  "post /tasks/:id/plain": { access: "row", fields: () => ({ text: "Taken over tomorrow" }) },

  "get /lists": { access: "user" },
  "post /lists": { access: "user", fields: () => ({ name: "Taken over", colour: "sea" }) },
  "get /lists/new": { access: "user" },
  "get /lists/:id": { access: "row", queries: FILTERS },
  "post /lists/:id": {
    access: "row",
    fields: (id) => ({ name: `Taken over ${id}`, colour: "sea" }),
  },
  "get /lists/:id/edit": { access: "row" },
  "post /lists/:id/archiving": { access: "row", fields: () => ({ archived: "1" }) },
  "post /lists/:id/deletion": { access: "row", fields: () => ({}) },
  "post /lists/:id/position": { access: "row", fields: () => ({ to: "bottom" }) },
  "post /lists/:id/sections": { access: "row", fields: () => ({ name: "Taken over" }) },
  "post /lists/:id/sections/:section_id": { access: "row", fields: () => ({ name: "Taken over" }) },
  "post /lists/:id/sections/:section_id/deletion": { access: "row", fields: () => ({}) },
  "post /lists/:id/sections/:section_id/position": { access: "row", fields: () => ({ to: "top" }) },

  "get /tags": { access: "user" },
  "get /tags/:name": { access: "row", queries: FILTERS },
  "get /tags/:name/edit": { access: "row" },
  "post /tags/:name/name": { access: "row", fields: (id) => ({ name: `taken-${id}` }) },
  "post /tags/:name/deletion": { access: "row", fields: () => ({}) },

  "get /searches": { access: "user", queries: ["?q=%23errand-1&name=Taken"] },
  "post /searches": { access: "user", fields: () => ({ name: "Taken over", q: "taken" }) },
  ...filesOf("/searches/:id", { access: "row", queries: FILTERS }),
  "get /searches/:id": { access: "row", queries: FILTERS },
  "post /searches/:id": {
    access: "row",
    fields: (id) => ({ name: `Taken over ${id}`, q: "taken", version: "1" }),
  },
  "get /searches/:id/edit": { access: "row" },
  "post /searches/:id/deletion": { access: "row", fields: () => ({}) },
  "post /searches/:id/position": { access: "row", fields: () => ({ to: "bottom" }) },

  "get /review": { access: "user", queries: ["?year=2025"] },
  "get /help": { access: "user", queries: ["?try=pay+rent+tomorrow+%40Home"] },
  "get /history": { access: "user", queries: HISTORY },
  "post /undo/:id": { access: "row", fields: () => ({ force: "1" }) },
  "get /trash": { access: "user", queries: TRASH },
  "post /trash/purge": { access: "user", fields: () => ({ confirmed: "1" }) },
  "post /trash/:id/purge": { access: "row", fields: () => ({ confirmed: "1" }) },
  "get /settings/sessions": { access: "user" },
  "post /settings/sessions/:id/end": { access: "sign-in", fields: () => ({}) },
  "post /settings/sessions/end-others": { access: "user", fields: () => ({}) },
  "get /settings/security": { access: "user", queries: ["?cursor=5"] },
  "get /settings/tokens": { access: "user" },
  "post /settings/tokens": {
    access: "user",
    fields: () => ({ name: "Taken over", access: "write", days: "30", request_key: REQUEST_KEY }),
  },
  "post /settings/tokens/:id/end": { access: "sign-in", fields: () => ({}) },
  "get /settings": { access: "user" },
  "get /settings/account": { access: "user" },
  "post /settings/name": { access: "user", fields: () => ({ name: "Taken over" }) },
  "post /settings/email": { access: "user", fields: () => ({ email: "taken@example.org" }) },
  "post /settings/email/cancel": { access: "user", fields: () => ({}) },
  "post /settings/password": {
    access: "user",
    fields: () => ({ current_password: PASSWORD, password: "kettle harbour violet" }),
  },
  "post /settings": {
    access: "user",
    fields: () => ({
      ...{ time_zone: "Europe/Berlin", week_start: "7", date_format: "day_first" },
      ...{ time_format: "12", theme: "dark", density: "compact", landing_view: "inbox" },
    }),
  },
  "get /export": { access: "user" },
  "post /export": { access: "user", fields: () => ({}) },
  "get /settings/delete": { access: "user" },
  "post /settings/delete": { access: "user", fields: (_id, email = "") => ({ email }) },
  "post /settings/delete/cancel": { access: "user", fields: () => ({}) },
  "get /settings/two-factor": { access: "user" },
  "post /settings/two-factor": { access: "user", fields: () => ({ code: "0" }), wrong: 422 },
  "post /settings/two-factor/off": { access: "user", fields: () => ({}) },
  "get /settings/two-factor/codes": { access: "user" },
  "get /settings/two-factor/codes.txt": { access: "user", wrong: 404 },
  "post /settings/two-factor/codes": { access: "user", fields: () => ({}) },
  "post /settings/two-factor/trust": { access: "user", fields: () => ({ browser: "none" }) },
};

export const API_SAMPLES: Record<string, ApiSample> = {
  "get /openapi.json": { access: "public" },
  "post /auth/signup": { access: "public", json: {} },
  "post /auth/signin": { access: "public", json: {} },
  "post /auth/signout": { access: "user" },

  "get /:user_id/tasks": { access: "user", queries: [...FILTERS, ...CURSORS] },
  "post /:user_id/tasks": { access: "user", json: () => ({ ...TEXT, tags: ["errand-1"] }) },
  "post /:user_id/tasks/bulk": {
    access: "row",
    json: (id) => ({ ids: [id], action: "priority", priority: "high" }),
    // Applies to existing rows only, here to none.
    missing: 200,
  },
  "get /:user_id/tasks/:id": { access: "row" },
  "put /:user_id/tasks/:id": { access: "row", json: TEXT },
  "patch /:user_id/tasks/:id": { access: "row", json: { title: "Taken over" } },
  "delete /:user_id/tasks/:id": { access: "row" },
  "patch /:user_id/tasks/:id/complete": { access: "row", json: { completed: true } },
  "post /:user_id/tasks/:id/skip": { access: "row", json: {} },
  "post /:user_id/tasks/:id/restoration": { access: "row", json: {} },
  "post /:user_id/tasks/:id/position": { access: "row", json: { to: "top" } },

  "get /:user_id/lists": { access: "user", queries: ["?archived=true"] },
  "post /:user_id/lists": { access: "user", json: { name: "Taken over" } },
  "get /:user_id/lists/:id": { access: "row" },
  "patch /:user_id/lists/:id": { access: "row", json: { colour: "rose" } },
  "delete /:user_id/lists/:id": { access: "row" },
  "post /:user_id/lists/:id/position": { access: "row", json: { to: "bottom" } },
  "get /:user_id/lists/:id/sections": { access: "row" },
  "post /:user_id/lists/:id/sections": { access: "row", json: { name: "Taken over" } },
  "patch /:user_id/sections/:id": { access: "row", json: { name: "Taken over" } },
  "delete /:user_id/sections/:id": { access: "row" },
  "post /:user_id/sections/:id/position": { access: "row", json: { to: "top" } },
  "get /:user_id/tags": { access: "user" },
  "patch /:user_id/tags/:id": { access: "row", json: (id) => ({ name: `taken-${id}` }) },
  "delete /:user_id/tags/:id": { access: "row" },

  "get /:user_id/searches": { access: "user" },
  "post /:user_id/searches": { access: "user", json: { name: "Taken over", q: "taken" } },
  "get /:user_id/searches/:id": { access: "row" },
  "patch /:user_id/searches/:id": { access: "row", json: (id) => ({ name: `Taken over ${id}` }) },
  "delete /:user_id/searches/:id": { access: "row" },
  "post /:user_id/searches/:id/position": { access: "row", json: { to: "bottom" } },

  "get /:user_id/stats": { access: "user", queries: ["?from=2026-01-01&to=2026-12-31"] },
  "get /:user_id/calendar": { access: "user", queries: ["?from=2026-06-01&to=2027-05-31"] },
  "get /:user_id/history": { access: "user", queries: [...HISTORY, "?task=1", "?task=1&cursor=5"] },
  "post /:user_id/history/:id/undo": { access: "row", json: { force: true } },
  "get /:user_id/trash": { access: "user", queries: TRASH },
  "delete /:user_id/trash": { access: "user" },
  "delete /:user_id/trash/:id": { access: "row" },
  "get /:user_id/settings": { access: "user" },
  "patch /:user_id/settings": { access: "user", json: { time_zone: "Europe/Berlin" } },
};

/** Requests that refer to another row by its id. */
export const REFERENCES: [path: string, fields: (id: number) => Fields][] = [
  ["/settings", (id) => ({ landing_view: `search:${id}` })],
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
  ["/catch-up", (id) => ({ [`task-${id}`]: "done" })],
  ["/catch-up", (id) => ({ [`task-${id}`]: "2027-01-31" })],
  ["/tasks/1/position", (id) => ({ to: "after", after: `${id}` })],
];

/** The same in the API. */
export const API_REFERENCES: [
  method: "post" | "patch",
  path: string,
  json: (id: number) => object,
][] = [
  ["patch", "/settings", (id) => ({ landing_view: `search:${id}` })],
  ["post", "/tasks", (id) => ({ ...TEXT, list_id: id })],
  ["post", "/tasks", (id) => ({ ...TEXT, list_id: id, section_id: id })],
  ["post", "/tasks", (id) => ({ ...TEXT, parent_id: id })],
  ["patch", "/tasks/1", (id) => ({ list_id: id })],
  ["patch", "/tasks/1", (id) => ({ list_id: id, section_id: id })],
  ["post", "/tasks/bulk", (id) => ({ ids: [1], action: "move", list_id: id })],
  ["post", "/tasks/1/position", (id) => ({ after: id })],
];
