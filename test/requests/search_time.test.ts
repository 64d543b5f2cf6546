/** A search whose texts are as long as they may be. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { plantTasks } from "../models/planted.ts";
import { longestTurnAgain } from "../support/event_loop.ts";
import { ann, app, bob, browser, usePeople } from "./fixture.ts";

usePeople();

for (const [name, description] of [
  ["accents", "repeat('é-', 4990) || ' needle é'"],
  ["Markdown", "repeat('[a](http://é.f) **b** ', 450) || 'needle [c](http://needle.example)'"],
] as const) {
  it(`never holds the event loop: notes with ${name}`, async () => {
    await plantTasks(app.database, ann.user.id, 200, { description });
    await plantTasks(app.database, bob.user.id, 2, { description });
    for (const path of ["/search?q=needle&limit=200", "/tasks?q=needle&limit=200"]) {
      await browser.get(path);
      const { result, longest } = await longestTurnAgain(100, () => browser.get(path));
      assert.ok(result.document.querySelectorAll(".tasks mark").length >= 200, path);
      assert.ok(longest < 100, `${path}: ${longest} ms`);
    }
  });
}
