/** Dates do not depend on the server's time zone. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
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

it("parses the same dates on servers at UTC+14, at UTC−11 and where an hour is skipped", async () => {
  const zones = Object.entries(OFFSETS).map(async ([zone, offset]) => {
    const env = { ...process.env, TZ: zone, NODE_OPTIONS: "" };
    const { stdout } = await promisify(execFile)(process.execPath, [PROBE], { env });
    assert.deepEqual(JSON.parse(stdout), { offset, parsedPhrases: parsedPhrases() }, zone);
  });
  await Promise.all(zones);
});
