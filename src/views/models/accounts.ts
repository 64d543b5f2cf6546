/** The settings of the account itself, and the pages behind the links of mails. */
import type { Link, Moment } from "./elements.ts";
import type { FormView, NewPasswordInput } from "./form.ts";

export interface AccountPages {
  "settings/account": {
    /** "2 March 2026". */
    since: string;
    /** The present address. */
    email: string;
    isVerified: boolean;
    /** "We sent you a link today.", where that is known. */
    linkSent: string;
    /** The new address that waits for its link. */
    pendingEmail: string | null;
    /** Without mail an address can be neither verified nor changed. */
    canMail: boolean;
    nameForm: FormView<"name">;
    emailForm: FormView<"email">;
    passwordForm: FormView<"current_password" | "password">;
    /** "Too many attempts. …", and the field to go to. */
    formError: { field: "email" | "current_password"; message: string } | null;
    hasPassword: boolean;
    /** Without a password, a fresh sign-in comes before the first one. */
    asksForPassword: boolean;
    password: NewPasswordInput;
    keepsOthers: boolean;
    /** The form was sent to show or hide what is typed. */
    hasPasswordFocus: boolean;
  };
  /** The page behind a link: its button does what the link is for. */
  "auth/link": {
    heading: string;
    /** The address that it is about. */
    email: string;
    explanation: string;
    /** Where the button posts to. */
    action: string;
    submitLabel: string;
  };
  /** A link that has been used, or is old or wrong: 410. */
  "auth/used_link": {
    /** How long such a link works: "one day". */
    lifetime: string;
    /** To a new one, and on. */
    ways: Link[];
  };
  "settings/delete": {
    email: string;
    form: FormView<"email">;
    /** What goes: how many of what. */
    contents: { count: string; text: string }[];
  };
  "settings/delete_pending": {
    /** When everything is deleted. */
    until: Moment;
    /** What happens, by day of the month. */
    days: { number: string; text: string }[];
  };
  "settings/export": {
    /** The account is about to be deleted. */
    isLeaving: boolean;
  };
}
