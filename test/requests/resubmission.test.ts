/** Every form of the application says what it posts: whatever stops it, all of it is there again. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Database } from "../../src/db/connection.ts";
import type { FormDeclaration } from "../../src/forms/declaration.ts";
import { PAGE_FIELDS } from "../../src/forms/declaration.ts";
import { PAGE_ROUTES } from "../../src/routes.ts";
import { PASSWORD, startTestApp, type TestApp } from "../support/app.ts";
import { type Browser, type Fields, fieldsOfForm, type PageResult } from "../support/browser.ts";
import { everyForm, type PageForm, routeOf } from "./rich_account.ts";

type Route = (typeof PAGE_ROUTES)[number];

/** One declaration of a route, with the forms of the pages that it is for. */
interface Declared {
  form: FormDeclaration;
  templates: PageForm[];
}

const POSTS = PAGE_ROUTES.filter(({ method }) => method === "post");
/** These need no sign-in, so that none can end meanwhile. */
const ANYONES = [
  "/auth/oidc/:n/account",
  "/auth/signup",
  "/auth/signin",
  "/auth/signout",
  "/auth/code",
  "/auth/invite/:token",
  "/auth/reset",
  "/auth/reset/:token",
  "/auth/verify/:token",
];
/** Who is signed in is sent away from these. */
const VISITORS = ["/auth/oidc/:n/account", "/auth/signup", "/auth/signin", "/auth/invite/:token"];
const SITE = "https://elsewhere.example";

let app: TestApp;
/** The same, but that nothing listens where its database should be. */
let away: TestApp;
let forms: PageForm[];

before(async () => {
  app = await startTestApp();
  const waits = { connection: 100, query: 100 };
  const database = new Database({ port: 1 }, { poolMax: 1, waits });
  away = await startTestApp({}, { database: { ...app.database, database } });
  forms = await everyForm(app);
});

after(async () => {
  await away.database.database.close();
  await app.close();
});

for (const route of POSTS) {
  describe(`the form to ${route.path}`, () => {
    it("declares every field that a page gives it", () => {
      for (const declared of declarationsOf(route)) {
        assert.deepEqual(undeclared(declared), []);
        assertOneButton(declared);
      }
    });

    it("comes back whole where it is not certain that it is ours", async () => {
      for (const declared of declarationsOf(route)) {
        const isVisitors = VISITORS.includes(route.path);
        const browser = isVisitors ? app.visitor() : (await app.signedUp("Ann")).browser;
        const sent = filledIn(declared);
        const _csrf = await browser.token(isVisitors ? "/auth/signin" : "/trash");
        for (const [token, headers] of [
          [_csrf, { Origin: SITE }],
          ["session.forged", {}],
        ] as const) {
          browser.headers = headers;
          const page = await browser.post(addressOf(route), { ...sent, _csrf: token });
          assert.equal(page.status, 403);
          assertWhole(page, route, { declared, sent });
        }
      }
    });

    if (ANYONES.includes(route.path)) return;

    it("comes back whole after the sign-in has ended", async () => {
      for (const declared of declarationsOf(route)) {
        const { browser, user } = await app.signedUp("Ann");
        const sent = filledIn(declared);
        const _csrf = await browser.token();
        await browser.copy().signOut();
        const refused = await browser.post(addressOf(route), { ...sent, _csrf });
        const page = await signInAgain(browser, refused, user.email);
        assert.equal(page.status, 200);
        assertWhole(page, route, { declared, sent });
      }
    });

    it("comes back whole where the database is away", async () => {
      for (const declared of declarationsOf(route)) {
        const { browser } = await app.signedUp("Ann");
        const sent = filledIn(declared);
        const _csrf = await browser.token();
        const page = await browser.copy(away.app).post(addressOf(route), { ...sent, _csrf });
        assert.equal(page.status, 503);
        assertWhole(page, route, { declared, sent });
      }
    });
  });
}

