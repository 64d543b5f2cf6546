/**
 * The usual stack as in its documentation: Express, EJS with included header and footer,
 * express-session in PostgreSQL, and Knex, without logging, security headers or compression. It keeps
 * no history of changes, which Plainlist does.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import connectPgSimple from "connect-pg-simple";
import express, { type Request } from "express";
import session from "express-session";
import jwt from "jsonwebtoken";
import knexLibrary from "knex";
import pg from "pg";
import { type PageTemplate, replacePlaceholders } from "../page_template.ts";

declare module "express-session" {
  interface SessionData {
    userId: string;
  }
}

/** The columns of a task that are used here. */
interface TaskRow {
  id: number;
  user_id: string;
  priority: number;
  version: number;
  completed_at: Date | null;
  [column: string]: unknown;
}

const SECRET = "a secret of the benchmark, long enough";
const PRIORITIES = ["none", "low", "medium", "high"];
const { PORT, HOST = "", BENCH_CONNECTION = "", BENCH_TEMPLATE = "" } = process.env;
const connection = JSON.parse(BENCH_CONNECTION);
const knex = knexLibrary({ client: "pg", connection, pool: { min: 0, max: 10 } });
const Store = connectPgSimple(session);
const folder = path.dirname(BENCH_TEMPLATE);
writeTemplates(JSON.parse(readFileSync(BENCH_TEMPLATE, "utf8")));

const app = express();
app.set("views", folder);
app.set("view engine", "ejs");
app.get("/health", (_req, res) => {
  res.send("ok");
});
app.post("/token/:id", (req, res) => {
  res.send(jwt.sign({ sub: req.params.id }, SECRET, { expiresIn: "7d" }));
});
app.get("/api/:user_id/tasks", async (req, res) => {
  const user = await bearer(req);
  if (user?.id !== req.params.user_id) return res.sendStatus(403);
  res.json({ tasks: (await firstTasks(user.id)).map(toJson), next: null });
});
app.patch("/api/:user_id/tasks/:id/complete", express.json(), async (req, res) => {
  const user = await bearer(req);
  if (user?.id !== req.params.user_id) return res.sendStatus(403);
  const task = await setCompletion(user.id, Number(req.params.id), req.body.completed === true);
  if (task === null) return res.sendStatus(404);
  res.json(toJson(task));
});
// Below, since the API has no session.
app.use(
  session({
    store: new Store({ pool: new pg.Pool({ ...connection, max: 10 }) }),
    secret: SECRET,
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 30 * 86_400_000 },
  }),
);
app.post("/signin/:id", (req, res) => {
  req.session.userId = req.params.id;
  res.redirect(303, "/tasks");
});
app.get("/tasks", async (req, res) => {
  const user = await knex("users").where({ id: req.session.userId }).first();
  const tasks = await firstTasks(user.id);
  res.render("tasks", { name: user.name, csrf: req.sessionID, tasks });
});
app.post("/tasks/:id/completion", express.urlencoded(), async (req, res) => {
  const { userId } = req.session;
  const { _csrf, done, return_to } = req.body;
  if (userId === undefined || _csrf !== req.sessionID) return res.sendStatus(403);
  const task = await setCompletion(userId, Number(req.params.id), done === "1");
  if (task === null) return res.sendStatus(404);
  res.redirect(303, return_to);
});

app.listen(Number(PORT), HOST);

process.on("SIGTERM", () => process.exit(0));

function firstTasks(userId: string): Promise<TaskRow[]> {
  return knex("tasks")
    .where({ user_id: userId })
    .whereNull("deleted_at")
    .orderBy("id", "desc")
    .limit(20);
}

/** null: there is no such task. */
function setCompletion(userId: string, id: number, done: boolean): Promise<TaskRow | null> {
  return knex.transaction(async (trx) => {
    const own = { user_id: userId, id };
    const task = await trx("tasks").where(own).whereNull("deleted_at").forUpdate().first();
    if (task === undefined) return null;
    const now = new Date();
    const changes = { completed_at: done ? now : null, updated_at: now, version: task.version + 1 };
    const [changed] = await trx("tasks").where(own).update(changes).returning("*");
    return changed;
  });
}

/** The user of a bearer token. */
async function bearer(req: Request): Promise<{ id: string } | undefined> {
  const token = req.get("authorization")?.replace("Bearer ", "") ?? "";
  return knex("users")
    .where({ id: jwt.verify(token, SECRET).sub })
    .first();
}

/** In the shape of Plainlist's API. */
function toJson(task: TaskRow): object {
  const { deleted_at, request_key, repeat_rule, repeat_mode, repeat_anchor, ...shown } = task;
  const { repeat_finished, repeat_moved_from, series_id, ended_repeat, ...columns } = shown;
  return {
    ...columns,
    repeat: repeat_rule,
    moved_from: repeat_moved_from,
    priority: PRIORITIES[task.priority],
    tags: [],
    completed: task.completed_at !== null,
    checklist: { done: 0, total: 0 },
  };
}

function writeTemplates({ head, row, tail }: PageTemplate): void {
  const main = head.indexOf("<main");
  const end = tail.indexOf("</main>");
  const write = (name: string, text: string) =>
    writeFileSync(path.join(folder, `${name}.ejs`), text);
  const page = (text: string) => replacePlaceholders(text, (name) => `<%= ${name} %>`);
  write("header", page(head.slice(0, main)));
  write("footer", page(tail.slice(end)));
  write(
    "tasks",
    `<%- include("header") %>${page(head.slice(main))}<% tasks.forEach((task) => { %>${replacePlaceholders(
      row,
      (name) => `<%= task.${name} %>`,
    )}<% }) %>${page(tail.slice(0, end))}<%- include("footer") %>`,
  );
}
