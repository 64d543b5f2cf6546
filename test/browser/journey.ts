/** A person's way through the app in Chromium with scripting off, from the front door and out again. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { countForNavigation } from "../../src/models/navigation_counts.ts";
import { createTask } from "../../src/models/tasks.ts";
import { PASSWORD } from "../support/app.ts";
import { goBy, PHONE, type Scenario, textOf } from "../support/chromium.ts";
import { quickAdd } from "./steps.ts";

export const journey: Record<string, Scenario> = {
  "somebody new signs up, works, signs out, and Back shows nothing of it": async (visit) => {
    const page = await visit.open();
    await page.goto("/");
    await goBy(page, () => page.getByRole("link", { name: "Create an account" }).first().click());
    await page.getByLabel("Name").fill("Ann Holt");
    await page.getByLabel("Email").fill("Ann.Holt@example.org");
    await page.getByLabel("Password").fill(PASSWORD);
    await goBy(page, () => page.getByRole("button", { name: "Create account" }).click());
    assert.equal(new URL(page.url()).pathname, "/dashboard");
    assert.match(await textOf(page, "header"), /Ann Holt/);

    await quickAdd(page, "Pay rent");
    assert.equal(await textOf(page, ".flash p"), "Added Pay rent.");
    await goBy(page, () => page.getByRole("link", { name: "New task" }).click());
    await page.getByLabel("Title").fill("Call the dentist");
    await page.getByLabel("Notes").fill("\nAbout Ida’s brace.\n\nBefore Friday.");
    await goBy(page, () => page.getByRole("button", { name: "Add task" }).click());
    assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Call the dentist");

    await goBy(page, () => page.getByRole("link", { name: "Edit" }).click());
    assert.equal(
      await page.getByLabel("Notes").inputValue(),
      "\nAbout Ida’s brace.\n\nBefore Friday.",
      "the notes as they were typed, the first line break too",
    );
    await page.getByLabel("Title").fill("Call Dr Fenwick");
    await goBy(page, () => page.getByRole("button", { name: "Save" }).click());
    assert.match(await textOf(page, "main"), /^Saved Call Dr Fenwick\..*Before Friday\./);

    await goBy(page, () => page.getByRole("button", { name: "Sign out" }).click());
    assert.equal(new URL(page.url()).pathname, "/auth/signin");
    for (let step = 0; step < 3; step += 1) {
      await page.goBack();
      assert.doesNotMatch(await page.content(), /Fenwick|Pay rent|Ann Holt/);
    }
  },

  "a task is completed and deleted, and Undo takes either back": async (visit) => {
    const ann = await visit.signedIn("Ann");
    const bob = await visit.signedIn("Bob");
    for (const title of ["Pay rent", "Oats", "Soap"]) {
      await createTask(ann.scope, { title, description: "" });
      await createTask(bob.scope, { title: `${title} for Bob`, description: "" });
    }
    const { page } = ann;
    await page.goto("/tasks?status=pending");
    await goBy(page, () => page.getByRole("button", { name: "Complete Oats" }).click());
    assert.equal(await textOf(page, ".flash p"), "Completed Oats.");
    assert.deepEqual(await page.locator(".tasks li a").allTextContents(), ["Soap", "Pay rent"]);
    assert.match(await page.title(), /^Completed Oats – To do/);
    await goBy(page, () => page.getByRole("button", { name: "Undo" }).click());
    assert.deepEqual(await page.locator(".tasks li a").allTextContents(), [
      "Soap",
      "Oats",
      "Pay rent",
    ]);

    await goBy(page, () => page.getByRole("link", { name: "Oats", exact: true }).last().click());
    await goBy(page, () => page.getByRole("button", { name: "Delete" }).click());
    assert.equal(await textOf(page, ".flash p"), "Deleted Oats.");
    assert.equal(
      await page.getByRole("heading", { level: 1 }).textContent(),
      "To do",
      "where it was",
    );
    assert.deepEqual(await page.locator(".tasks li a").allTextContents(), ["Soap", "Pay rent"]);
    await goBy(page, () => page.getByRole("button", { name: "Undo" }).click());
    assert.deepEqual(await page.locator(".tasks li a").allTextContents(), [
      "Soap",
      "Oats",
      "Pay rent",
    ]);

    await quickAdd(page, "Aots");
    await goBy(page, () => page.getByRole("button", { name: "Undo" }).click());
    assert.deepEqual(await page.locator(".tasks li a").allTextContents(), [
      "Soap",
      "Oats",
      "Pay rent",
    ]);
    await bob.page.goto("/tasks");
    const bobs = await bob.page.locator(".tasks li a").allTextContents();
    assert.deepEqual(bobs, ["Soap for Bob", "Oats for Bob", "Pay rent for Bob"]);
  },

  "the list shows a part at a time, and one stays in one's place in it": async (visit) => {
    const ann = await visit.signedIn("Ann", { viewport: PHONE });
    const bob = await visit.signedIn("Bob");
    await createTask(bob.scope, { title: "Bob’s", description: "" });
    for (let number = 1; number <= 55; number += 1) {
      const text = { title: `Task ${number}`, description: "", completed: number % 10 === 0 };
      await createTask(ann.scope, text);
    }
    const { page } = ann;
    const rows = page.locator(".tasks > li[id]");
    await page.goto("/tasks");
    assert.equal(await rows.count(), 50);
    await goBy(page, () => page.getByRole("link", { name: "More tasks" }).click());
    assert.deepEqual(
      await page.locator(".tasks li a").allTextContents(),
      [5, 4, 3, 2, 1].map(titleOf),
    );
    await goBy(page, () => page.getByRole("link", { name: "Back to the first page" }).click());

    const filters = page.getByRole("navigation", { name: "Show" });
    await goBy(page, () => filters.getByRole("link", { name: "Completed" }).click());
    assert.deepEqual(
      await page.locator(".tasks li a").allTextContents(),
      [50, 40, 30, 20, 10].map(titleOf),
    );
    await goBy(page, () => filters.getByRole("link", { name: "To do" }).click());
    assert.equal(await rows.count(), 50);
    assert.equal(await page.getByText("Task 50").count(), 0);

    await goBy(page, () => page.getByRole("button", { name: "Complete Task 25" }).click());
    assert.ok(await isInView(page, "Task 24"), "the row that took its place is in view");
    assert.ok(await isInView(page, "Undo"), "and so is the way back");
    await goBy(page, () => page.getByRole("button", { name: "Undo" }).click());
    assert.ok(await isInView(page, "Task 25"), "and the row again");
    await quickAdd(page, "Task 56");
    assert.equal(await page.locator(".tasks li a").first().textContent(), "Task 56");
    await page.locator("#add:focus").waitFor();
    await page.keyboard.type("Task 57");
    assert.equal(
      await page.getByLabel("Add a task").inputValue(),
      "Task 57",
      "one types on at once",
    );
  },

  "a button pressed twice does it once": async (visit) => {
    const { page, scope } = await visit.signedIn("Ann");
    await page.goto("/tasks/new");
    await page.getByLabel("Title").fill("Pay rent");
    await pressTwice(page, "Add task");
    await page.getByText("Already added Pay rent.").waitFor();
    assert.equal(new URL(page.url()).pathname, "/tasks/1", "the page of the one that is there");
    const { pending, completed } = await countForNavigation(scope);
    assert.deepEqual({ pending, completed }, { pending: 1, completed: 0 });
    await pressTwice(page, "Delete");
    await page.getByText("Deleted Pay rent.").waitFor();
  },
};

/** The first post has arrived, but its answer has not come back when the button is pressed again. */
async function pressTwice(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name });
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  assert.ok(box !== null);
  const press = () => page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  await page.route(
    (url) => url.pathname.startsWith("/tasks"),
    async (route) => {
      await route.fetch({ maxRedirects: 0 });
      arrive();
    },
    { times: 1 },
  );
  await press();
  await arrived;
  await press();
}

function titleOf(number: number): string {
  return `Task ${number}`;
}

async function isInView(page: Page, text: string): Promise<boolean> {
  const box = await page.locator("main").getByText(text, { exact: true }).last().boundingBox();
  return box !== null && box.y >= 0 && box.y + box.height <= PHONE.height;
}
