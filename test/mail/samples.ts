/** A mail of every kind. */
import type { NewMail } from "../../src/models/mails.ts";

export const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const AT = "2026-11-24T23:18:00Z";
/** Until the account of the samples is deleted. */
export const DELETION = "2027-01-07T08:05:00.000Z";

/** @param account whose they are; @param stranger an address without an account. */
export function mailSamples(
  account: { id: string; email: string },
  stranger: string,
): Record<string, NewMail> {
  const { email: recipient, id: userId } = account;
  const own = { recipient, userId };
  return {
    reset: {
      kind: "reset",
      recipient,
      userId: null,
      params: { userAgent: FIREFOX, address: "203.0.113.7" },
    },
    verify: { kind: "verify", ...own },
    "sign-up": { kind: "sign-up", recipient: stranger, userId: null, params: { name: "Ben" } },
    "signed-up": { kind: "sign-up", recipient, userId: null, params: { name: "Ben" } },
    "email-change": { kind: "email-change", recipient: stranger, userId },
    "email-changed": {
      kind: "email-changed",
      recipient: stranger,
      userId,
      params: { to: recipient },
    },
    "password-changed": { kind: "password-changed", ...own, params: { by: "change" } },
    "new-sign-in": {
      kind: "new-sign-in",
      ...own,
      params: { userAgent: FIREFOX, address: "203.0.113.7", at: AT },
    },
    "factor-on": { kind: "second-factor-changed", ...own, params: { change: "on" } },
    "factor-off": { kind: "second-factor-changed", ...own, params: { change: "off" } },
    "factor-codes": { kind: "second-factor-changed", ...own, params: { change: "codes" } },
    "factor-host": { kind: "second-factor-changed", ...own, params: { change: "host" } },
    "token-made": {
      kind: "token-made",
      ...own,
      params: { name: "Backup", access: "read", days: 90 },
    },
    "provider-linked": { kind: "provider-linked", ...own, params: { provider: "Acme ID" } },
    "deletion-requested": {
      kind: "deletion-requested",
      ...own,
      params: { at: DELETION, isReminder: false },
    },
    invite: { kind: "invite", recipient: stranger, userId: null },
  };
}
