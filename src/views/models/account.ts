/** Sign-up, sign-in and settings. */

import type { Choice, ChoiceGroup, FormView } from "./form.ts";
import type { Page } from "./page.ts";

export interface AccountPages {
  "auth/signup": {
    page: Page;
    form: FormView<"name" | "email" | "password" | "time_zone">;
    /** "Too many attempts. …": belongs to no single field. */
    formError: string | null;
    timeZones: ChoiceGroup[];
    passwordMinLength: number;
  };
  "auth/signin": {
    page: Page;
    form: FormView<"email" | "password">;
    /** "Invalid email or password": belongs to no single field. */
    formError: string | null;
    /** Why signing in is necessary, such as "Token expired, please log in again"; or null. */
    notice: string | null;
    /** A path of this app, or "". */
    returnTo: string;
  };
  "settings/show": {
    page: Page;
    email: string;
    form: FormView<"time_zone" | "week_start">;
    timeZones: ChoiceGroup[];
    weekStarts: Choice[];
    /** "It is Friday 20 November, 08:43 for you." */
    clock: string;
  };
}
