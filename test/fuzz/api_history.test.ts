/** Any sequence of calls by two users, compared with a simple model of the API. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { type ApiUser, startTestApi, type TestApi } from "../support/api.ts";
import { assertProperty } from "./arbitraries.ts";

let api: TestApi;
before(async () => {
  api = await startTestApi();
});
after(() => api.close());

interface ModelTask {
  id: number;
  title: string;
  description: string;
  /** The step at which it was completed, or null. */
  completedAt: number | null;
  version: number;
}

/** One user's tasks according to the API's documentation. */
class Model {
  readonly tasks = new Map<number, ModelTask>();
  last = 0;

  list(status: "all" | "pending" | "completed"): ModelTask[] {
    const tasks = [...this.tasks.values()].sort((a, b) => b.id - a.id);
    if (status === "pending") return tasks.filter(({ completedAt }) => completedAt === null);
    if (status === "all") return tasks;
    const done = tasks.filter(({ completedAt }) => completedAt !== null);
    return done.sort((a, b) => (b.completedAt ?? 0) - (a.completedAt ?? 0));
  }
}

const id = fc.integer({ min: 1, max: 4 });
const title = fc.constantFrom("a", "b", "c");
const description = fc.constantFrom("", "x", "y\nz");
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const text = { description: optional(description), completed: optional(fc.boolean()) };
/** The difference between the sent and the current version, or undefined to send none. */
const versionOffset = fc.constantFrom(undefined, 0, 0, -1, 1);

const step = fc.record({
  who: fc.constantFrom(0, 1),
  what: fc.oneof(
    fc.record({ kind: fc.constant("create" as const), title, ...text }),
    fc.record({ kind: fc.constant("replace" as const), id, versionOffset, title, ...text }),
    fc.record({
      kind: fc.constant("change" as const),
      id,
      versionOffset,
      title: optional(title),
      ...text,
    }),
    fc.record({ kind: fc.constant("complete" as const), id, completed: optional(fc.boolean()) }),
    fc.record({ kind: fc.constant("delete" as const), id }),
  ),
});
type Step = (typeof step extends fc.Arbitrary<infer T> ? T : never)["what"];

/** Applies the step to the application and to the model, and compares the response. */
async function apply(user: ApiUser, model: Model, what: Step, at: number): Promise<void> {
  if (what.kind === "create") {
    const { kind: _, ...json } = what;
    model.last += 1;
    const { description = "", completed = false } = what;
    const completedAt = completed ? at : null;
    const task = { id: model.last, title: what.title, description, completedAt, version: 1 };
    model.tasks.set(task.id, task);
    return compare(await user.call("POST", "/tasks", { json }), 201, task);
  }
  const path = `/tasks/${what.id}`;
  const task = model.tasks.get(what.id);
  if (what.kind === "delete") {
    model.tasks.delete(what.id);
    const { status } = await user.call("DELETE", path);
    return assert.equal(status, task ? 204 : 404);
  }
  if (what.kind === "complete") {
    const { completed = true } = what;
    if (task && (task.completedAt !== null) !== completed) {
      task.completedAt = completed ? at : null;
      task.version += 1;
    }
    const json = { completed: what.completed };
    return compare(await user.call("PATCH", `${path}/complete`, { json }), 200, task);
  }
  const { kind, id: _, versionOffset, ...fields } = what;
  const version = versionOffset === undefined ? undefined : (task?.version ?? 1) + versionOffset;
  // Versions start at 1.
  const isInvalid = version === 0;
  const method = kind === "replace" ? "PUT" : "PATCH";
  const answer = await user.call(method, path, { json: { ...fields, version } });
  if (isInvalid) return assert.equal(answer.status, 400);
  if (task && versionOffset) return assert.equal(answer.status, 409);
  if (task) {
    const whole = { description: "", completed: false, ...defined(fields) };
    const { completed, ...written } = kind === "replace" ? whole : defined(fields);
    const before = JSON.stringify(task);
    Object.assign(task, written);
    if (completed === false) task.completedAt = null;
    if (completed === true) task.completedAt ??= at;
    // A call that changes nothing keeps the version.
    if (JSON.stringify(task) !== before) task.version += 1;
  }
  compare(answer, 200, task);
}

function defined<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(sent) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

type Read = Awaited<ReturnType<ApiUser["call"]>>;

function compare({ status, body }: Read, expected: number, task: ModelTask | undefined): void {
  assert.equal(status, task ? expected : 404);
  if (task) assert.deepEqual(actualFields(body), expectedFields(task));
}

function actualFields({ id, title, description, completed, version }: Read["body"]) {
  return { id, title, description, completed, version };
}

function expectedFields({ id, title, description, completedAt, version }: ModelTask) {
  return { id, title, description, completed: completedAt !== null, version };
}

test("after any sequence of calls, each user's lists match the model", async () => {
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 5, maxLength: 25 }),
    fc.integer({ min: 1, max: 5 }),
    async (steps, limit) => {
      const users = [await api.account("Ann"), await api.account("Bob")];
      const models = [new Model(), new Model()];
      for (const [index, user] of users.entries()) {
        for (const title of ["a", "b", "c"] as const) {
          const first = { kind: "create", title, description: "", completed: undefined } as const;
          await apply(user, models[index] as Model, first, -1);
        }
      }
      for (const [at, { who, what }] of steps.entries()) {
        // Steps need different times.
        api.app.advance(2);
        await apply(users[who] as ApiUser, models[who] as Model, what, at);
      }
      for (const [index, user] of users.entries()) {
        for (const status of ["all", "pending", "completed"] as const) {
          const found: object[] = [];
          for (let next: string | null = ""; next !== null; ) {
            const cursor: string = next && `&cursor=${next}`;
            const path = `/tasks?status=${status}&limit=${limit}${cursor}`;
            const { body } = await user.call("GET", path);
            found.push(...body.tasks.map((task) => actualFields(task as Read["body"])));
            next = body.next;
          }
          assert.deepEqual(found, models[index]?.list(status).map(expectedFields), status);
        }
      }
    },
  );
  await assertProperty(property, 15);
});
