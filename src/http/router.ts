/** Puts a route table on a router; what is asked with another method is told which ones there are. */
import { Router } from "express";
import { MethodNotAllowed } from "../errors.ts";
import type { Route } from "../routes.ts";

export function mount(routes: readonly Route[]): Router {
  const router = Router({ caseSensitive: true });
  const byPath = Map.groupBy(routes, (route) => route.path);
  for (const [path, entries] of byPath) {
    const onPath = router.route(path);
    for (const { method, handlers } of entries) onPath[method](...handlers);
    const methods = entries.map(({ method }) => method.toUpperCase());
    const allowed = methods.includes("GET") ? ["HEAD", ...methods] : methods;
    onPath.all((req, res) => {
      if (req.method !== "OPTIONS") throw new MethodNotAllowed(allowed);
      res.set("Allow", allowed.join(", ")).status(204).end();
    });
  }
  return router;
}
