/** An API client that validates every response against the OpenAPI document. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import supertest from "supertest";
import type { changeJson, listJson, sectionJson, taskJson } from "../../src/api/json.ts";
import { openApiDocument } from "../../src/api/openapi.ts";
import type { Environment } from "../../src/config.ts";
import { fieldsJson, NOTHING_SET } from "../../src/models/task_fields.ts";
import { ApiDescription } from "./api_description.ts";
import { startTestApp, type TestApp } from "./app.ts";
import type { TestDatabase } from "./database.ts";

export type TaskJson = ReturnType<typeof taskJson>;

/** The fields of any response body. Which of them a response has is checked by its description. */
export interface Body extends TaskJson {
  tasks: TaskJson[];
  lists: ReturnType<typeof listJson>[];
  sections: ReturnType<typeof sectionJson>[];
  changes: ReturnType<typeof changeJson>[];
  conflicts: { type: string; id: number; name: string | null }[];
  change_id: number | null;
  count: number;
  changed: number;
  deleted: boolean;
  name: string;
  colour: string;
  archived: boolean;
  time_zone: string | null;
  week_start: number;
  next: string | null;
  unread: string[];
  user: { id: string; email: string; name: string };
  token: string;
  message: string;
  error: string;
  fields: Record<string, string>;
}

const { title: _, description: __, ...FIELDS_UNSET } = fieldsJson(NOTHING_SET);

/** The other fields of a task that was created with only a title. */
export const UNPLANNED = {
  ...FIELDS_UNSET,
  due_on: null,
  due_time: null,
  starts_on: null,
  priority: "none",
  list_id: null,
  section_id: null,
  parent_id: null,
  tags: [],
  checklist: { done: 0, total: 0 },
  repeat: null,
};

export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  body: Body;
}

export interface Sent {
  token?: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent unchanged, as JSON unless `headers` has another type. */
  raw?: string | Buffer;
  headers?: Record<string, string>;
  /** The response was kept by an earlier version: it lacks the fields that were added since. */
  isOld?: boolean;
}

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/** A user with a token, for the routes below `/api/:user_id`. */
export interface ApiUser {
  id: string;
  email: string;
  name: string;
  token: string;
  call(method: Method, path: string, sent?: Sent): Promise<Answer>;
  /** Creates a task. @throws unless it succeeds. */
  add(title: string, more?: object): Promise<TaskJson>;
}

export interface TestApi {
  app: TestApp;
  description: ApiDescription;
  port: number;
  /** @param path from the root, such as "/api/auth/signin". */
  call(method: Method, path: string, sent?: Sent): Promise<Answer>;
  /** Creates an account with a token. */
  account(name: string): Promise<ApiUser>;
  close(): Promise<void>;
}

export async function startTestApi(
  environment: Environment = {},
  options: { database?: TestDatabase; poolMax?: number } = {},
): Promise<TestApi> {
  const app = await startTestApp(environment, options);
  const description = new ApiDescription(openApiDocument(app.config));
  // supertest would listen anew for each request.
  const server = createServer(app.app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const agent = supertest(server);

  async function call(method: Method, path: string, sent: Sent = {}): Promise<Answer> {
    const { token, json, headers = {}, isOld = false } = sent;
    const request = agent[method.toLowerCase() as "get"](path);
    if (token !== undefined) request.set("Authorization", `Bearer ${token}`);
    const body = json === undefined ? sent.raw : JSON.stringify(json);
    if (body !== undefined) request.set("Content-Type", "application/json");
    request.set(headers);
    // As bytes, which supertest does not encode again.
    if (body !== undefined) request.send(Buffer.from(body)).serialize((bytes) => bytes);
    const { status, headers: received, text = "", body: parsed } = await request;
    if (!isOld) description.check(method, path, { status, headers: received, text });
    return { status, headers: received, body: parsed };
  }

  return {
    app,
    description,
    port: (server.address() as AddressInfo).port,
    call,
    async account(name) {
      const { user, token } = await app.withToken(name);
      const own: ApiUser["call"] = (method, path, sent) =>
        call(method, `/api/${user.id}${path}`, { token, ...sent });
      const add: ApiUser["add"] = async (title, more = {}) => {
        const { status, body } = await own("POST", "/tasks", { json: { title, ...more } });
        if (status !== 201) throw new Error(`"${title}" was not added: ${body.error}`);
        return body;
      };
      return { ...user, token, call: own, add };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.close();
    },
  };
}

export function assertError({ status, body }: Answer, expected: number, error: string): void {
  assert.deepEqual([status, body], [expected, { error }]);
}

/** @param fields the messages by field, in order. */
export function assertInvalid(
  { status, body }: Answer,
  fields: Record<string, string>,
  what = "",
): void {
  assert.deepEqual([status, body], [400, { error: Object.values(fields)[0], fields }], what);
  assert.deepEqual(Object.keys(body.fields), Object.keys(fields), what);
}
