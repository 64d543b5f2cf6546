/** A terminal in which a text browser runs, with keys to press and a screen to read: tmux. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** How long a screen may take to show what is waited for, in milliseconds. */
const PATIENCE = 10_000;
/** A page fits in: one sees all of it. */
const ROWS = 100;
let opened = 0;

interface Look {
  text: string;
  /** Column and row. */
  cursor: string;
  row: number;
  beforeCursor: string;
  afterCursor: string;
}

export class Terminal {
  readonly #server: string;

  private constructor(server: string) {
    this.#server = server;
  }

  /** @param home where the program finds its settings and keeps what it keeps: an empty folder. */
  static async open(command: readonly string[], home: string): Promise<Terminal> {
    opened += 1;
    const terminal = new Terminal(`plainlist-${process.pid}-${opened}`);
    const environment = [`HOME=${home}`, "TERM=screen", "LANG=C.UTF-8"];
    const size = ["-x", "100", "-y", String(ROWS)];
    await terminal.#tmux("new-session", "-d", ...size, "env", ...environment, ...command);
    return terminal;
  }

  /** Presses keys, by tmux's names: `Enter`, `Tab`, `Down`. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", text);
  }

  async screen(): Promise<string> {
    return (await this.#look()).text;
  }

  /** Looks at the screen, which is drawn bit by bit, until it shows all that. @returns what it shows. */
  async waitFor(...patterns: RegExp[]): Promise<string> {
    const deadline = Date.now() + PATIENCE;
    let screen = await this.screen();
    for (;;) {
      const missing = patterns.filter((pattern) => !pattern.test(screen));
      if (missing.length === 0) return screen;
      if (Date.now() > deadline) assert.fail(`The screen never showed ${missing}, but:\n${screen}`);
      await pause(20);
      screen = await this.screen();
    }
  }

  /**
   * Presses Tab until the cursor is between these two texts; a person sees it at a field with that
   * label before it, or at a button with those words after it.
   */
  async tabTo(place: { after?: RegExp; before?: RegExp }): Promise<void> {
    let look = await this.#look();
    for (let step = 0; step < 60; step += 1) {
      const isAfter = place.after === undefined || place.after.test(look.beforeCursor);
      const isBefore = place.before === undefined || place.before.test(look.afterCursor);
      if (isAfter && isBefore) return;
      await this.press("Tab");
      look = await this.#moved(look);
    }
    assert.fail(`Tab never came to ${place.after ?? ""}|${place.before ?? ""} on:\n${look.text}`);
  }

  /** Presses the key that goes to the top of the page, and waits until the cursor is there. */
  async goToTop(key: string): Promise<void> {
    await this.press(key);
    const deadline = Date.now() + PATIENCE;
    for (let look = await this.#look(); look.row > 2; look = await this.#look()) {
      if (Date.now() > deadline) assert.fail(`The cursor is not at the top of:\n${look.text}`);
      await pause(10);
    }
  }

  async #moved(from: Look): Promise<Look> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const look = await this.#look();
      // A browser writes its status line first, at the bottom.
      if (look.cursor !== from.cursor && look.row < ROWS - 3) return look;
      if (Date.now() > deadline) assert.fail(`The cursor stays where it is on:\n${look.text}`);
      await pause(10);
    }
  }

  /** The screen and the cursor of one moment. */
  async #look(): Promise<Look> {
    const where = ["display-message", "-p", "#{cursor_x} #{cursor_y}"];
    const output = await this.#tmux(...where, ";", "capture-pane", "-p");
    const [cursor = "", ...lines] = output.split("\n");
    const [column = 0, row = 0] = cursor.split(" ").map(Number);
    const line = lines[row] ?? "";
    return {
      text: lines.join("\n"),
      cursor,
      row,
      beforeCursor: [...lines.slice(0, row), line.slice(0, column)].join("\n"),
      afterCursor: [line.slice(column), ...lines.slice(row + 1)].join("\n"),
    };
  }

  async close(): Promise<void> {
    // It is gone already when the program has ended.
    await this.#tmux("kill-server").catch(() => undefined);
  }

  async #tmux(...command: string[]): Promise<string> {
    const { stdout } = await run("tmux", ["-L", this.#server, "-f", "/dev/null", ...command]);
    return stdout;
  }
}

/** Whether all of these programs are installed. */
export async function areInstalled(...programs: string[]): Promise<boolean> {
  const found = programs.map((program) => run("sh", ["-c", `command -v ${program}`]));
  return (await Promise.allSettled(found)).every(({ status }) => status === "fulfilled");
}
