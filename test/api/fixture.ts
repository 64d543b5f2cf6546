/** The API of the test file that runs, and its users Ann and Bob. */
import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import {
  type Answer,
  type ApiUser,
  assertInvalid,
  type Sent,
  startTestApi,
  type TestApi,
} from "../support/api.ts";

// Set by the hooks below. Test files in one process run one after another, so each sees its own.
export let api: TestApi;
export let ann: ApiUser;
export let bob: ApiUser;

/**
 * Gives the test file an API, and each test new accounts of Ann and Bob.
 * @param options.poolMax for tests of concurrent requests.
 */
export function useApi(options: { poolMax?: number } = {}): void {
  before(async () => {
    api = await startTestApi({}, options);
  });
  after(() => api.close());
  beforeEach(async () => {
    ann = await api.account("Ann");
    bob = await api.account("Bob");
  });
}

export function signUp(json: unknown): Promise<Answer> {
  return api.call("POST", "/api/auth/signup", { json });
}

export function signIn(json: unknown): Promise<Answer> {
  return api.call("POST", "/api/auth/signin", { json });
}

export function post(user: ApiUser, path: string, json: object): Promise<Answer> {
  return user.call("POST", path, { json });
}

/** @param json sent when it is defined. */
export function sending(json: object | undefined, headers: Record<string, string>): Sent {
  return json === undefined ? { headers } : { json, headers };
}

export async function addList(user: ApiUser, name: string): Promise<number> {
  return (await post(user, "/lists", { name })).body.id;
}

export async function addSection(user: ApiUser, list: number, name: string): Promise<number> {
  return (await post(user, `/lists/${list}/sections`, { name })).body.id;
}

/** Such a task is refused wherever a task is written, and changes nothing. */
export async function assertInvalidTask(
  json: object,
  fields: Record<string, string>,
): Promise<void> {
  const task = await ann.add("Before");
  for (const [method, path] of [
    ["POST", "/tasks"],
    ["PUT", "/tasks/1"],
    ["PATCH", "/tasks/1"],
  ] as const) {
    assertInvalid(await ann.call(method, path, { json }), fields, method);
  }
  assert.deepEqual((await ann.call("GET", "/tasks")).body.tasks, [task]);
}

/** The answer to a request without a valid token. */
export function assertUnauthorized(
  { status, headers, body }: Answer,
  error: string,
  what: string,
): void {
  assert.equal(status, 401, what);
  assert.deepEqual(body, { error }, what);
  assert.equal(headers["www-authenticate"], "Bearer", what);
}
