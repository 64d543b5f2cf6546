/** The application with two providers: a real one, as "Acme ID", and perhaps another. */
import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import type { Environment } from "../../src/config.ts";
import { linkIdentity } from "../../src/models/external_identities.ts";
import type { User } from "../../src/models/users.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import {
  type Persons,
  ProviderVisit,
  startProvider,
  type TestProvider,
  toProviderAndBack,
} from "../support/oidc_provider.ts";
import type { Person } from "./fixture.ts";

export const APP_URL = "http://localhost:3000";

// Set by the hooks below.
export let app: TestApp;
export let acme: TestProvider;
export let ann: Person;
export let bob: Person;

export const PERSONS: Persons = {
  maren: { name: "Maren Lund", email: "maren@acme.example", email_verified: true },
  ann: { name: "Ann", email: "ann@acme.example", email_verified: true },
  bob: { name: "Bob", email: "bob@acme.example", email_verified: true },
};

/** Gives the test file an application with Acme ID (1, and 2 of the same provider), each test Ann and Bob. */
export function useProviders(environment: Environment = {}): void {
  before(async () => {
    acme = await startProvider({ ...PERSONS }, { appUrl: APP_URL, numbers: [1, 2] });
    app = await startTestApp(
      {
        ...acme.environment(1, "Acme ID"),
        ...acme.environment(2, "Acme Two"),
        ...environment,
      },
      { poolMax: 4 },
    );
  });
  after(async () => {
    await app.close();
    await acme.close();
  });
  beforeEach(async () => {
    await app.database.sql("delete from external_identities");
    ann = await app.signedUp("Ann");
    bob = await app.signedUp("Bob");
  });
}

/** The return of a sign-in as this person. */
export async function comeBack(
  browser: Browser,
  as: string | null,
  { path = "/auth/oidc/1", visit = new ProviderVisit() } = {},
): Promise<PageResult> {
  return browser.get(await toProviderAndBack(browser, { path, as, visit, appUrl: APP_URL }));
}

/** Connects a person of the provider to an account, without the pages. */
export async function connect(user: User, subject: string): Promise<void> {
  const identity = { issuer: acme.issuer, subject, email: PERSONS[subject]?.email ?? null };
  const linked = { identity, provider: "Acme ID", now: app.services.clock() };
  assert.equal(await linkIdentity(app.services.database, user, linked), "linked");
}

/** Who is connected: the subjects of a user. */
export async function subjectsOf({ id }: User): Promise<string[]> {
  const rows = await app.database.sql<{ subject: string }>(
    "select subject from external_identities where user_id = $1 order by subject",
    [id],
  );
  return rows.map(({ subject }) => subject);
}

export async function isSignedIn(browser: Browser): Promise<boolean> {
  return (await browser.get("/dashboard")).status === 200;
}

/** Whose account a browser is signed in to. */
export async function addressOf(browser: Browser): Promise<string> {
  const page = await browser.get("/settings");
  return /\S+@\S+\w/.exec(page.text)?.[0] ?? "";
}

export async function kindsOf({ id }: User): Promise<string[]> {
  await app.services.background.settled();
  const rows = await app.database.sql<{ kind: string }>(
    "select kind from security_events where user_id = $1 order by id",
    [id],
  );
  return rows.map(({ kind }) => kind);
}

export async function mailKinds({ id }: User): Promise<string[]> {
  const rows = await app.database.sql<{ kind: string }>(
    "select kind from mails where user_id = $1 order by id",
    [id],
  );
  return rows.map(({ kind }) => kind);
}
