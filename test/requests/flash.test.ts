/** The message after a change: shown once, to the sign-in that it was for, and to nobody else. */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { PASSWORD } from "../support/app.ts";
import type { PageResult } from "../support/browser.ts";
import { add, ann, bob, browser, usePeople } from "./fixture.ts";

usePeople();

// Both have a task 1, so that a mix-up would be seen.
beforeEach(async () => {
  for (const person of [ann, bob]) await add(person, "Oats");
});

async function complete(): Promise<PageResult> {
  return browser.press((await browser.get("/tasks")).rowButton("Oats"));
}

describe("a message", () => {
  test("is shown once", async () => {
    const page = await browser.follow(await complete());
    assert.match(page.flash ?? "", /Completed Oats/);
    assert.equal((await browser.get("/tasks")).flash, null);
  });

  test("is shown to the sign-in that it was for, and to nobody else", async () => {
    await complete();
    assert.ok(browser.cookie("plainlist_flash"));
    const other = bob.browser.copy();
    other.headers = {
      Cookie: ["flash", "token"]
        .map((name) => {
          const from = name === "flash" ? browser : bob.browser;
          return `plainlist_${name}=${from.cookie(`plainlist_${name}`)}`;
        })
        .join("; "),
    };
    const page = await other.get("/tasks");
    assert.equal(page.status, 200);
    assert.equal(page.flash, null);
    assert.ok(!page.text.includes("Completed Oats"));
  });

  test("does not outlive its sign-in, even for the same person", async () => {
    await complete();
    const kept = browser.cookie("plainlist_flash");
    await browser.signOut();
    await browser.signIn(ann.user.email, PASSWORD);
    browser.headers = {
      Cookie: `plainlist_token=${browser.cookie("plainlist_token")}; plainlist_flash=${kept}`,
    };
    assert.equal((await browser.get("/tasks")).flash, null);
  });

  test("that somebody made up is not shown", async () => {
    const forged = Buffer.from(
      JSON.stringify({ kind: "done", text: "You have won", subject: null, undo: null }),
    ).toString("base64url");
    const token = `plainlist_token=${browser.cookie("plainlist_token")}`;
    for (const value of [forged, `${forged}.`, `${forged}.AAAA`, ".", "%", "..."]) {
      browser.headers = { Cookie: `${token}; plainlist_flash=${value}` };
      const page = await browser.get("/tasks");
      assert.equal(page.status, 200);
      assert.equal(page.flash, null);
    }
  });

  test("fits its cookie, however long the title and the way back", async () => {
    const title = `"${"🎺".repeat(199)}`;
    await browser.submit(await browser.get("/tasks"), "/tasks", { title });
    const page = await browser.get("/tasks");
    const button = page.rowButton(title);
    const result = await browser.press(button);
    const cookie = result.cookies.find(({ name }) => name === "plainlist_flash");
    assert.ok(cookie && cookie.name.length + cookie.value.length < 4_000);
    assert.match((await browser.follow(result)).flash ?? "", /^Completed "🎺/);
  });
});
