/** Reads single settings from an environment and collects their problems. */

/** An empty value counts as unset. An invalid one adds a sentence to `problems` and gives the fallback. */
export class ConfigReader {
  readonly problems: string[] = [];
  readonly #environment: Record<string, string | undefined>;

  constructor(environment: Record<string, string | undefined>) {
    this.#environment = environment;
  }

  /** Of everything that is in the environment. */
  names(): string[] {
    return Object.keys(this.#environment);
  }

  text(name: string): string | undefined {
    return this.#environment[name]?.trim() || undefined;
  }

  /** Values separated by commas. */
  list(name: string): string[] {
    return (this.text(name) ?? "")
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== "");
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    this.refuse(`${name} is`, text, `Set it to a whole number from ${min} to ${max}.`);
    return fallback;
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const text = this.text(name);
    const chosen = text === undefined ? fallback : choices.find((choice) => choice === text);
    if (chosen !== undefined) return chosen;
    this.refuse(`${name} is`, text ?? "", `Set it to one of: ${choices.join(", ")}.`);
    return fallback;
  }

  /** Reports a value, without the password that a misplaced URL may contain. */
  refuse(subject: string, value: string, cure: string): void {
    this.problems.push(`${subject} "${value.replace(/^.*@/s, "…@")}". ${cure}`);
  }
}

/** Whether it is the address that the messages, the README and `.env.example` have as an example. */
export function isExample(url: string): boolean {
  return /^\w+:\/\/user:password@(host[:/]|host$|ep-name)/.test(url);
}

/** @param hostname as URL writes it. */
export function isLoopback(hostname: string): boolean {
  return /^(.+\.)?localhost$|^127\.\d+\.\d+\.\d+$|^\[::1\]$/.test(hostname);
}
