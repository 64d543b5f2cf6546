/** Every page of the app in its states, each with the way there. */
import type { Page, Response } from "playwright-core";
import { createTask, setCompletion } from "../../src/models/tasks.ts";
import { goBy, type Person, type Visit } from "../support/chromium.ts";
import type { Site } from "../support/site.ts";

export interface State {
  name: string;
  status: number;
  /** A browser's window with the page in it, and its answer. */
  go(people: People): Promise<{ page: Page; answer: Response | null }>;
}

/** A window for each kind of person. */
export interface People {
  site: Site;
  visitor: Page;
  /** Has just signed up. */
  newcomer: Person;
  /** Has tasks, some with texts that are hard to fit in. */
  regular: Person;
}

export async function openWindows(
  visit: Visit,
  options: Parameters<Visit["open"]>[0],
): Promise<People> {
  const people = {
    site: visit.site,
    visitor: await visit.open(options),
    newcomer: await visit.signedIn("Nora", options),
    regular: await visit.signedIn("Anneliese-Wilhelmine Holt-Fenwick", options),
  };
  const { scope } = people.regular;
  for (let id = 1; id <= 12; id += 1) {
    await createTask(
      scope,
      TEXTS[id] ?? { title: `Task ${id}`, description: "" },
      null,
      new Date(),
    );
    if (id % 5 === 2) await setCompletion(scope, id, true, new Date());
  }
  return people;
}

const HARD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung";
const TEXTS: Record<number, { title: string; description: string }> = {
  8: {
    title: HARD.repeat(2),
    description: `${HARD.repeat(3)}\n\nhttps://example.org/${"a".repeat(300)}`,
  },
  9: { title: "اتصل بالطبيب غدا", description: "مرحبا" },
  11: {
    title: "Call the dentist about Ida’s brace, and ask for a copy",
    description: "\nBefore Friday.",
  },
};

const TASK = "/tasks/11";

/** In this order: the later ones change what the earlier ones look at. */
export const STATES: State[] = [
  visitor("the front page", 200, (page) => page.goto("/")),
  visitor("sign-up", 200, (page) => page.goto("/auth/signup")),
  visitor("sign-up, invalid", 422, async (page) => {
    await page.goto("/auth/signup");
    return press(page, "Create account");
  }),
  visitor("sign-in, asked for on the way", 200, (page) => page.goto("/tasks/3")),
  visitor("sign-in, invalid", 422, async (page) => {
    await page.goto("/auth/signin");
    return press(page, "Sign in");
  }),
  visitor("sign-in, wrong", 422, (page) => signInWrongly(page, "nobody@example.org")),
  visitor("sign-in, too often", 429, async (page, site) => {
    const email = "stranger@example.org";
    const browser = site.app.visitor();
    const form = await browser.get("/auth/signin");
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await browser.submit(form, "/auth/signin", { email, password: "not my password" });
    }
    return signInWrongly(page, email);
  }),
  visitor("a form to confirm, signed out", 403, async (page) => {
    await page.goto("/auth/signin");
    await page.getByLabel("Email").fill("nobody@example.org");
    await page.context().clearCookies();
    return press(page, "Sign in");
  }),
  visitor("nothing there, signed out", 404, (page) => page.goto("/nothing")),

  newcomer("Today, at first", 200, (page) => page.goto("/dashboard")),
  newcomer("the list, at first", 200, (page) => page.goto("/tasks")),
  newcomer("no completed tasks", 200, (page) => page.goto("/tasks?status=completed")),

  regular("Today", 200, (page) => page.goto("/dashboard")),
  regular("Today, with what was completed open", 200, async (page) => {
    const answer = await page.goto("/dashboard");
    await page.locator("summary").click();
    return answer;
  }),
  regular("Today, invalid", 422, async (page) => {
    await page.goto("/dashboard");
    await page.getByLabel("Add a task").fill(HARD.repeat(4));
    return press(page, "Add");
  }),
  regular("all tasks", 200, (page) => page.goto("/tasks")),
  regular("completed tasks", 200, (page) => page.goto("/tasks?status=completed")),
  regular("the list's next page", 200, async (page) => {
    await page.goto("/tasks?limit=6");
    return goBy(page, () => page.getByRole("link", { name: "More tasks" }).click());
  }),
  regular("a list with something to undo", 200, async (page) => {
    await page.goto("/tasks");
    return goBy(page, () => page.locator("#b8").click());
  }),
  regular("a new task", 200, (page) => page.goto("/tasks/new")),
  regular("a new task, invalid", 422, async (page) => {
    await page.goto("/tasks/new");
    return press(page, "Add task");
  }),
  regular("a task with hard words", 200, (page) => page.goto("/tasks/8")),
  regular("a task", 200, (page) => page.goto(TASK)),
  regular("a task to edit", 200, (page) => page.goto(`${TASK}/edit`)),
  regular("a task to edit, invalid", 422, async (page) => {
    await page.goto(`${TASK}/edit`);
    await page.getByLabel("Title").fill("");
    return press(page, "Save");
  }),
  regular("two versions", 409, async (page) => {
    await page.goto("/tasks/8/edit");
    const other = await page.context().newPage();
    await other.goto("/tasks/8/edit");
    await other.getByLabel("Notes").fill(`${HARD}\nshorter`);
    await press(other, "Save");
    await other.close();
    return press(page, "Save");
  }),
  regular("a form to confirm", 403, async (page) => {
    await page.goto(`${TASK}/edit`);
    await page.locator("main [name=_csrf]").evaluate((field) => field.setAttribute("value", ""));
    return press(page, "Save");
  }),
  regular("nothing there", 404, (page) => page.goto("/tasks/999")),
  regular("not understood", 400, (page) => page.goto("/tasks?status=later")),
  regular("not so", 405, (page) => page.goto(`${TASK}/completion`)),
  regular("too much", 413, async (page) => {
    await page.goto("/tasks/new");
    await page.getByLabel("Notes").fill("much ".repeat(60_000));
    return press(page, "Add task");
  }),
];

type Go = (page: Page, site: Site) => Promise<Response | null>;

function visitor(name: string, status: number, go: Go): State {
  return {
    name,
    status,
    go: async ({ visitor: page, site }) => ({ page, answer: await go(page, site) }),
  };
}

function newcomer(name: string, status: number, go: Go): State {
  return {
    name,
    status,
    go: async ({ newcomer: { page }, site }) => ({ page, answer: await go(page, site) }),
  };
}

function regular(name: string, status: number, go: Go): State {
  return {
    name,
    status,
    go: async ({ regular: { page }, site }) => ({ page, answer: await go(page, site) }),
  };
}

function press(page: Page, name: string): Promise<Response> {
  const button = page.locator("main").getByRole("button", { name, exact: true });
  return goBy(page, () => button.click());
}

async function signInWrongly(page: Page, email: string): Promise<Response> {
  await page.goto("/auth/signin");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("not my password");
  return press(page, "Sign in");
}
