/** What each kind of mail says, to whom, and when it says nothing. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { type AccountTokenKind, findAccountToken } from "../../src/models/account_tokens.ts";
import { type NewMail, queueMail } from "../../src/models/mails.ts";
import type { User } from "../../src/models/users.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { dumpText } from "../support/dump.ts";
import { type MailServer, type ReceivedMail, startMailServer } from "../support/mail_server.ts";
import { DELETION, mailSamples } from "./samples.ts";

const APP_URL = "https://todo.example.org";
const STRANGER = "stranger@example.net";

let server: MailServer;
let app: TestApp;
let ann: User;
let ben: User;
let samples: Record<string, NewMail>;

before(async () => {
  server = await startMailServer();
  app = await startTestApp({ ...server.environment, APP_URL });
  ann = (await app.signedUp("Ann")).user;
  ben = (await app.signedUp("Ben")).user;
  samples = mailSamples(ann, STRANGER);
  await account({ email_verified_at: new Date(), time_zone: "Europe/Lisbon" });
  await account({ deletion_at: new Date(DELETION) });
});
after(async () => {
  await app.close();
  await server.close();
});
afterEach(async () => {
  server.received.length = 0;
  await app.database.sql("delete from mails");
  await app.database.sql("delete from throttles");
});

/** Changes columns of Ann's account. */
async function account(columns: Record<string, unknown>): Promise<void> {
  await app.database.database.knex("users").where({ id: ann.id }).update(columns);
}

/** @returns what was sent, or nothing. */
async function send(mail: NewMail): Promise<ReceivedMail | undefined> {
  const count = server.received.length;
  await queueMail(app.database.database.knex, mail, app.services.clock());
  await app.services.mail.sendDue();
  assert.deepEqual(await app.database.sql("select * from mails"), []);
  assert.ok(server.received.length <= count + 1);
  return server.received[count];
}

function sample(name: string): NewMail {
  const mail = samples[name];
  assert.ok(mail);
  return mail;
}

