/** Presses from a separate process. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Person } from "./people.ts";

export interface PressRound {
  /** Presses that were finished in the given time. */
  inTime: number;
  /** Of all presses, from the button to the whole page, in milliseconds. */
  times: number[];
}

/** A process that presses for these people. */
export class PressClient {
  readonly #child: ChildProcess;

  constructor(people: readonly Person[]) {
    const module = new URL("press_client.ts", import.meta.url);
    this.#child = fork(module, [JSON.stringify(people)]);
  }

  /** @throws when an answer is not the expected one. */
  async pressFor(seconds: number): Promise<PressRound> {
    const stopped = new AbortController();
    const { signal } = stopped;
    const exit = once(this.#child, "exit", { signal }).then(() => {
      throw new Error("The client failed: see its message above");
    });
    const answer = once(this.#child, "message", { signal });
    this.#child.send(seconds);
    try {
      return (await Promise.race([answer, exit]))[0] as PressRound;
    } finally {
      exit.catch(() => undefined);
      answer.catch(() => undefined);
      stopped.abort();
    }
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
