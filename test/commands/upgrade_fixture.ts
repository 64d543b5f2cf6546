/** The databases of earlier versions, restored and migrated, for the tests of upgrading. */
import assert from "node:assert/strict";
import { mock } from "node:test";
import { fileURLToPath } from "node:url";
import first from "../fixtures/2026-11-26.json" with { type: "json" };
import second from "../fixtures/2026-11-27.json" with { type: "json" };
import third from "../fixtures/2026-11-28.json" with { type: "json" };
import fourth from "../fixtures/2026-11-29.json" with { type: "json" };
import fifth from "../fixtures/2026-11-30.json" with { type: "json" };
import { type Method, type Sent, startTestApi, type TestApi } from "../support/api.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { databaseUrl, runCommand } from "../support/server_process.ts";

/** Labels of the history that have been reworded since. */
const REWORDED: Record<string, string> = {
  "Took the tag off": "Removed the tag from",
  "Made the list": "Created the list",
  "Made the section": "Created the section",
};

export interface Entry {
  id: number;
  label: string;
  subject: string | null;
  undone_by: number | null;
}

/** What the API of that version returned. */
interface ApiRows {
  settings: object;
  tasks: { id: number }[];
  lists: object[];
  sections: object[];
  tags: unknown[];
  trash: object[];
  history: Entry[];
}

export interface SignIn {
  cookies: Record<string, string>;
  token: string;
}

/** Stored rows by table and key, such as "tasks 3". */
export type StoredRows = Record<string, Record<string, unknown>>;

export interface Person extends SignIn, ApiRows {
  user: { id: string; email: string; name: string };
  /** By entry: the columns that it changed, as they were before; null: there was no such row. */
  before?: Record<string, Record<string, Record<string, unknown> | null>>;
}

export interface Fixture {
  made_at: string;
  password: string;
  ada: Person;
  grace: Person;
  /** The title of the form that it saved last, and what was typed into those that it saved before. */
  expired: SignIn & {
    kept_form: string;
    earlier_forms?: { action: string; title: string; description: string }[];
  };
  signed_out: SignIn;
  sent_before: {
    request: {
      key: string;
      json: object;
      status: number;
      headers: Record<string, string>;
      body: { id: number };
    };
  };
}

/** Of a version that stores request keys. */
export interface KeyedFixture extends Fixture {
  sent_before: Fixture["sent_before"] & {
    form: { action: string; fields: Record<string, string>; location: string };
  };
}

/** Of a version that keeps the keys of settings forms, and refuses a key for another request. */
export interface ClaimedFixture extends KeyedFixture {
  sent_before: KeyedFixture["sent_before"] & {
    settings: { action: string; fields: Record<string, string> };
  };
}

export { fifth, first, fourth, second, third };

for (const { ada, grace } of [first, second, third, fourth, fifth]) {
  for (const entry of [...ada.history, ...grace.history]) {
    entry.label = REWORDED[entry.label] ?? entry.label;
  }
}

/** Such as "2026-11-26". */
export function nameOf({ made_at }: Fixture): string {
  return made_at.slice(0, 10);
}

/** Fields that also change when a change is undone and redone. */
export const CHANGED_BY_UNDO = ["version", "updated_at", "undone_by"];

/** The application on the database of a fixture. */
export class Upgraded {
  readonly fixture: Fixture;
  database!: TestDatabase;
  #api!: TestApi;

  constructor(fixture: Fixture) {
    this.fixture = fixture;
  }

  async open(): Promise<void> {
    this.database = await createTestDatabase({ empty: true });
    const path = new URL(`../fixtures/${nameOf(this.fixture)}.dump`, import.meta.url);
    await this.#command("restore", fileURLToPath(path));
    await this.#command("migrate");
    await this.database.sql("set time zone 'UTC'");
    this.#api = await startTestApi({}, { database: this.database });
  }

  async close(): Promise<void> {
    await this.#api.close();
    await this.database.drop();
  }

  /** Sets the clock of this process, and so of the session store, to this time after the dump. */
  setMinutesLater(minutes: number): void {
    const now = Date.parse(this.fixture.made_at) + minutes * 60_000;
    mock.timers.reset();
    mock.timers.enable({ apis: ["Date"], now });
  }

  browserWith(cookies: Record<string, string>): Browser {
    const browser = this.#api.app.visitor();
    for (const [name, value] of Object.entries(cookies)) browser.setCookie(name, value);
    return browser;
  }

  call({ user, token }: Pick<Person, "user" | "token">, method: Method, path: string, sent?: Sent) {
    return this.#api.call(method, `/api/${user.id}${path}`, { token, ...sent });
  }

