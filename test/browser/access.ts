/** Sign-ins and tokens in Chromium with scripting off, at a phone. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PASSWORD } from "../support/app.ts";
import { goBy, PHONE, type Scenario, signIn, textOf } from "../support/chromium.ts";
import { flashOn, press } from "./steps.ts";

const TOKEN = /^plt_[a-z2-7]{26}$/;
const MINUTE = 60_000;

export const access: Record<string, Scenario> = {
  "a token is made after a wrong password and the right one, with what was typed": async (
    visit,
  ) => {
    const elsewhere = await visit.elsewhere();
    const { page, user } = await elsewhere.signedIn("Ann", { viewport: PHONE });
    await page.goto("/settings/tokens");
    await page.getByLabel("Name").fill("Backup at home");
    await page.getByLabel("Read and write").check();
    await page.getByLabel("A year").check();
    // Another tab has a form as well.
    const other = await page.context().newPage();
    await other.goto("/settings/tokens");
    await other.getByLabel("Name").fill("Calendar");
    elsewhere.site.app.advance(16 * MINUTE);

    await press(page, "Make the token");
    await press(other, "Make the token");
    assert.equal(new URL(page.url()).pathname, "/auth/confirm");
    for (const text of ["Backup at home", "read and write", "after a year"]) {
      assert.ok(await page.locator("dl").getByText(text).isVisible(), text);
    }
    assert.equal(await other.locator("dl").getByText("Calendar").count(), 1);
    await page.getByLabel("Password").fill("not the password");
    const wrong = await press(page, "Make the token");
    assert.equal(wrong.status(), 422);
    await page.getByLabel("Password").fill(PASSWORD);
    await press(page, "Make the token");
    assert.equal(await flashOn(page), "Token made: Backup at home.");
    const token = await tokenOn(page);
    assert.equal(await page.locator("#token:focus").count(), 1);
    const asked = await fetch(`${elsewhere.site.origin}/api/${user.id}/tasks`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    assert.equal(asked.status, 200);

    await page.reload();
    assert.equal(await page.locator("#token").count(), 0, "it is shown once");
    assert.match(await textOf(page, "main"), /Backup at home, can read and write/);

    await other.getByLabel("Password").fill(PASSWORD);
    await press(other, "Make the token");
    assert.notEqual(await tokenOn(other), token);
    assert.match(await textOf(other, "main"), /Calendar, can only read, new/);
    await goBy(other, () => other.getByRole("link", { name: "I have it" }).click());
    await goBy(other, () => other.getByRole("button", { name: "End Calendar" }).click());
    assert.equal(await flashOn(other), "Token ended: Calendar.");
  },

  "who sees a sign-in that is not theirs ends it there": async (visit) => {
    const { page, user } = await visit.signedIn("Ann", { viewport: PHONE });
    const stranger = await visit.open({ userAgent: "curl/8.5.0" });
    await stranger.goto("/auth/signin");
    await signIn(stranger, user.email);
    assert.equal(new URL(stranger.url()).pathname, "/dashboard");

    await page.goto("/settings");
    await goBy(page, () => page.getByRole("link", { name: "Security log" }).click());
    await goBy(page, () => page.getByRole("link", { name: "Not you? End it" }).first().click());
    await goBy(page, () => page.getByRole("button", { name: "End curl", exact: true }).click());
    assert.equal(await flashOn(page), "Ended: curl.");
    await stranger.goto("/dashboard");
    assert.equal(new URL(stranger.url()).pathname, "/auth/signin");
    assert.equal((await page.goto("/dashboard"))?.status(), 200);
  },
};

async function tokenOn(page: Page): Promise<string> {
  const token = await page.locator("#token").inputValue();
  assert.match(token, TOKEN);
  return token;
}
