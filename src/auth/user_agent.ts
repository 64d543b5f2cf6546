/** A browser, or another program, in words, from the User-Agent header that it sends. */
import { BROWSER_MAP, OS_MAP, parse } from "bowser";

/** In UTF-16 units: more of a header is not looked at, so that matching costs the same for any. */
const MOST = 400;

/** Bowser takes the name of a browser that it does not know from the text, which may say anything. */
const BROWSERS = new Set([...Object.values(BROWSER_MAP), "NetSurf"]);
const SYSTEMS = new Set<string>(Object.values(OS_MAP));

/** By how programs begin their header, in lower case. Others are named as they call themselves. */
const PROGRAMS = new Map([
  ["curl", "curl"],
  ["dillo", "Dillo"],
  ["elinks", "ELinks"],
  ["links", "Links"],
  ["lynx", "Lynx"],
  ["node", "Node.js"],
  ["python-requests", "Python"],
  ["python-urllib", "Python"],
  ["undici", "Node.js"],
  ["w3m", "w3m"],
  ["wget", "Wget"],
]);

const DEVICES = /\b(iPhone|iPad|iPod)\b/;
/** Those that Bowser does not know. */
const OTHER_SYSTEMS = /\b(FreeBSD|OpenBSD|NetBSD|Haiku)\b/;

/**
 * Such as "Firefox on Linux", "Safari on an iPhone", "curl", or "a program" where nothing is known.
 * @param userAgent any text. Of it the result has at most one word, of letters, digits, "-" and "_", so that
 *   it is safe in a page, in the subject of a mail, and in a program that makes links of addresses.
 */
export function describeUserAgent(userAgent: string): string {
  const text = userAgent.slice(0, MOST);
  const found = parsed(text);
  const name = browserName(found?.browser.name) ?? programName(text);
  const system = systemName(text, found?.os.name);
  return system === null ? name : `${name} on ${system}`;
}

/** Bowser throws for an empty text. */
function parsed(text: string): ReturnType<typeof parse> | null {
  return text === "" ? null : parse(text);
}

function browserName(name: string | undefined): string | null {
  if (name === undefined || !BROWSERS.has(name)) return null;
  return name.replace(/ for Android$/, "");
}

/** The product that a header begins with (RFC 9110). */
function programName(text: string): string {
  const [, product] = /^([a-z][\w-]{0,29})(?=[/ ]|$)/i.exec(text) ?? [];
  if (product === undefined) return "a program";
  if (/^mozilla$/i.test(product)) return "a browser";
  return PROGRAMS.get(product.toLowerCase()) ?? product;
}

function systemName(text: string, name: string | undefined): string | null {
  const [, device] = DEVICES.exec(text) ?? [];
  if (device !== undefined) return `an ${device}`;
  if (name !== undefined && SYSTEMS.has(name)) return name;
  return OTHER_SYSTEMS.exec(text)?.[1] ?? null;
}
