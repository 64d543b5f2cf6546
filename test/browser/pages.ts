/** Every page in its states, in Chromium: it fits, it can be pressed, and axe finds nothing. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { DESKTOP, PHONE, type Scenario } from "../support/chromium.ts";
import { openWindows, STATES } from "./states.ts";

const NARROW = { width: 320, height: 640 };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const pages: Record<string, Scenario> = {
  "every page fits, what one presses is 44 px or more, and axe finds nothing": async (visit) => {
    // Scripting, and the policy off its guard, are for axe: the pages bring no script of their own.
    const people = await openWindows(visit, { javaScriptEnabled: true, bypassCSP: true });
    const found: string[] = [];
    for (const { name, status, go } of STATES) {
      const { page, answer } = await go(people);
      assert.equal(answer?.status(), status, name);
      found.push(...(await examine(page)).map((problem) => `${name}: ${problem}`));
    }
    assert.deepEqual(found, []);
  },
};

/** Wide and narrow, light and dark. */
async function examine(page: Page): Promise<string[]> {
  const problems: string[] = [];
  const note = async (expression: string, where: string) => {
    for (const problem of (await page.evaluate(expression)) as string[]) {
      problems.push(`${where}: ${problem}`);
    }
  };
  await page.addScriptTag({ content: AXE });
  await note(axe("all"), "wide");
  await page.emulateMedia({ colorScheme: "dark" });
  await note(axe("colours"), "wide and dark");
  await page.setViewportSize(PHONE);
  await note(axe("all"), "narrow and dark");
  await page.emulateMedia({ colorScheme: "light" });
  await note(axe("colours"), "narrow");
  await note(LAYOUT, "narrow");
  await page.setViewportSize(NARROW);
  await note(LAYOUT, "very narrow");
  await page.setViewportSize(DESKTOP);
  return problems;
}

/** Runs on the page: what does not fit, and what is too small to press. */
const LAYOUT = `(() => {
  const problems = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) problems.push("is " + root.scrollWidth + " px wide");
  const named = (element) => element.outerHTML.slice(0, 120);
  for (const element of document.querySelectorAll("a, button, summary, input:not([type=hidden]), textarea")) {
    element.scrollIntoView({ block: "center" });
    const box = element.getBoundingClientRect();
    const isShown = element.checkVisibility({ visibilityProperty: true }) && box.bottom > 0 && box.width > 1;
    if (!isShown || isInSentence(element)) continue;
    const [x, y] = [box.x + Math.min(box.width, 44) / 2, box.y + box.height / 2];
    // Whatever lies over it, such as a link that covers its row, belongs to it too.
    const reaches = (dx, dy) => {
      const top = document.elementFromPoint(x + dx, y + dy);
      return top !== null && (element.contains(top) || labels(element).includes(top));
    };
    if (!reaches(0, 0)) problems.push("is covered: " + named(element));
    const isTall = box.height >= 44 || (reaches(0, -21) && reaches(0, 21));
    const isWide = box.width >= 44 || (reaches(-21, 0) && reaches(21, 0));
    if (!isTall || !isWide) problems.push(Math.round(box.width) + " × " + Math.round(box.height) + ": " + named(element));
  }
  function labels(element) { return [...(element.labels ?? [])]; }
  function isInSentence(element) {
    return getComputedStyle(element).display === "inline" && element.matches("p a") &&
      element.closest("p").textContent.trim() !== element.textContent.trim();
  }
  return problems;
})()`;

/** Runs on the page: what axe finds. What the colours are does not change the rest. */
function axe(rules: "all" | "colours"): string {
  const some = rules === "all" ? "" : 'runOnly: ["color-contrast", "link-in-text-block"],';
  return `axe.run(document, { ${some} resultTypes: ["violations"] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 200))))`;
}
