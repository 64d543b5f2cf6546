/** The lists and sections of one person are not there for another. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createList } from "../../src/models/lists.ts";
import { ann, bob, usePeople } from "./fixture.ts";
import { everything, furnish, post } from "./lists_fixture.ts";

usePeople();

describe("what is another's", () => {
  const BAD: [string, Record<string, string>][] = [
    ["/lists/1", { name: "Mine", colour: "sea" }],
    ["/lists/1/archiving", { archived: "1" }],
    ["/lists/1/deletion", {}],
    ["/lists/1/position", { to: "up" }],
    ["/lists/1/sections", { name: "Mine" }],
    ["/lists/1/sections/1", { name: "Mine" }],
    ["/lists/1/sections/1/deletion", {}],
    ["/lists/1/sections/1/position", { to: "up" }],
  ];

  it("is the 404 of what is not there, byte for byte, and stays as it is", async () => {
    await furnish(ann);
    const before = await everything(ann);
    for (const [path, fields] of BAD) {
      const other = await post(bob.browser, path, fields);
      const nobody = await post(bob.browser, path.replace("/lists/1", "/lists/9"), fields);
      assert.deepEqual([other.status, nobody.status], [404, 404], path);
      assert.equal(other.html, nobody.html, path);
    }
    for (const path of ["/lists/1", "/lists/1/edit"]) {
      const page = await bob.browser.get(path);
      assert.equal(page.status, 404);
      assert.equal(page.html, (await bob.browser.get("/lists/x/edit")).html);
    }
    assert.deepEqual(await everything(ann), before);
  });

  it("is not reached through a list of one's own: a section is under its own list only", async () => {
    await furnish(ann);
    await createList(bob.scope, { name: "Bob's", colour: "sea" });
    const before = [await everything(ann), await everything(bob)];
    for (const [path, fields] of BAD.filter(([path]) => path.includes("/sections/"))) {
      assert.equal((await post(bob.browser, path, fields)).status, 404, path);
      // Her own section, under the wrong one of her lists.
      const wrong = path.replace("/lists/1", "/lists/2");
      assert.equal((await post(ann.browser, wrong, fields)).status, 404, wrong);
    }
    assert.deepEqual([await everything(ann), await everything(bob)], before);
  });
});
