/** An account that has something of everything, and every page of the application with a form on it. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import type { HTMLElement } from "node-html-parser";
import { addDays } from "../../src/dates/calendar.ts";
import { localMoment } from "../../src/dates/local_time.ts";
import { weekOf } from "../../src/dates/weeks.ts";
import type { UserScope } from "../../src/db/scope.ts";
import { createList, deleteList, updateList } from "../../src/models/lists.ts";
import { createPersonalToken } from "../../src/models/personal_tokens.ts";
import { createSearch } from "../../src/models/searches.ts";
import { createSection } from "../../src/models/sections.ts";
import { createInvitation } from "../../src/models/sign_ups.ts";
import { createTask, deleteTask, setCompletion, updateTask } from "../../src/models/tasks.ts";
import type { User } from "../../src/models/users.ts";
import { PAGE_ROUTES } from "../../src/routes.ts";
import { saved } from "../models/people.ts";
import { PASSWORD, type TestApp } from "../support/app.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { startLyingProvider } from "../support/lying_provider.ts";
import { CLIENT, setUpProvider, toProviderAndBack } from "../support/oidc_provider.ts";
import { turnOn, untilCode } from "../support/second_factor.ts";
import type { Person } from "./fixture.ts";
import { tokenFor } from "./links_fixture.ts";

/** A form of a page, as a browser has it. */
export interface PageForm {
  /** Where it was seen, for messages. */
  page: string;
  action: string;
  element: HTMLElement;
  /** Of its fields and buttons, each once. */
  names: string[];
}

type Route = (typeof PAGE_ROUTES)[number];

/** Every form that is posted, off every page in all of its states. */
export async function everyForm(app: TestApp): Promise<PageForm[]> {
  const rendered = recordRendered(app);
  const ann = await app.signedUp("Ann");
  const newcomer = await app.signedUp("Nora");
  await giveAccess(app, ann.user);
  const pages = [
    ...(await visitorPages(app, ann.user.email)),
    ...(await pagesOfLinks(app, ann.user)),
    await newcomer.browser.get("/dashboard"),
    ...(await everyPageOf(ann)),
    ...(await secondFactorPages(app)),
    ...(await providerPages(app)),
  ];
  const leaver = await app.signedUp("Lea");
  const leaving = await leaver.browser.get("/settings/delete");
  const gone = await leaver.browser.submit(leaving, "/settings/delete", {
    email: leaver.user.email,
  });
  pages.push(await leaver.browser.follow(gone));
  // The sign-in is no longer fresh then.
  app.advance(16 * 60_000);
  pages.push(await ann.browser.get("/auth/confirm"));
  const forms = pages.flatMap(formsOf);
  assertNothingMissed(rendered, forms);
  return forms;
}

/** Every page of a new account in all of its states, after it has got something of everything. */
export async function everyPageOf({ browser, scope }: Person): Promise<PageResult[]> {
  await furnish(scope);
  return [...(await statesOf(browser)), ...(await linkedPages(browser))];
}

