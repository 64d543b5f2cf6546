/** Mounts a table of routes: for each its guards, its body parser and its action. */
import { type RequestHandler, Router } from "express";
import { MethodNotAllowed, NotFound } from "../errors.ts";
import type { RouteForm } from "./form_table.ts";
import type { Reply } from "./reply.ts";
import type { Action, Guard, RequestContext } from "./request_context.ts";
import { formRequestKey } from "./request_key.ts";
import { sendReply } from "./send_reply.ts";

export interface Route {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  guards: readonly Guard[];
  action: Action;
  /** The form that is posted to it. */
  form?: RouteForm;
  /** Parses the body, after the guards. */
  body?: readonly RequestHandler[];
  /** The action reads and writes nothing but rows of the user's scope. */
  onlyOwnRows?: boolean;
}

/** A known path replies to any other method with a 405, and to OPTIONS with its methods. */
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

/** For what no table has. */
export const notFound: RequestHandler = () => {
  throw new NotFound();
};

function handlersOf(route: Route): RequestHandler[] {
  const { guards, form, body = [], onlyOwnRows = false } = route;
  const check: RequestHandler = async ({ context: c }, res, next) => {
    c.mayPresume = onlyOwnRows;
    if (!onlyOwnRows) await c.confirm();
    const [first] = await Promise.allSettled([refusal(c, guards)]);
    if (first.status === "fulfilled" && first.value === null) return next();
    const reply = (await c.confirm()) ? outcomeOf(first) : await refusal(c, guards);
    if (reply === null) next();
    else await sendReply(c, res, reply);
  };
  const run: RequestHandler = async ({ context: c }, res) => {
    if (form !== undefined) c.requestKey = formRequestKey(c);
    await sendReply(c, res, await confirmed(c, route));
  };
  return [check, ...body, run];
}

/** The reply of the first guard that has one. */
async function refusal(c: RequestContext, guards: readonly Guard[]): Promise<Reply | null> {
  for (const guard of guards) {
    const reply = await guard(c);
    if (reply !== null) return reply;
  }
  return null;
}

/** Runs the action for the user as presumed, and once more if the user turns out to be another. */
async function confirmed(c: RequestContext, { guards, action }: Route): Promise<Reply> {
  const [first] = await Promise.allSettled([(async () => action(c))()]);
  if (await c.confirm()) return outcomeOf(first);
  return (await refusal(c, guards)) ?? (await action(c));
}

function outcomeOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}
