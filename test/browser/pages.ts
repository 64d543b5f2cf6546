/** Every page in its states, in Chromium: it fits, it can be pressed, and axe finds nothing. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { DESKTOP, PHONE, type Scenario } from "../support/chromium.ts";
import { openWindows } from "./people.ts";
import { STATES } from "./states.ts";

const NARROW = { width: 320, height: 640 };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const pages: Record<string, Scenario> = {
  "every page fits, targets are at least 44 px, and axe finds nothing": async (visit) => {
    // Scripting, and the policy off its guard, are for axe: the pages bring no script of their own.
    const people = await openWindows(visit, { javaScriptEnabled: true, bypassCSP: true });
    const found: string[] = [];
    for (const [index, { name, status, go }] of STATES.entries()) {
      const { page, answer } = await go(people).catch((cause) => {
        throw new Error(`no way to: ${name}`, { cause });
      });
      assert.equal(answer?.status(), status, name);
      const look = LOOKS[index % LOOKS.length] ?? "wide and light";
      found.push(...(await examine(page, look)).map((problem) => `${name}: ${problem}`));
    }
    assert.deepEqual(found, []);
  },
};

/** axe looks at each state once, at each width and in each scheme in turn. */
const LOOKS = ["wide and light", "narrow and dark", "wide and dark", "narrow and light"] as const;

/** What axe finds in this look, and what does not fit or is too small to press at two widths. */
async function examine(page: Page, look: (typeof LOOKS)[number]): Promise<string[]> {
  const problems: string[] = [];
  const note = async (expression: string, where: string) => {
    for (const problem of (await page.evaluate(expression)) as string[]) {
      problems.push(`${where}: ${problem}`);
    }
  };
  await page.setViewportSize(PHONE);
  await note(LAYOUT, "narrow");
  await page.setViewportSize(NARROW);
  await note(LAYOUT, "very narrow");
  await page.setViewportSize(look.startsWith("wide") ? DESKTOP : PHONE);
  await page.emulateMedia({ colorScheme: look.endsWith("dark") ? "dark" : "light" });
  await page.evaluate(AXE);
  await note(RUN_AXE, look);
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light", media: "print" });
  await note(PRINTED, "printed");
  await page.emulateMedia({ media: "screen" });
  return problems;
}

/**
 * Runs on the page: the controls that are printed. On paper a row's button is the box to tick, and a fact
 * and a setting are words, without the sign that they open.
 */
const PRINTED = `[...document.querySelectorAll(
  "button, input, select, textarea, summary, label:not(.box + span > *), .btn, .link, nav a, .head a, .hint a",
)].filter((element) => element.checkVisibility() && !element.matches(".box > *"))
  .filter((element) => !element.matches(".facts summary, summary.set") || ["::before", "::after"].some((sign) => {
    const { content, display } = getComputedStyle(element, sign);
    return !["none", "normal"].includes(content) && display !== "none";
  }))
  .map((element) => element.outerHTML.slice(0, 120))`;

/**
 * Runs on the page: what does not fit, and what is too small to press. A box is pressed by its label
 * as well; under an open sheet nothing is.
 */
const LAYOUT = `(() => {
  const problems = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) problems.push("is " + root.scrollWidth + " px wide");
  const named = (element) => element.outerHTML.slice(0, 120);
  const sheet = document.querySelector(":popover-open") ?? document;
  for (const element of sheet.querySelectorAll("a, button, summary, input:not([type=hidden]), select, textarea")) {
    element.scrollIntoView({ block: "center" });
    const labels = ["checkbox", "radio"].includes(element.type) ? [...element.labels] : [];
    const { x, y, width, height } = around([element, ...labels].map(seen));
    const isShown = element.checkVisibility({ visibilityProperty: true }) && y + height > 0 && width > 1;
    if (!isShown || isInSentence(element) || isUnderBox(element)) continue;
    const [left, middle] = [x + Math.min(width, 44) / 2, y + height / 2];
    // Whatever lies over it, such as a link that covers its row, belongs to it too.
    const reaches = (dx, dy) => {
      const top = document.elementFromPoint(left + dx, middle + dy);
      return top !== null && [element, ...labels].some((one) => one.contains(top));
    };
    if (!reaches(0, 0)) problems.push("is covered: " + named(element));
    const isTall = height >= 44 || (reaches(0, -21) && reaches(0, 21));
    const isWide = width >= 44 || (reaches(-21, 0) && reaches(21, 0));
    if (!isTall || !isWide) problems.push(Math.round(width) + " × " + Math.round(height) + ": " + named(element));
  }
  function around(boxes) {
    const [x, y] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
    const right = Math.max(...boxes.map((box) => box.right));
    return { x, y, width: right - x, height: Math.max(...boxes.map((box) => box.bottom)) - y };
  }
  // In a message the link covers the sentence, of which a long title may be cut off.
  function seen(one) {
    return (one.closest(".brief") ?? one).getBoundingClientRect();
  }
  function isInSentence(element) {
    if (getComputedStyle(element).display !== "inline" || !element.matches("p a, .notes a")) return false;
    // What somebody wrote is text, also where it is a link and nothing else.
    const isAlone = element.parentElement.textContent.trim() === element.textContent.trim();
    return !isAlone || element.closest(".notes") !== null;
  }
  // In select mode the box of a row is pressed anywhere in it, and the link by the keyboard only.
  function isUnderBox(one) {
    const box = one.matches(".box + span > a") && one.closest("li").querySelector("[name=task]");
    return box && box.checkVisibility();
  }
  return problems;
})()`;

/** Runs on the page: what axe finds. */
const RUN_AXE = `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 200))))`;
