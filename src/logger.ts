/** Makes the application's loggers: the only module that does. */
import { type Logger, pino } from "pino";
import { describeError } from "./error_log.ts";

/**
 * Whatever is logged under whatever name, an error is written without the values in it (see error_log.ts).
 * @param level pino's.
 * @param stream gets each line, with its line break.
 */
export function createLogger(level: string, stream: { write(line: string): void }): Logger {
  return pino(
    {
      level,
      // Without pino's own, which copies all properties.
      serializers: { err: (described) => described },
      hooks: {
        logMethod([first, ...rest], method) {
          method.apply(this, [withoutValues(first), ...rest] as Parameters<typeof method>);
        },
      },
    },
    stream,
  );
}

function withoutValues(logged: unknown): unknown {
  if (logged instanceof Error) return { err: describeError(logged) };
  if (typeof logged !== "object" || logged === null) return logged;
  const entries = Object.entries(logged);
  // Anything can be thrown.
  const isError = ([name, value]: [string, unknown]) => name === "err" || value instanceof Error;
  // The line of a request has none, and comes most often.
  if (!entries.some(isError)) return logged;
  return Object.fromEntries(
    entries.map((entry) => (isError(entry) ? [entry[0], describeError(entry[1])] : entry)),
  );
}
