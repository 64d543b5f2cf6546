/** The application of the test file that runs, and its users Ann and Bob. */
import { after, before, beforeEach } from "node:test";
import type { Environment } from "../../src/config.ts";
import type { NewTask } from "../../src/models/task_mutations.ts";
import { createTask, setCompletion } from "../../src/models/tasks.ts";
import { saved } from "../models/people.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser } from "../support/browser.ts";

export type Person = Awaited<ReturnType<TestApp["signedUp"]>>;

// Set by the hooks below. Test files in one process run one after another, so each sees its own.
export let app: TestApp;
export let ann: Person;
export let bob: Person;
/** Ann's. */
export let browser: Browser;

interface Options {
  /** For tests of concurrent requests. */
  poolMax?: number;
  environment?: Environment;
  /** Runs once, before the tests. A second `before` of the file would not wait for the first. */
  prepare?: () => Promise<void>;
}

/** Gives the test file an application. */
export function useApp({ prepare, environment = {}, ...options }: Options = {}): void {
  before(async () => {
    app = await startTestApp(environment, options);
    await prepare?.();
  });
  after(() => app.close());
}

/** Gives the test file an application, and each test new accounts of Ann and Bob, signed in. */
export function usePeople(options: Options = {}): void {
  useApp(options);
  beforeEach(async () => {
    ann = await app.signedUp("Ann");
    bob = await app.signedUp("Bob");
    browser = ann.browser;
  });
}

/** Adds a task. */
export async function add(
  { scope }: Person,
  title: string,
  { done = false, ...input }: Partial<NewTask> & { done?: boolean } = {},
): Promise<number> {
  const { id } = saved(await createTask(scope, { title, ...input })).value;
  if (done) await setCompletion(scope, id, { done: true });
  return id;
}