describe("every kind", () => {
  it("says the same in both versions, with nothing to load and no other address", async () => {
    for (const [name, mail] of Object.entries(samples)) {
      const { subject = "", html = "", text = "", link } = (await send(mail)) ?? {};
      assert.match(subject, /^[\x20-\x7e]{10,70}$/, name);
      assert.equal(html.match(/<style>/g)?.length, 1, name);
      assert.doesNotMatch(html, /<(img|script|link|iframe|form)|@import|url\(|\sstyle=/i, name);
      const urls = [...html.matchAll(/https?:\/\/[^"<\s]+/g)].map(([url]) => url);
      for (const url of urls) assert.ok(url.startsWith(`${APP_URL}/`), `${name}: ${url}`);
      if (link != null) assert.equal(urls.filter((url) => url === link).length, 3, name);
      for (const line of text.split("\n")) {
        assert.ok(line.length <= 76 || line.startsWith(APP_URL), `${name}: ${line}`);
      }
      const body = html.replace(/^.*<\/h1>/s, "").replace(/<[^>]*>|Or open this address:/g, " ");
      for (const word of body.replaceAll("by Plainlist at todo.example.org", "").split(/\s+/)) {
        assert.ok(text.includes(word), `${name}: ${word}`);
      }
      assert.match(text, /\n-- \nPlainlist at todo\.example\.org\n+$/, name);
    }
  });

  it("goes to the recipient with the right link, which does nothing for another kind", async () => {
    const kinds: Record<string, [AccountTokenKind, string, string | null, string]> = {
      reset: ["reset", "/auth/reset/", ann.id, ann.email],
      verify: ["verify", "/auth/verify/", ann.id, ann.email],
      "sign-up": ["sign-up", "/auth/verify/", null, STRANGER],
      "email-change": ["email-change", "/auth/verify/", ann.id, STRANGER],
      "email-changed": ["email-undo", "/auth/verify/", ann.id, STRANGER],
      invite: ["invite", "/auth/invite/", null, STRANGER],
    };
    for (const [name, mail] of Object.entries(samples)) {
      const sent = await send(mail);
      assert.deepEqual(sent?.recipients, [mail.recipient], name);
      const [, path = "", token = ""] =
        /^https:\/\/todo\.example\.org(\/auth\/\w+\/)([\w-]{43})$/.exec(sent?.link ?? "") ?? [];
      const expected = kinds[name];
      assert.equal(token !== "", expected !== undefined, name);
      if (expected === undefined) continue;
      const [kind, prefix, userId, email] = expected;
      assert.equal(path, prefix, name);
      const all: AccountTokenKind[] = ["reset", "verify", "email-change", "email-undo"];
      all.push("sign-up", "invite");
      const { knex } = app.database.database;
      const use = { token, now: app.services.clock() };
      const found = await findAccountToken(knex, [kind], use);
      assert.deepEqual([found?.userId, found?.email], [userId, email], name);
      const others = all.filter((other) => other !== kind);
      assert.equal(await findAccountToken(knex, others, use), null, name);
    }
  });
});

it("stores no token of a link, also not in a dump", async () => {
  for (const mail of Object.values(samples)) await send(mail);
  const tokens = server.received.flatMap(({ raw, text = "" }) => {
    assert.ok(raw);
    return [...text.matchAll(/\/auth\/\w+\/([\w-]{43})/g)].map(([, token = ""]) => token);
  });
  assert.equal(tokens.length, 6);
  const { knex } = app.database.database;
  await queueMail(knex, sample("reset"), new Date(Date.now() + 86_400_000));
  const dump = await dumpText(app.database.connection);
  assert.match(dump, /"table":"account_tokens"/);
  for (const token of tokens) assert.ok(!dump.includes(token));
  for (const token of tokens) assert.ok(!JSON.stringify(app.log).includes(token));
});

it("keeps the link of an attempt that may have arrived, when it makes another", async () => {
  server.verdict = "die";
  await queueMail(app.database.database.knex, sample("reset"), app.services.clock());
  await app.services.mail.sendDue();
  server.verdict = "take";
  app.advance(61_000);
  await app.services.mail.sendDue();
  const links = server.received.map(({ link }) => link ?? "");
  assert.equal(new Set(links).size, 2);
  for (const link of links) {
    const use = { token: link.replace(/^.*\//, ""), now: app.services.clock() };
    assert.ok(await findAccountToken(app.database.database.knex, ["reset"], use));
  }
});

describe("nothing is sent", () => {
  it("to an address that has no account, for a reset", async () => {
    assert.equal(await send({ ...sample("reset"), recipient: STRANGER } as NewMail), undefined);
  });

  it("to verify an address that the account no longer has, or change it to the one it has", async () => {
    const own = { recipient: STRANGER, userId: ann.id };
    assert.equal(await send({ kind: "verify", ...own }), undefined);
    assert.equal(
      await send({ kind: "email-change", ...own, recipient: ann.email, userId: ann.id }),
      undefined,
    );
  });

  it("to take back an address that is that of the account again", async () => {
    const mail = { kind: "email-changed", params: { to: STRANGER } } as const;
    assert.equal(await send({ ...mail, recipient: ann.email, userId: ann.id }), undefined);
  });

  it("to invite someone who has an account", async () => {
    assert.equal(await send({ kind: "invite", recipient: ben.email, userId: null }), undefined);
  });

  it("of a deletion that is not, or no longer, planned", async () => {
    await account({ deletion_at: new Date("2027-01-08T08:05:00Z") });
    assert.equal(await send(sample("deletion-requested")), undefined);
    await account({ deletion_at: null });
    assert.equal(await send(sample("deletion-requested")), undefined);
    await account({ deletion_at: new Date(DELETION) });
    assert.ok(await send(sample("deletion-requested")));
  });

  it("about an account that the host has disabled, while others get theirs", async () => {
    await account({ disabled_at: new Date() });
    for (const [name, mail] of Object.entries(samples)) {
      const isAboutAnn = mail.userId === ann.id || mail.recipient === ann.email;
      assert.equal((await send(mail)) === undefined, isAboutAnn, name);
    }
    await account({ disabled_at: null });
    assert.ok(await send({ ...sample("reset"), recipient: ben.email } as NewMail));
  });

  it("when the account is deleted before", async () => {
    const gone = (await app.signedUp("Gone")).user;
    const { knex } = app.database.database;
    const mail = { kind: "verify", recipient: gone.email, userId: gone.id } as const;
    await queueMail(knex, mail, app.services.clock());
    await app.database.sql("delete from users where id = $1", [gone.id]);
    await app.services.mail.sendDue();
    assert.deepEqual(server.received, []);
  });
});

describe("what somebody has typed", () => {
  const NAMES = [
    "</p><script>alert(1)</script>",
    'Ann" onmouseover="x',
    "Ann\r\nBcc: everybody@example.net\r\n\r\nhello",
    "Ann\n\nhttps://evil.example/\n",
    "Ann \u202egnirts\u2066",
    "<%= 1 %>",
  ];

  it("is text in a mail, and on one line", async () => {
    for (const name of NAMES) {
      await account({ name });
      for (const kind of ["reset", "token-made", "provider-linked"]) {
        const params = { ...sample(kind).params, name, provider: name };
        const sent = await send({ ...sample(kind), params } as NewMail);
        assert.ok(sent);
        assert.deepEqual(sent.recipients, [ann.email]);
        assert.equal(sent.bcc, undefined);
        assert.doesNotMatch(sent.html ?? "", /<script|" onmouseover|<%|[\u202e\u2066]/);
        assert.doesNotMatch(sent.text ?? "", /^(Bcc|https:\/\/evil)|[\u202e\u2066]/m);
      }
    }
    await account({ name: "Ann" });
  });

  it("is not sent to an address that is not known to be theirs", async () => {
    await account({ name: "Buy at evil.example", email_verified_at: null });
    for (const [kind, mail] of Object.entries(samples)) {
      const params = { ...mail.params, name: "Buy at evil.example" };
      const { raw = "", text = "" } = (await send({ ...mail, params } as NewMail)) ?? {};
      assert.ok(raw !== "", kind);
      assert.doesNotMatch(raw + text, /evil/, kind);
    }
    await account({ email_verified_at: new Date() });
    const toOther = await send(sample("email-change"));
    assert.doesNotMatch(toOther?.text ?? "", /evil/);
    assert.match((await send(sample("verify")))?.text ?? "", /^Hello Buy at evil\.example,\n/);
    await account({ name: "Ann" });
  });
});

it("gives times on the clock of the account", async () => {
  const mail = sample("new-sign-in");
  await account({ time_zone: "Asia/Tokyo" });
  assert.match((await send(mail))?.text ?? "", /When {3}Wednesday 25 November, 08:18\n/);
  await account({ time_format: "12" });
  assert.match((await send(mail))?.text ?? "", /When {3}Wednesday 25 November, 8:18 am\n/);
  await account({ time_zone: null });
  assert.match((await send(mail))?.text ?? "", /When {3}Tuesday 24 November, 11:18 pm UTC\n/);
});

it("tells someone who signs up twice that there is an account, and makes no link for it", async () => {
  const sent = await send(sample("signed-up"));
  assert.equal(sent?.link, "https://todo.example.org/auth/signin");
  assert.match(sent?.text ?? "", /\n\nhttps:\/\/todo\.example\.org\/auth\/reset\n\n/);
});

describe("what happens again and again", () => {
  it("is mailed ten times an hour at most, and does not keep other mails away", async () => {
    const caused = { recipient: ben.email, userId: ben.id } as const;
    const made = { name: "Backup", access: "read", days: 90 } as const;
    const sent: (ReceivedMail | undefined)[] = [];
    for (let token = 0; token < 12; token += 1) {
      sent.push(await send({ kind: "token-made", ...caused, params: made }));
    }
    assert.equal(sent.filter((mail) => mail !== undefined).length, 10);
    assert.ok(await send({ kind: "password-changed", ...caused, params: { by: "change" } }));
    const own = { recipient: ann.email, userId: ann.id };
    assert.ok(await send({ kind: "token-made", ...own, params: made }));
  });
});
