/** Validates e-mail addresses. */

/** RFC 5322's dot-atom or quoted string, then a domain of at least two labels (RFC 1035's letters, digits, hyphens). */
const LOCAL =
  /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[^"\\\p{Cc}]|\\[\x20-\x7e])+")$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export const EMAIL_MAX = 254;

/** Whether an address is well-formed; DNS is not asked. @param email in lower case. */
export function isEmail(email: string): boolean {
  const at = email.lastIndexOf("@");
  const local = email.slice(0, at);
  const labels = email.slice(at + 1).split(".");
  const top = labels.at(-1) ?? "";
  return (
    at > 0 &&
    email.length <= EMAIL_MAX &&
    local.length <= 64 &&
    /^[\x20-\x7e]+$/.test(email) &&
    LOCAL.test(local) &&
    labels.length >= 2 &&
    labels.every((label) => LABEL.test(label)) &&
    /[a-z]/.test(top)
  );
}
