/** Reads a QR code from the path of an SVG, as a phone would from the screen. */
import jsQR from "jsqr";

/** In pixels, for each module. */
const SCALE = 4;
const [WHITE, BLACK] = [255, 0];

/** @returns what it says; null: it cannot be read. */
export function readQrCode({ size, path }: { size: number; path: string }): string | null {
  const width = size * SCALE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(WHITE);
  for (const [, ...numbers] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    const [x = 0, y = 0, length = 0] = numbers.map((number) => Number(number) * SCALE);
    for (let row = y; row < y + SCALE; row += 1) {
      for (let column = x; column < x + length; column += 1) {
        pixels.fill(BLACK, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return (jsQR.default ?? jsQR)(pixels, width, width)?.data ?? null;
}
