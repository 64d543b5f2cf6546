/** Formats results as Markdown, as in the README. */

/** A table with text in the first column and numbers in the others. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** "- at least 0.5 of the bare server: 0.61, met." */
export function goal(sentence: string, figure: string, isMet: boolean): string {
  return `- ${sentence}: ${figure}, ${isMet ? "met" : "MISSED"}.`;
}

export function section(title: string, ...paragraphs: string[]): string {
  return [`### ${title}`, ...paragraphs].join("\n\n");
}
