/**
 * A new password that is typed visibly. Without script a page cannot show what has been typed, and what was
 * typed is never sent back: so a button empties the field and shows it as text from then on.
 */
import { choices } from "./declaration.ts";

/** reveal: which way the button asks to show it. revealed: how the form shows it. */
export const REVEAL_FIELDS = choices("reveal", "revealed");

/** Whether the form was sent by the button that shows or hides what is typed: nothing else is to be done. */
export function asksToReveal({ reveal }: Record<string, unknown>): boolean {
  return reveal === "1" || reveal === "0";
}

/** Whether to show what is typed. */
export function isRevealed({ reveal, revealed }: Record<string, unknown>): boolean {
  return (reveal ?? revealed) === "1";
}

/** In characters: so many fit into the limit in bytes whatever they are. */
const MAX_LENGTH = 256;

/** For the generators of password managers (WHATWG HTML has no such attribute; Safari and others do). */
export function passwordRules(minLength: number): string {
  return `minlength: ${minLength}; maxlength: ${MAX_LENGTH}; allowed: unicode;`;
}
