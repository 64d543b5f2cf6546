/** The files of a list: whose they are, which tasks they have, and that they are read page by page. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { it, mock } from "node:test";
import { setTimeout } from "node:timers/promises";
import supertest from "supertest";
import { Database } from "../../src/db/connection.ts";
import { FILE_ENDINGS } from "../../src/presenters/task_files.ts";
import { plantSections, plantTasks } from "../models/planted.ts";
import type { Browser } from "../support/browser.ts";
import { longestTurnAgain } from "../support/event_loop.ts";
import { statementsOf } from "../support/statements.ts";
import { add, app } from "./fixture.ts";
import { titlesIn } from "./task_files_fixture.ts";
import { bob, furnished, useViews } from "./views_fixture.ts";

useViews();

it("have the tasks of the page, in its order and by its filters", async () => {
  const ann = await furnished();
  await add(ann, "Swept", { listId: 1, done: true });
  await add(ann, "Seen", { done: true });
  for (const address of [
    ...["/upcoming", "/inbox", "/someday", "/completed", "/tasks", "/lists/1", "/lists/2"],
    ...["/tags/chores", "/tags/CHORES?sort=title", "/lists/1?section=1", "/lists/1?sort=title"],
    ...["/lists/1?status=all", "/inbox?status=completed", "/tasks?tag=chores&sort=due"],
    ...[
      "/tasks?status=pending&sort=priority&priority=high",
      "/tasks?archived=1",
      "/lists/1?q=fr+or+mop",
      "/tasks?q=r&sort=title",
      "/inbox?tag=none",
      "/search?q=r+sort:title",
      "/search",
    ],
  ]) {
    const { titles } = await ann.browser.get(address);
    for (const ending of FILE_ENDINGS) {
      assert.deepEqual(
        await titlesIn(ann.browser, address, ending),
        titles,
        `${address} ${ending}`,
      );
    }
  }
  assert.deepEqual(await titlesIn(ann.browser, "/dashboard", "csv"), ["Rent"]);
});

it("are linked from each list with its filters, and not where there is nothing", async () => {
  const { browser } = await furnished();
  const linksOn = async (address: string) =>
    (await browser.get(address)).document
      .querySelectorAll("main a")
      .filter((link) => /^(CSV|JSON|text|calendar)$/.test(link.text))
      .map((link) => link.getAttribute("href")?.replaceAll("&amp;", "&") ?? "");
  assert.deepEqual(await linksOn("/lists/1?section=1&sort=title&limit=1"), [
    "/lists/1.csv?sort=title&section=1",
    "/lists/1.json?sort=title&section=1",
    "/lists/1.txt?sort=title&section=1",
    "/lists/1.ics?sort=title&section=1",
  ]);
  for (const address of ["/dashboard", "/tags/CHORES", "/tasks?tag=chores&priority=none"]) {
    const links = await linksOn(address);
    assert.equal(links.length, 4);
    for (const link of links) assert.equal((await browser.get(link)).status, 200, link);
  }
  assert.deepEqual(await linksOn("/tasks?tag=nothing"), []);
});

it("are attachments for nobody else, under the list's name", async () => {
  const ann = await furnished();
  await ann.browser.post("/lists", {
    ...{ name: 'Café "5/7" 買い物*', colour: "sea", _csrf: await ann.browser.token() },
  });
  for (const [path, type] of [
    ["/inbox.csv", "text/csv; charset=utf-8; header=present"],
    ["/inbox.json", "application/json; charset=utf-8"],
    ["/inbox.txt", "text/plain; charset=utf-8"],
    ["/inbox.ics", "text/calendar; charset=utf-8"],
  ] as const) {
    const { headers } = (await ann.browser.get(path)).response;
    assert.equal(headers["content-type"], type);
    assert.equal(headers["cache-control"], "no-store");
    const name = path.replace("/inbox", "Inbox");
    assert.equal(headers["content-disposition"], `attachment; filename="${name}"`);
  }
  const { headers } = (await ann.browser.get("/lists/3.csv")).response;
  assert.equal(
    headers["content-disposition"],
    "attachment; filename=\"Cafe -5-7- --.csv\"; filename*=UTF-8''" +
      "Caf%C3%A9%20-5-7-%20%E8%B2%B7%E3%81%84%E7%89%A9-.csv",
  );
});

it("are the 404 of any other address where there is no such list, and the 400 of a wrong filter", async () => {
  const carla = await app.signedUp("Carla");
  const missing = await carla.browser.get("/lists/990");
  assert.equal(missing.status, 404);
  for (const ending of FILE_ENDINGS) {
    for (const path of [
      "/lists/1",
      "/lists/x",
      "/lists/0",
      "/tags/chores",
      "/tags/%00",
      "/tags/%",
    ]) {
      const page = await carla.browser.get(`${path}.${ending}`);
      assert.equal(page.status, path === "/tags/%" ? 400 : 404, path);
      assert.doesNotMatch(page.html, /Mop|Bob/);
    }
    assert.equal((await carla.browser.get(`/inbox.${ending}?status=x`)).status, 400);
  }
  for (const path of [
    "/inbox.xml",
    "/inbox.CSV",
    "/lists/1.xml",
    "/tags/chores.doc",
    "/history.csv",
  ])
    assert.equal((await bob.browser.get(path)).status, 404, path);
});

it("have nobody else's tasks", async () => {
  const ann = await furnished();
  for (const path of ["/tasks", "/lists/1", "/tags/chores", "/inbox"]) {
    for (const ending of FILE_ENDINGS) {
      const { html } = await ann.browser.get(`${path}.${ending}`);
      assert.match(html, /Mop|Rent/);
      assert.doesNotMatch(html, /Bob/);
      assert.ok(!html.includes(bob.user.id));
    }
  }
});

it("lead to the sign-in and back", async () => {
  const reply = await supertest(app.app).get("/lists/1.csv?sort=title");
  assert.equal(reply.status, 303);
  assert.equal(
    reply.headers.location,
    `/auth/signin?return_to=${encodeURIComponent("/lists/1.csv?sort=title")}`,
  );
});

it("answer a HEAD with the same headers, and nothing else", async () => {
  const ann = await furnished();
  const cookie = cookiesOf(ann.browser);
  const [head, get] = await Promise.all([
    supertest(app.app).head("/lists/1.csv").set("Cookie", cookie),
    supertest(app.app).get("/lists/1.csv").set("Cookie", cookie),
  ]);
  for (const name of ["content-type", "content-disposition", "cache-control"]) {
    assert.equal(head.headers[name], get.headers[name]);
  }
  assert.deepEqual([head.status, head.text ?? ""], [200, ""]);
});

it("an empty one is whole too", async () => {
  const { browser } = await app.signedUp("Ann");
  for (const ending of FILE_ENDINGS) {
    assert.deepEqual(await titlesIn(browser, "/inbox", ending), [], ending);
  }
});

it("go on beyond the tasks that are read at a time, with as many statements for each page", async () => {
  const ann = await app.signedUp("Ann");
  await ann.browser.post("/lists", {
    ...{ name: "Long", colour: "sea", _csrf: await ann.browser.token() },
  });
  await plantSections(app.database, ann.user.id, { listId: 1, to: 2 });
  const section_id = "case when n % 3 > 0 then n % 3 end";
  await plantTasks(app.database, ann.user.id, 1_000, { list_id: "1", section_id });
  await plantTasksOnChecklists(ann.user.id);
  for (const address of ["/lists/1?sort=title", "/lists/1", "/tasks?sort=created"]) {
    const limited = `${address}${address.includes("?") ? "&" : "?"}limit=200`;
    assert.equal((await ann.browser.get(limited)).status, 200);
    for (const ending of FILE_ENDINGS) {
      let titles: string[] = [];
      const statements = await statementsOf(async () => {
        titles = await titlesIn(ann.browser, address, ending);
      });
      assert.equal(titles.length, 1_000);
      assert.equal(new Set(titles).size, 1_000);
      // The sign-in, the lists, the order, and five pages, perhaps with their checklists.
      const most = 3 + (ending === "txt" || ending === "ics" ? 10 : 5);
      assert.ok(statements.length <= most, statements.join("\n\n"));
    }
  }
  const [first, , , fourth] = await titlesIn(ann.browser, "/lists/1", "txt");
  assert.deepEqual([first, fourth], ["Task 3", "Task 12"]);
});

async function plantTasksOnChecklists(userId: string): Promise<void> {
  await app.database.sql(
    `insert into tasks (user_id, id, parent_id, title, position, created_at, updated_at)
     select $1, n, n - 1000, 'Item ' || n, n, now(), now() from generate_series(1001, 2000) as n`,
    [userId],
  );
}

it("stop being read when nobody takes them any longer", async () => {
  const ann = await app.signedUp("Ann");
  // About five megabytes for each page: the network keeps two or three of them.
  await plantTasks(app.database, ann.user.id, 1_400, { description: "repeat('日本語', 3000)" });
  await whileServed(async (origin) => {
    const statements = await statementsOf(async () => {
      const stop = new AbortController();
      const request = { headers: { cookie: cookiesOf(ann.browser) }, signal: stop.signal };
      const reply = await fetch(`${origin}/tasks.json`, request);
      await reply.body?.getReader().read();
      stop.abort();
      await setTimeout(500);
    });
    const pages = statements.filter((text) => text.includes("array_position")).length;
    assert.ok(pages > 0 && pages < 7, `${pages} of 7 pages were read`);
  });
});

async function whileServed(work: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer(app.app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    await work(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it("are an error page if the first tasks cannot be read, and cut off if later ones cannot", async () => {
  const ann = await app.signedUp("Ann");
  await plantTasks(app.database, ann.user.id, 450);
  const { database } = app.services;
  let [pages, failing] = [0, 1];
  const read = mock.method(database, "read", (text: string, values: unknown[]) => {
    if (text.includes("array_position")) pages += 1;
    return pages === failing
      ? Promise.reject(new Error("the connection is lost"))
      : Database.prototype.read.call(database, text, values);
  });
  try {
    const page = await ann.browser.get("/tasks.csv");
    assert.equal(page.status, 500);
    assert.match(page.response.headers["content-type"] ?? "", /^text\/html/);
    [pages, failing] = [0, 2];
    await assert.rejects(ann.browser.get("/tasks.csv"), /aborted|socket hang up/);
  } finally {
    read.mock.restore();
  }
});

it("never hold the event loop, however long the texts are", async () => {
  const ann = await app.signedUp("Ann");
  await plantTasks(app.database, ann.user.id, 250, {
    description: `repeat('日"\\;,' || chr(10), 1600)`,
  });
  const headers = { cookie: cookiesOf(ann.browser) };
  await whileServed(async (origin) => {
    for (const ending of FILE_ENDINGS) {
      // Nothing of it is kept: to join and to parse it would be turns of the test.
      const { result: bytes, longest } = await longestTurnAgain(100, async () => {
        const { body } = await fetch(`${origin}/tasks.${ending}`, { headers });
        assert.ok(body);
        let length = 0;
        for await (const part of body) length += part.byteLength;
        return length;
      });
      assert.ok(bytes > 3_000_000, `${ending}: ${bytes} bytes`);
      assert.ok(longest < 100, `${ending}: ${longest} ms`);
    }
  });
});

function cookiesOf(browser: Browser): string {
  const names = ["plainlist_token", "plainlist_session"];
  return names.map((name) => `${name}=${browser.cookie(name)}`).join("; ");
}
