/** The API's description is true, whole, and usable. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Content, Operation, Parameter, Response } from "../../src/api/openapi/types.ts";
import { openApiDocument } from "../../src/api/openapi.ts";
import { API_ROUTES } from "../../src/api/routes.ts";
import { type ApiUser, type Method, startTestApi, type TestApi } from "../support/api.ts";
import { ApiDescription } from "../support/api_description.ts";

let api: TestApi;
before(async () => {
  api = await startTestApi({ APP_URL: "http://todo.example.org" });
});
after(() => api.close());

/** Every operation of the document, with the parameters of its path. */
function operations(): [string, Operation, Parameter[]][] {
  const { document } = api.description;
  return api.description.operations().map((name) => {
    const [method = "", path = ""] = name.split(" ");
    const item = document.paths[path];
    assert.ok(item);
    const operation = item[method.toLowerCase() as "get"];
    assert.ok(operation);
    const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
    return [name, operation, parameters.map((one) => api.description.resolve<Parameter>(one))];
  });
}

function responses(operation: Operation): [string, Response][] {
  return Object.entries(operation.responses).map(([status, response]) => [
    status,
    api.description.resolve<Response>(response),
  ]);
}

test("describes every route of the API, and no other", () => {
  const routes = API_ROUTES.map(
    ({ method, path }) => `${method.toUpperCase()} /api${path.replace(/:(\w+)/g, "{$1}")}`,
  );
  assert.deepEqual(api.description.operations().sort(), routes.sort());
});

test("is served to anybody, may be kept, and names this server", async () => {
  const { status, headers, body } = await api.call("GET", "/api/openapi.json");
  assert.equal(status, 200);
  assert.equal(headers["cache-control"], "public, max-age=300");
  assert.deepEqual(body, JSON.parse(JSON.stringify(openApiDocument(api.app.config))));
  const { servers } = body as unknown as { servers: { url: string }[] };
  assert.deepEqual(
    servers.map(({ url }) => url),
    ["http://todo.example.org"],
  );
});

test("has what OpenAPI 3.1 asks of a document", () => {
  const { document } = api.description;
  assert.match(document.openapi, /^3\.1\.\d$/);
  assert.ok(document.info.title);
  assert.ok(document.info.version);
  const tags = new Set(document.tags.map(({ name }) => name));
  const ids = operations().map(([, { operationId }]) => operationId);
  assert.equal(new Set(ids).size, ids.length, "operationIds are unique");
  for (const [name, operation, parameters] of operations()) {
    assert.ok(operation.summary, name);
    assert.ok(operation.tags.length > 0 && operation.tags.every((tag) => tags.has(tag)), name);
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, one]) => one);
    const declared = parameters.filter(({ in: where }) => where === "path");
    assert.deepEqual(
      declared.map((parameter) => parameter.name),
      inPath,
      name,
    );
    assert.ok(
      declared.every(({ required }) => required === true),
      name,
    );
    for (const scheme of (operation.security ?? []).flatMap((one) => Object.keys(one))) {
      assert.ok(document.components.securitySchemes[scheme], `${name}: ${scheme}`);
    }
    const statuses = responses(operation);
    assert.ok(
      statuses.some(([status]) => status.startsWith("2")),
      name,
    );
    for (const [status, { description }] of statuses) {
      assert.match(status, /^[1-5]\d\d$/, name);
      assert.ok(description, `${name} ${status}`);
    }
  }
});

test("has no reference that points at nothing, and no part that nothing points at", () => {
  const text = JSON.stringify(api.description.document);
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
  for (const reference of references) api.description.resolve({ $ref: reference ?? "" });
  const { securitySchemes: _, ...components } = api.description.document.components;
  const used = new Set([
    ...references,
    // Of no operation: what is answered where nothing is.
    "#/components/responses/NotFound",
    "#/components/responses/MethodNotAllowed",
  ]);
  for (const [kind, parts] of Object.entries(components)) {
    for (const name of Object.keys(parts))
      assert.ok(used.has(`#/components/${kind}/${name}`), name);
  }
});

