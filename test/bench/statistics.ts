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

/**
 * The two-sample Kolmogorov–Smirnov distance: the most that the shares of values up to any point differ, from
 * 0 (the same distribution) to 1 (nothing overlaps).
 */
export function kolmogorovSmirnov(ones: readonly number[], others: readonly number[]): number {
  const share = (values: readonly number[], point: number) =>
    values.filter((value) => value <= point).length / values.length;
  const gaps = [...ones, ...others].map((point) =>
    Math.abs(share(ones, point) - share(others, point)),
  );
  return Math.max(...gaps);
}

/** The distance that two samples of this size of one distribution exceed once in a hundred times. */
export function criticalDistance(size: number): number {
  return 1.628 * Math.sqrt(2 / size);
}
