/** The review in its states. */
import { goBy } from "../support/chromium.ts";
import { regular, type State } from "./state.ts";

export const REVIEW_STATES: State[] = [
  regular("the review", 200, (page) => page.goto("/review")),
  regular("the review, day by day", 200, async (page) => {
    const answer = await page.goto("/review");
    await page.getByText("Day by day").click();
    return answer;
  }),
  regular("the review after a decision", 200, async (page) => {
    await page.goto("/review");
    return goBy(page, () =>
      page
        .getByRole("button", { name: /^Next week/ })
        .first()
        .click(),
    );
  }),
];
