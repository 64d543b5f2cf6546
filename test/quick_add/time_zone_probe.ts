/** Prints how phrases are parsed in the time zone that the process was started with. */
import { parseQuickAdd } from "../../src/quick_add/parse.ts";

const PHRASES = [
  "today",
  "tomorrow",
  "in 3 days",
  "in 1 hour",
  "fri",
  "next friday",
  "next week",
  "this weekend",
  "24 dec",
  "29 feb",
  "end of month",
  "9am",
  "every monday",
  "every month on the 31st",
];
/** Around midnight, at the turn of the year, on a leap day, and where clocks skip an hour. */
const NOWS = [
  { date: "2026-11-20", time: "00:00" },
  { date: "2026-11-20", time: "23:59" },
  { date: "2026-12-31", time: "23:30" },
  { date: "2027-01-01", time: "00:30" },
  { date: "2026-03-08", time: "02:30" },
  { date: "2026-04-24", time: "00:15" },
  { date: "2024-02-29", time: "12:00" },
];

export function parsedPhrases(): Record<string, string>[] {
  return NOWS.map((now) =>
    Object.fromEntries(
      PHRASES.map((phrase) => {
        const { dueOn, dueTime } = parseQuickAdd(`Pay ${phrase}`, { now });
        return [phrase, `${dueOn} ${dueTime}`];
      }),
    ),
  );
}

if (import.meta.main) {
  const offset = new Date(0).getTimezoneOffset();
  console.log(JSON.stringify({ offset, parsedPhrases: parsedPhrases() }));
}
