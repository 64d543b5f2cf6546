/** Any request to any URL: never a 500, and the right type of response. */
import assert from "node:assert/strict";
import { METHODS } from "node:http";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { parse } from "node-html-parser";
import { API_ROUTES } from "../../src/api/routes.ts";
import { Database } from "../../src/db/connection.ts";
import { FormTable } from "../../src/http/form_table.ts";
import { PAGE_ROUTES } from "../../src/routes.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Browser } from "../support/browser.ts";
import { assertServed, send } from "../support/wire.ts";
import { assertProperty, letters, text } from "./arbitraries.ts";

let api: TestApi;
let ann: Browser;
let bearer: string;
before(async () => {
  // Behind a trusted proxy.
  api = await startTestApi({ TRUST_PROXY: "1", ALLOWED_ORIGINS: "https://app.example.org" });
  const { browser } = await api.app.signedUp("Ann");
  ann = browser;
  bearer = (await api.app.withToken("Bob")).token;
});
after(() => api.close());

const segment = fc.oneof(
  {
    arbitrary: fc.constantFrom(
      ...[
        "",
        "api",
        "auth",
        "tasks",
        "signin",
        "signup",
        "signout",
        "dashboard",
        "health",
        "ready",
      ],
      ...[
        "new",
        "edit",
        "completion",
        "deletion",
        "restoration",
        "openapi.json",
        "assets",
        "1",
        "9",
      ],
    ),
    weight: 6,
  },
  {
    arbitrary: fc.constantFrom(
      "%",
      "%ZZ",
      "%00",
      "%2F",
      "%5C",
      "..",
      "%2e%2e",
      ".",
      "\\",
      "-1",
      "*",
    ),
    weight: 1,
  },
  { arbitrary: text.map((text) => encodeURIComponent(text.toWellFormed())), weight: 1 },
  { arbitrary: fc.stringMatching(/^[!-~]{0,12}$/), weight: 1 },
);

const query = fc
  .array(
    fc.oneof(
      segment,
      fc
        .tuple(fc.constantFrom("return_to", "status", "limit", "cursor", "title"), segment)
        .map((pair) => pair.join("=")),
    ),
    { maxLength: 3 },
  )
  .map((parts) => (parts.length === 0 ? "" : `?${parts.join("&")}`));

const target = fc
  .tuple(fc.array(segment, { maxLength: 4 }), query)
  .map(([path, query]) => `/${path.join("/")}${query}`);

/** Existing routes with any ids. */
function known(): fc.Arbitrary<string> {
  const pages = PAGE_ROUTES.map(({ path }) => path);
  const paths = [...pages, ...API_ROUTES.map(({ path }) => `/api${path}`)];
  return fc
    .tuple(fc.constantFrom(...paths, "/health"), segment, segment, query)
    .map(([path, first, second, query]) => {
      const filled = path.replace(":user_id", () => first).replace(":id", () => second);
      return filled + query;
    });
}

/** Header values that Node accepts: Latin-1 without control characters. */
const value = fc.oneof(fc.stringMatching(/^[ -~\x80-\xff]{0,40}$/), segment);
const header = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      ...[
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Authorization",
        "Content-Type",
        "Cookie",
      ],
      ...["Host", "If-Modified-Since", "If-None-Match", "Origin", "Range", "Referer", "User-Agent"],
      ...["Sec-Fetch-Site", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"],
      ...["X-HTTP-Method-Override", "X-Request-Id", "Access-Control-Request-Method", "Forwarded"],
    ),
    value,
  ),
  fc.tuple(
    fc.constant("Cookie"),
    fc
      .tuple(fc.constantFrom("token", "session", "visitor", "flash"), value)
      .map(([name, value]) => `plainlist_${name}=${value}`),
  ),
  fc.constantFrom<[string, string]>(
    ["Accept-Encoding", "gzip;q=2, identity;q=0"],
    ["Accept-Encoding", "*;q=0"],
    ["Cookie", "plainlist_session=s%3Ax.y; plainlist_token=a.b.c; plainlist_flash=e30.x"],
    ["Cookie", "__proto__=x; plainlist_token=%ZZ"],
    ["Origin", "null"],
    ["X-Forwarded-For", "::1%eth0, 999.1.1.1, <script>"],
    ["X-Request-Id", "x".repeat(65)],
  ),
);

