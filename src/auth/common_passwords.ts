/** The most common passwords, which an attacker tries first (ASVS 5.0, 6.2.4). */
import { dictionary } from "@zxcvbn-ts/language-common";
import { nameKey } from "../text.ts";

const COMMON = new Set(dictionary["passwords-common"].map((password) => nameKey(String(password))));

/** Ignores case, and how its letters are encoded. */
export function isCommonPassword(password: string): boolean {
  return COMMON.has(nameKey(password));
}
