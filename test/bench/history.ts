/** A million tasks, as years of use leave them: what searches, calendars and reviews are measured on. */
import pg from "pg";
import type { User } from "../../src/models/users.ts";
import type { BenchDatabase } from "./database.ts";

export const TASKS = 1_000_000;
/** The tasks of the accounts that are measured. */
export const SIZES = { large: 10_000, largest: 50_000 } as const;
export type Size = keyof typeof SIZES;
export type History = Record<Size, User>;

const OTHERS = (TASKS - SIZES.large - SIZES.largest) / SIZES.large;
/** Characters of a title and its notes. */
const LENGTH = 409;

/** From the most common. The n-th is about 1/n as frequent, as in natural languages. */
const NAMED = `the to and for with call plan house garden school report ticket invoice doctor market
  kitchen window printer meeting birthday passport holiday Zürich café naïve 会议发票 明天去北京 厨房`.split(
  /\s+/,
);
const WORDS = [...NAMED, ...Array.from({ length: 2_000 }, (_, number) => invented(number))];
/** In one of a thousand tasks. */
export const RARE = "xylophone";

/**
 * Adds the accounts to a database without any tasks.
 * @param options `isAlone`: without those that are not measured.
 */
export async function plantHistory(
  bench: BenchDatabase,
  { isAlone = false } = {},
): Promise<History> {
  const others: User[] = [];
  for (let number = 0; number < (isAlone ? 0 : OTHERS); number += 1) {
    others.push(await bench.addUser(`other ${number}`, 0));
  }
  const history = {
    large: await bench.addUser("large history", 0),
    largest: await bench.addUser("largest history", 0),
  };
  // Vacuum needs commits that are on disk, as in `openBenchDatabase`.
  const options = "-c statement_timeout=0 -c synchronous_commit=on";
  const client = new pg.Client({ ...bench.connection, options });
  await client.connect();
  try {
    await plant(client, { ...history, others });
  } finally {
    await client.end();
  }
  return history;
}

async function plant(
  client: pg.Client,
  { large, largest, others }: History & { others: User[] },
): Promise<void> {
  const run = (text: string, values: unknown[] = []) => client.query(text, values);
  const accounts = [large, ...others].map(({ id }) => [id, SIZES.large] as const);
  const sizes = [...accounts, [largest.id, SIZES.largest] as const];
  const ids = sizes.map(([id]) => id);
  const texts = Array.from({ length: SIZES.large }, (_, number) => text(number));
  // The keys of the texts are made once, and not for a million tasks.
  await run(
    "create table texts (number int primary key, title text, notes text, title_key text, notes_key text)",
  );
  await run(
    `insert into texts select number - 1, title, notes, search_key(title), search_key(notes)
     from unnest($1::text[], $2::text[]) with ordinality as each (title, notes, number)`,
    [texts.map(({ title }) => title), texts.map(({ notes }) => notes)],
  );
  await run(
    `insert into lists (user_id, id, name, colour, position, archived_at, created_at, updated_at)
     select id, n, 'List ' || n, 'moss', n, case when n = 9 then now() end, now(), now()
     from unnest($1::uuid[]) as id, generate_series(1, 9) as n`,
    [ids],
  );
  await run(
    `insert into tags (user_id, id, name, created_at, updated_at)
     select id, n, 'tag' || n, now(), now() from unnest($1::uuid[]) as id, generate_series(1, 20) as n`,
    [ids],
  );
  // Its lists and users are there: looking for each of them anew would take longer than all the rest.
  const restore = await withoutForeignKeys(client);
  await run("alter table tasks disable trigger tasks_search_text");
  await run(INSERT_TASKS, [ids, sizes.map(([, size]) => size)]);
  await run("alter table tasks enable trigger tasks_search_text");
  await run(
    `insert into task_tags (user_id, task_id, tag_id)
     select user_id, id, 1 + id % 20 from tasks where id % 4 = 0 and parent_id is null`,
  );
  await restore();
  await run("drop table texts");
  await run(
    `update users set last_task_id = sizes.size, last_list_id = 9, last_tag_id = 20
     from unnest($1::uuid[], $2::int[]) as sizes (id, size) where users.id = sizes.id`,
    [ids, sizes.map(([, size]) => size)],
  );
  await run("vacuum analyze");
}

/** People add ten tasks at a time or so: those are beside each other in the table, and no others. */
const INSERT_TASKS = `
  insert into tasks (user_id, id, title, description, search_text, position, created_at,
    updated_at, completed_at, deleted_at, due_on, starts_on, priority, list_id, parent_id)
  select account, n, title, notes, title_key || e'\\n' || notes_key, n, added, added + interval '1 day',
    case when n % 10 < 7 and n % 20 <> 1 then added + interval '1 day' end,
    case when n % 50 = 3 then added + interval '2 days' end,
    case when n % 3 > 0 then added::date + n % 40 end,
    case when n % 30 = 2 then added::date + n % 20 end,
    n % 4,
    case when n % 20 > 1 and n % 2 = 0 then 1 + n % 9 end,
    case when n % 20 = 1 and n > 1 then n - 1 end
  from unnest($1::uuid[], $2::int[]) as accounts (account, size)
    cross join lateral generate_series(1, size) as series (n)
    cross join lateral (select now() - (size - n) * interval '1500 days' / size as added) as times
    join texts on texts.number = n % ${SIZES.large}
  order by (n::bigint * ${SIZES.large} / size) / 10, account, n`;

/** @returns how to add them again. */
async function withoutForeignKeys(client: pg.Client): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and conrelid in ('tasks'::regclass, 'task_tags'::regclass)`,
  );
  for (const { table, name } of keys) {
    await client.query(`alter table ${table} drop constraint ${name}`);
  }
  return async () => {
    for (const { table, name, definition } of keys) {
      await client.query(`alter table ${table} add constraint ${name} ${definition}`);
    }
  };
}

/** The same for the same number. */
function text(number: number): { title: string; notes: string } {
  let state = number * 2_654_435_761 + 12_345;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const word = () => WORDS[Math.floor(WORDS.length ** random()) - 1] ?? "";
  const title = Array.from({ length: 4 }, word).join(" ");
  let notes = number % 1_000 === 7 ? `${RARE} ` : "";
  while (notes.length < LENGTH) notes += `${word()} `;
  return { title, notes: notes.slice(0, LENGTH - title.length) };
}

/** Of three or four syllables; different for each number. */
function invented(number: number): string {
  const syllables = "ba co di fe gu la mo ni pe ru sa to vi".split(" ");
  const digits = [...(number + 169).toString(13)].toReversed();
  return digits.map((digit) => syllables[Number.parseInt(digit, 13)]).join("");
}
