/** Signing in with a provider in Chromium with scripting off: its pages in their states, and a person's way. */
import assert from "node:assert/strict";
import type { Page, Response } from "playwright-core";
import { Providers } from "../../src/auth/providers.ts";
import { DESKTOP, goBy, PHONE, type Scenario, textOf } from "../support/chromium.ts";
import { setUpProvider, startProvider } from "../support/oidc_provider.ts";
import type { Site } from "../support/site.ts";
import { HARD } from "./people.ts";
import { newcomer, type State, visitor } from "./state.ts";
import { flashOn, press } from "./steps.ts";

const PAGE = "/settings/providers";
const PERSONS = {
  maren: { name: HARD, email: `${"long".repeat(16)}@example.org`, email_verified: true },
  nora: { name: "Nora", email: "nora@acme.example" },
};

/** Has the site offer a provider. */
async function offer({ app, origin }: Site, name: string): Promise<void> {
  const { issuer } = await startProvider({ ...PERSONS }, { appUrl: origin });
  setUpProvider(app, issuer, name);
}

/** Follows a link to the provider, and signs in there. */
async function goAndBack(page: Page, link: string, person: string): Promise<Response> {
  let answer = await goBy(page, () => page.getByRole("link", { name: link }).click());
  while (new URL(page.url()).pathname.startsWith("/interaction/")) {
    answer = await goBy(page, () => page.getByRole("link", { name: person }).click());
  }
  return answer;
}

/** In this order: the newcomer's account is connected. */
export const PROVIDER_STATES: State[] = [
  newcomer("other ways in, none offered", 200, (page) => page.goto(PAGE)),
  visitor("the sign-in, with a provider", 200, async (page, site) => {
    await offer(site, HARD.slice(0, 60));
    await page.context().clearCookies();
    return page.goto("/auth/signin");
  }),
  visitor("somebody whom no account knows", 200, (page) =>
    goAndBack(page, "Continue with", "maren"),
  ),
  visitor("somebody whose address is not verified", 200, async (page) => {
    await page.context().clearCookies();
    await page.goto("/auth/signin");
    return goAndBack(page, "Continue with", "nora");
  }),
  visitor("an answer of a provider that does not count", 400, (page) =>
    page.goto("/auth/oidc/1/callback?state=x"),
  ),
  newcomer("other ways in, one offered", 200, (page) => page.goto(PAGE)),
  newcomer("connect a provider", 200, (page) => goAndBack(page, "Connect", "maren")),
  newcomer("other ways in, one connected", 200, async (page, { app, origin }) => {
    const answer = await press(page, "Connect");
    app.services.providers = new Providers([], origin);
    return answer;
  }),
];

export const providers: Record<string, Scenario> = {
  "one comes from a provider, makes an account, and confirms and signs out by it": async (
    given,
  ) => {
    const visit = await given.elsewhere();
    const { site } = visit;
    await offer(site, "Acme ID");
    const page = await visit.open({ viewport: PHONE });
    await page.goto("/auth/signin?return_to=/settings/account");
    await goAndBack(page, "Continue with Acme ID", "maren");
    assert.match(await textOf(page, "main"), /is not connected to an account here/);
    await press(page, "Create an account");
    assert.equal(new URL(page.url()).pathname, "/settings/account");

    site.app.advance(16 * 60_000);
    await page.getByLabel("New address").fill("maren@example.org");
    await press(page, "Change address");
    assert.equal(new URL(page.url()).pathname, "/auth/confirm");
    await goAndBack(page, "Continue with Acme ID", "maren");
    assert.match(await textOf(page, "main"), /You have just shown that it is you/);
    await page.locator("main form button").click();
    assert.match(await flashOn(page), /maren@example\.org/);

    await page.goto(PAGE);
    assert.match(await textOf(page, "main"), /Your only way in\. Set a password/);
    await page.setViewportSize(DESKTOP);
    await goBy(page, () => page.getByRole("button", { name: "Sign out" }).click());
    assert.match(await textOf(page, ".flash"), /You are signed out\./);
    await goBy(page, () => page.getByRole("link", { name: "Sign out of Acme ID too" }).click());
    assert.notEqual(new URL(page.url()).origin, site.origin);
    await goBy(page, () => page.getByRole("button", { name: "Yes" }).click());
    assert.ok(page.url().startsWith(`${site.origin}/auth/signin`));
  },
};
