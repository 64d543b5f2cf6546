/** Isolation of users in the API: the same as in pages, and no access to the paths of other users. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import supertest, { type Response } from "supertest";
import { API_ROUTES } from "../../src/api/routes.ts";
import type { Route } from "../../src/http/router.ts";
import { createTask } from "../../src/models/tasks.ts";
import { API_REFERENCES, API_SAMPLES, type ApiSample, pathFor } from "../support/route_samples.ts";
import { comparable, IDS, keyOf, MISSING, nameOf, sampleOf, startIsolationApp } from "./fixture.ts";

const { app, ann, giveRows, assertNothingOfAnn, withoutChangingAnn } = await startIsolationApp();
after(() => app.close());

describe("Bob with a token", () => {
  async function send(
    { path, method }: Route,
    { json }: ApiSample,
    request: { token: string; userId: string; id: number; query?: string },
  ): Promise<Response> {
    const { token, userId, id, query = "" } = request;
    const own = pathFor(path.replace(":user_id", userId), id);
    const test = supertest(app.app)[method](`/api${own}${query}`);
    test.set("Authorization", `Bearer ${token}`);
    const body = typeof json === "function" ? json(id) : json;
    return body === undefined ? test : test.send(body);
  }

  for (const route of API_ROUTES) {
    it(`at ${nameOf(route)} gets nothing of Ann's`, () =>
      withoutChangingAnn(async () => {
        const sample = sampleOf(API_SAMPLES, route);
        const { token, user } = await app.withToken("Bob");
        const own = { token, userId: user.id };
        for (const query of ["", ...(sample.queries ?? [])]) {
          const found = await send(route, sample, { ...own, id: MISSING, query });
          assertNothingOfAnn(found);
          if (sample.access !== "row") continue;
          assert.equal(found.status, sample.missing ?? 404);
          if (found.status === 404)
            assert.match(found.text, /^\{"error":"[A-Z][a-z ]+ not found"\}$/);
          for (const id of IDS) {
            const result = await send(route, sample, { ...own, id });
            assert.deepEqual(comparable(result), comparable(found), `${id}`);
          }
        }
      }));

    const sample = API_SAMPLES[keyOf(route)];
    if (sample === undefined || !route.path.includes(":user_id")) continue;
    it(`at ${nameOf(route)} is denied access to Ann's path`, () =>
      withoutChangingAnn(async () => {
        const { token } = await app.withToken("Bob");
        for (const id of [...IDS, MISSING]) {
          const result = await send(route, sample, { token, userId: ann.user.id, id });
          assert.equal(result.status, 403);
          assert.deepEqual(result.body, { error: "Access denied to this resource" });
          assertNothingOfAnn(result);
        }
      }));

    it(`at ${nameOf(route)} gets Carla's own rows with the same ids`, () =>
      withoutChangingAnn(async () => {
        const { token, user } = await app.withToken("Carla");
        await giveRows(user.id);
        const statuses: number[] = [];
        for (const id of IDS) {
          const result = await send(route, sample, { token, userId: user.id, id });
          statuses.push(result.status);
          assertNothingOfAnn(result);
          if (sample.access !== "row") break;
        }
        // A sample that never succeeds would prove nothing.
        assert.ok(
          statuses.some((status) => status < 300),
          String(statuses),
        );
      }));
  }
});

describe("a row of Bob's that refers to one of Ann's", () => {
  for (const [method, path, json] of API_REFERENCES) {
    it(`${method} /api${path} with ${JSON.stringify(json(1))} responds as if it did not exist`, () =>
      withoutChangingAnn(async () => {
        const { token, user, scope } = await app.withToken("Bob");
        await createTask(scope, { title: "Bob's own" });
        const refer = async (id: number) => {
          const request = supertest(app.app)[method](`/api/${user.id}${path}`);
          const result = await request.set("Authorization", `Bearer ${token}`).send(json(id));
          assertNothingOfAnn(result);
          assert.ok(result.status >= 400, String(result.status));
          return comparable(result);
        };
        const expected = await refer(MISSING);
        for (const id of [2, 4, 5]) assert.deepEqual(await refer(id), expected, `${id}`);
      }));
  }
});

describe("signed out", () => {
  for (const route of API_ROUTES) {
    it(`${nameOf(route)} responds with 401 unless it is public`, () =>
      withoutChangingAnn(async () => {
        const { access, json } = sampleOf(API_SAMPLES, route);
        const own = pathFor(route.path.replace(":user_id", ann.user.id), 1);
        // The API ignores cookies.
        const cookies = ["plainlist_token", "plainlist_session"].map(
          (name) => `${name}=${ann.browser.cookie(name)}`,
        );
        const request = supertest(app.app)
          [route.method](`/api${own}`)
          .set("Cookie", cookies.join("; "));
        const body = typeof json === "function" ? json(1) : json;
        const result = await (body === undefined ? request : request.send(body));
        assertNothingOfAnn(result);
        if (access === "public") {
          assert.notEqual(result.status, 401);
          return;
        }
        assert.equal(result.status, 401);
        assert.deepEqual(result.body, { error: "Authentication required" });
        assert.equal(result.headers["www-authenticate"], "Bearer");
      }));
  }
});

it("has no samples of routes that do not exist", () => {
  assert.deepEqual(Object.keys(API_SAMPLES).sort(), API_ROUTES.map(keyOf).sort());
});
