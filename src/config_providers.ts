/** The OpenID Connect providers to sign in with: OIDC_1_NAME, OIDC_1_ISSUER and so on, for any number. */
import { type ConfigReader, isLoopback } from "./config_reader.ts";

export interface ProviderConfig {
  /** Of its settings, and in its addresses. */
  number: number;
  /** As it stands on the button. */
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
}

const PARTS = ["NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET"] as const;
const NAME_MAX = 60;

/** In the order of their numbers. One with a part missing or wrong is a problem. */
export function readProviders(read: ConfigReader): readonly ProviderConfig[] {
  return providerNumbers(read).map((number) => {
    const parts = PARTS.map((part) => {
      const name = `OIDC_${number}_${part}`;
      const value = read.text(name);
      if (value === undefined) {
        read.problems.push(`${name} is not set. A provider needs ${listed(number)}.`);
      }
      return value ?? "";
    });
    const [name = "", issuer = "", clientId = "", clientSecret = ""] = parts;
    checkName(read, number, name);
    if (issuer !== "") checkIssuer(read, number, issuer);
    return { number, name, issuer, clientId, clientSecret };
  });
}

function providerNumbers(read: ConfigReader): number[] {
  const numbers = read.names().flatMap((name) => {
    const match = /^OIDC_([1-9]\d{0,3})_(NAME|ISSUER|CLIENT_ID|CLIENT_SECRET)$/.exec(name);
    return match !== null && read.text(name) !== undefined ? [Number(match[1])] : [];
  });
  return [...new Set(numbers)].sort((one, other) => one - other);
}

function checkName(read: ConfigReader, number: number, name: string): void {
  if (name.length <= NAME_MAX) return;
  read.problems.push(`OIDC_${number}_NAME is longer than ${NAME_MAX} characters. Shorten it.`);
}

function checkIssuer(read: ConfigReader, number: number, issuer: string): void {
  const url = URL.parse(issuer);
  const isSafe =
    url !== null &&
    (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)));
  if (isSafe && url.search === "" && url.hash === "" && url.username === "") return;
  const cure = "Write the provider's issuer, such as https://id.example.org, without a query.";
  read.refuse(`OIDC_${number}_ISSUER is`, issuer, cure);
}

function listed(number: number): string {
  const names = PARTS.map((part) => `OIDC_${number}_${part}`);
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
