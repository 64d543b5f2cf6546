/** Repeating tasks in the review: how often they were kept, and how often missed. */
import type { RepeatStats } from "../models/stats.ts";
import { readRepeat } from "../models/task_fields.ts";
import { paths } from "../paths.ts";
import { shortRepeat } from "../recurrence/description.ts";
import type { ReviewPages } from "../views/models/review.ts";
import { scaleOf, scaleText } from "./review_weeks.ts";

type Review = ReviewPages["review/show"];

export function toRepeats(
  all: readonly RepeatStats[],
  most: number,
): Pick<Review, "repeats" | "repeatScale" | "moreRepeats"> {
  const shown = all.slice(0, most);
  const { scale, strokes } = scaleOf(
    shown.map(({ kept, late, skipped }) => ({ done: kept, late: late + skipped })),
  );
  const more = all.length - shown.length;
  return {
    repeatScale: scaleText(scale, "time"),
    moreRepeats: more > 0 ? `And ${more} more.` : null,
    repeats: shown.map(({ id, title, kept, late, skipped, ...row }, index) => ({
      title,
      href: paths.task(id),
      meta: [ruleWords(row), missedWords(late, skipped)]
        .filter((words) => words !== "")
        .join(" · "),
      strokes: strokes[index] ?? { done: 0, late: 0 },
      kept,
      all: kept + late + skipped,
    })),
  };
}

function ruleWords({ repeat: columns, dueOn }: Pick<RepeatStats, "repeat" | "dueOn">): string {
  const repeat = readRepeat(columns);
  return repeat === null ? "" : shortRepeat(repeat, dueOn);
}

/** "1 late, 1 skipped". */
function missedWords(late: number, skipped: number): string {
  const parts = [late > 0 ? `${late} late` : "", skipped > 0 ? `${skipped} skipped` : ""];
  return parts.filter((part) => part !== "").join(", ");
}
