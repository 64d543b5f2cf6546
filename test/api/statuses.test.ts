/** Every status that the description names for what is somebody's is really answered, by each operation. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Operation, Parameter } from "../../src/api/openapi/types.ts";
import {
  type ApiUser,
  type Method,
  type Sent,
  startTestApi,
  type TestApi,
} from "../support/api.ts";
import { useUpParsing } from "../support/parsing_budget.ts";

const KEY = "Idempotency-Key";

let api: TestApi;
let ann: ApiUser;
let bob: ApiUser;
let serial = 0;
before(async () => {
  api = await startTestApi();
  ann = await api.account("Ann");
  bob = await api.account("Bob");
});
after(() => api.close());

interface Described {
  method: Method;
  /** Below the user's path, with `{id}`. */
  path: string;
  operation: Operation;
  parameters: string[];
}

function described(): Described[] {
  const { description } = api;
  return description.operations().flatMap((name) => {
    const [method, whole = ""] = name.split(" ") as [Method, string];
    const [, path] = whole.split("{user_id}");
    const item = description.document.paths[whole];
    const operation = item?.[method.toLowerCase() as "get"];
    if (path === undefined || operation === undefined) return [];
    const parameters = (operation.parameters ?? []).map(
      (one) => description.resolve<Parameter>(one).name,
    );
    return [{ method, path, operation, parameters }];
  });
}

/** Makes a row of the kind that a path names. @returns its number. */
async function newRow(path: string): Promise<number> {
  serial += 1;
  const json = { name: `Name ${serial}` };
  const make = async (at: string) => (await ann.call("POST", at, { json })).body.id;
  if (path.startsWith("/searches/")) {
    return (await ann.call("POST", "/searches", { json: { ...json, q: "late" } })).body.id;
  }
  if (path.startsWith("/lists/")) return make("/lists");
  if (path.startsWith("/sections/")) return make(`/lists/${await make("/lists")}/sections`);
  // With a next occurrence.
  const series = /\/(skip|complete)$/.test(path)
    ? { due_on: "2026-12-01", repeat: { rule: "FREQ=DAILY" } }
    : {};
  const task = await ann.add("Task", { tags: [`tag${serial}`], ...series });
  if (path.startsWith("/trash/")) await ann.call("DELETE", `/tasks/${task.id}`);
  if (path.startsWith("/tags/")) {
    const tags = (await ann.call("GET", "/tags")).body.tags as unknown as { id: number }[];
    return Math.max(...tags.map(({ id }) => id));
  }
  if (!path.startsWith("/history/")) return task.id;
  return (await ann.call("GET", "/history")).body.changes[0]?.id ?? 0;
}

/** A body that the operation takes, with names that nothing has yet. */
function goodBody({ operation }: Described): object | undefined {
  const examples = operation.requestBody?.content["application/json"].examples ?? {};
  const [first] = Object.values(examples);
  if (first === undefined) return undefined;
  serial += 1;
  const value = first.value as Record<string, unknown>;
  return "name" in value ? { ...value, name: `${value.name}${serial}` } : value;
}

/** What is refused as a whole: a body, a query or an address that is broken. */
function badRequest({ method, parameters, path }: Described): [string, Sent] {
  if (method !== "GET" && method !== "DELETE") return [path, { raw: "{" }];
  if (parameters.includes("limit")) return [`${path}?limit=0`, {}];
  if (parameters.includes("archived")) return [`${path}?archived=x`, {}];
  if (parameters.includes("from")) return [`${path}?from=x`, {}];
  return [path.replace("{id}", "%ZZ"), {}];
}

function newKey(): string {
  serial += 1;
  return `key ${serial}`;
}

/** Changes a task after the change that added it. @returns the number of that change. */
async function changedSince(): Promise<number> {
  const { id } = await ann.add("Added");
  const added = (await ann.call("GET", "/history")).body.changes[0]?.id ?? 0;
  await ann.call("PATCH", `/tasks/${id}`, { json: { title: "Changed since" } });
  return added;
}

async function usedKey(one: Described, address: string): Promise<Sent> {
  const headers = { [KEY]: newKey() };
  await ann.call(one.method, address, { headers, json: goodBody(one) ?? {} });
  return { headers, json: { another: "body" } };
}

function longerName(): object {
  serial += 1;
  return { name: `a-longer-name-than-before-${serial}` };
}

/** While the account has no room for anything more. */
async function whenFull(work: () => Promise<number>): Promise<number> {
  const add = async (bytes: number) =>
    api.app.database.sql(
      `update changes set total_bytes = total_bytes + $2
       where user_id = $1 and id = (select max(id) from changes where user_id = $1)`,
      [ann.id, bytes],
    );
  await add(1e9);
  try {
    return await work();
  } finally {
    await add(-1e9);
  }
}

/** Asks so that the answer should have that status. */
async function ask(one: Described, status: number): Promise<number> {
  const { method, path } = one;
  const json = goodBody(one);
  const good: Sent = json === undefined ? {} : { json };
  const at = path.includes("{id}") ? path.replace("{id}", String(await newRow(path))) : path;
  const call = async (address: string, sent: Sent) =>
    (await ann.call(method, address, sent)).status;
  const url = `/api/${ann.id}${at}`;
  switch (status) {
    case 304:
      return call(at, { headers: { "If-None-Match": "*" } });
    case 400: {
      const [broken, sent] = badRequest(one);
      return call(broken.replace(path, at), sent);
    }
    case 401:
      return (await api.call(method, url, good)).status;
    case 403:
      return (await api.call(method, url, { ...good, token: bob.token })).status;
    case 404:
      return call(path.replace("{id}", "99999"), good);
    case 409:
      if (method !== "POST") return call(at, { json: { ...json, version: 99 } });
      return call(path.replace("{id}", String(await changedSince())), { json: {} });
    case 412:
      return call(at, { ...good, headers: { "If-Match": '"99"' } });
    case 413:
      return call(at, { raw: JSON.stringify({ title: "x".repeat(110_000) }) });
    case 415:
      return call(at, { raw: "x", headers: { "Content-Type": "text/plain" } });
    case 422:
      if (method === "POST") return call(at, await usedKey(one, at));
      return whenFull(() => call(at, path.startsWith("/tasks/") ? good : { json: longerName() }));
    case 429: {
      useUpParsing(api.app, ann.id);
      const refused = await call(at, { json: { quick_add: "Pay rent tomorrow" } });
      api.app.advance(60_000);
      return refused;
    }
    default:
      return call(at, good);
  }
}

test("each operation answers with each status that is described for it", async () => {
  for (const one of described()) {
    for (const status of Object.keys(one.operation.responses).map(Number)) {
      if (status === 500) continue;
      assert.equal(await ask(one, status), status, `${one.method} ${one.path}`);
    }
  }
});

test("each of them answers 500 when the database fails", async () => {
  const { sql } = api.app.database;
  await sql("alter table auth_sessions rename to away");
  try {
    for (const one of described()) {
      const address = one.path.replace("{id}", "1");
      const answer = await ann.call(one.method, address, { json: goodBody(one) ?? {} });
      const error = "Service temporarily unavailable, please try again";
      assert.deepEqual([answer.status, answer.body], [500, { error }], one.path);
    }
  } finally {
    await sql("alter table away rename to auth_sessions");
  }
});
