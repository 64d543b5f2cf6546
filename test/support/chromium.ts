/** Chromium with scripting disabled, on the real application. */
import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import { after, before, describe, type TestContext, test } from "node:test";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Response,
} from "playwright-core";
import type { UserScope } from "../../src/db/scope.ts";
import type { User } from "../../src/models/users.ts";
import { PASSWORD } from "./app.ts";
import { type Site, startSite } from "./site.ts";

const NO_CHROMIUM = "no Chromium found: install one or set CHROMIUM_PATH";
// The headless shell first: it loads pages in half the time.
const EXECUTABLES = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const PHONE = { width: 375, height: 812 };
export const DESKTOP = { width: 1280, height: 900 };

/** The browser windows of one test, and the problems found in them. */
export class Visit {
  readonly site: Site;
  /** Console warnings and errors, and requests to other origins. */
  readonly problems: string[] = [];
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  #other: Visit | null = null;

  constructor(site: Site, browser: Browser) {
    this.site = site;
    this.#browser = browser;
  }

  /** Opens a window with its own cookies. Scripting is disabled unless `options` enable it. */
  async open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      baseURL: this.site.origin,
      javaScriptEnabled: false,
      reducedMotion: "reduce",
      viewport: DESKTOP,
      ...options,
    });
    context.setDefaultTimeout(60_000);
    this.#contexts.push(context);
    context.on("console", (message) => {
      const isAsset = message.location().url.includes("/assets/");
      // Chromium logs the status of an error page.
      const isStatus = /^Failed to load resource: .* status of [45]\d\d/.test(message.text());
      const isBad = message.type() === "error" || message.type() === "warning";
      if (isBad && (isAsset || !isStatus)) this.problems.push(message.text());
    });
    context.on("request", (request) => {
      const url = request.url();
      // Of a provider that one signs in with, only its pages themselves.
      const providers = request.isNavigationRequest() ? this.site.app.services.providers.all : [];
      const origins = [this.site.origin, ...providers.map(({ issuer }) => issuer)];
      const isKnown = origins.some((origin) => url.startsWith(`${origin}/`));
      if (!isKnown) this.problems.push(`requested ${url}`);
    });
    return context.newPage();
  }

  /** Opens a window in which a new account is signed in. */
  async signedIn(name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const { app, origin } = this.site;
    const { user, scope } = await app.withToken(name);
    const page = await this.open(options);
    const { cookies } = await app.visitor().signIn(user.email, PASSWORD);
    await page
      .context()
      .addCookies(
        cookies.map((cookie) => ({ name: cookie.name, value: cookie.value, url: origin })),
      );
    return { page, user, scope };
  }

  /** The same browser on a separate application, whose clock may be moved. */
  async elsewhere(): Promise<Visit> {
    this.#other = new Visit(await startSite(), this.#browser);
    return this.#other;
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    if (this.#other === null) return;
    this.problems.push(...this.#other.problems);
    await this.#other.close();
    await this.#other.site.close();
  }
}

export interface Person {
  page: Page;
  user: User;
  scope: UserScope;
}

/** Fills in and submits the open sign-in page. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await goBy(page, () => page.getByRole("button", { name: "Sign in" }).click());
}

/** Performs an action that navigates, and waits for the new page. @returns its response. */
export async function goBy(page: Page, act: () => Promise<unknown>): Promise<Response> {
  const [response] = await Promise.all([page.waitForNavigation(), act()]);
  assert.ok(response !== null, "no navigation");
  return response;
}

/** The text of an element, with white space collapsed. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return ((await page.locator(selector).textContent()) ?? "").replace(/\s+/g, " ").trim();
}

export type Scenario = (visit: Visit) => Promise<void>;

/**
 * Runs scenarios one after another in one browser and application: active windows starve each other
 * of frames. No page may log a warning, request another origin, or contain script.
 */
export function inChromium(scenarios: Record<string, Scenario>): void {
  let site: Site;
  let browser: Browser | null = null;

  before(async () => {
    const executablePath = findChromium();
    if (executablePath === null) return;
    [site, browser] = await Promise.all([
      startSite(),
      chromium.launch({ executablePath, args: ARGUMENTS }),
    ]);
  });
  after(async () => {
    if (browser === null) return;
    await browser.close();
    await site.close();
    for (const html of site.sent) assert.doesNotMatch(html, FORBIDDEN);
  });

  describe("in Chromium", () => {
    for (const [name, run] of Object.entries(scenarios)) {
      test(name, async (t: TestContext) => {
        if (browser === null) return t.skip(NO_CHROMIUM);
        const visit = new Visit(site, browser);
        try {
          await run(visit);
        } finally {
          await visit.close();
        }
        assert.deepEqual(visit.problems, []);
      });
    }
  });
}

/** What the Content-Security-Policy forbids: scripts, and styles in the page. */
const FORBIDDEN = /<script|<style|javascript:|<[^>]+\s(on\w+|style)=/i;

function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  const paths = named ? [named] : EXECUTABLES;
  return paths.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
