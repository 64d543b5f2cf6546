/** Markdown for people: what was measured, as the README shows it. */

/** A table; the first column is text, the others are figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** "- Ours is at least 0.5 of the bare server: 0.61, met." */
export function goal(sentence: string, figure: string, isMet: boolean): string {
  return `- ${sentence}: ${figure}, ${isMet ? "met" : "MISSED"}.`;
}

export function section(title: string, ...paragraphs: string[]): string {
  return [`### ${title}`, ...paragraphs].join("\n\n");
}
