/** Sample models of the pages about the keys of an account. */
import type { Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import type { Samples } from "./samples.ts";

/** @param pages of a signed-in user, with and without a message. */
export function securityPages({ page, quiet }: { page: Page; quiet: Page }, text: string) {
  const confirm: Views["auth/confirm"] = {
    page,
    email: text,
    form: { values: { password: "" }, errors: {} },
    formError: null,
    waiting: text,
    change: "make a token",
    fields: [{ label: "Name", text }],
    isFresh: false,
    submitLabel: "Make a token",
    cancelHref: "/settings",
  };
  const plain: Page = { ...quiet, currentUser: null, navigation: null };
  return {
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
    ],
  } satisfies Partial<Samples>;
}
