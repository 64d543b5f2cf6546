/** Values that several pages show: a moment, a count, a link. */

/** A moment as a page shows it: `iso` for `<time datetime>`, `text` for people. */
export interface Moment {
  iso: string;
  text: string;
}

/** A capped count: `text` is "12", or "1,000+" when there are more. */
export interface Count {
  value: number;
  text: string;
}

export interface Link {
  href: string;
  label: string;
}
