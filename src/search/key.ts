/**
 * What texts are searched by. It is the same for two spellings of a letter, with or without accents, and
 * in any case; `search_key` in PostgreSQL gives the same. A space stands before each word, so that a text
 * that begins with one is only found at the beginnings of words.
 */

/** Accents and other marks that do not make another letter; those of Indic scripts and of kana do. */
const MARKS = String.raw`\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u0711\u0730-\u074A\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F`;
/** What nobody sees: soft hyphens, joiners, directional marks, variation selectors. */
const INVISIBLE = String.raw`\u00AD\u061C\u180B-\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF\u{E0000}-\u{E01EF}`;
/** Scripts that are written without spaces between words. */
const UNSPACED = String.raw`\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u2FDF\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303C\u3040-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFF}`;

const DROPPED = new RegExp(`[${MARKS}${INVISIBLE}]+`, "gu");
const SPACES = /[ \t\n\v\f\r\u0085\u1680\u2028\u2029]+/gu;
/** Before the word: a text with thousands of them is replaced several times faster without what stands before. */
const WORD_START = new RegExp(
  `(?<=[^\\p{L}\\p{Nd} ]|[${UNSPACED}])(?=[\\p{L}\\p{Nd}])(?![${UNSPACED}])`,
  "gu",
);
const WORD = new RegExp(`^(?![${UNSPACED}])[\\p{L}\\p{Nd}]$`, "u");

/** Letters that no mark is stripped from, and punctuation that is typed in several ways. */
const REPLACED: Readonly<Record<string, string>> = {
  ...{ ς: "σ", ø: "o", ł: "l", đ: "d", ð: "d", ħ: "h", ŧ: "t", ŋ: "n", æ: "ae", œ: "oe", þ: "th" },
  ...{ "’": "'", "‘": "'", ʼ: "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"' },
  ...{ "‐": "-", "‒": "-", "–": "-", "—": "-", "−": "-" },
};
const REPLACEABLE = new RegExp(`[${Object.keys(REPLACED).join("")}]`, "gu");

/** Begins with a space; " " alone if there is nothing to find. */
export function searchKey(text: string): string {
  const spaced = folded(text).replace(SPACES, " ").replace(WORD_START, " ");
  return ` ${spaced.replace(/^ +/, "")}`;
}

/**
 * What to look for in the keys of texts. With a space at its beginning it is only found where a word begins:
 * a single letter is in too many words.
 * @returns "" if there is nothing to find.
 */
export function searchNeedle(text: string): string {
  const key = searchKey(text).trim();
  return WORD.test(key) ? ` ${key}` : key;
}

/** Without marks, and in one case. */
export function folded(text: string): string {
  // Most texts: nothing in them has a mark or is replaced.
  if (/^[\0-\x7F]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(DROPPED, "")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(REPLACEABLE, (letter) => REPLACED[letter] ?? letter)
    .normalize("NFC");
}
