/** The messages with a one-use link that does something with an account. */
import { describeUserAgent } from "../auth/user_agent.ts";
import { TOKEN_LIFETIMES } from "../models/account_tokens.ts";
import { paths } from "../paths.ts";
import type { Compose, Message, MessageContext } from "./message.ts";

const NOT_ASKED_FOR = "You did not ask for it?";

export const reset: Compose<"reset"> = async ({ params, createdAt, attempts }, context) => {
  const { account, now, address, createToken, inWords } = context;
  if (account === null) return null;
  const { id: userId, email } = account;
  const token = await createToken({ kind: "reset", userId, email });
  if (attempts === 1) {
    const client = { userAgent: params.userAgent ?? "", address: params.address ?? "" };
    await context.record({ userId, kind: "reset-requested", client }, createdAt);
  }
  const end = new Date(now.getTime() + TOKEN_LIFETIMES.reset);
  const where = [
    ...(params.userAgent === undefined ? [] : [`in ${describeUserAgent(params.userAgent)}`]),
    ...(params.address === undefined ? [] : [`from the network address ${params.address}`]),
  ];
  return {
    subject: "A new password for Plainlist",
    preview: "The link works once, for 30 minutes.",
    heading: "A new password",
    before: [
      { text: `This link lets you choose a new password for ${email}.` },
      { text: `It works once, for 30 minutes: until ${inWords(end)}.` },
    ],
    action: { label: "Choose a new password", href: address(paths.resetLink(token)) },
    after: [
      {
        lead: NOT_ASKED_FOR,
        text: "Then do nothing. Your password stays as it is, and nobody has come in.",
      },
    ],
    note: `${[`Asked for on ${inWords(createdAt)}`, ...where].join(", ")}.`,
  };
};

export const verify: Compose<"verify"> = async ({ recipient }, context) => {
  const { account, address, createToken, host } = context;
  if (account === null || account.email !== recipient) return null;
  const token = await createToken({ kind: "verify", userId: account.id, email: recipient });
  return {
    subject: "Is this your address? Please confirm it",
    preview: "The link works once, for one day.",
    heading: "Is this your address?",
    before: [
      {
        text: `An account at ${host} has the address ${recipient}. Once you confirm that it is yours, a lost password can be replaced through it.`,
      },
      { text: "The link works once, for one day." },
    ],
    action: { label: "Confirm the address", href: address(paths.verifyLink(token)) },
    after: [
      { lead: "You know nothing of it?", text: "Then do nothing: the address stays unconfirmed." },
    ],
  };
};

export const signUp: Compose<"sign-up"> = async ({ recipient, params }, context) => {
  const { account, address, createToken, host } = context;
  if (account !== null) return alreadySignedUp(context);
  const token = await createToken({
    ...{ kind: "sign-up", userId: null, email: recipient },
    params: { ...params },
  });
  return {
    subject: "One step more, and your Plainlist account is ready",
    preview: "The link works once, for one day.",
    heading: "One step more",
    before: [
      { text: `Somebody, you we hope, signed up at ${host} with the address ${recipient}.` },
      { text: "This link creates the account. It works once, for one day." },
    ],
    action: { label: "Create the account", href: address(paths.verifyLink(token)) },
    after: [{ lead: NOT_ASKED_FOR, text: "Then do nothing, and there will be no account." }],
  };
};

function alreadySignedUp({ address, host }: MessageContext): Message {
  return {
    subject: "You have a Plainlist account already",
    preview: "Sign in, or choose a new password.",
    heading: "You have an account already",
    before: [
      {
        text: `Somebody, you we hope, signed up at ${host} with this address. It has an account already, and nothing about it was changed.`,
      },
    ],
    action: { label: "Sign in", href: address(paths.signin) },
    after: [
      { lead: "Your password is lost?", text: "Ask for a new one:", href: address(paths.reset) },
      { lead: "It was not you?", text: "Then do nothing." },
    ],
  };
}

export const emailChange: Compose<"email-change"> = async ({ recipient }, context) => {
  const { account, address, createToken, host } = context;
  if (account === null || account.email === recipient) return null;
  const token = await createToken({ kind: "email-change", userId: account.id, email: recipient });
  return {
    subject: "Is this your new address? Please confirm it",
    preview: "The link works once, for one day.",
    heading: "Is this your new address?",
    before: [
      {
        text: `This link makes ${recipient} the address of an account at ${host}. Until then the present one stays.`,
      },
      { text: "It works once, for one day." },
    ],
    action: { label: "Use this address", href: address(paths.verifyLink(token)) },
    after: [{ lead: NOT_ASKED_FOR, text: "Then do nothing: your address is not used." }],
  };
};

export const emailChanged: Compose<"email-changed"> = async ({ recipient, params }, context) => {
  const { account, address, createToken, now, inWords } = context;
  if (account === null || account.email === recipient) return null;
  const token = await createToken({ kind: "email-undo", userId: account.id, email: recipient });
  const end = inWords(new Date(now.getTime() + TOKEN_LIFETIMES["email-undo"]));
  return {
    subject: "Your Plainlist account has another address",
    preview: "Was it not you? You can put the old one back for seven days.",
    heading: "Was this you?",
    before: [{ text: "The address of your account was changed." }],
    facts: [
      { label: "From", text: recipient },
      { label: "To", text: params.to },
    ],
    between: [
      { lead: "Yes?", text: "Then there is nothing to do." },
      {
        lead: "No?",
        text: `This link puts the old address back, and ends every sign-in. It works once, until ${end}.`,
      },
    ],
    action: { label: "Put it back", href: address(paths.verifyLink(token)) },
    after: [{ text: "After that you choose a new password." }],
  };
};

export const invite: Compose<"invite"> = async ({ recipient }, context) => {
  const { account, address, createToken, host } = context;
  if (account !== null) return null;
  const token = await createToken({ kind: "invite", userId: null, email: recipient });
  return {
    subject: "You are invited to Plainlist",
    preview: "The invitation is for one account, and for seven days.",
    heading: "You are invited",
    before: [
      { text: `To Plainlist at ${host}, a to-do list that works in any browser.` },
      { text: "The invitation is for one account, and for seven days." },
    ],
    action: { label: "Create an account", href: address(paths.inviteLink(token)) },
    after: [{ lead: "You would rather not?", text: "Then do nothing." }],
  };
};