/** The route that a form is posted to. */
export function routeOf(action: string): Route | undefined {
  const parts = action.replace(/[?#].*$/, "").split("/");
  return PAGE_ROUTES.find(({ method, path }) => {
    const own = path.split("/");
    const isSame = (part: string, index: number) => part.startsWith(":") || part === parts[index];
    return method === "post" && own.length === parts.length && own.every(isSame);
  });
}

function formsOf(page: PageResult): PageForm[] {
  return page.document.querySelectorAll("form[method=post]").map((element) => {
    const named = element.querySelectorAll("[name]");
    return {
      page: page.title,
      action: element.getAttribute("action") ?? "",
      element,
      names: [...new Set(named.map((field) => field.getAttribute("name") ?? ""))],
    };
  });
}

async function furnish(scope: UserScope): Promise<void> {
  for (const name of ["Home", "Work", "Attic"]) {
    saved(await createList(scope, { name, colour: "sea" }));
  }
  saved(await updateList(scope, 3, { archived: true }));
  saved(await createList(scope, { name: "Shed", colour: "sea" }));
  saved(await deleteList(scope, 4));
  for (const name of ["Kitchen", "Bath"]) saved(await createSection(scope, { listId: 1, name }));
  for (const title of ["Oats", "Lemons", "Soap"]) {
    const place = { listId: 1, tags: ["bills", "home"], dueOn: scope.today, dueTime: "17:00" };
    saved(await createTask(scope, { title, ...place }));
  }
  saved(await createTask(scope, { title: "Mop", listId: 1, sectionId: 1 }));
  saved(await createTask(scope, { title: "Half an item", parentId: 1 }));
  saved(await setCompletion(scope, 3, { done: true }));
  for (const title of ["Old bread", "Old milk"]) {
    const { id } = saved(await createTask(scope, { title })).value;
    saved(await deleteTask(scope, id));
  }
  const daily = { unit: "day", every: 1, ends: { kind: "never" } } as const;
  const repeat = { rule: daily, mode: "rule" } as const;
  saved(await createTask(scope, { title: "Bin", dueOn: scope.today, repeat }));
  for (const name of ["Soon", "Late", "Waiting"]) {
    saved(await createSearch(scope, { name, query: "#bills" }));
  }
  for (const days of [-9, -1]) {
    saved(await createTask(scope, { title: "Late", dueOn: addDays(scope.today, days) }));
  }
  for (const [title, dueTime] of [
    ["Green soap", "16:45"],
    ["Blue soap", "13:05"],
  ] as const) {
    saved(await updateTask(scope, 3, { title, dueTime }));
  }
}

/** Another sign-in, and a token. */
async function giveAccess({ services }: TestApp, user: User): Promise<void> {
  const client = { userAgent: "curl/8.5.0", address: "127.0.0.1" };
  await services.authenticator.signInBearer(client, user);
  const token = { user, name: "Script", access: "read", days: null, client } as const;
  const secret = { hash: Buffer.from(user.id), requestKey: null };
  await createPersonalToken(services.database, { ...token, ...secret }, services.clock());
}

async function visitorPages(app: TestApp, email: string): Promise<PageResult[]> {
  const visitor = app.visitor();
  const [up, signIn] = ["/auth/signup", "/auth/signin"];
  const asked = await visitor.get(`${signIn}?return_to=/tasks`);
  return [
    await visitor.get("/"),
    asked,
    await visitor.submit(asked, signIn, { email, password: `not ${PASSWORD}` }),
    await visitor.get(up),
    await visitor.submit(await visitor.get(up), up, { name: "" }),
    await visitor.post(signIn, { email, password: PASSWORD }),
  ];
}

/** Of mails, and of the host. */
async function pagesOfLinks(app: TestApp, user: User): Promise<PageResult[]> {
  const visitor = app.visitor();
  const invitation = await createInvitation(app.services.database, {
    email: null,
    now: app.services.clock(),
  });
  return [
    await visitor.get("/auth/reset"),
    await visitor.get(`/auth/reset/${await tokenFor(app, user)}`),
    await visitor.get(`/auth/verify/${await tokenFor(app, user, "verify")}`),
    await visitor.get(`/auth/invite/${invitation}`),
  ];
}

/** Of somebody whose second factor is on, with a browser that is trusted. */
async function secondFactorPages(app: TestApp): Promise<PageResult[]> {
  const { browser, user } = await app.signedUp("Sam");
  const page = "/settings/two-factor";
  const off = await browser.get(page);
  const phone = await turnOn(app, user);
  const visitor = app.visitor();
  const asked = await untilCode(visitor, user.email);
  const recovery = await visitor.get("/auth/code?with=recovery");
  await visitor.submit(asked, "/auth/code", { code: phone.nextCode(), trust: "1" });
  const made = await browser.submit(await browser.get(page), `${page}/codes`);
  const pages = [off, asked, recovery, await browser.follow(made), await browser.get(page)];
  app.advance(16 * 60_000);
  pages.push(await browser.get("/auth/confirm?with=code"));
  return pages;
}

/** With a provider that is set up from now on. */
async function providerPages(app: TestApp): Promise<PageResult[]> {
  const acme = await startLyingProvider(CLIENT.secret);
  try {
    setUpProvider(app, acme.issuer, "Acme ID");
    acme.lies = { claims: () => ({ email: "new@example.org", email_verified: true }) };
    const comeBack = async (browser: Browser, path: string) => {
      const asked = { path, as: null, appUrl: app.config.appUrl };
      return browser.follow(await browser.get(await toProviderAndBack(browser, asked)));
    };
    const { browser } = await app.signedUp("Paul");
    const unknown = await comeBack(app.visitor(), "/auth/oidc/1");
    const link = await comeBack(browser, "/auth/oidc/1?for=link");
    await browser.submit(link, "/auth/oidc/1/link");
    return [unknown, link, await browser.get("/settings/providers")];
  } finally {
    await acme.close();
  }
}

/** What no link leads to: answers to forms, and pages at other addresses. */
async function statesOf(browser: Browser): Promise<PageResult[]> {
  const _csrf = await browser.token();
  const send = async (path: string, fields: Record<string, string | string[]>) => {
    const result = await browser.post(path, { ...fields, _csrf });
    return result.status === 303 ? browser.follow(result) : result;
  };
  const stale = await browser.get("/tasks/2/edit");
  await send("/tasks/2", { title: "Limes", version: "1" });
  const changes = (await browser.get("/history")).document.querySelectorAll("main li");
  const changed = changes.find((entry) => entry.text.includes("Green soap"))?.querySelector("form");
  return [
    await send("/tasks", { quick: "1", title: "Rent tomorrow 9am @Home !1", return_to: "/inbox" }),
    await send("/tasks", { quick: "1", title: "", return_to: "/lists/1" }),
    await send("/tasks", { title: "", description: "" }),
    await send("/tasks", { quick: "1", title: "Sweep", list: "4" }),
    await send("/tasks/6", { title: "Bread" }),
    await send("/tasks/many", { lines: "One tomorrow 9am\nTwo", list: "1", preview: "1" }),
    await send("/tasks/6/deletion", {}),
    await send("/tasks/8/deletion", { ask: "1" }),
    await send("/tasks/bulk", { action: "delete", task: ["2", "8"] }),
    await browser.submit(stale, "/tasks/2", { title: "Lemon juice", due_time: "18:30" }),
    await send(changed?.getAttribute("action") ?? "", {}),
    await send("/tasks/bulk", { action: "complete", all: "1", count: "99", return_to: "/tasks" }),
    await send("/tasks/bulk", { action: "tag", tag: "two words", task: ["1", "2"] }),
    await browser.get("/tasks/6"),
    await send("/trash/6/purge", {}),
    await send("/trash/purge", {}),
    await send("/lists", { name: "" }),
    await send("/lists/1/sections", { name: "" }),
    await send("/tags/bills/name", { name: "" }),
    await send("/tags/bills/name", { name: "home" }),
    await send("/searches", { name: "", q: "" }),
    await send("/searches/2", { name: "", q: "" }),
    await send("/searches/2", { name: "Later", q: "#home", version: "77" }),
    await send("/searches/3/deletion", {}),
    await send("/settings", { time_zone: "Nowhere" }),
    await send("/settings/name", { name: "" }),
    await send("/settings/password", { current_password: "", password: "", revealed: "1" }),
    await send("/settings/email", { email: "elsewhere@example.org" }),
    await browser.get("/settings/sessions"),
    await send("/settings/tokens", { name: "" }),
    await send("/settings/tokens", { name: "Other script" }),
    await send("/tasks/1/checklist", { title: "" }),
    await browser.post("/tasks", { title: "Unverified" }),
    await browser.get(`/calendar?week=${weekOf(localMoment(new Date(), null).date, 1)?.name}`),
    await browser.get("/search?q=a"),
    await browser.get("/tasks?limit=2"),
    await browser.get("/tasks?select=page"),
    await browser.get("/tasks?status=completed"),
    await browser.get("/tasks/many?list=1"),
  ];
}

/** Every page that a chain of links leads to; filters and further pages have the same forms. */
async function linkedPages(browser: Browser): Promise<PageResult[]> {
  const pages = new Map<string, PageResult>();
  const waiting = ["/dashboard"];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (pages.has(path) || path.startsWith("/auth/")) continue;
    const page = await browser.get(path);
    assert.ok([200, 303].includes(page.status), `${path}: ${page.status}`);
    // A file of a list is no page.
    if (page.response.headers["content-disposition"] !== undefined) continue;
    pages.set(path, page);
    const links = page.document.querySelectorAll("a[href^='/']");
    waiting.push(...links.map((link) => (link.getAttribute("href") ?? "").replace(/[?#].*$/, "")));
  }
  return [...pages.values()];
}

/** Every template with a form was shown, and every name that a template writes down was posted. */
function assertNothingMissed(rendered: ReadonlySet<string>, forms: readonly PageForm[]): void {
  const posted = new Set(forms.flatMap(({ names }) => names));
  for (const file of globSync("views/**/*.ejs")) {
    const name = file.replace(/^views.|\.ejs$/g, "").replaceAll("\\", "/");
    // Nothing of a search is posted.
    const text = readFileSync(file, "utf8").replace(/<form[^>]*method="get"[\s\S]*?<\/form>/g, "");
    const isPage = !/^(layouts|partials)\//.test(name);
    if (isPage && text.includes('method="post"')) assert.ok(rendered.has(name), `${name} was seen`);
    // Its form is a search: nothing is posted.
    if (/^partials\/(list_controls|history_filter|head)$/.test(name)) continue;
    const plain = [...text.matchAll(/<(?:input|button)[^>%]* name="(\w+)"/g)];
    const framed = [...text.matchAll(/"partials\/field", \{ id: "(\w+)", (?!name)/g)];
    for (const [, own = ""] of [...plain, ...framed]) {
      assert.ok(posted.has(own), `${own} of ${file} was seen`);
    }
    for (const [, own = ""] of text.matchAll(/"partials\/field", \{ id: [^,]+, name: "(\w+)"/g)) {
      assert.ok(posted.has(own), `${own} of ${file} was seen`);
    }
  }
}

/** The names of the pages that the application shows from now on. */
function recordRendered({ services }: TestApp): ReadonlySet<string> {
  const rendered = new Set<string>();
  const { render } = services;
  services.render = (name, ...rest) => {
    rendered.add(name);
    return render(name, ...rest);
  };
  return rendered;
}
