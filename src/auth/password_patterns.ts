/** Passwords that are a pattern, which an attacker tries whatever the letters are. */
import { adjacencyGraphs } from "@zxcvbn-ts/language-common";

/** In letters: shorter texts have another message, and nobody tries longer ones. */
const LENGTH_MIN = 8;
const LENGTH_MAX = 64;
/** In letters: repeating no more than this is no more than this. */
const UNIT_MAX = 4;
/** In letters: the shortest run that counts, such as "abc" or "987" or "qwe". */
const RUN_MIN = 3;

/** Whether the letter may follow the one before it in a run. */
type Link = (before: string, letter: string) => boolean;

const KEYBOARDS: readonly Link[] = (["qwerty", "qwertz", "azerty", "keypad"] as const).map(
  (name) => {
    const neighbours = new Map(
      Object.entries(adjacencyGraphs[name] as Record<string, (string | null)[]>).map(
        ([key, others]) => [key, others.join("")],
      ),
    );
    return (before, letter) => before === letter || (neighbours.get(before) ?? "").includes(letter);
  },
);

const LINKS: readonly Link[] = [
  (before, letter) => [0, 1].includes(stepOf(before, letter)),
  (before, letter) => [0, -1].includes(stepOf(before, letter)),
  ...KEYBOARDS,
];

/**
 * Whether a text repeats a few letters ("12341234"), has hardly different ones, or consists of runs:
 * letters or digits in their order, in either direction, or neighbours on a keyboard ("abcd1234",
 * "qweasdzxc").
 * @param text with its letters in one case and in NFC.
 */
export function isPattern(text: string): boolean {
  const letters = [...text];
  if (letters.length < LENGTH_MIN || letters.length > LENGTH_MAX) return false;
  if (new Set(letters).size <= 2 || unitOf(text).length <= UNIT_MAX) return true;
  let runs = 0;
  for (let start = 0; start < letters.length; runs += 1) {
    const run = Math.max(...LINKS.map((link) => runLength(letters, start, link)));
    if (run < RUN_MIN) return false;
    start += run;
  }
  return runs <= Math.floor(letters.length / RUN_MIN);
}

/** The shortest text that it is a repetition of, of which the last one may be cut; else itself. */
export function unitOf(text: string): string {
  const letters = [...text];
  const period = letters.findIndex(
    (_, size) =>
      size > 0 && letters.every((letter, at) => at < size || letter === letters[at - size]),
  );
  return period === -1 || period > letters.length / 2 ? text : letters.slice(0, period).join("");
}

function runLength(letters: readonly string[], start: number, link: Link): number {
  let end = start + 1;
  while (end < letters.length && link(letters[end - 1] ?? "", letters[end] ?? "")) end += 1;
  return end - start;
}

/** Between two letters or two digits, where 9 is followed by 0; NaN for anything else. */
function stepOf(before: string, letter: string): number {
  if (/^\d\d$/.test(before + letter)) {
    const step = (Number(letter) - Number(before) + 10) % 10;
    return step === 9 ? -1 : step;
  }
  const areLetters = /^\p{L}\p{L}$/u.test(before + letter);
  return areLetters ? (letter.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0) : Number.NaN;
}
