/** The queue of mails and its worker, against a real mail server, also one that fails. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { SendError } from "../../src/mail/transport.ts";
import { MailWorker } from "../../src/mail/worker.ts";
import { claimMail } from "../../src/models/mail_queue.ts";
import { listFailedMails, onMailQueued, queueMail, retryMail } from "../../src/models/mails.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { type MailServer, startMailServer } from "../support/mail_server.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let server: MailServer;
let app: TestApp;

before(async () => {
  server = await startMailServer();
  app = await startTestApp(server.environment);
});
after(async () => {
  await app.close();
  await server.close();
});
afterEach(async () => {
  server.received.length = 0;
  server.verdict = "take";
  server.refusesRecipient = null;
  await app.database.sql("delete from mails");
  app.log.length = 0;
});

/** Queues an invitation, which needs no account. */
async function queue(recipient = "ann@example.net"): Promise<void> {
  const { knex } = app.database.database;
  await queueMail(knex, { kind: "invite", recipient, userId: null }, app.services.clock());
}

async function queued(): Promise<Record<string, unknown>[]> {
  return await app.database.sql("select * from mails order by id");
}

async function sendDue(): Promise<void> {
  await app.services.mail.sendDue();
}

/** How many minutes are left until the only mail is tried again. */
async function minutesLeft(): Promise<number> {
  const [mail] = await queued();
  const due = mail?.due_at as Date;
  return Math.round((due.getTime() - app.services.clock().getTime()) / MINUTE);
}

describe("a mail that is queued", () => {
  it("is sent once, in two versions, and is gone from the queue", async () => {
    await queue();
    await sendDue();
    await sendDue();
    const [mail, ...others] = server.received;
    assert.deepEqual(others, []);
    assert.deepEqual(mail?.recipients, ["ann@example.net"]);
    assert.deepEqual(mail?.to, [{ name: "", address: "ann@example.net" }]);
    assert.deepEqual(mail?.from, { name: "Plainlist", address: "todo@example.org" });
    assert.equal(mail?.subject, "You are invited to Plainlist");
    assert.match(mail?.text ?? "", /localhost:3000/);
    assert.match(mail?.html ?? "", /<h1>[^<]+<\/h1>/);
    assert.match(mail?.messageId ?? "", /^<\d+\.\d+@example\.org>$/);
    assert.match(mail?.raw ?? "", /^Auto-Submitted: auto-generated\r$/m);
    assert.doesNotMatch(mail?.raw ?? "", /^X-Mailer/im);
    assert.deepEqual(await queued(), []);
  });

  it("is not sent if the change that causes it is taken back", async () => {
    const { database } = app.database;
    const now = app.services.clock();
    const mail = { kind: "invite", recipient: "ann@example.net", userId: null } as const;
    const taken = database.transaction(async (trx) => {
      await queueMail(trx, mail, now);
      throw new Error("taken back");
    });
    await assert.rejects(taken, /taken back/);
    await sendDue();
    assert.deepEqual(server.received, []);
  });

  it("is announced in its process when it is committed, and only then", async () => {
    const { database } = app.database;
    const announced = Promise.withResolvers<void>();
    let count = 0;
    const end = onMailQueued(() => {
      count += 1;
      announced.resolve();
    });
    const mail = { kind: "invite", recipient: "ann@example.net", userId: null } as const;
    const now = app.services.clock();
    const failing = database.transaction(async (trx) => {
      await queueMail(trx, mail, now);
      throw new Error("taken back");
    });
    await assert.rejects(failing, /taken back/);
    await database.transaction(async (trx) => {
      await queueMail(trx, mail, now);
      await trx.raw("select pg_sleep(0.05)");
      assert.equal(count, 0);
    });
    await announced.promise;
    assert.equal((await queued()).length, 1);
    assert.equal(count, 1);
    end();
    await queue();
    assert.equal(count, 1);
  });

  it("is sent by one of two processes that work at once", async () => {
    const other = await startTestApp(server.environment, { database: app.database });
    for (let number = 1; number <= 20; number += 1) await queue(`person-${number}@example.net`);
    await Promise.all([app, other].map(({ services }) => services.mail.sendDue()));
    const recipients = server.received.flatMap((mail) => mail.recipients);
    assert.equal(recipients.length, 20);
    assert.equal(new Set(recipients).size, 20);
    assert.equal(new Set(server.received.map(({ messageId }) => messageId)).size, 20);
    const sent = (tested: TestApp) => tested.log.filter(({ msg }) => msg === "mail sent").length;
    assert.equal(sent(app) + sent(other), 20);
    assert.ok(sent(app) > 0 && sent(other) > 0);
    await other.close();
  });

  it("goes over one connection with the others that are due", async () => {
    const { connections } = server;
    for (let number = 1; number <= 5; number += 1) await queue(`person-${number}@example.net`);
    await sendDue();
    assert.equal(server.received.length, 5);
    assert.equal(server.connections, connections + 1);
  });

  it("is sent by another process if the one that has claimed it is gone", async () => {
    await queue();
    assert.ok(await claimMail(app.database.database, app.services.clock(), 5 * MINUTE));
    await sendDue();
    assert.equal(server.received.length, 0);
    app.advance(5 * MINUTE + 1_000);
    await sendDue();
    assert.equal(server.received.length, 1);
  });

  it("is given up if each process that has claimed it is gone", async () => {
    await queue();
    for (let attempt = 1; attempt <= 7; attempt += 1) {
      assert.ok(await claimMail(app.database.database, app.services.clock(), 5 * MINUTE));
      app.advance(5 * MINUTE + 1_000);
    }
    await sendDue();
    assert.equal(server.received.length, 0);
    const [failed] = await listFailedMails(app.database.database);
    assert.equal(failed?.failure, "The process ended each time");
  });
});

