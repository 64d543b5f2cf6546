/** Times of day, as a person writes them. */

/** "17:00", or "5 pm". */
export type TimeFormat = "24" | "12";

export const TIME_FORMATS: readonly TimeFormat[] = ["24", "12"];

/** "17:00" or "09:30"; with 12 hours "5 pm" or "9:30 am", which no line break divides. @param time "HH:MM". */
export function clockTime(time: string, format: TimeFormat): string {
  if (format === "24") return time;
  const [hour, minutes] = [Number(time.slice(0, 2)), time.slice(3)];
  const onTheHour = minutes === "00" ? "" : `:${minutes}`;
  return `${hour % 12 || 12}${onTheHour}\u00a0${hour < 12 ? "am" : "pm"}`;
}
