/** The settings of outgoing mail. */
import addressParser from "nodemailer/lib/addressparser";
import { type ConfigReader, isExample, isLoopback } from "./config_reader.ts";
import { isEmail } from "./forms/email.ts";

/** How to reach the mail server. */
export interface MailServer {
  host: string;
  port: number;
  /**
   * implicit: from the start; required: by STARTTLS, or nothing is sent; offered: by STARTTLS where the
   * server has it, with any certificate, since without it the mail would go unencrypted.
   */
  tls: "implicit" | "required" | "offered" | "none";
  /** null: it asks for no password. */
  credentials: { user: string; pass: string } | null;
}

export interface MailConfig {
  server: MailServer;
  /** The sender; the name may be empty. */
  from: { name: string; address: string };
}

/** Where mail is handed in, with encryption from the start (RFC 8314). */
const IMPLICIT_TLS_PORT = 465;
const PORT = 587;

/** null: SMTP_URL is not set. */
export function readMail(read: ConfigReader): MailConfig | null {
  const url = read.text("SMTP_URL");
  const from = read.text("MAIL_FROM");
  if (url === undefined) return null;
  return { server: readServer(read, url), from: readSender(read, from) };
}

/** The problems are reported without the value, which has a password. */
function readServer(read: ConfigReader, text: string): MailServer {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === "" || isExample(text)) {
    read.problems.push(
      "SMTP_URL is not a mail server's address. Write it as smtp://user:password@host:587 or smtps://user:password@host:465, with / ? # @ : and % in user and password written as %2F %3F %23 %40 %3A and %25.",
    );
    return { host: "", port: PORT, tls: "none", credentials: null };
  }
  const isImplicit = url.protocol === "smtps:";
  const port = Number(url.port) || (isImplicit ? IMPLICIT_TLS_PORT : PORT);
  if (isImplicit !== (port === IMPLICIT_TLS_PORT) && [25, 465, PORT].includes(port)) {
    read.problems.push(
      `SMTP_URL has the port ${port}, where ${url.protocol} is not spoken. Write smtps:// with port 465, and smtp:// with port 587 or 25.`,
    );
  }
  if (`${url.pathname}${url.search}${url.hash}`.length > 1) {
    read.problems.push("SMTP_URL has more than a server. Write nothing after the port.");
  }
  const credentials = readCredentials(read, url);
  const tls = isImplicit ? "implicit" : startTls(url.hostname, credentials);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port, tls, credentials };
}

/** A password is never sent unencrypted; on this machine nobody is between. */
function startTls(hostname: string, credentials: MailServer["credentials"]): MailServer["tls"] {
  if (isLoopback(hostname)) return "none";
  return credentials === null ? "offered" : "required";
}

function readCredentials(read: ConfigReader, url: URL): MailServer["credentials"] {
  if (url.username === "" && url.password === "") return null;
  try {
    return { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  } catch {
    read.problems.push("SMTP_URL has a % in user or password that begins no code. Write %25.");
    return null;
  }
}

function readSender(read: ConfigReader, text: string | undefined): MailConfig["from"] {
  const cure =
    "Set it to the sender's address, such as todo@example.org or Plainlist <todo@example.org>.";
  if (text === undefined) {
    read.problems.push(`MAIL_FROM is not set, but SMTP_URL is. ${cure}`);
    return { name: "", address: "" };
  }
  const [sender, ...others] = addressParser(text, { flatten: true });
  const { name = "", address = "" } = sender ?? {};
  if (others.length > 0 || !isEmail(address.toLowerCase()) || /\p{Cc}/u.test(text)) {
    read.problems.push(`MAIL_FROM is not one mail address. ${cure}`);
  }
  return { name, address };
}
