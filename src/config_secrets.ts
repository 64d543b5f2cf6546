/** The signing secrets: those that are set, or in development generated ones. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ConfigReader } from "./config_reader.ts";

const SECRET_CURE = "Make one with: openssl rand -base64 48";

/** Of each kind the first signs and all verify. In production none is generated. */
export function readSecrets(
  read: ConfigReader,
  production: boolean,
  dataDir: string,
): Record<"sessionSecrets" | "jwtSecrets", readonly string[]> {
  const sessionSecrets = readSecret(read, "SESSION_SECRET", production);
  const jwtSecrets = readSecret(read, "JWT_SECRET", production);
  if (!production && (sessionSecrets.length === 0 || jwtSecrets.length === 0)) {
    const kept = keptSecrets(read, dataDir);
    if (sessionSecrets.length === 0) sessionSecrets.push(kept.session);
    if (jwtSecrets.length === 0) jwtSecrets.push(kept.jwt);
  }
  if (jwtSecrets.some((secret) => sessionSecrets.includes(secret))) {
    read.problems.push(
      `JWT_SECRET has a secret that is in SESSION_SECRET too, so that a leak of one would be a leak of both. ${SECRET_CURE}`,
    );
  }
  return { sessionSecrets, jwtSecrets };
}

function readSecret(read: ConfigReader, name: string, required: boolean): string[] {
  const secrets = read.list(name);
  if (secrets.length === 0 && required) {
    read.problems.push(`${name} is not set. ${SECRET_CURE}`);
  }
  for (const flaw of new Set(secrets.map(flawOf))) {
    if (flaw === null) continue;
    read.problems.push(
      `${name} has a secret ${flaw}. ${SECRET_CURE} (several, to rotate, are separated by commas).`,
    );
  }
  return secrets;
}

/** The development secrets in `DATA_DIR`, generated once so that a restart signs nobody out. */
function keptSecrets(read: ConfigReader, dataDir: string) {
  const file = path.join(dataDir, "secrets.json");
  const fresh = () => randomBytes(48).toString("base64url");
  const made = { session: fresh(), jwt: fresh() };
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    // wx: of two processes that start at once, one writes and both read the same.
    writeFileSync(file, JSON.stringify(made), { flag: "wx", mode: 0o600 });
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    // EEXIST from `open` means that the secrets exist; from `mkdir`, that a file is in the folder's place.
    if (code !== "EEXIST" || syscall !== "open") {
      read.problems.push(
        `DATA_DIR (${dataDir}) cannot be written: ${message}. Set it to a folder that can, or set SESSION_SECRET and JWT_SECRET.`,
      );
      return made;
    }
  }
  try {
    const { session, jwt } = Object(JSON.parse(readFileSync(file, "utf8")));
    if (!isSecret(session) || !isSecret(jwt)) throw new Error("a secret is missing");
    if (session === jwt) throw new Error("both secrets are the same");
    return { session, jwt };
  } catch (error) {
    // JSON.parse's own message would quote the secrets.
    const reason = error instanceof SyntaxError ? "it is not JSON" : (error as Error).message;
    read.problems.push(
      `${file} cannot be read: ${reason}. Delete it; new secrets sign everybody out once.`,
    );
    return made;
  }
}

function isSecret(value: unknown): value is string {
  return typeof value === "string" && flawOf(value) === null;
}

/** In characters: the shortest secret, and the shortest period of one. */
const LENGTH_MIN = 32;
const PERIOD_MIN = 11;
/** A random secret of 32 hexadecimal digits has fewer than this once in millions. */
const VARIETY_MIN = 8;

/** Of examples and templates. */
const PLACEHOLDER =
  /change.?(me|this|it)|replace.?(me|this|with)|place.?holder|your.*secret|openssl/i;

/** Why a secret can be guessed; null: nothing shows that it can. */
function flawOf(secret: string): string | null {
  const letters = [...secret];
  if (secret.length < LENGTH_MIN) return `shorter than ${LENGTH_MIN} characters`;
  if (PLACEHOLDER.test(secret)) return "that is a placeholder";
  if (new Set(letters).size < VARIETY_MIN) {
    return `of fewer than ${VARIETY_MIN} different characters`;
  }
  const isRepetition = (period: number) =>
    letters.every((letter, index) => index < period || letter === letters[index - period]);
  const periods = Array.from({ length: PERIOD_MIN - 1 }, (_, index) => index + 1);
  if (periods.some(isRepetition)) return "that repeats a few characters";
  const codes = letters.map((letter) => letter.codePointAt(0) ?? 0);
  const isStep = (code: number, index: number) => Math.abs(code - (codes[index - 1] ?? code)) <= 1;
  return codes.filter(isStep).length > codes.length / 2
    ? "that is letters or digits in their order"
    : null;
}
