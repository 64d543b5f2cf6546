/**
 * The usual stack as in its documentation: Express, EJS with included header and footer,
 * express-session in PostgreSQL, and Knex, without logging, security headers or compression.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import connectPgSimple from "connect-pg-simple";
import express from "express";
import session from "express-session";
import knexLibrary from "knex";
import pg from "pg";
import { type PageTemplate, replacePlaceholders } from "../page_template.ts";

declare module "express-session" {
  interface SessionData {
    userId: string;
  }
}

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
app.use(
  session({
    store: new Store({ pool: new pg.Pool({ ...connection, max: 10 }) }),
    secret: "a secret of the benchmark, long enough",
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
  const tasks = await knex("tasks")
    .where({ user_id: user.id })
    .whereNull("deleted_at")
    .orderBy("id", "desc")
    .limit(20);
  res.render("tasks", { name: user.name, csrf: req.sessionID, tasks });
});
app.listen(Number(PORT), HOST);

process.on("SIGTERM", () => process.exit(0));

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