  /** @returns the id of the change that the undo makes. */
  async undo(person: Person, id: number, message: string): Promise<number> {
    const answer = await this.call(person, "POST", `/history/${id}/undo`, { json: {} });
    assert.equal(answer.status, 200, `${message}: ${JSON.stringify(answer.body)}`);
    return answer.body.change_id ?? 0;
  }

  /** @param except fields to ignore. Fields added to the API since then are ignored as well. */
  async assertUnchanged(person: Person, except: string[] = []): Promise<void> {
    const now = await this.allRows(person);
    for (const kind of Object.keys(now) as (keyof typeof now)[]) {
      const expected: object[] = [person[kind]].flat() as object[];
      const fields = Object.keys(expected[0] ?? {}).filter((field) => !except.includes(field));
      const compared = (row: object) =>
        Object.fromEntries(fields.map((field) => [field, row[field as keyof typeof row]]));
      const rows = [now[kind]].flat() as object[];
      assert.deepEqual(rows.map(compared), expected.map(compared), kind);
    }
  }

  async allRows(person: Person): Promise<ApiRows> {
    const get = async (path: string) => {
      const { status, body } = await this.call(person, "GET", path);
      assert.deepEqual([status, body.next ?? null], [200, null], path);
      return body;
    };
    const { tasks } = await get("/tasks?status=all&archived=true&limit=200");
    for (const { id, checklist } of [...tasks]) {
      if (checklist.total > 0) tasks.push(...(await get(`/tasks?parent_id=${id}`)).tasks);
    }
    const { lists } = await get("/lists?archived=true");
    const sections = [];
    for (const { id } of lists) sections.push(...(await get(`/lists/${id}/sections`)).sections);
    const { changes } = await get("/history?limit=200");
    return {
      settings: await get("/settings"),
      tasks: tasks.sort((one, other) => one.id - other.id),
      lists,
      sections,
      tags: (await get("/tags")).tags,
      trash: (await get("/trash?limit=200")).tasks,
      history: changes,
    };
  }

  /** All that an undo resets itself, deleted rows included. */
  async storedRows({ user }: Person): Promise<StoredRows> {
    const tables = ["tasks", "lists", "sections", "tags"].map(
      (table) => `select '${table} ' || id as name, to_jsonb(${table}) as columns from ${table}
        where user_id = $1`,
    );
    const rows = await this.database.sql<{ name: string; columns: Record<string, unknown> }>(
      `select name, columns - array['user_id', 'version', 'updated_at', 'search_text'] as columns from (
         ${tables.join(" union all ")}
         union all select concat_ws(' ', 'task_tags', task_id, tag_id), to_jsonb(task_tags)
         from task_tags where user_id = $1
       ) as every_row`,
      [user.id],
    );
    return Object.fromEntries(rows.map(({ name, columns }) => [name, columns]));
  }

  async #command(name: string, ...args: string[]): Promise<void> {
    const environment = { DATABASE_URL: databaseUrl(this.database.connection) };
    const { code, errors } = await runCommand(`src/commands/${name}.ts`, args, environment);
    assert.equal(code, 0, errors);
  }
}

/** The rows as they were before an entry. @param rows as they were after it. */
export function rowsBefore(rows: StoredRows, before: NonNullable<Person["before"]>[string]) {
  const earlier = Object.entries(before).flatMap(([name, columns]) =>
    columns === null ? [] : [[name, { ...rows[name], ...columns }] as const],
  );
  const same = Object.entries(rows).filter(([name]) => !(name in before));
  return Object.fromEntries([...same, ...earlier]);
}

/** The text of an entry as the page shows it. */
export function entryText({ label, subject, undone_by }: Entry): string {
  const text = undone_by === null ? label : `Undone: ${label[0]?.toLowerCase()}${label.slice(1)}`;
  return `${text} ${subject ?? ""}`.replace(/\s+/g, " ").trim();
}

export async function historyPages(browser: Browser) {
  const rows = [];
  for (let path: string | undefined = "/history"; path !== undefined; ) {
    const page: PageResult = await browser.get(path);
    rows.push(...historyRows(page));
    const links = page.document.querySelectorAll("main a").map((a) => a.getAttribute("href"));
    path = links.find((href) => href?.startsWith("/history?cursor="));
  }
  return rows;
}

export function historyRows({ document }: PageResult) {
  return document.querySelectorAll("ol.narrow li").map((row) => ({
    text: row.querySelector("span")?.text.replace(/\s+/g, " ").trim(),
    button: row.querySelector("button")?.text,
    action: row.querySelector("form")?.getAttribute("action") ?? "",
  }));
}
