/** A mail server on this machine that keeps what it gets, or fails as it is told. */
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { Environment } from "../../src/config.ts";

export interface ReceivedMail extends Email {
  /** The recipients of the envelope. */
  recipients: string[];
  /** As it was sent. */
  raw: string;
  /** The address of its button, which stands on a line of its own; null: it has none. */
  link: string | null;
  isEncrypted: boolean;
  /** Who has signed in to send it. */
  user: string | undefined;
}

/**
 * What happens with a mail that the server was sent: it is taken, perhaps after some milliseconds, or it is
 * refused, or the server dies, or never answers.
 */
type Verdict = "take" | "die" | "silence" | { code: number; text: string } | { delay: number };

export interface MailServer {
  port: number;
  /** The settings of an application that uses it. */
  environment: Environment;
  /** In the order that they came in, also those that were not taken. */
  received: ReceivedMail[];
  /** Decides about the next mails; by default they are taken. */
  verdict: Verdict;
  /** Decides about recipients. */
  refusesRecipient: { code: number; text: string } | null;
  /** How many connections there have been. */
  connections: number;
  /** Resolves when there are so many mails. */
  hasReceived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** @param options of smtp-server, such as for encryption and passwords. @param port 0: any that is free. */
export async function startMailServer(
  options: SMTPServerOptions = {},
  port = 0,
): Promise<MailServer> {
  const waiting: { count: number; resolve: () => void }[] = [];
  const sockets = new Set<{ destroy(): void }>();
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    onConnect(_session, callback) {
      own.connections += 1;
      callback();
    },
    onRcptTo(_address, _session, callback) {
      callback(own.refusesRecipient && failure(own.refusesRecipient));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks).toString("utf8");
        const email = await PostalMime.parse(raw);
        own.received.push({
          ...email,
          raw,
          recipients: session.envelope.rcptTo.map(({ address }) => address),
          link: /^https?:\/\/\S+$/m.exec(email.text ?? "")?.[0] ?? null,
          isEncrypted: session.secure,
          user: session.user,
        });
        for (const { count, resolve } of waiting) if (own.received.length >= count) resolve();
        if (own.verdict === "take") callback();
        else if (own.verdict === "die") for (const socket of sockets) socket.destroy();
        else if (own.verdict === "silence") return;
        else if ("delay" in own.verdict) setTimeout(callback, own.verdict.delay);
        else callback(failure(own.verdict));
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  server.server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const own: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    environment: {},
    received: [],
    verdict: "take",
    refusesRecipient: null,
    connections: 0,
    hasReceived: (count) =>
      new Promise((resolve) => {
        if (own.received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  own.environment = {
    SMTP_URL: `smtp://127.0.0.1:${own.port}`,
    MAIL_FROM: "Plainlist <todo@example.org>",
  };
  return own;
}

function failure({ code, text }: { code: number; text: string }): Error {
  return Object.assign(new Error(text), { responseCode: code });
}