it("is sent at once by a worker that runs in the process, and not after that has stopped", async () => {
  const other = await startTestApp(server.environment, { database: app.database });
  other.services.mail.start();
  const { knex } = app.database.database;
  const mail = { kind: "invite", recipient: "ann@example.net", userId: null } as const;
  for (const count of [1, 2]) {
    // Its own look at the queue comes every five seconds.
    await wait(300);
    const start = performance.now();
    await queueMail(knex, mail, new Date());
    await server.hasReceived(count);
    assert.ok(performance.now() - start < 4_000);
  }
  await other.services.mail.stop(10_000);
  await queueMail(knex, mail, new Date());
  await wait(300);
  assert.equal(server.received.length, 2);
  await other.close();
});

describe("a mail server that fails", () => {
  it("is asked again after longer and longer, then not any more", async () => {
    server.verdict = { code: 451, text: "Come back later" };
    await queue();
    const minutes: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await sendDue();
      assert.equal(server.received.length, attempt);
      minutes.push(await minutesLeft());
      await sendDue();
      assert.equal(server.received.length, attempt);
      app.advance((minutes.at(-1) ?? 0) * MINUTE + 1_000);
    }
    assert.deepEqual(minutes, [1, 5, 30, 120, 360, 720]);
    await sendDue();
    const [failed, ...others] = await listFailedMails(app.database.database);
    assert.deepEqual(others, []);
    assert.equal(failed?.kind, "invite");
    assert.equal(failed?.recipient, "ann@example.net");
    assert.equal(failed?.attempts, 7);
    assert.match(failed?.failure ?? "", /^451 Come back later$/);
    app.advance(48 * HOUR);
    await sendDue();
    assert.equal(server.received.length, 7);
    assert.equal(new Set(server.received.map(({ messageId }) => messageId)).size, 1);
  });

  it("is not asked again when it refuses for good, until the host wants it", async () => {
    const { database } = app.database;
    for (const refuse of [
      () => Object.assign(server, { refusesRecipient: { code: 550, text: "No such user" } }),
      () => Object.assign(server, { verdict: { code: 554, text: "Not wanted" } }),
    ]) {
      refuse();
      await queue();
      await sendDue();
      const [failed] = await listFailedMails(database);
      assert.match(failed?.failure ?? "", /^55\d (No such user|Not wanted)$/);
      assert.equal(failed?.attempts, 1);
      server.received.length = 0;
      Object.assign(server, { refusesRecipient: null, verdict: "take" });
      app.advance(24 * HOUR);
      await sendDue();
      assert.equal(server.received.length, 0);
      assert.equal(await retryMail(database, String(failed?.id), app.services.clock()), true);
      assert.deepEqual(await listFailedMails(database), []);
      await sendDue();
      assert.equal(server.received.length, 1);
      assert.deepEqual(await queued(), []);
      server.received.length = 0;
    }
    for (const id of ["0", "-1", "x", "1; drop table mails", "99999999999999999999"]) {
      assert.equal(await retryMail(database, id, app.services.clock()), false);
    }
  });

  it("gets the same Message-ID again after it has died with the mail", async () => {
    server.verdict = "die";
    await queue();
    await sendDue();
    assert.equal(server.received.length, 1);
    assert.equal(await minutesLeft(), 1);
    server.verdict = "take";
    app.advance(MINUTE + 1_000);
    await sendDue();
    const [first, second, ...others] = server.received;
    assert.deepEqual(others, []);
    assert.equal(first?.messageId, second?.messageId);
    assert.deepEqual(await queued(), []);
  });

  it("defers one mail without holding up the others", async () => {
    await queue("deferred@example.net");
    server.refusesRecipient = { code: 450, text: "Greylisted" };
    await sendDue();
    server.refusesRecipient = null;
    await queue("ann@example.net");
    await sendDue();
    assert.deepEqual(
      server.received.flatMap(({ recipients }) => recipients),
      ["ann@example.net"],
    );
    assert.deepEqual(
      (await queued()).map(({ recipient }) => recipient),
      ["deferred@example.net"],
    );
  });

  it("that is down costs one mail one attempt, and the others none", async () => {
    const { port } = server;
    await server.close();
    for (let number = 1; number <= 3; number += 1) await queue(`person-${number}@example.net`);
    await sendDue();
    assert.deepEqual(
      (await queued()).map(({ attempts }) => attempts),
      [1, 0, 0],
    );
    server = await startMailServer({}, port);
    app.advance(MINUTE + 1_000);
    await sendDue();
    assert.equal(server.received.length, 3);
  });

  it("is not blamed on the mail when it refuses the sender", async () => {
    const refusing = await startMailServer({
      disabledCommands: ["AUTH", "STARTTLS"],
      onMailFrom: (_address, _session, callback) =>
        callback(Object.assign(new Error("Who are you?"), { responseCode: 550 })),
    });
    const other = await startTestApp(refusing.environment, { database: app.database });
    const { knex } = app.database.database;
    const mail = { kind: "invite", recipient: "ann@example.net", userId: null } as const;
    await queueMail(knex, mail, new Date());
    await other.services.mail.sendDue();
    await other.close();
    await refusing.close();
    const [postponed, ...others] = await queued();
    assert.deepEqual(others, []);
    assert.match(String(postponed?.failure), /^550 Who are you/);
    assert.equal(postponed?.failed_at, null);
  });
});

