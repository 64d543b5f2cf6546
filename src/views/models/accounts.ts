/** The settings of the account itself, and the pages behind the links of mails. */
import type { Link, Moment } from "./elements.ts";
import type { FormView } from "./form.ts";

export interface AccountPages {
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
  "settings/export": unknown;
}
