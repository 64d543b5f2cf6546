/** Records the statements that the application sends to PostgreSQL. */
import pg from "pg";

/** Resolves once the application sends its next statement. Not together with `statementsOf`. */
export function nextStatement(): Promise<void> {
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  return new Promise((resolve) => {
    pg.Client.prototype.query = function noticed(this: pg.Client, ...args: unknown[]) {
      pg.Client.prototype.query = original as typeof pg.Client.prototype.query;
      resolve();
      return original.apply(this, args);
    } as typeof pg.Client.prototype.query;
  });
}

/** The statements of `work` in order, without those of the test. Nothing else may run meanwhile. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function recorded(this: pg.Client, ...args: unknown[]) {
    const [query] = args;
    texts.push(typeof query === "string" ? query : (query as { text: string }).text);
    return original.apply(this, args);
  } as typeof pg.Client.prototype.query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original as typeof pg.Client.prototype.query;
  }
  return texts.filter((text) => !text.includes("/* test */"));
}

/** How many answers `work` waits for, one after the other; statements sent together count once. */
export async function roundTripsOf(work: () => Promise<unknown>): Promise<number> {
  let answered = 0;
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
    const own = answered + 1;
    const note = () => {
      answered = Math.max(answered, own);
    };
    const [query] = args as [{ callback?: (...results: unknown[]) => void }];
    const { callback } = query;
    if (callback !== undefined) {
      query.callback = (...results) => {
        note();
        callback(...results);
      };
    }
    const result = original.apply(this, args);
    if (result instanceof Promise) result.then(note, () => undefined);
    return result;
  } as typeof pg.Client.prototype.query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = original as typeof pg.Client.prototype.query;
  }
  return answered;
}
