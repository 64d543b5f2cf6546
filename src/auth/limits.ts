/** How many attempts of each kind are allowed: the table in docs/security.md. */

export const QUARTER = 15 * 60_000;
export const HOUR = 60 * 60_000;
const HALF = 30 * 60_000;

export interface Rule {
  /** The name of its counters. Kinds with the same one share them. */
  counter: string;
  /** What it counts by; pair: one account from one network. */
  per: "pair" | "network" | "account";
  /**
   * The most attempts within the window. By network: of an IPv6 /64 or an IPv4 address, of a /56, and of a
   * /48 or an IPv4 /24. Neighbours share the wider ones, so they are higher, but not by their number: who
   * has a whole /48 has 65,536 networks. A single number is that of each of them.
   */
  most: number | readonly [number, number, number];
  /** In milliseconds, from the first attempt on. */
  window: number;
}

/**
 * Guesses at what only the owner of an account knows, by whatever door: passwords, codes of the second
 * factor and recovery codes, on pages and over the API. The account's limit is high enough that others
 * cannot easily lock its owner out.
 */
const GUESSES: readonly Rule[] = [
  { counter: "pair", per: "pair", most: [10, 20, 30], window: QUARTER },
  { counter: "address", per: "network", most: [100, 200, 400], window: QUARTER },
  { counter: "account", per: "account", most: 100, window: QUARTER },
];

/**
 * Mails that visitors have sent to one address, within the time that the link of a reset works: so others
 * cannot keep its owner from one, but only from a fourth.
 */
function mails(counter: string): readonly Rule[] {
  return [{ counter, per: "account", most: 3, window: HALF }];
}

/**
 * In each kind a rule counts only what the rules before it allow, from the narrowest network to the widest:
 * so one network cannot use up the limit of an account.
 */
export const LIMITS = {
  signIn: GUESSES,
  code: GUESSES,
  signUp: [{ counter: "sign-up", per: "network", most: [200, 400, 800], window: HOUR }],
  reset: [{ counter: "reset", per: "network", most: [30, 60, 120], window: HOUR }],
  resetMail: mails("reset-mail"),
  signUpMail: mails("sign-up-mail"),
  // By the account that has it sent; the address is a new one, which may be anybody's.
  linkMail: [{ counter: "link-mail", per: "account", most: 10, window: HOUR }],
  linkMailTo: [{ counter: "link-mail-to", per: "account", most: 20, window: HOUR }],
  // By kind of mail, so that many of one kind do not hide another.
  notice: [{ counter: "notice", per: "account", most: 10, window: HOUR }],
  accountChange: [{ counter: "account-change", per: "account", most: 100, window: HOUR }],
  wrongLink: [{ counter: "wrong-link", per: "network", most: [60, 120, 240], window: HOUR }],
  oidc: [{ counter: "oidc", per: "network", most: [60, 120, 240], window: QUARTER }],
  savedForm: [{ counter: "saved-form", per: "network", most: [60, 120, 240], window: HOUR }],
} as const satisfies Record<string, readonly Rule[]>;

export type Kind = keyof typeof LIMITS;
