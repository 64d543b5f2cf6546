/** Dates do not depend on the server's time zone. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { laterFrom, localMoment } from "../../src/dates/local_time.ts";
import { parseQuickAdd } from "../../src/quick_add/parse.ts";
import { dueText } from "./fixed_clock.ts";
import { parsedPhrases } from "./time_zone_probe.ts";

const PROBE = fileURLToPath(new URL("time_zone_probe.ts", import.meta.url));

/** Minutes behind UTC in January 1970, which prove that the process uses the zone. */
const OFFSETS = {
  "Pacific/Kiritimati": 640,
  "Pacific/Pago_Pago": 660,
  "America/New_York": 300,
};

it("parses dates by the user's local date", () => {
  const [atMidnight, lateEvening, newYearsEve, newYear] = parsedPhrases();
  assert.partialDeepStrictEqual(atMidnight, {
    today: "2026-11-20 null",
    tomorrow: "2026-11-21 null",
    fri: "2026-11-20 null",
    "in 1 hour": "2026-11-20 01:00",
  });
  assert.partialDeepStrictEqual(lateEvening, {
    today: "2026-11-20 null",
    tomorrow: "2026-11-21 null",
    fri: "2026-11-20 null",
    "in 1 hour": "2026-11-21 00:59",
  });
  assert.equal(newYearsEve?.tomorrow, "2027-01-01 null");
  assert.equal(newYear?.today, "2027-01-01 null");
});

describe("hours and minutes pass also where the clocks change", () => {
  const cases: [string, string | null, string, string][] = [
    // 02:00 is skipped.
    ["2027-03-28T00:30Z", "Europe/Berlin", "in 2 hours", "2027-03-28 04:30"],
    ["2027-03-28T00:30Z", "Europe/Berlin", "in 30 minutes", "2027-03-28 03:00"],
    ["2027-03-27T23:30Z", "Europe/Berlin", "in 24 hours", "2027-03-29 01:30"],
    // 02:30 in summer time; the hour from 02:00 comes twice.
    ["2027-10-31T00:30Z", "Europe/Berlin", "in 2 hours", "2027-10-31 03:30"],
    ["2027-10-31T00:30Z", "Europe/Berlin", "in an hour", "2027-10-31 02:30"],
    ["2027-10-31T00:30Z", "Europe/Berlin", "in half an hour", "2027-10-31 02:00"],
    ["2027-03-14T06:59Z", "America/New_York", "in 1 min", "2027-03-14 03:00"],
    ["2027-03-28T00:30Z", null, "in 2 hours", "2027-03-28 02:30"],
    // A day is a day of the calendar.
    ["2027-03-27T23:30Z", "Europe/Berlin", "in 1 day", "2027-03-29"],
  ];
  for (const [now, timeZone, phrase, due] of cases) {
    it(`${phrase} at ${now} in ${timeZone}`, () => {
      const instant = new Date(now);
      const read = parseQuickAdd(`Call ${phrase}`, {
        now: localMoment(instant, timeZone),
        later: laterFrom(instant, timeZone),
      });
      assert.equal(dueText(read), due);
    });
  }
});

it("parses the same dates on servers at UTC+14, at UTC−11 and where an hour is skipped", async () => {
  const zones = Object.entries(OFFSETS).map(async ([zone, offset]) => {
    const env = { ...process.env, TZ: zone, NODE_OPTIONS: "" };
    const { stdout } = await promisify(execFile)(process.execPath, [PROBE], { env });
    assert.deepEqual(JSON.parse(stdout), { offset, parsedPhrases: parsedPhrases() }, zone);
  });
  await Promise.all(zones);
});
