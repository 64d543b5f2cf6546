/** Chromium with scripting off, on the real application behind a port of loopback. */
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
// The shell without windows first: a page costs it half the time.
const PLACES = [
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

/** What one test does in the browser; every window is watched. */
export class Visit {
  readonly site: Site;
  /** What no page may do: complain in the console, or ask another origin for something. */
  readonly problems: string[] = [];
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  #other: Visit | null = null;

  constructor(site: Site, browser: Browser) {
    this.site = site;
    this.#browser = browser;
  }

  /** A window with cookies of its own. Scripting is off unless `options` say otherwise. */
  async open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      baseURL: this.site.origin,
      javaScriptEnabled: false,
      reducedMotion: "reduce",
      viewport: DESKTOP,
      ...options,
    });
    context.setDefaultTimeout(10_000);
    this.#contexts.push(context);
    context.on("console", (message) => {
      const isAsset = message.location().url.includes("/assets/");
      // Chromium reports the status of an error page itself.
      const isStatus = /^Failed to load resource: .* status of [45]\d\d/.test(message.text());
      const isBad = message.type() === "error" || message.type() === "warning";
      if (isBad && (isAsset || !isStatus)) this.problems.push(message.text());
    });
    context.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${this.site.origin}/`)) this.problems.push(`asked for ${url}`);
    });
    return context.newPage();
  }

  /** A window in which a new account has signed in. */
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

  /** The same browser on an application of its own, whose clock may be moved. */
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

/** Fills in the sign-in page that is open and sends it. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await goBy(page, () => page.getByRole("button", { name: "Sign in" }).click());
}

/** Does what leads to another page and waits until that page is there. @returns its answer. */
export async function goBy(page: Page, act: () => Promise<unknown>): Promise<Response> {
  const [response] = await Promise.all([page.waitForNavigation(), act()]);
  assert.ok(response !== null, "no other page was asked for");
  return response;
}

/** The words of a part of the page, white space folded. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return ((await page.locator(selector).textContent()) ?? "").replace(/\s+/g, " ").trim();
}

export type Scenario = (visit: Visit) => Promise<void>;

/**
 * Tests that share a browser and an application, one after another: two windows at work starve each
 * other of frames.
 * Nothing that they open may complain in the console, ask elsewhere, or hold script.
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

/** What the policy forbids: script of any kind, and styles in the page. */
const FORBIDDEN = /<script|<style|javascript:|<[^>]+\s(on\w+|style)=/i;

function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  const places = named ? [named] : PLACES;
  return places.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
