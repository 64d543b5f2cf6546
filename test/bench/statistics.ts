/** Medians and percentiles of measurements. */

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The smallest value that is at least as large as `percent` of all values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The quartiles of the values, such as "0.61 to 0.64". */
export function middleHalf(values: readonly number[]): string {
  return `${percentile(values, 25).toFixed(2)} to ${percentile(values, 75).toFixed(2)}`;
}
