/** The help page. */
import type { Words } from "../../search/explain.ts";
import type { Link } from "./elements.ts";
import type { QuickAdd } from "./list.ts";

/** What a line of quick add means: its title, and the rest in words. */
export interface LineMeaning {
  title: string;
  /** "due Fri 27 Nov, 09:00 · in Home"; "": it is only a title. */
  meaning: string;
}

/** A line of quick add, which its link fills in. */
export interface HelpLine extends Link, LineMeaning {
  hint: string | null;
}

/** A query, which its link asks. */
export interface HelpQuery extends Link {
  words: readonly Words[];
  hint: string | null;
}

export interface HelpTerms {
  heading: string;
  /** `href`: null where the term needs a name that there may not be. */
  terms: { term: string; meaning: string; href: string | null }[];
}

export interface HelpPages {
  "help/show": {
    /** Filled in with the line to try. */
    quickAdd: QuickAdd;
    /** What that line means; null: there is none, or it is not valid. */
    tried: LineMeaning | null;
    lines: HelpLine[];
    dates: HelpLine[];
    repeats: HelpLine[];
    queries: HelpQuery[];
    terms: HelpTerms[];
    /** Every way to write a day in a query. */
    days: readonly string[];
    /** Which number of a date is the month: null where Settings do not say, and it is not read. */
    dateFormat: "day_first" | "month_first" | null;
  };
}
