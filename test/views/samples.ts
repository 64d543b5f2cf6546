/** Sample models of every page, for the tests that render them all. */
import type { Flash, Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import { accessPages } from "./sample_access.ts";
import { securityPages, visitorPages } from "./sample_accounts.ts";
import { calendarPages } from "./sample_calendar.ts";
import { helpPages } from "./sample_help.ts";
import { historyPages } from "./sample_history.ts";
import { listPages } from "./sample_lists.ts";
import { settingsPages, taskPages } from "./sample_pages.ts";
import { navigation, timeZones } from "./sample_parts.ts";
import { providerPages } from "./sample_providers.ts";
import { reviewPages } from "./sample_review.ts";
import { searchPages } from "./sample_search.ts";
import { secondFactorPages } from "./sample_second_factor.ts";

export type Samples = { [Name in keyof Views]: Views[Name][] };

/** Text that breaks out of attributes, elements and lines when it is not escaped. */
export const HOSTILE = `"><script>alert('x')</script> & ]]> --> مرحبا \u202E  \n\n e\u0301 😀`;
export const EVERYDAY = "Call the dentist about Ida’s brace";
/** Almost the longest title, without a place for a line break. */
export const LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmütze".repeat(4);
export const RIGHT_TO_LEFT = "اتصل بطبيب الأسنان بخصوص تقويم إيدا";

/** The model of a page in its usual state, or in the state at `index`. */
export function sample<Name extends keyof Views>(name: Name, text: string, index = 0): Views[Name] {
  const model = samples(text)[name][index];
  if (model === undefined) throw new Error(`There is no state ${index} of ${name}`);
  return model;
}

/** The models of every page in its states, with `text` in place of what users type. */
export function samples(text: string): Samples {
  const undo = { label: "Undo", action: "/undo/55", fields: { return_to: text } };
  const keep = {
    label: "Keep my words as they were",
    action: "/tasks/55/plain",
    fields: { return_to: text },
  };
  const done: Flash = {
    kind: "done",
    text: "Added",
    subject: { title: text, href: "/tasks/55" },
    receipt: "due Sat 21 Nov, 09:00 · every month · in Home",
    link: { href: "/lists/1#t-55", label: `Show in ${text}` },
    actions: [undo, keep],
    shortcut: { at: "t-9", label: "Undo", name: "undo-55-9" },
  };
  const notice: Flash = {
    kind: "notice",
    text,
    subject: null,
    receipt: null,
    link: null,
    actions: [],
    shortcut: null,
  };
  const page: Page = {
    title: text,
    currentUser: { name: text },
    appearance: { theme: "system", density: "comfortable" },
    timeFormat: "24",
    headerLink: null,
    csrf: text,
    requestKey: text,
    navigation: navigation(text),
    flash: done,
  };
  const searches = [{ id: 1, name: text }];
  const quiet: Page = { ...page, navigation: navigation(text, searches), flash: null };
  const signedOut: Page = { ...page, currentUser: null, navigation: null, flash: notice };
  const same: Page = { ...page, csrf: "", requestKey: "", navigation: null, flash: null };
  return {
    ...accountPages(signedOut, text),
    ...visitorPages(signedOut, text),
    ...listPages(page, quiet, text),
    ...searchPages(page, quiet, text),
    ...calendarPages(page, quiet, text),
    ...helpPages(page, quiet, text),
    ...taskPages(page, quiet, text),
    ...settingsPages(page, quiet, text),
    ...historyPages(page, quiet, text),
    ...securityPages({ page, quiet }, text),
    ...providerPages({ page, quiet, signedOut }, text),
    ...reviewPages({ page, quiet }, text),
    ...secondFactorPages({ page, quiet, signedOut }, text),
    ...accessPages({ page, quiet }, text),
    "forms/confirm": [
      {
        page,
        heading: text,
        explanation: text,
        action: "/tasks/7",
        fields: [
          { name: "version", label: null, kind: "hidden", value: text },
          { name: "title", label: "Title", kind: "line", value: text },
          { name: "description", label: "Notes", kind: "text", value: text },
          { name: "email", label: "Email", kind: "email", value: text },
          { name: "password", label: "Password", kind: "password", value: "" },
        ],
        isDanger: true,
        submitLabel: "Save",
        submitField: { name: "put_back", value: "1" },
        otherWay: { action: "/tasks", label: text },
        others: [
          {
            heading: text,
            action: "/tasks/8",
            fields: [{ name: "title", label: "Title", kind: "line", value: text }],
            submitLabel: "Save",
            isDanger: false,
          },
        ],
        cancelHref: "/dashboard",
      },
    ],
    "errors/show": [
      {
        page: same,
        status: 404,
        heading: "There is nothing at this address",
        explanation: text,
        requestId: null,
        ways: [
          { href: "/dashboard", label: "Go to Today" },
          { href: "/tasks", label: "All tasks" },
        ],
      },
      {
        page: { ...same, currentUser: null },
        status: 503,
        heading: "The database does not answer",
        explanation: text,
        requestId: text,
        ways: [],
      },
    ],
  };
}

function accountPages(page: Page, text: string) {
  const signin: Views["auth/signin"] = {
    page: { ...page, headerLink: { href: "/auth/signup", label: text } },
    form: { values: { email: text, password: "" }, errors: {} },
    formError: null,
    notice: text,
    returnTo: "/tasks/3",
    isSignUpOpen: true,
    providers: [{ href: "/auth/oidc/1", label: text }],
  };
  const signup: Views["auth/signup"] = {
    page: { ...page, flash: null },
    form: { values: { name: text, email: text, password: "", time_zone: "" }, errors: {} },
    formError: null,
    timeZones,
    providers: [{ href: "/auth/oidc/1", label: text }],
    password: {
      hint: "At least 8 characters.",
      rules: "minlength: 8;",
      isRevealed: false,
    },
    hasFocus: "name",
  };
  const errors = {
    name: "Name is required",
    email: "Please enter a valid email",
    password: "Password is required",
    time_zone: "Choose a time zone from the list",
  };
  return {
    "home/show": [
      { page, isSignUpOpen: true },
      { page, isSignUpOpen: false },
    ],
    "auth/signup": [
      signup,
      {
        ...signup,
        form: { ...signup.form, errors },
        password: { ...signup.password, isRevealed: true },
        hasFocus: null,
      },
    ],
    "auth/signin": [
      signin,
      {
        ...signin,
        formError: "Invalid email or password",
        notice: null,
        returnTo: "",
        isSignUpOpen: false,
      },
      { ...signin, form: { ...signin.form, errors: { password: "Password is required" } } },
    ],
  } satisfies Partial<Samples>;
}
