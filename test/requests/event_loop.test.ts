/** No form with hostile text holds the event loop, so that other people's requests are served. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { digestOf } from "../../src/forms/bulk_add.ts";
import type { FormDeclaration } from "../../src/forms/declaration.ts";
import { createList } from "../../src/models/lists.ts";
import { createSection } from "../../src/models/sections.ts";
import { createTask } from "../../src/models/tasks.ts";
import { parseQuickAdd } from "../../src/quick_add/parse.ts";
import { PAGE_ROUTES } from "../../src/routes.ts";
import { combine, difference } from "../../src/text_difference.ts";
import { renderNotes } from "../../src/views/markdown.ts";
import { saved } from "../models/people.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Browser, Fields } from "../support/browser.ts";
import { longestTurnAgain } from "../support/event_loop.ts";
import { threadTimeOf } from "../support/processor_time.ts";
import { PAGE_SAMPLES, pathFor } from "../support/route_samples.ts";
import { assertServed, send, type WireAnswer } from "../support/wire.ts";

/** In milliseconds of the processor. */
const LONGEST = 100;

/** Each in a text of a length that a form of 1 MB can have. */
const HOSTILE = [
  "mon, ",
  "every mon, ",
  "every every ",
  "every 2 weeks on mon until 24 dec from 1 jan ",
  "\\ ",
  "\\⏎",
  '"a ',
  '@"a ',
  "[[",
  "**a _b ",
  "`",
  "http://a.",
  "> ",
  "a\u0301",
  "👩‍👩‍👧",
  " \t",
  "\u0000",
  "&#",
];

function filled(pattern: string, length: number): string {
  return pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length);
}

const encodings = new Map<string, string>();

/** As in the body of a form. Every form is sent the same long texts. */
function encoded(text: string): string {
  const known = encodings.get(text) ?? new URLSearchParams([["", text]]).toString().slice(1);
  encodings.set(text, known);
  return known;
}

let api: TestApi;

before(async () => {
  api = await startTestApi();
});
after(() => api.close());

interface Sender {
  /** Posts a form; with the longest turn of the event loop, in milliseconds. */
  post(path: string, fields: Fields): Promise<{ status: number; longest: number }>;
  /** A function that posts the form, without a measurement. */
  prepared(path: string, fields: Fields): () => Promise<WireAnswer>;
}

function cookiesOf(browser: Browser): [string, string] {
  const cookies = ["session", "token"].map(
    (name) => `plainlist_${name}=${browser.cookie(`plainlist_${name}`)}`,
  );
  return ["Cookie", cookies.join("; ")];
}

/** Signs in as somebody new, who has a row of each kind. */
async function signedIn(): Promise<Sender> {
  const { browser, scope } = await api.app.signedUp("Ann");
  const list = saved(await createList(scope, { name: "Home", colour: "sea" })).value;
  await createSection(scope, { listId: list.id, name: "Later" });
  const description = filled("a *b* `c` [d](http://e.f) ", 10_000);
  for (let task = 0; task < 3; task += 1) {
    await createTask(scope, { title: `Task ${task}`, description, tags: ["errand-1"] });
  }
  const _csrf = await browser.token();
  const headers = [
    cookiesOf(browser),
    ["Content-Type", "application/x-www-form-urlencoded"],
  ] as const;
  const prepared: Sender["prepared"] = (path, fields) => {
    // Written before the measurement: the client is in the same process.
    const pairs = Object.entries({ ...fields, _csrf }).flatMap(([name, values]) =>
      [values].flat().map((value) => `${encoded(name)}=${encoded(String(value))}`),
    );
    const body = Buffer.from(pairs.join("&"));
    return async () => {
      const answer = await send(api.port, { method: "POST", target: path, headers, body });
      assertServed(path, answer, api.app.log);
      return answer;
    };
  };
  return {
    prepared,
    async post(path, fields) {
      const { result, longest } = await longestTurnAgain(LONGEST, prepared(path, fields));
      return { status: result.status, longest };
    },
  };
}

function formsAt(path: string): FormDeclaration[] {
  const route = PAGE_ROUTES.find((one) => one.method === "post" && one.path === path);
  const { form } = route ?? {};
  if (form === undefined) return [];
  return typeof form === "function" ? [form({}), form({ quick: "1" })] : [form];
}

