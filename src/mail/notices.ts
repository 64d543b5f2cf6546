/** The messages about what has happened to an account: their links do nothing by themselves. */
import { describeUserAgent } from "../auth/user_agent.ts";
import type { QueuedMail } from "../models/mails.ts";
import { paths } from "../paths.ts";
import type { MailParagraph, MailView } from "../views/models/mail.ts";
import type { Compose, MessageContext } from "./message.ts";
import { oneLine } from "./plain_text.ts";

const YES: MailParagraph = { lead: "Yes?", text: "Then there is nothing to do." };

const PREVIEW = "Was it you? Then there is nothing to do.";

const NEW_PASSWORD = "Choose a new password";

/** By which request something happened, as far as it is known; otherwise when it was queued. */
function origin(
  { params, createdAt }: { params: Partial<QueuedMail<"new-sign-in">["params"]>; createdAt: Date },
  { inWords }: MessageContext,
): MailView["facts"] {
  const { at, userAgent, address } = params;
  const facts = [{ label: "When", text: inWords(at === undefined ? createdAt : new Date(at)) }];
  if (userAgent !== undefined) facts.push({ label: "With", text: describeUserAgent(userAgent) });
  if (address !== undefined) facts.push({ label: "From", text: `network address ${address}` });
  return facts;
}

export const passwordChanged: Compose<"password-changed"> = (mail, context) => ({
  subject: "Your Plainlist password was changed",
  preview: PREVIEW,
  heading: "Was this you?",
  before: [{ text: PASSWORD_CHANGES[mail.params.by ?? "change"] }],
  facts: origin(mail, context),
  between: [YES, { lead: "No?", text: "Then someone else knows it: replace it at once." }],
  action: { label: NEW_PASSWORD, href: context.address(paths.reset) },
});

const PASSWORD_CHANGES = {
  reset: "The password of your account was changed, by a link that was sent to you.",
  change: "The password of your account was changed, in its settings.",
  host: "The password of your account was changed, by a link from those who run this server.",
} as const;

export const newSignIn: Compose<"new-sign-in"> = (mail, context) => ({
  subject: `New sign-in to Plainlist: ${describeUserAgent(mail.params.userAgent)}`,
  preview: PREVIEW,
  heading: "Was this you?",
  before: [
    {
      text: "Somebody signed in to your account, for the first time with this browser or from this network.",
    },
  ],
  facts: origin(mail, context),
  between: [YES, { lead: "No?", text: "End that sign-in first, then change your password." }],
  action: { label: "See where you are signed in", href: context.address(paths.sessions) },
});

export const secondFactorChanged: Compose<"second-factor-changed"> = (mail, context) => {
  const { subject, what, otherwise } = SECOND_FACTOR_CHANGES[mail.params.change];
  return {
    subject,
    preview: PREVIEW,
    heading: "Was this you?",
    before: [{ text: what }],
    facts: origin(mail, context),
    between: [YES, { lead: "No?", text: otherwise }],
    action: { label: "See the second factor", href: context.address(paths.twoFactor) },
  };
};

const SECOND_FACTOR_CHANGES = {
  on: {
    subject: "Signing in to Plainlist now asks for a code",
    what: "The second factor of your account was turned on: signing in asks for a code as well.",
    otherwise: "Someone else is signed in to your account: ask those who run this server for help.",
  },
  off: {
    subject: "Signing in to Plainlist no longer asks for a code",
    what: "The second factor of your account was turned off: the password alone is enough.",
    otherwise: "Change your password first, then turn the second factor on again.",
  },
  codes: {
    subject: "New recovery codes for Plainlist",
    what: "New recovery codes were made for your account. The old ones no longer work.",
    otherwise: "Change your password first, then make new codes.",
  },
  host: {
    subject: "Signing in to Plainlist no longer asks for a code",
    what: "Those who run this server have turned off the second factor of your account: the password alone is enough.",
    otherwise: "Change your password first, then turn the second factor on again.",
  },
} as const;

export const tokenMade: Compose<"token-made"> = (mail, context) => {
  const { name, access, days } = mail.params;
  return {
    subject: "A new token opens your Plainlist account",
    preview: PREVIEW,
    heading: "Was this you?",
    before: [{ text: "A token was made, with which a program can use your account." }],
    facts: [
      ...(context.isProved ? [{ label: "Name", text: oneLine(name) }] : []),
      { label: "May", text: access === "write" ? "Read and change everything" : "Only read" },
      ...(days === undefined ? [] : [{ label: "For", text: days ? `${days} days` : "Ever" }]),
      ...origin(mail, context),
    ],
    between: [YES, { lead: "No?", text: "End the token first, then change your password." }],
    action: { label: "See the tokens", href: context.address(paths.tokens) },
  };
};

export const providerLinked: Compose<"provider-linked"> = (mail, context) => {
  const provider = oneLine(mail.params.provider);
  return {
    subject: `${provider} now opens your Plainlist account`,
    preview: PREVIEW,
    heading: "Was this you?",
    before: [{ text: `Your account can now be signed in to with ${provider}.` }],
    facts: origin(mail, context),
    between: [YES, { lead: "No?", text: "Remove it first, then change your password." }],
    action: { label: "See your account", href: context.address(paths.account) },
  };
};

export const deletionRequested: Compose<"deletion-requested"> = ({ params }, context) => {
  const { account, address, inWords } = context;
  const { at, isReminder } = params;
  if (account?.deletionAt?.toISOString() !== at) return null;
  return {
    subject: isReminder
      ? "Your Plainlist account is about to be deleted"
      : "Your Plainlist account will be deleted",
    preview: "Signing in before that can keep it.",
    heading: "Your account is going",
    before: [
      { text: `On ${inWords(new Date(at))} everything in your account is deleted, for good.` },
      { text: "Until then nothing is lost: sign in, and you can keep it." },
    ],
    action: { label: "Sign in", href: address(paths.signin) },
    after: [
      {
        lead: "It was not you?",
        text: "Then sign in, keep the account, and change your password.",
      },
    ],
  };
};
