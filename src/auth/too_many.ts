/** The refusal of what was attempted too often. */
import { TooManyRequests } from "../errors.ts";

/** @param what there were too many of. @param seconds after which to try again. */
export function tooMany(what: string, seconds: number): TooManyRequests {
  return new TooManyRequests(`Too many ${what}. Please try again in ${inWords(seconds)}.`, seconds);
}

/** @param seconds a whole number. */
function inWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
