/** Draws a QR code as the path of an SVG: its dark modules, one unit each. */
import { encode } from "uqr";
import type { QrCode } from "../views/models/second_factor.ts";

/** In modules: what the standard asks for on each side (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** With the least error correction that it can have, or more where that takes no room: a screen is clean. */
export function qrCode(text: string): QrCode {
  const { size, data } = encode(text, { ecc: "L", boostEcc: true, border: QUIET_ZONE });
  return { size, path: data.map((row, y) => rowPath(row, y)).join("") };
}

/** One rectangle for each run of dark modules. */
function rowPath(row: readonly boolean[], y: number): string {
  const line = row.map((isDark) => (isDark ? "1" : "0")).join("");
  return [...line.matchAll(/1+/g)]
    .map(({ index, 0: { length } }) => `M${index} ${y}h${length}v1h-${length}z`)
    .join("");
}
