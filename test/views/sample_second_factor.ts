/** Sample models of the pages of the second factor. */
import { WRONG_CODE } from "../../src/forms/code.ts";
import { qrCode } from "../../src/presenters/qr_code.ts";
import type { Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import type { Samples } from "./samples.ts";

interface Pages {
  /** Of a signed-in user, with and without a message. */
  page: Page;
  quiet: Page;
  signedOut: Page;
}

export function secondFactorPages({ page, quiet, signedOut }: Pages, text: string) {
  const blank = { values: { code: "" }, errors: {} };
  const wrong = { values: { code: "" }, errors: { code: WRONG_CODE } };
  const code: Views["auth/code"] = {
    page: { ...signedOut, headerLink: { href: "/auth/signin", label: "Start again" } },
    form: blank,
    isWrong: false,
    formError: null,
    proved: `${text} knows you.`,
    isRecovery: false,
    isTrusted: false,
    action: "/auth/code",
    otherHref: "/auth/code?with=recovery",
  };
  const recovery = {
    ...{ ...code, isRecovery: true, isTrusted: true },
    ...{ action: "/auth/code?with=recovery", otherHref: "/auth/code" },
  };
  const setup: Views["settings/second_factor_setup"] = {
    page: quiet,
    form: blank,
    isWrong: false,
    setup: text,
    key: "JBSW Y3DP EHPK 3PXP KR4F Q2L7 MNVW 6ZDT",
    uri: "otpauth://totp/Plainlist:ann%40example.org?secret=JBSWY3DPEHPK3PXPKR4FQ2L7MNVW6ZDT",
    qr: qrCode("otpauth://totp/Plainlist:ann%40example.org"),
  };
  const on: Views["settings/second_factor"] = {
    page,
    since: "Thursday 26 November",
    codesLeft: "Eight of ten left.",
    codeUsed: "The last was used on Sunday 22 November.",
    isRunningOut: false,
    version: "1795690000000",
    canMail: true,
    trusted: [{ id: "41d0", name: text, until: "Wednesday 2 December" }],
  };
  return {
    "auth/code": [
      code,
      { ...code, form: wrong, isWrong: true },
      { ...code, formError: text },
      recovery,
      { ...recovery, form: wrong, isWrong: true },
    ],
    "settings/second_factor_setup": [setup, { ...setup, form: wrong, isWrong: true }],
    "settings/second_factor": [
      on,
      { ...on, page: quiet, canMail: false, codeUsed: null, isRunningOut: true, trusted: [] },
    ],
    "settings/recovery_codes": [
      {
        page,
        codes: ["4kq7-9tzx", "p3wm-h8ce", "7rdn-2vfa"],
        email: text,
        madeOn: "Thursday 26 November 2026",
      },
    ],
  } satisfies Partial<Samples>;
}
