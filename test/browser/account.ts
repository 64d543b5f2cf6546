/** The account itself in Chromium with scripting off, at a phone: name, address, password. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { linkTo, mailsOf } from "../requests/account_fixture.ts";
import { PASSWORD } from "../support/app.ts";
import { PHONE, type Scenario, textOf } from "../support/chromium.ts";
import { besideBob, flashOn, press } from "./steps.ts";

const ACCOUNT = "/settings/account";
const NEW_PASSWORD = "seven copper lanterns";

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/auth/signin");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await press(page, "Sign in");
}

export const account: Record<string, Scenario> = {
  "a name, and a password that can be seen while it is typed": besideBob(
    async () => undefined,
    async ({ page }) => {
      await page.goto("/settings");
      await page.locator("main").getByRole("link", { name: "You", exact: true }).click();
      await page.getByLabel("What Plainlist calls you").fill("Ann Marie");
      await press(page, "Save name");
      assert.equal(await flashOn(page), "Name saved.");
      assert.match(await textOf(page, "header"), /Ann Marie/);

      await press(page, "Show what I type");
      const field = page.getByLabel("New password");
      assert.equal(await field.getAttribute("type"), "text");
      // It has the focus.
      await page.keyboard.type(NEW_PASSWORD);
      assert.equal(await field.inputValue(), NEW_PASSWORD);
      await page.getByLabel("Current password").fill(PASSWORD);
      await page.keyboard.press("Enter");
      await page.locator(".flash").waitFor();
      assert.equal(await flashOn(page), "Password changed. Every other sign-in has ended.");
      await page.goto("/dashboard");
      assert.equal(new URL(page.url()).pathname, "/dashboard", "this browser stays signed in");
    },
  ),

  "an address is verified, changed and put back by links": async (visit) => {
    const { app } = visit.site;
    const { page, user } = await visit.signedIn("Ann", { viewport: PHONE });
    await page.goto(await linkTo(app, "verify", user));
    await press(page, "Yes, it is mine");
    assert.equal(await flashOn(page), "Your address is verified.");

    await page.getByLabel("New address").fill("ann@elsewhere.example");
    await press(page, "Change address");
    assert.equal(await flashOn(page), "A link is on its way to ann@elsewhere.example.");
    assert.match(await textOf(page, "main"), /ann@elsewhere\.example waits until you press/);
    const changed = { id: user.id, email: "ann@elsewhere.example" };
    const mailbox = await visit.open({ viewport: PHONE });
    await mailbox.goto(await linkTo(app, "email-change", changed));
    await press(mailbox, "Yes, it is mine");
    assert.match(await flashOn(mailbox), /^Your address is changed/);
    await signIn(mailbox, changed.email, PASSWORD);
    assert.equal(new URL(mailbox.url()).pathname, "/dashboard");
    assert.deepEqual((await mailsOf(app, user)).slice(1, 2), [`email-changed ${user.email}`]);

    const back = await linkTo(app, "email-undo", user);
    const owner = await visit.open({ viewport: PHONE });
    await owner.goto(back);
    await press(owner, "Put it back");
    for (const window of [page, mailbox]) {
      await window.goto(ACCOUNT);
      assert.equal(new URL(window.url()).pathname, "/auth/signin");
    }
    await owner.goto(back);
    assert.match(await textOf(owner, "main"), /This link has been used or has expired\./);
  },
};