it("a field that is not declared would be seen, on every form that has one of its own", () => {
  let seen = 0;
  for (const { form, templates } of POSTS.flatMap(declarationsOf)) {
    const { rows: _, ...rest } = form;
    for (const name of new Set(templates.flatMap(({ names }) => names))) {
      if (name === "_csrf") continue;
      const { [name]: __, ...fields } = form.fields;
      assert.ok(undeclared({ form: { ...rest, fields }, templates }).includes(name), name);
      seen += 1;
    }
  }
  assert.ok(seen > 100, `${seen} fields`);
});

/** What a route says of its forms: more than one where their fields tell them apart. */
function declarationsOf({ path, form }: Route): Declared[] {
  const own = forms.filter(({ action }) => routeOf(action)?.path === path);
  assert.ok(own.length > 0, `no page has a form to ${path}`);
  assert.ok(form, `${path} declares nothing`);
  const declare = typeof form === "function" ? form : () => form;
  const groups = Map.groupBy(own, ({ element }) => declare(fieldsOfForm(element)));
  return [...groups].map(([declaration, templates]) => ({ form: declaration, templates }));
}

function undeclared({ form, templates }: Declared): string[] {
  const names = new Set(templates.flatMap((template) => template.names));
  return [...names].filter(
    (name) => name !== "_csrf" && !Object.hasOwn(form.fields, name) && !form.rows?.test(name),
  );
}

/** A form that declares nothing of its own is one button, on every page; another may post it elsewhere. */
function assertOneButton({ form, templates }: Declared): void {
  for (const name of Object.keys(PAGE_FIELDS)) assert.ok(name in form.fields, name);
  if (Object.keys(form.fields).some((name) => !(name in PAGE_FIELDS))) return;
  for (const { element, page } of templates) {
    const inputs = element.querySelectorAll("input:not([type=hidden]), select, textarea");
    const buttons = element.querySelectorAll("button:not([formaction])");
    assert.deepEqual([inputs.length, buttons.length], [0, 1], page);
  }
}

/** A value for each field that is declared, and for each that a page gives the form. */
function filledIn({ form, templates }: Declared): Fields {
  const declared = Object.keys(form.fields);
  const shown = templates.flatMap(({ names }) => names);
  const names = [...new Set([...declared, ...shown])].filter((name) => name !== "_csrf");
  const several = new Set(templates.flatMap(({ element }) => boxesOf(element)));
  const fill = (name: string): string | string[] => {
    // This one tells two forms at one address apart.
    if (name === "quick") return "1";
    const isMany = form.fields[name]?.kind === "ids" || several.has(name);
    return isMany ? [`one of ${name}`, `another of ${name}`] : `what is in ${name}`;
  };
  return Object.fromEntries(names.map((name) => [name, fill(name)]));
}

/** The names of boxes of which several can be ticked. */
function boxesOf(element: PageForm["element"]): string[] {
  const names = element
    .querySelectorAll("input[type=checkbox]")
    .map((box) => box.getAttribute("name") ?? "");
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function addressOf({ path }: Route): string {
  return path.replace(":name", "bills").replace(/:\w+/g, "1");
}

async function signInAgain(browser: Browser, refused: PageResult, email: string) {
  const page = await browser.follow(refused);
  return browser.follow(await browser.submit(page, "/auth/signin", { email, password: PASSWORD }));
}

/** Every value is on the page again, but for secrets, which are asked for. */
function assertWhole(
  page: PageResult,
  route: Route,
  { declared, sent }: { declared: Declared; sent: Fields },
): void {
  assert.ok(page.title.includes(`: ${declared.form.title} –`), page.title);
  const { _csrf, ...shown } = fieldsOfForm(page.form(addressOf(route)));
  assert.ok(_csrf, "and it can be sent");
  const isSecret = (name: string) => declared.form.fields[name]?.kind === "secret";
  const expected = Object.entries(sent).map(([name, value]) => [name, isSecret(name) ? "" : value]);
  assert.deepEqual(shown, Object.fromEntries(expected));
  for (const [name, value] of Object.entries(sent)) {
    if (isSecret(name)) assert.ok(!page.html.includes(String(value)), `${name} is never sent back`);
  }
}
