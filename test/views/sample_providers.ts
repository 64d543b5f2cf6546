/** Sample models of the pages about signing in with providers. */
import type { Page } from "../../src/views/models/page.ts";
import type { Views } from "../../src/views/models.ts";
import type { Samples } from "./samples.ts";

interface Pages {
  page: Page;
  quiet: Page;
  signedOut: Page;
}

export function providerPages({ page, quiet, signedOut }: Pages, text: string) {
  const moment = { iso: "2026-11-20T08:41:00.000Z", text: "Fri 20 Nov 2026, 08:41" };
  const connected = {
    id: "x7Hk2",
    provider: text,
    email: text,
    since: moment,
    lastUsed: moment,
    isOnlyWay: false,
  };
  const unknown: Views["auth/provider"] = {
    page: signedOut,
    provider: text,
    email: text,
    connectHref: "/auth/signin?return_to=/auth/oidc/1/link",
    account: {
      action: "/auth/oidc/1/account",
      name: text,
      form: { values: { account: "" }, errors: {} },
    },
    refusal: "",
  };
  const link: Views["auth/provider_link"] = {
    page,
    provider: text,
    there: text,
    account: text,
    action: "/auth/oidc/1/link",
  };
  const errors = { account: "Email already registered" };
  return {
    "auth/provider": [
      unknown,
      {
        ...unknown,
        email: null,
        account: unknown.account && {
          ...unknown.account,
          form: { values: { account: "" }, errors },
        },
      },
      { ...unknown, account: null, refusal: text },
    ],
    "auth/provider_link": [link, { ...link, page: quiet, there: null }],
    "settings/providers": [
      {
        page,
        connected: [connected, { ...connected, id: "y", email: null, isOnlyWay: true }],
        more: [{ href: "/auth/oidc/2?for=link", label: text }],
      },
      { page: quiet, connected: [], more: [] },
    ],
  } satisfies Partial<Samples>;
}
