/** What somebody typed, in Chromium with scripting off: no mistake, lapse or second tab loses it. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { createTask, findTask } from "../../src/models/tasks.ts";
import { PASSWORD } from "../support/app.ts";
import { goBy, type Scenario, signIn, textOf } from "../support/chromium.ts";

const DAY = 86_400_000;

export const forms: Record<string, Scenario> = {
  "an invalid form comes back with what was typed and leads to each field": async (visit) => {
    const page = await visit.open();
    await page.goto("/auth/signup");
    await page.getByLabel("Name").fill("Ann Holt");
    await page.getByLabel("Email").fill("ann@holt");
    await page.getByLabel("Password").fill("short");
    const answer = await goBy(page, () =>
      page.getByRole("button", { name: "Create account" }).click(),
    );
    assert.equal(answer.status(), 422);
    assert.match(await page.title(), /^Error: 2 problems/);
    assert.equal(await focused(page), "problems", "the summary is read first");
    assert.equal(await page.getByLabel("Name").inputValue(), "Ann Holt");
    assert.equal(await page.getByLabel("Email").inputValue(), "ann@holt");
    assert.equal(await page.getByLabel("Password").inputValue(), "", "but never a password");

    await page.getByRole("link", { name: "Please enter a valid email" }).click();
    assert.equal(await focused(page), "email");
    await page.getByRole("link", { name: "Password must be at least 8 characters" }).click();
    assert.equal(await focused(page), "password");
    const description = await page.getByLabel("Password").getAttribute("aria-describedby");
    const beside = await textOf(page, `#${description?.split(" ").join(", #")} >> nth=-1`);
    assert.match(beside, /Password must be at least 8 characters$/, "beside the field too");

    await page.getByLabel("Email").fill("ann@holt.example");
    await page.getByLabel("Password").fill(PASSWORD);
    await goBy(page, () => page.getByRole("button", { name: "Create account" }).click());
    assert.equal(new URL(page.url()).pathname, "/dashboard");
  },

  "a task that cannot be taken comes back as it was typed": async (visit) => {
    const { page } = await visit.signedIn("Ann");
    await page.goto("/dashboard");
    const long = `${"Pay the rent ".repeat(20)}!`;
    await page.getByLabel("Add a task").fill(long);
    const answer = await goBy(page, () => page.keyboard.press("Enter"));
    assert.equal(answer.status(), 422);
    assert.equal(await page.getByLabel("Add a task").inputValue(), long);
    await page.getByRole("link", { name: "Title must be 200 characters or less" }).click();
    assert.equal(await focused(page), "add");

    await page.goto("/tasks/new");
    await page.getByLabel("Notes").fill("\n  for December");
    await goBy(page, () => page.getByRole("button", { name: "Add task" }).click());
    await page.getByRole("link", { name: "Title is required" }).click();
    assert.equal(await focused(page), "title");
    assert.equal(await page.getByLabel("Notes").inputValue(), "\n  for December");
  },

  "what is sent after the sign-in ran out waits until one has signed in": async (outer) => {
    // An application of its own: its clock is moved.
    const visit = await outer.elsewhere();
    const { page, user, scope } = await visit.signedIn("Ann");
    const bob = await visit.signedIn("Bob");
    await createTask(scope, { title: "Pay rent", description: "" });
    await page.goto("/tasks/1/edit");
    await page.getByLabel("Title").fill("Pay rent and heating");
    await page.getByLabel("Notes").fill("Two hours of writing.\n\nAll of it.");
    visit.site.app.advance(8 * DAY);

    await goBy(page, () => page.getByRole("button", { name: "Save" }).click());
    assert.equal(new URL(page.url()).pathname, "/auth/signin");
    assert.match(await textOf(page, "main"), /Token expired, please log in again/);
    assert.match(await textOf(page, "main"), /What you wrote is kept/);
    await page.getByLabel("Email").fill(user.email);
    await page.getByLabel("Password").fill("not my password");
    await goBy(page, () => page.getByRole("button", { name: "Sign in" }).click());
    assert.match(await textOf(page, "main"), /Invalid email or password.*What you wrote is kept/);
    await signIn(page, user.email);
    assert.equal(await page.getByLabel("Title").inputValue(), "Pay rent and heating");
    assert.equal(
      await page.getByLabel("Notes").inputValue(),
      "Two hours of writing.\n\nAll of it.",
    );
    await goBy(page, () => page.getByRole("button", { name: "Save" }).click());
    assert.match(await textOf(page, "main"), /^Saved Pay rent and heating\./);
    const saved = await findTask(scope, 1);
    assert.equal(saved?.description, "Two hours of writing.\n\nAll of it.");

    // Bob, whose sign-in has ended too, finds nothing of Ann's.
    await bob.page.goto("/auth/parked-form");
    await signIn(bob.page, bob.user.email);
    assert.equal(new URL(bob.page.url()).pathname, "/dashboard");
    assert.doesNotMatch(await bob.page.content(), /heating|writing/);
  },

  "of two tabs that change one task, the second sees both and loses neither": async (visit) => {
    const { page: first, scope } = await visit.signedIn("Ann");
    const list = "Oats\nLemons";
    await createTask(scope, { title: "Shopping", description: list });
    const second = await first.context().newPage();
    for (const tab of [first, second]) await tab.goto("/tasks/1/edit");
    await first.getByLabel("Notes").fill(`${list}\nSoap`);
    await goBy(first, () => first.getByRole("button", { name: "Save" }).click());
    await second.getByLabel("Title").fill("Shopping for Friday");
    await second.getByLabel("Notes").fill(`${list}\nCard for Tomás`);
    const answer = await goBy(second, () => second.getByRole("button", { name: "Save" }).click());
    assert.equal(answer.status(), 409);
    const yours = second.getByRole("region", { name: "Yours" });
    const theirs = second.getByRole("region", { name: /^Saved/ });
    assert.deepEqual(await yours.locator("mark").allTextContents(), [
      "[for Friday]",
      "[Card for Tomás]",
    ]);
    assert.deepEqual(await theirs.locator("mark").allTextContents(), ["[Soap]"]);

    await goBy(second, () => second.getByRole("button", { name: "Save combined version" }).click());
    const saved = await findTask(scope, 1);
    assert.equal(saved?.title, "Shopping for Friday");
    assert.equal(saved?.description, `${list}\nCard for Tomás\nSoap`, "each line once");

    await first.goto("/tasks/1/edit");
    await second.goto("/tasks/1/edit");
    await first.getByLabel("Title").fill("Shopping for two");
    await goBy(first, () => first.getByRole("button", { name: "Save" }).click());
    await second.getByLabel("Title").fill("Nothing to buy");
    await goBy(second, () => second.getByRole("button", { name: "Save" }).click());
    await goBy(second, () => second.getByRole("button", { name: "Keep yours" }).click());
    assert.equal((await findTask(scope, 1))?.title, "Nothing to buy");
  },

  "a form whose page is no longer known comes back filled, to be sent again": async (visit) => {
    const { page, user, scope } = await visit.signedIn("Ann");
    await page.goto("/tasks/new");
    await page.getByLabel("Title").fill("Pay rent");
    await page.getByLabel("Notes").fill("for\nDecember");
    const other = await page.context().newPage();
    await other.goto("/dashboard");
    await goBy(other, () => other.getByRole("button", { name: "Sign out" }).click());
    await signIn(other, user.email);
    const answer = await goBy(page, () => page.getByRole("button", { name: "Add task" }).click());
    assert.equal(answer.status(), 403);
    assert.match(await textOf(page, "main"), /nothing has been changed yet/);
    await goBy(page, () => page.getByRole("button", { name: "Add the task" }).click());
    assert.equal((await findTask(scope, 1))?.description, "for\nDecember");
  },
};

/** The id of the element that has the focus. */
async function focused(page: Page): Promise<string> {
  return (await page.locator(":focus").getAttribute("id")) ?? "";
}
