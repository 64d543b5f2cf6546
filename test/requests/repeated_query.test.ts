/** An address that has `q` twice is answered by a page that says so, wherever there may be one. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { createSearch } from "../../src/models/searches.ts";
import { saved } from "../models/people.ts";
import { add, ann, bob, browser, usePeople } from "./fixture.ts";

usePeople();

const LISTS = [
  ...["/search", "/tasks", "/lists/1", "/tags/errand", "/searches/1", "/inbox", "/dashboard"],
  ...["/upcoming", "/someday", "/completed", "/calendar?day=2026-11-27", "/history"],
];
const FILES = ["/search", "/tasks", "/lists/1", "/searches/1", "/inbox"].flatMap((path) =>
  ["csv", "json", "txt", "ics"].map((ending) => `${path}.${ending}`),
);
/** They have no `q`, or are a form that it fills in. */
const OTHERS = ["/calendar", "/catch-up", "/review", "/trash", "/searches", "/searches/1/edit"];

it("q twice", async () => {
  for (const { scope } of [ann, bob]) {
    await saved(await createSearch(scope, { name: "Open", query: "is:open" }));
  }
  await add(ann, "Pump", { listName: "Home", tags: ["errand"] });
  const statuses: [string, number][] = [];
  for (const path of [...LISTS, ...FILES, ...OTHERS]) {
    const page = await browser.get(`${path}${path.includes("?") ? "&" : "?"}q=a&q=b`);
    statuses.push([path, page.status]);
    if (page.status === 400)
      assert.match(page.text, /Query must be one text|words to look for/, path);
  }
  const wrong = statuses.filter(([path, status]) => {
    return OTHERS.includes(path) ? status >= 500 : status !== 400;
  });
  assert.deepEqual(wrong, []);
});
