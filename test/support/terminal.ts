/** Runs a text browser in a terminal (tmux), with keys to press and a screen to read. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** In milliseconds: how long to wait for the screen to change. */
const TIMEOUT = 60_000;
/** Enough for a whole page. */
const ROWS = 100;
let opened = 0;

interface Screen {
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

  /** @param home an empty folder for the program's settings and data. */
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

  /** Waits until the screen, which is drawn in steps, matches all patterns. @returns its text. */
  async waitFor(...patterns: RegExp[]): Promise<string> {
    const deadline = Date.now() + TIMEOUT;
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
   * Presses Tab until the cursor is between these two texts, such as a field's label before it or a
   * button's text after it.
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
    assert.fail(`Tab did not reach ${place.after ?? ""}|${place.before ?? ""} on:\n${look.text}`);
  }

  /** Presses the key that moves to the top of the page, and waits until the cursor is there. */
  async goToTop(key: string): Promise<void> {
    await this.press(key);
    const deadline = Date.now() + TIMEOUT;
    for (let look = await this.#look(); look.row > 2; look = await this.#look()) {
      if (Date.now() > deadline) assert.fail(`The cursor is not at the top of:\n${look.text}`);
      await pause(10);
    }
  }

  async #moved(from: Screen): Promise<Screen> {
    const deadline = Date.now() + TIMEOUT;
    for (;;) {
      const look = await this.#look();
      // Text browsers first draw the status line at the bottom.
      if (look.cursor !== from.cursor && look.row < ROWS - 3) return look;
      if (Date.now() > deadline) assert.fail(`The cursor stays where it is on:\n${look.text}`);
      await pause(10);
    }
  }

  /** The screen and the cursor at the same time. */
  async #look(): Promise<Screen> {
    const cursorPosition = ["display-message", "-p", "#{cursor_x} #{cursor_y}"];
    const output = await this.#tmux(...cursorPosition, ";", "capture-pane", "-p");
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
    // Fails when the program has exited, which ends the server.
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
