/** Who is signed in, and what signing in and out needs of a browser. */
import type { UserScope } from "../db/scope.ts";
import type { Access, Client } from "../models/auth_sessions.ts";
import type { User } from "../models/users.ts";
import type { CookieName } from "./cookies.ts";
import type { PendingIdentity, ProviderAttempt } from "./providers.ts";
import type { SealedCodes } from "./second_factors.ts";

/** A live sign-in: the current user, with the scope of their rows. */
export interface Session {
  /** The id of the sign-in, in auth_sessions. */
  id: string;
  user: User;
  scope: UserScope;
  /** When the user last proved who they are: see http/fresh_sign_in.ts. */
  authenticatedAt: Date;
  /** What a token allows; everything else can write. */
  access: Access;
}

/** The user of a request; without one, whether a sign-in has expired. */
export type Identity = { session: Session } | { session: null; expired: boolean };

/** The user of a request as this process has last seen them, while PostgreSQL is asked. */
export interface Presumed {
  session: Session;
  /** null: the user is as presumed. */
  actual: Promise<Identity | null>;
}

/** A form that could not be handled when it was sent. It is kept for an hour, for its owner only. */
export interface SavedForm {
  ownerId: string;
  action: string;
  /** A repeated field is an array. */
  fields: Record<string, string | string[]>;
  parkedAt: number;
}

/** A sign-in that waits for the code of the second factor: the password, or the provider, was right. */
export interface PendingSignIn {
  userId: string;
  /** How the first step was done, for the security log. */
  method: SignInMethod;
  /** In milliseconds. */
  startedAt: number;
  returnTo: string;
}

export type SignInMethod =
  | { by: "password" }
  | { by: "reset" }
  | { by: "sign-up" }
  /** @param signOut its number, where one can sign out of it too. */
  | { by: "provider"; name: string; signOut: number | null };

/** The data of a browser session. */
export interface BrowserSessionData {
  authSessionId?: string | undefined;
  parkedForm?: SavedForm | undefined;
  /** Forms that were sent before that one, the latest first. */
  earlierForms?: SavedForm[] | undefined;
  /** Forms that wait until the user has proved again who they are, the latest first. */
  waitingForms?: SavedForm[] | undefined;
  pendingSignIn?: PendingSignIn | undefined;
  /** The address that a visitor has typed, and a mail was sent to. */
  mailedTo?: string | undefined;
  /** Recovery codes that were just made, for the page that shows them. */
  recoveryCodes?: SealedCodes | undefined;
  /** Sign-ins with a provider that are under way in several tabs, the latest first. */
  providerAttempts?: ProviderAttempt[] | undefined;
  /** Who the browser has proved to be to a provider, where no account is connected to that. */
  pendingIdentity?: PendingIdentity | undefined;
  /** The number of the provider to sign out of too. */
  signOutProvider?: number | undefined;
}

/** What a sign-in keeps of the browser session before it. */
export function carriedOver(session: BrowserSessionData): BrowserSessionData {
  const { parkedForm, earlierForms, waitingForms, pendingIdentity, providerAttempts } = session;
  // Another tab may be on its way to a provider. What was begun for an account is not for the next one.
  const signIns = providerAttempts?.filter(({ purpose }) => purpose === "sign-in");
  const kept = { parkedForm, earlierForms, waitingForms, pendingIdentity };
  return { ...kept, providerAttempts: signIns };
}

/** What signing in and out needs of the browser that sent a request. */
export interface ClientBrowser {
  readonly client: Client;
  cookie(name: CookieName): string | undefined;
  /** @param maxAge in milliseconds. */
  setCookie(name: CookieName, value: string, maxAge?: number): void;
  clearCookie(name: CookieName): void;
  loadSession(): Promise<BrowserSessionData>;
  saveSession(data: Partial<BrowserSessionData>): Promise<void>;
  /** Under a new id, so that the old one is useless (session fixation). @param maxAge in milliseconds. */
  regenerateSession(data: Partial<BrowserSessionData>, maxAge: number): Promise<void>;
  /** The same data under a new id, but for what is given. @param maxAge in milliseconds. */
  moveSession(data: Partial<BrowserSessionData>, maxAge: number): Promise<void>;
  destroySession(): Promise<void>;
  /** @param maxAge in milliseconds. */
  renewSessionCookie(maxAge: number): void;
}
