/** The app in text browsers, as a person drives them: keys on a terminal, and its screen. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { createTask, findTask } from "../../src/models/tasks.ts";
import { PASSWORD } from "../support/app.ts";
import { type Site, startSite } from "../support/site.ts";
import { areInstalled, Terminal } from "../support/terminal.ts";

interface TextBrowser {
  name: string;
  command: string[];
  /** Fills in the field that the cursor is in. */
  fill(terminal: Terminal, text: string): Promise<void>;
}

const BROWSERS: TextBrowser[] = [
  {
    name: "w3m",
    command: ["w3m", "-cookie"],
    async fill(terminal, text) {
      await terminal.press("Enter");
      await terminal.type(text);
      await terminal.press("Enter");
    },
  },
  {
    name: "lynx",
    command: ["lynx", "-accept_all_cookies", "-nopause", "-show_cursor=on"],
    fill: (terminal, text) => terminal.type(text),
  },
];

let site: Site;
let home: string;

before(async () => {
  site = await startSite();
  home = await mkdtemp(path.join(tmpdir(), "plainlist-home-"));
});
after(async () => {
  await site.close();
  await rm(home, { recursive: true, force: true });
});

for (const { name, command, fill } of BROWSERS) {
  test(`in ${name} one signs in, adds a task, ticks it and takes that back`, async (t) => {
    if (!(await areInstalled(name, "tmux"))) {
      return t.skip(`no ${name} found, or no tmux to drive it with: install both`);
    }
    const { user, scope } = await site.app.withToken("Ann");
    const bob = await site.app.withToken("Bob");
    await createTask(bob.scope, { title: "Bob’s", description: "" }, null, new Date());
    const terminal = await Terminal.open([...command, `${site.origin}/dashboard`], home);
    try {
      assert.match(await terminal.waitFor(/Password/), /Authentication required/);
      await terminal.tabTo({ after: /Email\s*\[?$/ });
      await fill(terminal, user.email);
      await terminal.tabTo({ after: /Password\s*\[?$/ });
      await fill(terminal, PASSWORD);
      await terminal.tabTo({ before: /^ ?(\(BUTTON\) )?Sign in/ });
      await terminal.press("Enter");

      await terminal.waitFor(/Add a task/);
      await terminal.tabTo({ after: /Add a task\s*\[?$/ });
      await fill(terminal, "Pay rent");
      await terminal.tabTo({ before: /^ ?(\(BUTTON\) )?Add$/m });
      await terminal.press("Enter");
      const list = await terminal.waitFor(/Added Pay rent\.[\s\S]*Complete Pay rent/);
      assert.match(list, /^ *1\. (\(BUTTON\) )?Complete Pay rent$/m, "a row is a button and words");
      assert.doesNotMatch(list, /Bob’s/);

      await terminal.tabTo({ before: /^ ?(\(BUTTON\) )?Complete Pay rent/ });
      await terminal.press("Enter");
      await terminal.waitFor(/Completed Pay rent\./);
      assert.notEqual((await findTask(scope, 1))?.completedAt, null);
      await terminal.tabTo({ before: /^ ?(\(BUTTON\) )?Undo/ });
      await terminal.press("Enter");
      await terminal.waitFor(/Reopened Pay rent\./);
      assert.equal((await findTask(scope, 1))?.completedAt, null);
    } finally {
      await terminal.close();
    }
  });
}
