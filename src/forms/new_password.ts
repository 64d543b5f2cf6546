/** A password that is chosen: at sign-up, and wherever else one is set. */
import { isCommonPassword, isOwnPassword } from "../auth/common_passwords.ts";
import { isBlank, lengthOf } from "../text.ts";
import { invalid, ok, type Parsed } from "./field_parsers.ts";
import { isNoText } from "./fields.ts";

/** In bytes of UTF-8. */
const PASSWORD_MAX = 1024;
export const COMMON_PASSWORD = "Password is too common";
export const OWN_PASSWORD = "Password must not be your name or email";

/**
 * @param options.minLength in code points, as the host has set it (`config.passwordMinLength`).
 * @param options.name as typed or stored, as is `email`.
 * @returns the password exactly as it was sent: it is normalized where it is hashed.
 */
export function readNewPassword(
  sent: unknown,
  { minLength, name, email }: { minLength: number; name: string; email: string },
): Parsed<string> {
  const password = readPassword(sent, minLength);
  const isOwn = password.ok && isOwnPassword(password.value, { name, email });
  return isOwn ? invalid(OWN_PASSWORD) : password;
}

/** What can be said without its owner: length, no composition rules, not common (ASVS 5.0, 6.2.1 to 6.2.9). */
export function readPassword(sent: unknown, minLength: number): Parsed<string> {
  if (isNoText(sent)) return invalid("Password must be text");
  const password = typeof sent === "string" ? sent : "";
  if (password === "") return invalid("Password is required");
  if (lengthOf(password) < minLength) {
    return invalid(`Password must be at least ${minLength} characters`);
  }
  if (Buffer.byteLength(password) > PASSWORD_MAX) {
    return invalid("Password must be 1,024 bytes or less");
  }
  const isCommon = isBlank(password) || isCommonPassword(password);
  return isCommon ? invalid(COMMON_PASSWORD) : ok(password);
}
