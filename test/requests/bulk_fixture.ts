/** The form for many tasks: Ann's tasks, a press of one of its buttons, and Undo. */
import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { createTasks } from "../../src/models/tasks.ts";
import { type Fields, fieldsOfForm, type PageResult } from "../support/browser.ts";
import { ann, app, browser, usePeople } from "./fixture.ts";

let token: string;

/** Gives the test file an application, and each test Ann and Bob without tasks. */
export function useBulkForm(): void {
  usePeople();
  beforeEach(async () => {
    token = await browser.token("/tasks");
  });
}

export interface Row {
  id: number;
  title: string;
  done: boolean;
  deleted: boolean;
  due_on: string | null;
  priority: number;
  list_id: number | null;
  section_id: number | null;
  tags: string | null;
}

export function rows(of = ann.scope): Promise<Row[]> {
  return app.database.sql<Row & Record<string, unknown>>(
    `select id, title, completed_at is not null as done, deleted_at is not null as deleted, due_on,
       priority, list_id, section_id,
       (select string_agg(name, ' ' order by name) from task_tags k join tags t
          on t.user_id = k.user_id and t.id = k.tag_id
        where k.user_id = tasks.user_id and k.task_id = tasks.id) as tags
     from tasks where user_id = $1 order by id`,
    [of.userId],
  );
}

export async function add(...titles: string[]): Promise<void> {
  await createTasks(
    ann.scope,
    titles.map((title) => ({ title })),
  );
}

export function press(fields: Fields): Promise<PageResult> {
  return browser.post("/tasks/bulk", { _csrf: token, return_to: "/tasks", ...fields });
}

/** Presses Undo of the flash on the page that a redirect leads to. */
export async function undo(result: PageResult): Promise<PageResult> {
  const page = await browser.follow(result);
  const form = page.document.querySelectorAll(".flash form").find((one) => /Undo/.test(one.text));
  assert.ok(form, `no Undo in: ${page.flash}`);
  return browser.post(form.getAttribute("action") ?? "", fieldsOfForm(form));
}
