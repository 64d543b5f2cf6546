/** The page behind a link about the address of an account. */
import type { PageModel } from "../http/reply.ts";
import type { AccountTokenKind } from "../models/account_tokens.ts";
import { paths } from "../paths.ts";
import type { HeaderLink } from "../views/models/page.ts";

interface LinkText {
  heading: string;
  explanation: string;
  submitLabel: string;
}

/** For the kinds that have an account. */
export const LINK_TEXTS = {
  verify: {
    heading: "Is this your address?",
    explanation: "Once you say so, a lost password can be made new through this address.",
    submitLabel: "Yes, it is mine",
  },
  "email-change": {
    heading: "Is this your new address?",
    explanation:
      "Once you say so, you sign in with this address, and mail from Plainlist comes here.",
    submitLabel: "Yes, it is mine",
  },
  "email-undo": {
    heading: "Put this address back?",
    explanation:
      "Then your account has this address again, and everybody who is signed in to it is signed out, in case it was not you who changed it. After that you choose a new password.",
    submitLabel: "Put it back",
  },
  "sign-up": {
    heading: "Is this your address?",
    explanation:
      "Once you say so, your account is made. Then you sign in with the password that you chose. If it was not you who signed up, somebody else knows that password: close this page.",
    submitLabel: "Yes, it is mine",
  },
} as const satisfies Partial<Record<AccountTokenKind, LinkText>>;

interface LinkState extends LinkText {
  token: string;
  email: string;
  /** null: nobody is signed in. */
  userName: string | null;
}

export function linkPage({ token, userName, ...text }: LinkState): PageModel<"auth/link"> {
  return {
    title: text.heading,
    hasForm: true,
    headerLink: headerLink(userName),
    ...text,
    action: paths.verifyLink(token),
  };
}

function headerLink(userName: string | null): HeaderLink {
  return userName === null
    ? { href: paths.signin, label: "Sign in" }
    : { href: paths.dashboard, label: userName };
}

/** The address that a link was for belongs to another account; only who has its mails learns of it. */
export function takenPage(
  email: string,
  { isUndo }: { isUndo: boolean },
): PageModel<"errors/show"> {
  return {
    title: "This address has another account",
    status: 409,
    heading: "This address has another account",
    explanation: isUndo
      ? `${email} cannot be put back: another account has it by now. Ask whoever hosts this Plainlist.`
      : `${email} already belongs to another account, so nothing has been changed. Sign in to that one, or choose another address.`,
    requestId: null,
    ways: isUndo
      ? [{ href: paths.signin, label: "Sign in" }]
      : [
          { href: paths.account, label: "Choose another address" },
          { href: paths.signin, label: "Sign in" },
        ],
    navigation: null,
  };
}
