/** What a query says of the states of the tasks that it finds. */
import type { Condition, ConditionTerm } from "./resolve.ts";
import { grouped, type State, termsOf } from "./tree.ts";

type HiddenState = "deleted" | "archived";

const DELETED: Condition = { kind: "is", state: "deleted" };

/**
 * The condition without what is only found if it is asked for: what is in the trash, or archived. With `or`
 * each side asks for itself. What is in the trash is not hidden by its list, as on the page of the Trash.
 */
export function scopedCondition(condition: Condition): Condition {
  return withoutHidden(withoutHidden(condition, "archived"), "deleted");
}

function withoutHidden(condition: Condition, state: HiddenState): Condition {
  if (!asksFor(condition, state)) {
    const shown: Condition = { kind: "not", child: { kind: "is", state } };
    const isOfTrash = state === "archived" && asksFor(condition, "deleted");
    const own = isOfTrash ? grouped("or", [shown, DELETED]) : shown;
    return grouped("and", [condition, own ?? shown]) ?? condition;
  }
  if (condition.kind === "or") {
    return { kind: "or", children: condition.children.map((one) => withoutHidden(one, state)) };
  }
  if (condition.kind !== "and") return condition;
  const { children } = condition;
  const isAsked = children.some((one) => one.kind !== "or" && asksFor(one, state));
  // What only some of the sides of its `or`s ask for is left to them.
  return isAsked ? condition : { kind: "and", children: children.map((one) => asked(one, state)) };
}

function asked(condition: Condition, state: HiddenState): Condition {
  return asksFor(condition, state) ? withoutHidden(condition, state) : condition;
}

/** By its name, or for an archived list by the name of the list. */
function asksFor(condition: Condition, state: HiddenState): boolean {
  for (const { term, isNegated } of termsOf<ConditionTerm>(condition)) {
    if (term.kind === "is" && term.state === state) return true;
    if (state === "archived" && term.kind === "list" && term.id !== null && !isNegated) return true;
  }
  return false;
}

/** What is only true of tasks to do. */
const OPEN_STATES: readonly State[] = ["open", "overdue", "today", "someday", "hidden"];

/** What a query says by itself of the tasks that it finds; null: they may be both. */
export function statusOf(condition: Condition): "pending" | "completed" | null {
  const parts = condition.kind === "and" ? condition.children : [condition];
  if (parts.some((part) => part.kind === "is" && OPEN_STATES.includes(part.state)))
    return "pending";
  const isOfCompleted = parts.some(
    (part) =>
      (part.kind === "is" && part.state === "done") ||
      (part.kind === "day" && part.field === "completed"),
  );
  return isOfCompleted ? "completed" : null;
}

/** How many words and phrases it looks for. */
export function wordsIn(condition: Condition): number {
  return [...termsOf<ConditionTerm>(condition)].filter(({ term }) => term.kind === "text").length;
}

export function hasWords(condition: Condition): boolean {
  return wordsIn(condition) > 0;
}