const method = fc.oneof(
  { arbitrary: fc.constantFrom("GET", "POST"), weight: 3 },
  { arbitrary: fc.constantFrom(...METHODS.filter((one) => one !== "CONNECT")), weight: 1 },
);

test("any method, path, query, header and cookie gives the right type of response", async () => {
  const cookie = ["token", "session"]
    .map((name) => `plainlist_${name}=${ann.cookie(`plainlist_${name}`)}`)
    .join("; ");
  const who = fc.constantFrom<[string, string][][]>(
    [],
    [["Cookie", cookie]],
    [["Authorization", `Bearer ${bearer}`]],
  );
  const property = fc.asyncProperty(
    method,
    fc.oneof(target, known()),
    who,
    fc.array(header, { maxLength: 4 }),
    async (method, target, who, others) => {
      const headers = [...who, ...others];
      const answer = await send(api.port, { method, target, headers });
      assertServed(target, answer, api.app.log);
    },
  );
  await assertProperty(property, 300);
  assert.equal((await ann.get("/dashboard")).status, 200);
});

test("any request target that is not a path gives an error below 500", async () => {
  const odd = fc.oneof(
    fc.constantFrom(
      "*",
      "//",
      "//evil.example/",
      "///",
      "http://",
      "http://[",
      "foo://bar",
      "/\\x",
    ),
    fc.webUrl(),
    fc.stringMatching(/^[!-~]{1,20}$/),
    fc.stringMatching(/^\/[\x80-\xff]{1,5}$/),
  );
  const property = fc.asyncProperty(method, odd, async (method, target) => {
    const answer = await send(api.port, { method, target });
    assert.ok(answer, target);
    assert.ok(answer.status < 500, `${target}: ${answer.status}`);
  });
  await assertProperty(property, 100);
});

test("without the database, any form is shown again with its fields and a local action", async () => {
  const unreachable = new Database({ host: "127.0.0.1", port: 1 }, { poolMax: 2 });
  const down = await startTestApi({}, { database: { ...api.app.database, database: unreachable } });
  const sessions = `plainlist_session=s%3Ax.y; plainlist_token=${ann.cookie("plainlist_token")}`;
  const odd = fc
    .tuple(
      fc.constantFrom("//evil.example", "http://evil.example", "/\\evil.example", "/."),
      target,
    )
    .map(([start, rest]) => start + rest);
  const address = fc.oneof(known(), odd);
  const forms = new FormTable(PAGE_ROUTES);
  let returned = 0;
  const property = fc.asyncProperty(address, text, async (target, written) => {
    // Text in every declared field, or in the title where no form is declared.
    const names = Object.keys(forms.find(target, {})?.fields ?? { title: null });
    const fields = Object.fromEntries(names.map((name) => [name, written]));
    const answer = await send(down.port, {
      method: "POST",
      target,
      headers: [
        ["Cookie", sessions],
        ["Content-Type", "application/x-www-form-urlencoded"],
      ],
      body: new URLSearchParams({ _csrf: "x", ...fields }).toString(),
    });
    assert.ok(answer);
    const isPage = answer.headers["content-type"]?.startsWith("text/html");
    assert.ok(answer.status < 500 || (answer.status === 503 && isPage), `${answer.status}`);
    const page = parse(answer.text);
    for (const form of page.querySelectorAll("form")) {
      assert.match(form.getAttribute("action") ?? "", /^\/(?![/\\])/);
    }
    if (answer.status !== 503) return;
    const action = page.querySelector("form")?.getAttribute("action") ?? "";
    const declared = forms.find(action, fields)?.fields ?? {};
    for (const [name, { kind }] of Object.entries(declared)) {
      const field = page.querySelector(`form [name="${name}"]`);
      const shown = kind === "lines" ? field?.textContent : field?.getAttribute("value");
      if (!(name in fields)) continue;
      returned += 1;
      assert.equal(letters(shown ?? ""), kind === "secret" ? "" : letters(written), name);
    }
  });
  try {
    await assertProperty(property, 80);
    assert.ok(returned > 80, `${returned} fields were shown again`);
  } finally {
    await down.close();
    await unreachable.close();
  }
});