test("asks for a token just where the API does", async () => {
  for (const [name, operation] of operations()) {
    const [method = "", path = ""] = name.split(" ");
    const { status } = await api.call(method as Method, path.replaceAll(/[{}]/g, ""));
    assert.equal(status === 401, operation.security !== undefined, name);
  }
});

test("gives examples that are as its schemas say", () => {
  const hold = (name: string, content: Content | undefined) => {
    const { schema = {}, examples = {} } = content?.["application/json"] ?? {};
    for (const [example, { value }] of Object.entries(examples)) {
      assert.equal(api.description.problems(schema, value), "", `${name}: ${example}`);
    }
  };
  for (const [name, operation, parameters] of operations()) {
    hold(name, operation.requestBody?.content);
    for (const [status, { content }] of responses(operation)) hold(`${name} ${status}`, content);
    for (const { schema, example, name: parameter } of parameters) {
      if (example !== undefined)
        assert.equal(api.description.problems(schema, example), "", parameter);
    }
  }
});

/** The number of a new row of the kind that a path names. */
async function idFor(user: ApiUser, path: string, taskId: number): Promise<number> {
  serial += 1;
  const json = { name: `List ${serial}` };
  if (path.includes("/tags/")) {
    const tags = (await user.call("GET", "/tags")).body.tags as unknown as { id: number }[];
    return tags.at(-1)?.id ?? 0;
  }
  if (path.includes("/history/"))
    return (await user.call("GET", "/history")).body.changes[0]?.id ?? 0;
  if (path.includes("/searches/")) {
    return (await user.call("POST", "/searches", { json: { ...json, q: "x" } })).body.id;
  }
  if (!/\/(lists|sections)\//.test(path)) return taskId;
  const list = (await user.call("POST", "/lists", { json })).body.id;
  if (path.includes("/lists/")) return list;
  return (await user.call("POST", `/lists/${list}/sections`, { json })).body.id;
}

let serial = 0;

test("gives examples of bodies that the API takes", async () => {
  const ann = await api.account("Ann");
  for (const [name, { requestBody }] of operations()) {
    const [method = "", path = ""] = name.split(" ");
    const examples = requestBody?.content["application/json"].examples ?? {};
    for (const [example, { value }] of Object.entries(examples)) {
      const task = await ann.add("To be changed", { tags: [`tag${serial}`] });
      const { version, ...body } = value as { version?: number };
      const json = version === undefined ? body : { ...body, version: task.version };
      serial += 1;
      const id = await idFor(ann, path, task.id);
      const address = path.replace("{user_id}", ann.id).replace("{id}", String(id));
      const { status } = await api.call(method as Method, address, { json, token: ann.token });
      assert.ok(status === 200 || status === 201, `${name}: ${example} is answered ${status}`);
    }
  }
});

test("tells the password's length as this server is set up", () => {
  const strict = new ApiDescription(
    openApiDocument({ appUrl: "http://localhost", passwordMinLength: 15 }),
  );
  const { SignUp = {} } = strict.document.components.schemas;
  const person = { name: "Ann", email: "ann@example.org" };
  assert.notEqual(strict.problems(SignUp, { ...person, password: "x".repeat(14) }), "");
  assert.equal(strict.problems(SignUp, { ...person, password: "x".repeat(15) }), "");
});

test("the check against it refuses what is not described", () => {
  const { document } = api.description;
  const check = (method: string, path: string, status: number, body: object) =>
    new ApiDescription(document).check(method, path, {
      status,
      text: JSON.stringify(body),
      headers: {
        "content-type": "application/json; charset=utf-8",
        "x-request-id": "12345678",
        "www-authenticate": "Bearer",
      },
    });
  const required = { error: "Authentication required" };
  check("POST", "/api/auth/signout", 401, required);
  assert.throws(() => check("POST", "/api/auth/signout", 402, required), /not described/);
  assert.throws(() => check("PUT", "/api/auth/signout", 401, required), /not described/);
  assert.throws(() => check("POST", "/api/auth/signoff", 401, required), /not described/);
  assert.throws(() => check("POST", "/api/auth/signout", 401, { ...required, more: 1 }));
  assert.throws(() => check("POST", "/api/auth/signout", 401, { error: 401 }));
});
