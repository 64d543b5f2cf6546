/** Health checks for the platform: `/health` is liveness, `/health/ready` readiness. */
import { Router } from "express";
import type { Database } from "../db/connection.ts";
import { isDiskFull, isReadOnly } from "../db/database_errors.ts";
import { pendingMigrations } from "../db/migrations.ts";

/** `stopping` from the signal to stop on: the platform should send no more requests. */
export interface Lifecycle {
  stopping: boolean;
}

export function health(database: Database, lifecycle: Lifecycle): Router {
  const router = Router();
  // Without the database, so that its failure does not get every process restarted.
  router.get("/", (_req, res) => {
    res.json({ status: "ok" });
  });
  router.get("/ready", async (req, res) => {
    const problem = await readinessProblem(database, lifecycle).catch((error: unknown) => {
      req.log.warn({ err: error }, "not ready");
      if (isDiskFull(error)) return "the disk of the database is full";
      return isReadOnly(error) ? "the database cannot be written" : "the database cannot answer";
    });
    if (problem === null) res.json({ status: "ok" });
    else res.status(503).set("Retry-After", "5").json({ status: "unavailable", reason: problem });
  });
  return router;
}

async function readinessProblem(database: Database, lifecycle: Lifecycle): Promise<string | null> {
  if (lifecycle.stopping) return "stopping";
  await database.requireWritable();
  const pending = await pendingMigrations(database.knex);
  return pending.length === 0 ? null : "migrations are pending";
}
