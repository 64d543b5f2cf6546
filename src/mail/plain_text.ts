/** Plain text for mails. */

/** In characters, as mail programs quote it (RFC 3676, section 4.2). */
const WIDTH = 76;

/**
 * Text that somebody has typed, as part of a line: it cannot begin another line, or change the direction of
 * what comes after it.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
}

/** Breaks the lines that are too long, between words: an address stays whole. */
export function wrap(text: string): string {
  return text.split("\n").map(wrapLine).join("\n");
}

function wrapLine(line: string): string {
  // The signature's mark ends with a space.
  if (line.length <= WIDTH) return line;
  const lines: string[] = [];
  let last = "";
  for (const word of line.split(" ")) {
    const longer = last === "" ? word : `${last} ${word}`;
    if (longer.length > WIDTH && last.trim() !== "") {
      lines.push(last);
      last = word;
    } else {
      last = longer;
    }
  }
  return [...lines, last].join("\n");
}
