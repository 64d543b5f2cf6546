/** The app in text browsers, as a person drives them: keys on a terminal, and its screen. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Secret } from "otpauth";
import { codeAt } from "../../src/auth/one_time_codes.ts";
import { addDays } from "../../src/dates/calendar.ts";
import { findTask } from "../../src/models/tasks.ts";
import { tokenFor } from "../requests/links_fixture.ts";
import { PASSWORD } from "../support/app.ts";
import { type Site, startSite } from "../support/site.ts";
import { areInstalled, Terminal } from "../support/terminal.ts";
import { addTasks, today, tomorrow } from "./steps.ts";

interface TextBrowser {
  name: string;
  command: string[];
  /** The key that goes to the top of the page. */
  top: string;
  /** Fills in the field that the cursor is in, in place of what it has. */
  fill(terminal: Terminal, text: string): Promise<void>;
}

const BROWSERS: TextBrowser[] = [
  {
    name: "w3m",
    command: ["w3m", "-cookie"],
    top: "g",
    async fill(terminal, text) {
      await terminal.press("Enter", "C-u");
      await terminal.type(text);
      await terminal.press("Enter");
    },
  },
  {
    name: "lynx",
    command: ["lynx", "-accept_all_cookies", "-nopause", "-show_cursor=on"],
    top: "Home",
    async fill(terminal, text) {
      await terminal.press("C-u");
      await terminal.type(text);
    },
  },
];

/** Ticks the check box under the cursor. */
const TICK = ["Enter"];

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

async function pressIn(terminal: Terminal, button: RegExp): Promise<void> {
  await terminal.tabTo({ before: new RegExp(`^ ?(\\(\\w+\\) )?${button.source}`) });
  await terminal.press("Enter");
}

