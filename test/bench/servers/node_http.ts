/** The bare server: only `node:http`, `pg` and template strings, with two queries per page. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import pg from "pg";
import { type PageTemplate, replacePlaceholders } from "../page_template.ts";

const { PORT, HOST, BENCH_CONNECTION = "", BENCH_TEMPLATE = "" } = process.env;
const pool = new pg.Pool({ ...JSON.parse(BENCH_CONNECTION), max: 10 });
const template: PageTemplate = JSON.parse(readFileSync(BENCH_TEMPLATE, "utf8"));

type Values = Record<string, string | number>;
const head = templateString(template.head);
const row = templateString(template.row);
const tail = templateString(template.tail);

createServer(async (req, res) => {
  if (req.url === "/health") return res.end("ok");
  const id = /(?:^|; )sid=([^;]+)/.exec(req.headers.cookie ?? "")?.[1];
  const session = await pool.query(
    `select s.user_id, u.name from auth_sessions s join users u on u.id = s.user_id
     where s.id = $1 and s.revoked_at is null and s.idle_expires_at > now()`,
    [id],
  );
  const [user] = session.rows;
  if (user === undefined) return res.writeHead(401).end();
  const tasks = await pool.query(
    `select id, title from tasks where user_id = $1 and deleted_at is null
     order by id desc limit 20`,
    [user.user_id],
  );
  const page = { name: escapeHtml(user.name), csrf: String(id) };
  let html = head(page);
  for (const task of tasks.rows) html += row({ id: task.id, title: escapeHtml(task.title) });
  html += tail(page);
  const body = Buffer.from(html);
  res.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Length": body.length });
  res.end(body);
}).listen(Number(PORT), HOST);

process.on("SIGTERM", () => process.exit(0));

/** Compiles the HTML as a template literal. */
function templateString(text: string): (values: Values) => string {
  const literal = text.replaceAll(/[\\`$]/g, "\\$&");
  const source = replacePlaceholders(literal, (name) => `\${values.${name}}`);
  return new Function("values", `return \`${source}\`;`) as (values: Values) => string;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
