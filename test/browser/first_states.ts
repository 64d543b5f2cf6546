/** The pages that are there without a task of one's own. */
import type { Page, Response } from "playwright-core";
import { createInvitation } from "../../src/models/sign_ups.ts";
import { tokenFor } from "../requests/links_fixture.ts";
import type { Site } from "../support/site.ts";
import { newcomer, type State, visitor } from "./state.ts";
import { press } from "./steps.ts";

/** Of somebody who is not signed in. */
export const VISITOR_STATES: State[] = [
  visitor("the front page", 200, (page) => page.goto("/")),
  visitor("sign-up", 200, (page) => page.goto("/auth/signup")),
  visitor("sign-up, with a time zone, invalid", 422, async (page) => {
    await page.goto("/auth/signup");
    await page.getByLabel("Where are you?").selectOption("Pacific/Pago_Pago");
    return press(page, "Create account");
  }),
  visitor("sign-in, asked for on the way", 200, (page) => page.goto("/tasks/3")),
  visitor("sign-in, invalid", 422, async (page) => {
    await page.goto("/auth/signin");
    return press(page, "Sign in");
  }),
  visitor("sign-in, wrong", 422, (page) => signInWrongly(page, "nobody@example.org")),
  visitor("sign-in, too often", 429, async (page, site) => {
    const email = "stranger@example.org";
    const browser = site.app.visitor();
    const form = await browser.get("/auth/signin");
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await browser.submit(form, "/auth/signin", { email, password: "not my password" });
    }
    return signInWrongly(page, email);
  }),
  visitor("a new password", 200, (page) => page.goto("/auth/reset")),
  visitor("a new password, invalid", 422, async (page) => {
    await page.goto("/auth/reset");
    return press(page, "Send me a link");
  }),
  visitor("a new password, on its way", 200, async (page) => {
    await page.goto("/auth/reset");
    await page.getByLabel("Email").fill("nobody@example.org");
    return press(page, "Send me a link");
  }),
  visitor("the link of a new password", 200, async (page, site) =>
    page.goto(await resetLink(site)),
  ),
  visitor("the link of a new password, invalid", 422, async (page, site) => {
    await page.goto(await resetLink(site));
    return press(page, "Save the new password");
  }),
  visitor("the link of a new password, used", 410, (page) => page.goto("/auth/reset/used")),
  visitor("to look for a mail", 200, (page) => page.goto("/auth/check-mail")),
  visitor("an invitation", 200, async (page, site) => page.goto(await invitation(site, null))),
  visitor("an invitation for an address, invalid", 422, async (page, site) => {
    await page.goto(await invitation(site, "invited@example.org"));
    return press(page, "Create account");
  }),
  visitor("a form to confirm, signed out", 403, async (page) => {
    await page.goto("/auth/signin");
    await page.getByLabel("Email").fill("nobody@example.org");
    await page.context().clearCookies();
    return press(page, "Sign in");
  }),
  visitor("nothing there, signed out", 404, (page) => page.goto("/nothing")),
];

/** Of a new account. */
export const NEWCOMER_STATES: State[] = [
  newcomer("Today, at first", 200, (page) => page.goto("/dashboard")),
  newcomer("nothing to catch up on", 200, (page) => page.goto("/catch-up")),
  newcomer("the list, at first", 200, (page) => page.goto("/tasks")),
  newcomer("Upcoming, at first", 200, (page) => page.goto("/upcoming")),
  newcomer("no lists", 200, (page) => page.goto("/lists")),
  newcomer("no saved searches", 200, (page) => page.goto("/searches")),
  newcomer("a new saved search, invalid", 422, async (page) => {
    await page.goto("/searches");
    return press(page, "Save search");
  }),
  newcomer("nothing to review", 200, (page) => page.goto("/review")),
  newcomer("no history", 200, (page) => page.goto("/history")),
  newcomer("nothing in the trash", 200, (page) => page.goto("/trash")),
  newcomer("settings, at first", 200, (page) => page.goto("/settings")),
  newcomer("no completed tasks", 200, (page) => page.goto("/tasks?status=completed")),
];

async function signInWrongly(page: Page, email: string): Promise<Response> {
  await page.goto("/auth/signin");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("not my password");
  return press(page, "Sign in");
}

async function resetLink({ app }: Site): Promise<string> {
  const { user } = await app.withToken("Forgetful");
  return `/auth/reset/${await tokenFor(app, user)}`;
}

async function invitation({ app }: Site, email: string | null): Promise<string> {
  const { database, clock } = app.services;
  return `/auth/invite/${await createInvitation(database, { email, now: clock() })}`;
}
