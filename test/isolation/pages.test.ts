/**
 * Isolation of users in pages: for every route, Bob tries the ids of all of Ann's rows. He must see
 * nothing of them, change nothing, and get the same response as for ids that do not exist.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, it } from "node:test";
import type { Route } from "../../src/http/router.ts";
import { createPersonalToken } from "../../src/models/personal_tokens.ts";
import { createTask } from "../../src/models/tasks.ts";
import { PAGE_ROUTES } from "../../src/routes.ts";
import type { Browser, PageResult } from "../support/browser.ts";
import { PAGE_SAMPLES, type PageSample, pathFor, REFERENCES } from "../support/route_samples.ts";
import { comparable, IDS, keyOf, MISSING, nameOf, sampleOf, startIsolationApp } from "./fixture.ts";

const { app, ann, giveRows, assertNothingOfAnn, withoutChangingAnn } = await startIsolationApp();
after(() => app.close());

const client = { userAgent: "", address: "127.0.0.1" };
const annsToken = await app.services.authenticator.signInBearer(client, ann.user);
const made = await createPersonalToken(
  app.database.database,
  {
    ...{ user: ann.user, name: "Annabel's script", access: "write", days: 30, client },
    ...{ hash: Buffer.from("Annabel's"), requestKey: null },
  },
  app.services.clock(),
);
assert.ok(typeof made === "object");
const signIns = await app.database.sql<{ id: string }>(
  "select id from auth_sessions where user_id = $1",
  [ann.user.id],
);
/** In a browser, of a program, and the token. */
const annsSignIns = signIns.map(({ id }) => id);
assert.ok(annsSignIns.length >= 3 && annsSignIns.includes(made.id));

describe("Bob in the browser", () => {
  const tokens = new WeakMap<Browser, string>();

  async function send(
    browser: Browser,
    route: Route,
    { fields }: PageSample,
    { id, email, query = "" }: { id: number | string; email: string; query?: string },
  ): Promise<PageResult> {
    const path = pathFor(route.path, id) + query;
    if (route.method === "get") return browser.get(path);
    // A CSRF token is valid for all forms of a session.
    const _csrf = tokens.get(browser) ?? (await browser.token());
    tokens.set(browser, _csrf);
    return browser.post(path, { ...fields?.(Number(id), email), _csrf });
  }

  /** Of Ann's rows, and of one that does not exist. */
  function idsFor({ access }: PageSample): {
    anns: readonly (number | string)[];
    missing: number | string;
  } {
    return access === "sign-in"
      ? { anns: annsSignIns, missing: randomUUID() }
      : { anns: IDS, missing: MISSING };
  }

  for (const route of PAGE_ROUTES) {
    it(`${nameOf(route)} shows nothing of Ann's`, () =>
      withoutChangingAnn(async () => {
        const sample = sampleOf(PAGE_SAMPLES, route);
        const { browser, user } = await app.signedUp("Bob");
        const { email } = user;
        if (!["row", "sign-in"].includes(sample.access)) {
          for (const query of ["", ...(sample.queries ?? [])]) {
            const result = await send(browser, route, sample, { id: 0, email, query });
            const { wrong } = sample;
            const isExpected = wrong === undefined ? result.status < 400 : result.status === wrong;
            assert.ok(isExpected, `${result.status}`);
            assertNothingOfAnn(result.response);
          }
          return;
        }
        const { anns, missing } = idsFor(sample);
        const expected = await send(browser, route, sample, { id: missing, email });
        assert.equal(expected.status, 404);
        for (const id of anns) {
          const result = await send(browser, route, sample, { id, email });
          assert.deepEqual(comparable(result.response), comparable(expected.response), `${id}`);
        }
      }));

    const sample = PAGE_SAMPLES[keyOf(route)];
    if (sample === undefined || sample.access === "public") continue;
    // No two users have one with the same id.
    if (sample.access === "sign-in") continue;
    it(`${nameOf(route)} shows Carla's own rows with the same ids`, () =>
      withoutChangingAnn(async () => {
        const { browser, user } = await app.signedUp("Carla");
        await giveRows(user.id);
        const statuses: number[] = [];
        for (const id of IDS) {
          const { status, response } = await send(browser, route, sample, {
            id,
            email: user.email,
          });
          statuses.push(status);
          assertNothingOfAnn(response);
          if (sample.access !== "row") break;
        }
        // A sample that never succeeds would prove nothing.
        assert.ok(
          statuses.some((status) => status < 400 || status === sample.wrong),
          String(statuses),
        );
      }));
  }
});

describe("a row of Bob's that refers to one of Ann's", () => {
  for (const [path, fields] of REFERENCES) {
    it(`POST ${path} with ${JSON.stringify(fields(1))} responds as if it did not exist`, () =>
      withoutChangingAnn(async () => {
        const { browser, scope } = await app.signedUp("Bob");
        await createTask(scope, { title: "Bob's own" });
        const _csrf = await browser.token();
        const refer = async (id: number) => {
          const result = await browser.post(path, { ...fields(id), _csrf });
          assertNothingOfAnn(result.response);
          return [result.status, result.location ?? null];
        };
        // Bob has no list and only one task.
        const expected = await refer(MISSING);
        for (const id of [2, 4, 5]) assert.deepEqual(await refer(id), expected, `${id}`);
        const moved = await scope.rows("tasks").whereNotNull("list_id");
        assert.deepEqual(moved, []);
      }));
  }
});

describe("signed out", () => {
  for (const route of PAGE_ROUTES) {
    it(`${nameOf(route)} redirects to the sign-in page unless it is public`, () =>
      withoutChangingAnn(async () => {
        const { access, fields, location = "/auth/signin" } = sampleOf(PAGE_SAMPLES, route);
        const browser = app.visitor();
        // API tokens are not valid for pages.
        browser.headers = { Authorization: `Bearer ${annsToken}` };
        for (const id of IDS) {
          const path = pathFor(route.path, id);
          const isGet = route.method === "get";
          const result = isGet
            ? await browser.get(path)
            : await browser.post(path, fields?.(id) ?? {});
          assertNothingOfAnn(result.response);
          if (access === "public") {
            assert.equal(result.location ?? location, location);
            return;
          }
          const back = encodeURIComponent(isGet ? path : "/dashboard");
          assert.equal(result.status, 303);
          assert.equal(result.location, `/auth/signin?return_to=${back}`);
        }
      }));
  }
});

it("has no samples of routes that do not exist", () => {
  assert.deepEqual(Object.keys(PAGE_SAMPLES).sort(), PAGE_ROUTES.map(keyOf).sort());
});