async function signIn(terminal: Terminal, fill: TextBrowser["fill"], email: string): Promise<void> {
  await terminal.waitFor(/Password/, /Please sign in to continue/);
  await terminal.tabTo({ after: /Email\s*\[?$/ });
  await fill(terminal, email);
  await terminal.tabTo({ after: /Password\s*\[?$/ });
  await fill(terminal, PASSWORD);
  await pressIn(terminal, /Sign in/);
}

for (const { name, command, top, fill } of BROWSERS) {
  test(`in ${name} one signs in, adds, ticks off, takes back, puts off to tomorrow`, async (t) => {
    if (!(await areInstalled(name, "tmux"))) {
      return t.skip(`no ${name} found, or no tmux to drive it with: install both`);
    }
    const { user, scope } = await site.app.withToken("Ann");
    const bob = await site.app.withToken("Bob");
    await addTasks(bob.scope, ["Bob’s"], { dueOn: today() });
    const terminal = await Terminal.open([...command, `${site.origin}/dashboard`], home);
    const press = (button: RegExp) => pressIn(terminal, button);
    try {
      await signIn(terminal, fill, user.email);
      await terminal.waitFor(/Add a task/);
      await terminal.tabTo({ after: /Add a task for today\s*\[?$/ });
      await fill(terminal, "Pay rent !1");
      await press(/Add\s*(\n|$)/);
      // The title says what has happened: the page is shown from its empty line on.
      const list = await terminal.waitFor(/Complete Pay rent\s+High/, /Added Pay rent – Today/);
      assert.match(list, /^ *1\. \[ ?\] (\(BUTTON\) )?Complete Pay rent$/m, "a row is words");
      assert.doesNotMatch(list, /Bob’s/);

      await press(/Complete Pay rent/);
      await terminal.waitFor(/Completed Pay rent – Today/);
      assert.notEqual((await findTask(scope, 1))?.completedAt, null);
      await terminal.goToTop(top);
      await press(/Undo/);
      await terminal.waitFor(/Undone: Completed Pay rent – Today/);
      assert.equal((await findTask(scope, 1))?.completedAt, null);

      // The check box before the row, and the button behind them all.
      await terminal.goToTop(top);
      await terminal.tabTo({ before: /^[ [\]]+(\(BUTTON\) )?Complete Pay rent/ });
      await terminal.press(...TICK);
      await press(/Tomorrow/);
      await terminal.waitFor(/Rescheduled Pay rent – Today/);
      assert.equal((await findTask(scope, 1))?.dueOn, tomorrow());
      await terminal.goToTop(top);
      await press(/Undo/);
      await terminal.waitFor(/Undone: Rescheduled Pay rent – Today/);
      assert.equal((await findTask(scope, 1))?.dueOn, today());
      assert.equal((await findTask(bob.scope, 1))?.dueOn, today());
    } finally {
      await terminal.close();
    }
  });
}

for (const { name, command, top, fill } of BROWSERS) {
  test(`in ${name} the calendar is read, and a task of a day is moved and put back`, async (t) => {
    if (!(await areInstalled(name, "tmux"))) {
      return t.skip(`no ${name} found, or no tmux to drive it with: install both`);
    }
    const { user, scope } = await site.app.withToken("Ann");
    const bob = await site.app.withToken("Bob");
    for (const person of [scope, bob.scope])
      await addTasks(person, ["Rent"], { dueOn: tomorrow() });
    const address = `${site.origin}/calendar?day=${tomorrow()}`;
    const terminal = await Terminal.open([...command, address], home);
    try {
      await signIn(terminal, fill, user.email);
      await terminal.waitFor(/Month Week/, /Complete Rent/, /A day later/);
      await pressIn(terminal, /Skip to \w+ \d+/);
      await pressIn(terminal, /A day later/);
      await terminal.waitFor(/Rescheduled Rent –/);
      assert.equal((await findTask(scope, 1))?.dueOn, addDays(tomorrow(), 1));
      await terminal.goToTop(top);
      await pressIn(terminal, /Undo/);
      await terminal.waitFor(/Undone: Rescheduled Rent –/);
      assert.equal((await findTask(scope, 1))?.dueOn, tomorrow());
      assert.equal((await findTask(bob.scope, 1))?.dueOn, tomorrow());
    } finally {
      await terminal.close();
    }
  });
}

for (const { name, command, fill } of BROWSERS) {
  test(`in ${name} a day and a time are written as one says them`, async (t) => {
    if (!(await areInstalled(name, "tmux"))) {
      return t.skip(`no ${name} found, or no tmux to drive it with: install both`);
    }
    const { user, scope } = await site.app.withToken("Ann");
    const bob = await site.app.withToken("Bob");
    const terminal = await Terminal.open([...command, `${site.origin}/tasks/new`], home);
    const write = async (label: string, text: string) => {
      await terminal.tabTo({ after: new RegExp(`\\s${label}\\s+Such as [^_[]*\\[?$`) });
      await fill(terminal, text);
    };
    try {
      await signIn(terminal, fill, user.email);
      await terminal.waitFor(/Kept as you write it\./, /Such as 2026-11-30, 30 Nov or tomorrow\./);
      await terminal.tabTo({ after: /Title\s+Kept as [^_[]*\[?$/ });
      await fill(terminal, "Dentist");
      await write("Due", "when it rains");
      await write("At", "9am");
      await pressIn(terminal, /Add task/);
      // What was understood is shown as it was, and the rest as it was written.
      await terminal.waitFor(/Error: 1 problem/, /when it rains/, /09:00/);
      assert.equal(await findTask(scope, 1), null);
      await terminal.tabTo({ after: /tomorrow\s+\[?(when it rains)?$/ });
      await fill(terminal, "Tomorrow");
      await pressIn(terminal, /Add task/);
      await terminal.waitFor(/Added Dentist/);
      const task = await findTask(scope, 1);
      assert.deepEqual([task?.dueOn, task?.dueTime], [tomorrow(), "09:00"]);
    } finally {
      await terminal.close();
    }
    assert.equal(await findTask(bob.scope, 1), null);
  });
}

for (const { name, command, top, fill } of BROWSERS) {
  test(`in ${name} one decides what becomes of late tasks, and takes it back`, async (t) => {
    if (!(await areInstalled(name, "tmux"))) {
      return t.skip(`no ${name} found, or no tmux to drive it with: install both`);
    }
    const { user, scope } = await site.app.withToken("Ann");
    const bob = await site.app.withToken("Bob");
    const late = addDays(today(), -2);
    await addTasks(scope, ["Oats", "Lemons"], { dueOn: late });
    await addTasks(bob.scope, ["Bob’s"], { dueOn: late });
    const terminal = await Terminal.open([...command, `${site.origin}/catch-up`], home);
    try {
      await signIn(terminal, fill, user.email);
      const page = await terminal.waitFor(/2 are late, the oldest by 2 days/, /The rest to today/);
      assert.doesNotMatch(page, /Bob’s|decided/);
      await terminal.tabTo({ before: /^[ ()]+Done/ });
      await terminal.press(...TICK);
      await terminal.tabTo({ before: /^[ [\]]+The rest to today/ });
      await terminal.press(...TICK);
      await pressIn(terminal, /Apply/);
      await terminal.waitFor(/Caught up on 2 tasks\. – Catch up/, /1 done, 1 moved to today/);
      assert.notEqual((await findTask(scope, 1))?.completedAt, null);
      assert.equal((await findTask(scope, 2))?.dueOn, today());
      await terminal.goToTop(top);
      await pressIn(terminal, /Undo/);
      await terminal.waitFor(/Undone: Caught up on 2 tasks – Catch up/);
      assert.equal((await findTask(scope, 1))?.completedAt, null);
      assert.equal((await findTask(scope, 2))?.dueOn, late);
      assert.equal((await findTask(bob.scope, 1))?.dueOn, late);
    } finally {
      await terminal.close();
    }
  });
}

for (const { name, command, fill } of BROWSERS) {
  test(`in ${name} a line of the help page is filled in by its link, and added`, async (t) => {
    if (!(await areInstalled(name, "tmux"))) {
      return t.skip(`no ${name} found, or no tmux to drive it with: install both`);
    }
    const { user, scope } = await site.app.withToken("Ann");
    const bob = await site.app.withToken("Bob");
    const terminal = await Terminal.open([...command, `${site.origin}/help`], home);
    try {
      await signIn(terminal, fill, user.email);
      await terminal.waitFor(
        /Everything underlined/,
        /call Jonas monday #phone\s+call Jonas: due Mon/,
      );
      await terminal.tabTo({ before: /^\W?call Jonas monday #phone/ });
      await terminal.press("Enter");
      await terminal.waitFor(/This line would add call Jonas: due Mon/);
      assert.equal(await findTask(scope, 1), null);
      // The link leads to the end of the line: the button comes after the space.
      await terminal.tabTo({ before: /^(\(\w+\) )?Add\n/ });
      await terminal.press("Enter");
      await terminal.waitFor(/Added call Jonas/);
      assert.deepEqual((await findTask(scope, 1))?.tags, ["phone"]);
    } finally {
      await terminal.close();
    }
    assert.equal(await findTask(bob.scope, 1), null);
  });
}

for (const { name, command, fill } of BROWSERS) {
  test(`in ${name} a forgotten password is replaced by the link of a mail`, async (t) => {
    if (!(await areInstalled(name, "tmux"))) {
      return t.skip(`no ${name} found, or no tmux to drive it with: install both`);
    }
    const { user } = await site.app.withToken("Ann");
    const bob = await site.app.withToken("Bob");
    const password = "seven copper lanterns";
    const open = (path: string) => Terminal.open([...command, `${site.origin}${path}`], home);
    const asked = await open("/auth/signin");
    try {
      await asked.waitFor(/Forgot your password\?/);
      await pressIn(asked, /Forgot your password/);
      await asked.waitFor(/Say which address you signed up with/);
      await asked.tabTo({ after: /Email\s*\[?$/ });
      await fill(asked, user.email);
      await pressIn(asked, /Send me a link/);
      await asked.waitFor(/If there is an account with this address, a link is on its way\./);
    } finally {
      await asked.close();
    }
    const opened = await open(`/auth/reset/${await tokenFor(site.app, user)}`);
    try {
      await opened.waitFor(/Choose a new password/, new RegExp(`For ${user.email}`));
      await opened.tabTo({ after: /are easy to remember\.\s*\[?$/ });
      await fill(opened, password);
      await pressIn(opened, /Save the new password/);
      await opened.waitFor(/Password changed\. Please sign in\./);
    } finally {
      await opened.close();
    }
    await site.app.visitor().signIn(user.email, password);
    await site.app.visitor().signIn(bob.user.email, PASSWORD);
  });
}

for (const { name, command, fill } of BROWSERS) {
  test(`in ${name} one turns the second factor on by its key in letters, and signs in with a code`, async (t) => {
    if (!(await areInstalled(name, "tmux"))) {
      return t.skip(`no ${name} found, or no tmux to drive it with: install both`);
    }
    const { user } = await site.app.withToken("Ann");
    const terminal = await Terminal.open([...command, `${site.origin}/settings/two-factor`], home);
    try {
      await signIn(terminal, fill, user.email);
      const page = await terminal.waitFor(/Off\. Your password alone/, /Type what the app shows/);
      const [letters = ""] = /(?:[A-Z2-7]{4}[ \n]+){7}[A-Z2-7]{4}/.exec(page) ?? [];
      const key = Buffer.from(Secret.fromBase32(letters.replace(/\s/g, "")).bytes);
      await terminal.tabTo({ after: /every 30 seconds\.\s*\[?$/ });
      await fill(terminal, codeAt(key, site.app.services.clock()));
      await pressIn(terminal, /Turn it on/);
      const codes = await terminal.waitFor(/The second factor is on/, /10\. \w{4}-\w{4}/);
      const [, recoveryCode = ""] = /10\. (\w{4}-\w{4})/.exec(codes) ?? [];

      const other = await Terminal.open([...command, `${site.origin}/dashboard`], home);
      try {
        await signIn(other, fill, user.email);
        await other.waitFor(/The code from your app/, /Trust this browser for 30 days/);
        await other.tabTo({ after: /every 30 seconds\.\s*\[?$/ });
        await fill(other, "000000");
        await pressIn(other, /Sign in/);
        await other.waitFor(/Error: 1 problem/, /That code is not right/);
        await pressIn(other, /Use a recovery code/);
        await other.waitFor(/A recovery code/, /Eight letters and digits/);
        await other.tabTo({ after: /left out\.\s*\[?$/ });
        await fill(other, recoveryCode);
        await pressIn(other, /Sign in/);
        await other.waitFor(/Add a task/);
      } finally {
        await other.close();
      }
    } finally {
      await terminal.close();
    }
  });
}
