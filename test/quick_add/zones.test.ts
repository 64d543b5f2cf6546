/** Days do not shift: the server's own time zone has no part in what a date means. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { understood } from "./zone_probe.ts";

const PROBE = fileURLToPath(new URL("zone_probe.ts", import.meta.url));

/** Minutes behind UTC in January 1970, which shows that the process has the zone. */
const OFFSETS = {
  "Pacific/Kiritimati": 640,
  "Pacific/Pago_Pago": 660,
  "America/New_York": 300,
};

it("a date is the one on the person's calendar", () => {
  const [atMidnight, lateEvening, newYearsEve, newYear] = understood();
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

it("and the same on servers at UTC+14, at UTC−11 and where an hour is skipped", async () => {
  const zones = Object.entries(OFFSETS).map(async ([zone, offset]) => {
    const env = { ...process.env, TZ: zone, NODE_OPTIONS: "" };
    const { stdout } = await promisify(execFile)(process.execPath, [PROBE], { env });
    assert.deepEqual(JSON.parse(stdout), { offset, understood: understood() }, zone);
  });
  await Promise.all(zones);
});
