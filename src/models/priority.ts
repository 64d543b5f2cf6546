/** The priorities of a task: the stored number, its name in requests and its label on pages. */
export type Priority = 0 | 1 | 2 | 3;

/** By number: the names in forms, addresses and the API. */
export const PRIORITIES = ["none", "low", "medium", "high"] as const;

export const PRIORITY_LABELS = {
  none: "None",
  low: "Low",
  medium: "Medium",
  high: "High",
} as const;