describe("a form with hostile text", () => {
  const paths = PAGE_ROUTES.filter(({ method }) => method === "post").map(({ path }) => path);
  for (const path of paths) {
    it(`POST ${path}`, async (t) => {
      const { post } = await signedIn();
      const sample = PAGE_SAMPLES[`post ${path}`]?.fields?.(1) ?? {};
      const names = formsAt(path).flatMap(({ fields }) => Object.keys(fields));
      const all = (text: string) => Object.fromEntries(names.map((name) => [name, text]));
      const target = pathFor(path, 1);
      // Once without a measurement, to compile what it needs.
      await post(target, all("x"));
      const slow: string[] = [];
      let worst = 0;
      for (const pattern of HOSTILE) {
        const sent = [
          ...texts(path, sample, filled(pattern, 190)),
          ...texts(path, sample, filled(pattern, 9_990)),
          all(filled(pattern, 60_000)),
        ];
        for (const fields of sent) {
          const { longest, status } = await post(target, fields);
          worst = Math.max(worst, longest);
          if (longest > LONGEST) slow.push(`${JSON.stringify(pattern)}: ${status}, ${longest} ms`);
        }
      }
      t.diagnostic(`at most ${worst.toFixed(0)} ms`);
      assert.deepEqual(slow, []);
    });
  }
});

/** The sample with each of its texts replaced, as by a person who fills in the form. */
function texts(path: string, sample: Fields, text: string): Fields[] {
  const labelled = formsAt(path).flatMap(({ fields }) =>
    Object.entries(fields).flatMap(([name, { kind }]) =>
      kind === "text" || kind === "lines" ? [name] : [],
    ),
  );
  return labelled.map((name) => ({ ...sample, quick: "1", [name]: text }));
}

it("500 pasted lines of weekdays", async (t) => {
  const { post } = await signedIn();
  const line = `buy ${"mon, ".repeat(38)}`;
  const lines = `${line}\n`.repeat(500);
  const preview = await post("/tasks/many", { lines, preview: "1" });
  const added = await post("/tasks/many", { lines, seen: digestOf(lines) });
  t.diagnostic(`preview ${preview.longest.toFixed(0)} ms, added ${added.longest.toFixed(0)} ms`);
  assert.deepEqual([preview.status, added.status], [200, 303]);
  assert.ok(preview.longest < LONGEST && added.longest < LONGEST);
});

it("20 pastes at once by one person, and the pages of another", async (t) => {
  const { prepared } = await signedIn();
  const { browser } = await api.app.signedUp("Bob");
  const cookie = cookiesOf(browser);
  const lines = Array.from({ length: 200 }, (_, n) => `buy ${n} mon, tue, wed, #a${n % 40} @Home`);
  const text = lines.join("\n");
  const fields = { lines: text, seen: digestOf(text) };
  const paste = prepared("/tasks/many", fields);
  const look = () => send(api.port, { method: "GET", target: "/tasks", headers: [cookie] });
  // Once without a measurement, to compile what it needs.
  await Promise.all([paste(), look()]);
  const waits: number[] = [];
  let arePasting = true;
  const pastes = Promise.all(Array.from({ length: 20 }, paste)).finally(() => {
    arePasting = false;
  });
  while (arePasting) {
    const before = process.threadCpuUsage();
    const page = await look();
    const { user, system } = process.threadCpuUsage(before);
    assert.equal(page?.status, 200);
    waits.push((user + system) / 1_000);
  }
  const statuses = (await pastes).map(({ status }) => status);
  t.diagnostic(`${waits.length} pages, the slowest ${Math.max(...waits).toFixed(0)} ms`);
  assert.ok(
    statuses.every((status) => status === 303),
    `${statuses}`,
  );
  assert.ok(waits.length >= 10 && Math.max(...waits) < 300, `${waits}`);
});

it("one line of quick add, up to a megabyte", () => {
  const now = { date: "2026-11-26", time: "10:00" };
  for (const pattern of HOSTILE) {
    for (const length of [190, 10_000, 1_000_000]) {
      const line = `buy ${filled(pattern, length)}`;
      const spent = threadTimeOf(() => parseQuickAdd(line, { now }));
      assert.ok(spent < LONGEST, `${JSON.stringify(pattern)} × ${length}: ${spent} ms`);
    }
  }
});

it("notes, and two versions of them", () => {
  for (const pattern of HOSTILE) {
    const [notes, other] = [filled(pattern, 10_000), filled(`${pattern}x`, 10_000)];
    const shown = threadTimeOf(() => renderNotes(notes));
    const compared = threadTimeOf(() => difference(notes, other));
    const combined = threadTimeOf(() => combine(notes, other));
    const spent = [shown, compared, combined];
    assert.ok(
      spent.every((one) => one < LONGEST),
      `${JSON.stringify(pattern)}: ${spent}`,
    );
  }
});
