/** Measures how long the event loop is held, in the time of this thread's processor. */

/** In milliseconds: short turns of this time are measured together. */
const INTERVAL = 1;

/**
 * Runs `work`. @returns its result, and the longest turn of the event loop meanwhile, in milliseconds,
 * or up to INTERVAL more. Time in which other processes had the processor does not count.
 */
export async function longestTurn<T>(
  work: () => Promise<T>,
): Promise<{ result: T; longest: number }> {
  let longest = 0;
  let before = process.threadCpuUsage();
  const read = () => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1_000);
    before = process.threadCpuUsage();
  };
  // Checking in each turn would keep the processor busy while the work waits.
  const watch = setInterval(read, INTERVAL);
  try {
    const result = await work();
    // After the turn in which the work ended.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    read();
    return { result, longest };
  } finally {
    clearInterval(watch);
  }
}

/** The same, and once more if a turn was longer than `most`: a pause of the garbage collector does not come twice. */
export async function longestTurnAgain<T>(
  most: number,
  work: () => Promise<T>,
): Promise<{ result: T; longest: number }> {
  const first = await longestTurn(work);
  return first.longest > most ? longestTurn(work) : first;
}