it("does not take a network that fails on the way to the mail server for that to the database", async () => {
  const { database } = app.database;
  const worker = new MailWorker({
    ...{ database, logger: app.services.logger, clock: app.services.clock, state: "smtp" },
    compose: async ({ recipient }) => ({
      ...{ id: "1.2", recipient, subject: "Hello", html: "Hello", text: "Hello", link: null },
    }),
    transport: {
      send: () => Promise.reject(new SendError("unusable", "ETIMEDOUT", "Greeting never received")),
      rest: () => undefined,
    },
  });
  await queue();
  await worker.sendDue();
  assert.equal((await queued())[0]?.failure, "Greeting never received");
  assert.equal(await minutesLeft(), 1);
});

describe("a recipient", () => {
  it("is one address, or the mail fails", async () => {
    const hostile = [
      "ann@example.net, ben@example.net",
      "ann@example.net,ben@example.net",
      "Ben <ben@example.net>",
      "ann@example.net>\r\nRCPT TO:<ben@example.net",
      "ann@example.net\r\nBcc: ben@example.net",
      "",
    ];
    for (const recipient of [...hostile, "o'ann+lists@example.net"]) await queue(recipient);
    await sendDue();
    const [mail, ...others] = server.received;
    assert.deepEqual(others, []);
    assert.deepEqual(mail?.recipients, ["o'ann+lists@example.net"]);
    assert.deepEqual(mail?.to, [{ name: "", address: "o'ann+lists@example.net" }]);
    assert.equal((await listFailedMails(app.database.database)).length, hostile.length);
  });
});

describe("the log", () => {
  it("names the kind and the domain, and no address", async () => {
    await queue("sent@example.net");
    await sendDue();
    server.refusesRecipient = { code: 550, text: "No such user: ann@example.net" };
    await queue("ann@example.net");
    await sendDue();
    server.refusesRecipient = { code: 450, text: "Wait" };
    await queue("ann@example.net");
    await sendDue();
    const lines = app.log.map(({ level, time, pid, hostname, mail, ...line }) => line);
    const own = { kind: "invite", attempts: 1 };
    const failed = { ...own, domain: "example.net" };
    assert.deepEqual(lines, [
      { ...own, msg: "mail sent" },
      { ...failed, code: 550, msg: "mail failed" },
      { ...failed, code: 450, msg: "mail postponed" },
    ]);
    assert.doesNotMatch(JSON.stringify(app.log), /ann|sent@/);
  });
});
