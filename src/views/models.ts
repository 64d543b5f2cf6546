/** The typed models that templates read: one entry of `Views` for each page. */

import type { AccountPages } from "./models/account.ts";
import type { Link } from "./models/elements.ts";
import type { ConfirmationPages } from "./models/form.ts";
import type { HistoryPages } from "./models/history.ts";
import type { ListPages } from "./models/list.ts";
import type { Page } from "./models/page.ts";
import type { TaskPages } from "./models/task.ts";

export interface Views extends ConfirmationPages, TaskPages, ListPages, AccountPages, HistoryPages {
  "home/show": { page: Page };
  "errors/show": {
    page: Page;
    status: number;
    heading: string;
    explanation: string;
    /** For the person to quote to the operator; null on a 404. */
    requestId: string | null;
    ways: Link[];
  };
}
