/** What a person can choose of the look of pages; visitors get the defaults. */

/** system: as the device has it. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** How much air rows have. */
export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

export interface Appearance {
  theme: Theme;
  density: Density;
}

export const DEFAULT_APPEARANCE: Readonly<Appearance> = {
  theme: "system",
  density: "comfortable",
};
