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
  json?: object;
  queries?: string[];
}

const TEXT = { title: "Taken over", description: "and rewritten" };

/** A key that the first user's form had. */
export const REQUEST_KEY = "the key of a form of the first user's";

export const PAGE_SAMPLES: Record<string, PageSample> = {
  "get /": { of: "anyone" },
  "get /auth/signup": { of: "anyone" },
  "post /auth/signup": { of: "anyone", fields: () => ({}) },
  "get /auth/signin": { of: "anyone", queries: ["?return_to=/tasks/1"] },
  "post /auth/signin": { of: "anyone", fields: () => ({}) },
  "post /auth/signout": { of: "anyone", fields: () => ({}) },
  "get /auth/parked-form": { of: "viewer" },
  "get /dashboard": { of: "viewer" },
  "get /tasks": {
    of: "viewer",
    queries: ["?limit=200", "?status=pending", "?status=completed", "?limit=1&cursor=WzMsbnVsbF0"],
  },
  "post /tasks": { of: "viewer", fields: () => ({ ...TEXT, request_key: REQUEST_KEY }) },
  "get /tasks/new": { of: "viewer", queries: ["?title=Begun"] },
  "post /tasks/bulk": { of: "row", fields: (id) => ({ [`complete-${id}`]: "Done" }) },
  "get /tasks/:id": { of: "row" },
  "post /tasks/:id": { of: "row", fields: () => ({ ...TEXT, version: "1" }) },
  "get /tasks/:id/edit": { of: "row" },
  "post /tasks/:id/completion": { of: "row", fields: () => ({ done: "1" }) },
  "post /tasks/:id/deletion": { of: "row", fields: () => ({ version: "1" }) },
  "post /tasks/:id/restoration": { of: "row", fields: () => ({}) },
};

export const API_SAMPLES: Record<string, ApiSample> = {
  "get /openapi.json": { of: "anyone" },
  "post /auth/signup": { of: "anyone", json: {} },
  "post /auth/signin": { of: "anyone", json: {} },
  "post /auth/signout": { of: "viewer" },
  "get /:user_id/tasks": {
    of: "viewer",
    queries: ["?limit=200", "?status=pending", "?status=completed", "?limit=1&cursor=WzMsbnVsbF0"],
  },
  "post /:user_id/tasks": { of: "viewer", json: TEXT },
  "get /:user_id/tasks/:id": { of: "row" },
  "put /:user_id/tasks/:id": { of: "row", json: TEXT },
  "patch /:user_id/tasks/:id": { of: "row", json: { title: "Taken over" } },
  "delete /:user_id/tasks/:id": { of: "row" },
  "patch /:user_id/tasks/:id/complete": { of: "row", json: { completed: true } },
};
