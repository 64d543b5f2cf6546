/** Moments in words. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { agoInWords, onDay } from "../../src/presenters/time_words.ts";

/** Thursday 26 November 2026, 22:39 in Lisbon. */
const LISBON = {
  now: new Date("2026-11-26T22:39:00Z"),
  today: "2026-11-26",
  timeZone: "Europe/Lisbon",
  timeFormat: "24",
} as const;

const ago = (moment: string, clock: Parameters<typeof agoInWords>[1] = LISBON) =>
  agoInWords(new Date(moment), clock);
const on = (moment: string) => onDay(new Date(moment), LISBON);

it("what has just been is counted in minutes", () => {
  assert.equal(ago("2026-11-26T22:38:30Z"), "just now");
  // The clock of another process may be ahead.
  assert.equal(ago("2026-11-26T22:39:05Z"), "just now");
  assert.equal(ago("2026-11-26T22:37:30Z"), "a minute ago");
  assert.equal(ago("2026-11-26T21:39:01Z"), "59 minutes ago");
});

it("what was in the last days has its day and time, and what was before its date", () => {
  assert.equal(ago("2026-11-26T07:31:00Z"), "today at 07:31");
  assert.equal(ago("2026-11-25T23:40:00Z"), "yesterday at 23:40");
  assert.equal(ago("2026-11-20T10:02:00Z"), "Friday at 10:02");
  assert.equal(ago("2026-11-19T10:02:00Z"), "19 November");
  assert.equal(ago("2025-09-09T10:02:00Z"), "9 September 2025");
});

it("days are those of the user, and UTC is named where their zone is not known", () => {
  const tokyo = { ...LISBON, today: "2026-11-27", timeZone: "Asia/Tokyo" };
  assert.equal(ago("2026-11-26T16:00:00Z", tokyo), "today at 01:00");
  assert.equal(ago("2026-11-26T07:31:00Z", { ...LISBON, timeZone: null }), "today at 07:31 UTC");
  const twelve = { ...LISBON, timeFormat: "12" } as const;
  assert.equal(ago("2026-11-26T17:31:00Z", twelve), "today at 5:31\u00a0pm");
});

it("a day before or ahead has its name, or its date", () => {
  assert.equal(on("2026-11-26T07:31:00Z"), "today");
  assert.equal(on("2026-11-27T07:31:00Z"), "tomorrow");
  assert.equal(on("2026-11-21T07:31:00Z"), "on Saturday");
  assert.equal(on("2026-11-28T07:31:00Z"), "on Saturday");
  assert.equal(on("2027-02-24T07:31:00Z"), "on 24 February 2027");
});
