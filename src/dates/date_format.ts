/** In which order a person writes the numbers of a date. */

/** "3/12" is 3 December, or 12 March. */
export type DateFormat = "day_first" | "month_first";

export const DATE_FORMATS: readonly DateFormat[] = ["day_first", "month_first"];

/** How many languages of a header are looked at. */
const LANGUAGES_MAX = 10;

/**
 * The order that the languages of a browser suggest: that of the first one which has one.
 *
 * @param header `Accept-Language`; its languages are in their order already.
 * @returns null: none of them tells. "en" does not, since it is both American and British.
 */
export function guessDateFormat(header: string | undefined): DateFormat | null {
  const tags = (header ?? "").slice(0, 200).split(",", LANGUAGES_MAX);
  for (const tag of tags) {
    const [language = ""] = tag.trim().split(";");
    const format = formatOf(language);
    if (format !== null) return format;
  }
  return null;
}

function formatOf(language: string): DateFormat | null {
  if (language.toLowerCase() === "en") return null;
  try {
    const [known] = Intl.DateTimeFormat.supportedLocalesOf(language);
    if (known === undefined) return null;
    const parts = new Intl.DateTimeFormat(known, { day: "numeric", month: "numeric" })
      .formatToParts(0)
      .map(({ type }) => type);
    return parts.indexOf("day") < parts.indexOf("month") ? "day_first" : "month_first";
  } catch {
    // Not a language tag.
    return null;
  }
}
