/** Passwords that an attacker tries first (ASVS 5.0, 6.2.4 and 6.2.11). */
import { dictionary } from "@zxcvbn-ts/language-common";
import { nameKey } from "../text.ts";
import { isPattern, unitOf } from "./password_patterns.ts";

/** The commonest first. */
const LIST = dictionary["passwords-common"].map((password) => nameKey(String(password)));
const COMMON = new Set(LIST);
/** Those that are refused with digits and signs after them too, and the name of the application. */
const COMMONEST = new Set([...LIST.slice(0, 1_000), "plainlist"]);

/** In letters: shorter words are in many others. */
const WORD_MIN = 4;
/** In letters: as long as a date; more that is added to a word is a password of its own. */
const ADDED_MAX = 8;

/** Ignores case, how its letters are encoded, and trivial changes. */
export function isCommonPassword(password: string): boolean {
  const key = nameKey(password);
  if (COMMON.has(key) || isPattern(key)) return true;
  return variantsOf(password).some((word) => COMMONEST.has(word) || isPattern(word));
}

/** Whether it is their name or address, or a part of one, but for trivial changes. @param own as typed. */
export function isOwnPassword(
  password: string,
  { name, email }: { name: string; email: string },
): boolean {
  const [local = ""] = email.split("@");
  const parts = [...name.split(/[^\p{L}\p{M}\p{N}]+/u), ...local.split(/[^\p{L}\p{M}\p{N}]+/u)];
  const words = [name, email, local, ...parts.filter((part) => [...part].length >= WORD_MIN)];
  const own = new Set(words.map(compact));
  const key = compact(password);
  return [key, ...variantsOf(password)].some((word) => word !== "" && own.has(word));
}

/** What is left of it without signs, without what is added to a word, and of its repetition. */
function variantsOf(password: string): string[] {
  const key = compact(password);
  const plain = [key, wordIn(key)];
  const repeated = plain.map(unitOf);
  const variants = [...plain, ...repeated, ...repeated.map(wordIn)];
  return variants.filter((variant) => [...variant].length >= WORD_MIN);
}

/** Without the digits around it, unless they are many. */
function wordIn(text: string): string {
  const word = text.replace(/^\p{N}+|\p{N}+$/gu, "");
  return [...text].length - [...word].length > ADDED_MAX ? text : word;
}

/** Its letters and digits, in one case and encoding. */
function compact(text: string): string {
  return nameKey(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, "");
}
