/** How urgent a task is: the number that is stored, its name in requests and its label on pages. */

export type Priority = 0 | 1 | 2 | 3;

/** By number, as forms, addresses and the API spell them. */
export const PRIORITIES = ["none", "low", "medium", "high"] as const;

export const PRIORITY_LABELS = {
  none: "None",
  low: "Low",
  medium: "Medium",
  high: "High",
} as const;
