/** Mounts a table of routes: guards, then the action, then its reply. */
import { createHash } from "node:crypto";
import { type RequestHandler, Router } from "express";
import type { RequestKey } from "../db/journal.ts";
import { MethodNotAllowed } from "../errors.ts";
import type { RouteForm } from "./form_table.ts";
import type { Action, Guard, RequestContext } from "./request_context.ts";
import { sendReply } from "./send_reply.ts";

export interface Route {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  guards: readonly Guard[];
  action: Action;
  /** What the form that goes there says of itself. */
  form?: RouteForm;
  /** Reads the body, after the guards. */
  body?: readonly RequestHandler[];
}

/** In milliseconds: as long as the history is kept. */
const FORM_LIFETIME = 30 * 86_400_000;

/** A path that exists is answered for any other method with those that it has. */
export function mount(routes: readonly Route[]): Router {
  const router = Router({ caseSensitive: true });
  for (const [path, entries] of Map.groupBy(routes, (route) => route.path)) {
    const onPath = router.route(path);
    for (const route of entries) onPath[route.method](...handlersOf(route));
    const methods = entries.map(({ method }) => method.toUpperCase());
    const allowed = methods.includes("GET") ? ["HEAD", ...methods] : methods;
    onPath.all((req, res) => {
      if (req.method !== "OPTIONS") throw new MethodNotAllowed(allowed);
      res.set("Allow", allowed.join(", ")).status(204).end();
    });
  }
  return router;
}

function handlersOf({ guards, action, form, body = [] }: Route): RequestHandler[] {
  const guard: RequestHandler = async ({ context: c }, res, next) => {
    for (const own of guards) {
      const reply = await own(c);
      if (reply !== null) return sendReply(c, res, reply);
    }
    next();
  };
  const run: RequestHandler = async ({ context: c }, res) => {
    if (form !== undefined) c.requestKey = formRequestKey(c);
    await sendReply(c, res, await action(c));
  };
  return [guard, ...body, run];
}

/**
 * What makes a posted form the same one again: the key of its page, where it goes, and what is written
 * in it. Another text under the same key (a form come back to with the Back button of a browser that
 * keeps pages) is another request. null: the form has no key.
 */
function formRequestKey({ address, fields }: RequestContext): RequestKey | null {
  const { _csrf, request_key: key, ...written } = fields;
  if (typeof key !== "string" || key === "") return null;
  const digest = createHash("sha256").update(JSON.stringify([key, address, written]));
  return { key: digest.digest("base64url"), lifetime: FORM_LIFETIME };
}
