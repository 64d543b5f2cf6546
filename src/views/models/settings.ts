/** The index of the settings, and the forms that unfold in it. */

import type { Choice, ChoiceGroup, FormView } from "./form.ts";

/** One line of the index: a name, and how it stands now. */
export type SettingsLine = SettingsState & ({ href: string } | { form: "dates" | "look" });

export interface SettingsState {
  heading: string;
  /** The present state as a sentence or more: plain text, what stands out of it, what a person typed. */
  state: (string | { strong: string } | { typed: string })[];
  /** Marked with a "!" in the margin; the state says why. */
  deservesLook: boolean;
}

export interface SettingsPages {
  "settings/show": {
    email: string;
    /** Each group stands below a line of its own. */
    groups: SettingsLine[][];
    dates: {
      form: FormView<"time_zone" | "week_start" | "time_format" | "date_format">;
      /** "It is Friday 20 November, 08:43 where you are." */
      clock: string;
      timeZones: ChoiceGroup[];
      weekStarts: Choice[];
      timeFormats: Choice[];
      dateFormats: Choice[];
    };
    look: {
      form: FormView<"theme" | "density" | "landing_view">;
      themes: Choice[];
      densities: Choice[];
      landingViews: Choice[];
      /** Saved searches, of which one may be opened first as well. */
      landingSearches: Choice[];
    };
  };
}
