/** Sample models of the pages about the keys of an account. */
import { WRONG_CODE } from "../../src/forms/code.ts";
import type { Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import { timeZones } from "./sample_parts.ts";
import type { Samples } from "./samples.ts";

/** @param pages of a signed-in user, with and without a message. */
export function securityPages({ page, quiet }: { page: Page; quiet: Page }, text: string) {
  const confirm: Views["auth/confirm"] = {
    page: {
      ...page,
      currentUser: null,
      navigation: null,
      headerLink: { href: "/settings", label: text },
    },
    email: text,
    lastProof: "Monday at 09:12",
    form: { values: { password: "", code: "" }, errors: {} },
    by: "password",
    otherHref: null,
    providers: [],
    formError: null,
    waiting: text,
    change: "make a token",
    fields: [{ label: "Name", text }],
    isFresh: false,
    submitLabel: "Make a token",
    cancelHref: "/settings",
  };
  const plain: Page = { ...quiet, currentUser: null, navigation: null };
  const contents = [
    { count: "207", text: "tasks, 112 of them done, with their notes" },
    { count: "4", text: `lists: ${text}` },
  ];
  const account: Views["settings/account"] = {
    page,
    since: "2 March 2026",
    email: text,
    isVerified: false,
    linkSent: "We sent you a link today.",
    pendingEmail: null,
    canMail: true,
    nameForm: { values: { name: text }, errors: {} },
    emailForm: { values: { email: text }, errors: {} },
    passwordForm: { values: { current_password: "", password: "" }, errors: {} },
    formError: null,
    hasPassword: true,
    asksForPassword: true,
    password: { hint: text, rules: "minlength: 8;", isRevealed: false },
    keepsOthers: false,
    hasPasswordFocus: false,
  };
  const errors = {
    current_password: "That password is not right",
    password: "Password must be at least 8 characters",
  };
  return {
    "settings/account": [
      account,
      {
        ...account,
        isVerified: true,
        pendingEmail: text,
        passwordForm: { ...account.passwordForm, errors },
        password: { ...account.password, isRevealed: true },
        keepsOthers: true,
      },
      { ...account, page: quiet, canMail: false, hasPassword: false, asksForPassword: false },
    ],
    "auth/link": [
      {
        page: { ...plain, headerLink: { href: "/dashboard", label: text } },
        heading: "Is this your address?",
        email: text,
        explanation: text,
        action: "/auth/verify/7Hk2",
        submitLabel: "Yes, it is mine",
      },
    ],
    "auth/used_link": [
      {
        page: { ...plain, csrf: "", requestKey: "" },
        lifetime: "one day",
        ways: [
          { href: "/auth/reset", label: "Send me a new link" },
          { href: "/auth/signin", label: "Sign in" },
        ],
      },
    ],
    "auth/confirm": [
      confirm,
      {
        ...confirm,
        form: { ...confirm.form, errors: { password: "That password is not right" } },
      },
      { ...confirm, page: quiet, waiting: null, isFresh: true, fields: [] },
      { ...confirm, page: quiet, otherHref: "/auth/confirm?with=code" },
      { ...confirm, page: quiet, by: null, providers: [{ href: "/auth/oidc/1", label: text }] },
      { ...confirm, page: quiet, by: null },
      { ...confirm, page: quiet, providers: [{ href: "/auth/oidc/1", label: text }] },
      {
        ...{ ...confirm, page: quiet, by: "code", otherHref: "/auth/confirm" },
        form: { ...confirm.form, errors: { code: WRONG_CODE } },
      },
    ],
    "settings/delete": [
      { page, email: text, form: { values: { email: "" }, errors: {} }, contents },
      {
        page: quiet,
        email: text,
        form: { values: { email: text }, errors: { email: "Email is required" } },
        contents: contents.slice(0, 1),
      },
    ],
    "settings/delete_pending": [
      {
        page: { ...page, navigation: null, headerLink: "signout" },
        until: { iso: "2026-12-03T22:41:00.000Z", text: "Thu 3 Dec 2026, 22:41" },
        days: [{ number: "26", text }],
      },
    ],
    "settings/export": [
      { page, isLeaving: false },
      { page, isLeaving: true },
    ],
  } satisfies Partial<Samples>;
}

/** @param page of a visitor. */
export function visitorPages(page: Page, text: string) {
  const invite: Views["auth/invite"] = {
    page,
    form: { values: { name: text, email: text, password: "", time_zone: "" }, errors: {} },
    formError: null,
    host: "lists.example.org",
    until: "Thursday 3 December",
    hasAddress: true,
    action: "/auth/invite/7Hk2",
    timeZones,
    hasFocus: "name",
    password: { hint: "At least 8 characters.", rules: "minlength: 8;", isRevealed: false },
  };
  const errors = {
    name: "Name is required",
    email: "Email already registered",
    password: "Password is required",
    time_zone: "Choose a time zone from the list",
  };
  const reset: Views["auth/reset"] = {
    page,
    form: { values: { email: text }, errors: {} },
    formError: null,
    sendsMail: true,
    isSignedIn: false,
  };
  const newPassword: Views["auth/reset_new"] = {
    page,
    form: { values: { password: "" }, errors: {} },
    email: text,
    action: "/auth/reset/7Hk2",
    password: { hint: "At least 8 characters.", rules: "minlength: 8;", isRevealed: false },
  };
  return {
    "auth/reset": [
      reset,
      { ...reset, form: { ...reset.form, errors: { email: "Email is required" } } },
      { ...reset, formError: "Too many attempts. Please try again in 15 minutes." },
      { ...reset, sendsMail: false, isSignedIn: true },
    ],
    "auth/reset_sent": [
      { page, isSignedIn: false },
      { page, isSignedIn: true },
    ],
    "auth/reset_new": [
      newPassword,
      { ...newPassword, form: { ...newPassword.form, errors: { password: errors.password } } },
    ],
    "auth/check_mail": [
      { page, email: text },
      { page, email: null },
    ],
    "auth/invite": [
      invite,
      { ...invite, hasAddress: false, form: { ...invite.form, errors } },
      { ...invite, formError: "Too many attempts. Please try again in 15 minutes." },
    ],
  } satisfies Partial<Samples>;
}
