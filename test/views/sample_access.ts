/** Sample models of the pages of sign-ins, tokens and the security log. */
import type { Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import type { Samples } from "./samples.ts";

const ID = "5f0c2b1e-77aa-4c1e-9a3d-2f6f1b0d9c11";
const OTHER = "0b6b8a52-6a0e-4a0e-8f5a-3c2f7d1e9b02";

/** @param pages of a signed-in user, with and without a message. */
export function accessPages({ page, quiet }: { page: Page; quiet: Page }, text: string) {
  const row = { used: text, since: text };
  const tokens = [
    { ...row, id: ID, name: text, access: "can only read", isNew: true },
    { ...row, id: OTHER, name: text, access: "can read and write", isNew: false },
  ];
  const form: Views["settings/tokens"] = {
    page,
    rows: tokens,
    form: { values: { name: text, access: "read", days: "90" }, errors: {} },
    accesses: [
      { value: "read", label: "Only read", selected: true },
      { value: "write", label: "Read and write", selected: false },
    ],
    lifetimes: [
      { value: "90", label: "90 days", selected: true },
      { value: "never", label: "Never", selected: false },
    ],
  };
  const signIn = { ...row, isCurrent: false, isToken: false, access: null };
  const browsers = [
    { ...signIn, id: ID, name: "Firefox on Linux", isCurrent: true },
    { ...signIn, id: OTHER, name: "Safari on an iPhone" },
  ];
  const token = { ...signIn, id: ID.replace("5", "6"), name: text, isToken: true };
  const programs = [{ ...token, access: "can only read" }];
  const groups = [
    { id: "browsers", heading: "Browsers", rows: browsers, total: 2, more: null },
    { id: "programs", heading: "Programs", rows: programs, total: 41, more: text },
  ];
  const event = { at: { iso: "2026-11-26T22:31:00Z", text: "22:31" }, text, from: text };
  const day = {
    id: "d-2026-11-26",
    heading: "Today, Thursday",
    number: 26,
    rows: [
      { ...event, odd: null },
      { ...event, odd: { note: text, canEnd: true } },
      { ...event, odd: { note: text, canEnd: false } },
    ],
  };
  return {
    "settings/sessions": [
      { page, groups, others: "Two end. You stay signed in here." },
      { page: quiet, groups: groups.slice(0, 1), others: null },
    ],
    "settings/tokens": [
      form,
      { ...form, page: quiet, rows: [] },
      {
        ...form,
        form: {
          ...form.form,
          errors: { name: "Name is required", access: text, days: text },
        },
      },
    ],
    "settings/security": [
      { page, days: [day], isUtc: true, nextHref: "/settings/security?cursor=7", continued: false },
      { page: quiet, days: [], isUtc: false, nextHref: null, continued: true },
    ],
    "settings/token_made": [
      { page, rows: tokens, name: text, token: "plt_abc", what: text, command: `curl\n${text}` },
    ],
  } satisfies Partial<Samples>;
}
