/** The typed models that templates read: one entry of `Views` for each page. */
import type { AccessPages } from "./models/access.ts";
import type { AccountPages } from "./models/accounts.ts";
import type { CalendarPages } from "./models/calendar.ts";
import type { CatchUpPages } from "./models/catch_up.ts";
import type { Link } from "./models/elements.ts";
import type { ChoiceGroup, ConfirmationPages, FormView, NewPasswordInput } from "./models/form.ts";
import type { HelpPages } from "./models/help.ts";
import type { HistoryPages } from "./models/history.ts";
import type { ListPages } from "./models/list.ts";
import type { Page } from "./models/page.ts";
import type { ProviderPages } from "./models/providers.ts";
import type { ReviewPages } from "./models/review.ts";
import type { SearchPages } from "./models/search.ts";
import type { SecondFactorPages } from "./models/second_factor.ts";
import type { SettingsPages } from "./models/settings.ts";
import type { TaskPages } from "./models/task.ts";
import type { VisitorPages } from "./models/visitors.ts";

export type Views = { [Name in keyof Pages]: Pages[Name] & { page: Page } };

interface Pages
  extends AccessPages,
    AccountPages,
    CatchUpPages,
    CalendarPages,
    ConfirmationPages,
    HelpPages,
    HistoryPages,
    ListPages,
    ProviderPages,
    SearchPages,
    ReviewPages,
    SecondFactorPages,
    SettingsPages,
    TaskPages,
    VisitorPages {
  /** Whether anyone can sign up. */
  "home/show": { isSignUpOpen: boolean };
  "errors/show": {
    status: number;
    heading: string;
    explanation: string;
    /** For the person to quote to the operator; null on a 404. */
    requestId: string | null;
    ways: Link[];
  };
  "auth/signup": {
    form: FormView<"name" | "email" | "password" | "time_zone">;
    /** "Too many attempts. …": belongs to no single field. */
    formError: string | null;
    timeZones: ChoiceGroup[];
    password: NewPasswordInput;
    /** null: an error summary has it. */
    hasFocus: "name" | "password" | null;
    /** To sign in with a provider. */
    providers: Link[];
  };
  "auth/signin": {
    form: FormView<"email" | "password">;
    /** "Invalid email or password": belongs to no single field. */
    formError: string | null;
    /** Why signing in is necessary, such as "Token expired, please log in again"; or null. */
    notice: string | null;
    /** A path of this app, or "". */
    returnTo: string;
    /** Whether anyone can sign up. */
    isSignUpOpen: boolean;
    /** To sign in with a provider. */
    providers: Link[];
  };
  "auth/confirm": {
    email: string;
    /** When they last proved who they are: "Monday at 09:12". */
    lastProof: string;
    form: FormView<"password" | "code">;
    /** What is asked for: the password, or a code of the second factor; null: only a provider can tell. */
    by: "password" | "code" | null;
    /** To the page that asks for the other of the two; null: there is only one of them. */
    otherHref: string | null;
    /** To the providers that know the user. */
    providers: Link[];
    /** "Too many attempts. …": belongs to no single field. */
    formError: string | null;
    /** Identifies the form that waits; null: none does. */
    waiting: string | null;
    /** What that form does: "make a token". */
    change: string;
    /** What was typed into it. */
    fields: { label: string; text: string }[];
    /** The proof was given already: only the button is left. */
    isFresh: boolean;
    submitLabel: string;
    cancelHref: string;
  };
}
