/** Measures how long the event loop is held, in the time of this thread's processor. */

/**
 * Runs `work`. @returns its result, and the longest turn of the event loop meanwhile, in milliseconds.
 * Time in which other processes had the processor does not count.
 */
export async function longestTurn<T>(
  work: () => Promise<T>,
): Promise<{ result: T; longest: number }> {
  let longest = 0;
  let isRunning = true;
  let before = process.threadCpuUsage();
  const watch = () => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1_000);
    before = process.threadCpuUsage();
    if (isRunning) setImmediate(watch);
  };
  setImmediate(watch);
  try {
    return { result: await work(), longest: await finished() };
  } finally {
    isRunning = false;
  }

  /** After the turn in which the work ended. */
  async function finished(): Promise<number> {
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    return longest;
  }
}
