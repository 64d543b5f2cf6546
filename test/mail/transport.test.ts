/** How mail is handed over: encryption, passwords, slow servers; and what happens without a server. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { MailServer as ServerSettings } from "../../src/config_mail.ts";
import type { ComposedMail } from "../../src/mail/compose.ts";
import { SendError, SmtpTransport } from "../../src/mail/transport.ts";
import { queueMail } from "../../src/models/mails.ts";
import { startTestApp } from "../support/app.ts";
import { createTestDatabase } from "../support/database.ts";
import { type MailServer, startMailServer } from "../support/mail_server.ts";

const servers: MailServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function start(options: Parameters<typeof startMailServer>[0]): Promise<MailServer> {
  const server = await startMailServer(options);
  servers.push(server);
  return server;
}

const MAIL: ComposedMail = {
  ...{ id: "1.2", recipient: "ann@example.net", subject: "Hello" },
  ...{ html: "<p>Hello</p>", text: "Hello", link: null },
};

const FROM = { name: "", address: "todo@example.org" };
const ANN = { user: "ann", pass: "pass word/+%" };

/** @returns how it failed; null: it was sent. */
async function send(
  server: MailServer,
  settings: Partial<ServerSettings>,
  timeouts?: ConstructorParameters<typeof SmtpTransport>[2],
): Promise<SendError | null> {
  const own = { host: "127.0.0.1", port: server.port, tls: "none", credentials: null } as const;
  const config = { server: { ...own, ...settings }, from: FROM };
  const transport = new SmtpTransport(config, "todo.example.org", timeouts);
  try {
    await transport.send(MAIL);
    return null;
  } catch (error) {
    assert.ok(error instanceof SendError);
    return error;
  } finally {
    transport.rest();
  }
}

/** Only Ann may send, by the certificate that smtp-server has. */
const WITH_PASSWORD: Parameters<typeof startMailServer>[0] = {
  disabledCommands: [],
  authOptional: false,
  onAuth: ({ username, password }, _session, callback) =>
    username === ANN.user && password === ANN.pass
      ? callback(null, { user: username })
      : callback(Object.assign(new Error("Wrong password"), { responseCode: 535 })),
};

describe("a server that has STARTTLS and asks for a password", () => {
  it("gets both", async () => {
    const server = await start(WITH_PASSWORD);
    assert.equal(await send(server, { tls: "offered", credentials: ANN }), null);
    assert.deepEqual([server.received[0]?.isEncrypted, server.received[0]?.user], [true, "ann"]);
  });

  it("gets no password where its certificate is not to be trusted, but has to be", async () => {
    const server = await start(WITH_PASSWORD);
    const error = await send(server, { tls: "required", credentials: ANN });
    assert.match(String(error?.message), /certificate/);
    assert.equal(error?.kind, "unusable");
    assert.deepEqual(server.received, []);
  });

  it("that refuses the password cannot be used for any mail", async () => {
    const server = await start(WITH_PASSWORD);
    const error = await send(server, { tls: "offered", credentials: { ...ANN, pass: "no" } });
    assert.deepEqual([error?.kind, error?.code], ["unusable", 535]);
    assert.doesNotMatch(String(error?.message), /pass word/);
  });
});

it("sends nothing unencrypted where encryption is required", async () => {
  const passwords: unknown[] = [];
  const server = await start({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ password }, _session, callback) => {
      passwords.push(password);
      callback(null, { user: "ann" });
    },
  });
  const error = await send(server, { tls: "required", credentials: ANN });
  assert.equal(error?.kind, "unusable");
  assert.deepEqual([passwords, server.received], [[], []]);
});

it("speaks TLS from the start with a server of smtps:", async () => {
  const server = await start({ secure: true, disabledCommands: ["AUTH"] });
  const error = await send(server, { tls: "implicit" });
  assert.match(String(error?.message), /certificate/);
});

it("gives up on a server that is slow to greet, to answer, or to come to an end", async () => {
  const quick = { connection: 2_000, greeting: 2_000, answer: 2_000, whole: 5_000 };
  const silent = await start({ onConnect: () => undefined });
  const greeting = await send(silent, {}, { ...quick, greeting: 50 });
  assert.equal(greeting?.kind, "unusable");
  const slow = await start({});
  slow.verdict = "silence";
  const answer = await send(slow, {}, { ...quick, answer: 50 });
  assert.equal(answer?.kind, "unusable");
  const whole = await send(slow, {}, { ...quick, whole: 50 });
  assert.equal(whole?.kind, "unusable");
});

it("introduces itself by the name of the application's host", async () => {
  let name = "";
  const server = await start({
    onMailFrom: (_address, session, callback) => {
      name = session.hostNameAppearsAs;
      callback();
    },
    disabledCommands: ["AUTH", "STARTTLS"],
  });
  assert.equal(await send(server, {}), null);
  assert.equal(name, "todo.example.org");
});

describe("without a mail server", () => {
  const mail = { kind: "invite", recipient: "ann@example.net", userId: null } as const;

  it("writes mail to the log in development, with its link", async () => {
    const app = await startTestApp();
    assert.equal(app.services.mail.state, "log");
    await queueMail(app.database.database.knex, mail, app.services.clock());
    await app.services.mail.sendDue();
    const line = app.log.find(({ msg }) => msg === "mail (SMTP_URL is not set)");
    assert.equal(line?.to, "ann@example.net");
    assert.match(String(line?.link), /^http:\/\/localhost:3000\/auth\/invite\/[\w-]{43}$/);
    assert.ok(String(line?.text).includes(String(line?.link)));
    assert.deepEqual(await app.database.sql("select * from mails"), []);
    await app.close();
  });

  it("drops mail in production, without making links", async () => {
    const database = await createTestDatabase();
    const production = {
      ...{ NODE_ENV: "production", DATABASE_URL: "postgres://localhost/plainlist" },
      APP_URL: "https://todo.example.org",
    };
    const app = await startTestApp(production, { database });
    assert.equal(app.services.mail.state, "off");
    await queueMail(database.database.knex, mail, app.services.clock());
    await app.services.mail.sendDue();
    assert.deepEqual(await database.sql("select * from mails"), []);
    assert.deepEqual(await database.sql("select * from account_tokens"), []);
    assert.doesNotMatch(JSON.stringify(app.log), /example\.net/);
    await app.close();
    await database.drop();
  });
});
