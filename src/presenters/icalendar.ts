/** The lines of an iCalendar file (RFC 5545, section 3.1). */

/** In bytes, without the line break. */
const LINE_MOST = 75;

/** A property with its value as the file has it; a text has to be escaped. */
export function contentLine(name: string, value: string): string {
  return `${folded(`${name}:${value}`)}\r\n`;
}

/** A text as a value. It has no control characters but line breaks and tabs. */
export function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .replace(/[\\;,]/g, "\\$&")
    .replaceAll("\n", "\\n");
}

/** A day, "YYYY-MM-DD", as in `20261127`, with a time of day `20261127T170000`; in nobody's time zone. */
export function floating(day: string, time: string | null): string {
  const date = day.replaceAll("-", "");
  return time === null ? date : `${date}T${time.replace(":", "")}00`;
}

/** `20261127T170000Z`. */
export function utc(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** In lines of 75 bytes at most; all but the first begin with a space. No character is divided. */
function folded(line: string): string {
  if (Buffer.byteLength(line) <= LINE_MOST) return line;
  const lines: string[] = [];
  let [start, end, bytes] = [0, 0, 0];
  for (const letter of line) {
    const size = Buffer.byteLength(letter);
    const room = start === 0 ? LINE_MOST : LINE_MOST - 1;
    if (bytes + size > room) {
      lines.push(line.slice(start, end));
      [start, bytes] = [end, 0];
    }
    end += letter.length;
    bytes += size;
  }
  return [...lines, line.slice(start)].join("\r\n ");
}
