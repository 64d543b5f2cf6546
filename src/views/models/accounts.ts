/** The settings of the account itself, and the pages behind the links of mails. */
import type { Link } from "./elements.ts";

export interface AccountPages {
  /** A link that has been used, or is old or wrong: 410. */
  "auth/used_link": {
    /** How long such a link works: "one day". */
    lifetime: string;
    /** To a new one, and on. */
    ways: Link[];
  };
}
