/** Hands mails to the mail server, or in development writes them to the log. */
import { createTransport, type Transporter } from "nodemailer";
import type { Logger } from "pino";
import type { MailConfig, MailServer } from "../config_mail.ts";
import { isEmail } from "../forms/email.ts";
import type { ComposedMail } from "./compose.ts";

export interface MailTransport {
  /** Resolves when the mail server has taken the mail. @throws SendError */
  send(mail: ComposedMail): Promise<void>;
  /** Ends the connection, until the next mail. */
  rest(): void;
}

/**
 * Why a mail was not sent: it was refused for good, it may be taken later, or the server cannot be used now,
 * for this or any other mail.
 */
export class SendError extends Error {
  readonly kind: "refused" | "deferred" | "unusable";
  /** The server's reply code, or what nodemailer calls the failure. */
  readonly code: string | number;
  constructor(kind: SendError["kind"], code: string | number, message: string) {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

/** In milliseconds. */
export interface SendTimeouts {
  connection: number;
  /** Some servers let a stranger wait before they speak. */
  greeting: number;
  /** How long an answer may take. A server may look through a mail before it takes it. */
  answer: number;
  /** For one mail, with everything. Less than the worker's lease. */
  whole: number;
}

const TIMEOUTS: SendTimeouts = {
  connection: 10_000,
  greeting: 30_000,
  answer: 120_000,
  whole: 240_000,
};

export class SmtpTransport implements MailTransport {
  readonly #config: MailConfig;
  /** How this computer introduces itself. */
  readonly #name: string;
  readonly #timeouts: SendTimeouts;
  #pool: Transporter | null = null;

  constructor(config: MailConfig, name: string, timeouts = TIMEOUTS) {
    this.#config = config;
    this.#name = name;
    this.#timeouts = timeouts;
  }

  async send({ id, recipient, subject, html, text }: ComposedMail): Promise<void> {
    const { from } = this.#config;
    // Anything else could be taken for several, or for more than an address.
    if (!isEmail(recipient.toLowerCase())) {
      throw new SendError("refused", "address", "The recipient is not a mail address");
    }
    this.#pool ??= this.#connect();
    try {
      await this.#pool.sendMail({
        from,
        to: { name: "", address: recipient },
        envelope: { from: from.address, to: [recipient] },
        messageId: `<${id}@${from.address.replace(/^.*@/, "")}>`,
        // No holiday notice answers it (RFC 3834).
        headers: { "Auto-Submitted": "auto-generated" },
        xMailer: false,
        ...{ subject, html, text },
        signal: AbortSignal.timeout(this.#timeouts.whole),
      });
    } catch (error) {
      throw asSendError(error);
    }
  }

  rest(): void {
    this.#pool?.close();
    this.#pool = null;
  }

  #connect(): Transporter {
    const { server } = this.#config;
    return createTransport({
      pool: true,
      maxConnections: 1,
      // The worker decides when a mail is tried again: this one may have been taken.
      maxRequeues: 0,
      host: server.host,
      port: server.port,
      ...(server.credentials && { auth: server.credentials }),
      ...TLS[server.tls],
      name: this.#name,
      connectionTimeout: this.#timeouts.connection,
      dnsTimeout: this.#timeouts.connection,
      greetingTimeout: this.#timeouts.greeting,
      socketTimeout: this.#timeouts.answer,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}

const TLS = {
  implicit: { secure: true },
  required: { requireTLS: true },
  offered: { tls: { rejectUnauthorized: false } },
  none: { ignoreTLS: true },
} as const satisfies Record<MailServer["tls"], object>;

/** For development: the text version, with the link beside it. */
export class LogTransport implements MailTransport {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  async send({ recipient, subject, link, text }: ComposedMail): Promise<void> {
    this.#logger.info({ to: recipient, subject, link, text }, "mail (SMTP_URL is not set)");
  }

  rest(): void {}
}

/** As nodemailer fails. */
interface Failure extends Error {
  code?: string;
  /** The command that failed; "API": nothing was sent, since the address or the mail is not possible. */
  command?: string;
  responseCode?: number;
  response?: string;
}

/** Where a server speaks of this mail or its recipient, not of us. */
const ABOUT_THE_MAIL = ["RCPT TO", "DATA", "API"];

/** A server that is going away says so at any command. */
const CLOSING = 421;

function asSendError(error: unknown): SendError {
  const { code, command = "", responseCode, response, message } = error as Failure;
  const text = response ?? message;
  const isImpossible = command === "API" && (code === "EENVELOPE" || code === "EMESSAGE");
  if (isImpossible) return new SendError("refused", code, text);
  const isAboutMail = ABOUT_THE_MAIL.includes(command) && responseCode !== undefined;
  if (!isAboutMail || responseCode === CLOSING) {
    return new SendError("unusable", responseCode ?? code ?? "unknown", text);
  }
  return new SendError(responseCode >= 500 ? "refused" : "deferred", responseCode, text);
}
