/** The page of a one-use link that no longer works. */
import type { PageModel } from "../http/reply.ts";
import { type AccountTokenKind, TOKEN_LIFETIMES } from "../models/account_tokens.ts";
import { paths } from "../paths.ts";
import type { Link } from "../views/models/elements.ts";

/** The way to a new link of the same kind, or to what comes after it. */
const NEXT: Record<AccountTokenKind, Link> = {
  reset: { href: paths.reset, label: "Send me a new link" },
  verify: { href: paths.account, label: "Send me a new link" },
  "email-change": { href: paths.account, label: "Send me a new link" },
  "email-undo": { href: paths.reset, label: "Choose a new password" },
  "sign-up": { href: paths.signup, label: "Create an account" },
  invite: { href: paths.home, label: "What Plainlist is" },
};

/** In milliseconds. */
const DAY = 86_400_000;

/** @param kind what the link was for, as far as it is known. */
export function usedLinkPage(
  kind: AccountTokenKind,
  { isSignedIn }: { isSignedIn: boolean },
): PageModel<"auth/used_link"> {
  const on = isSignedIn
    ? { href: paths.dashboard, label: "Go to Today" }
    : { href: paths.signin, label: "Sign in" };
  return {
    title: "This link no longer works",
    status: 410,
    headerLink: isSignedIn ? { href: paths.dashboard, label: "Today" } : on,
    lifetime: inWords(TOKEN_LIFETIMES[kind]),
    // A second press of the button of a sign-up finds the account that the first has made.
    ways: kind === "sign-up" ? [on, NEXT[kind]] : [NEXT[kind], on],
  };
}

/** @param milliseconds whole minutes or days. */
function inWords(milliseconds: number): string {
  if (milliseconds === DAY) return "one day";
  return milliseconds < DAY ? `${milliseconds / 60_000} minutes` : `${milliseconds / DAY} days`;
}
