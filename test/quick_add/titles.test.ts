/**
 * Words that look like dates, repeats or sigils and belong to the title. Dates taken out of titles
 * are the most common complaint about quick add in other programs.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { plain } from "../../src/quick_add/parse.ts";
import { parse } from "./fixed_clock.ts";

const TITLES = [
  // Numbers, months and names that look like dates.
  "The 5th Wave",
  "Call March",
  "Call June",
  "40th birthday party",
  "May be late",
  "Second round",
  "Read 1984",
  "Meet at 5 Guys",
  "Watch 24",
  "Catch 22",
  "Plan 2027",
  "Book flights March 2027",
  "Upgrade to v24.12.1",
  "Meet Jan 5 minutes earlier",
  "June's birthday",
  "tomorrow's homework",
  // A date at the beginning, followed by more words.
  "Sunday lunch with Mum",
  "Monday meeting notes",
  "Tomorrow Never Dies",
  "tomorrow never dies",
  "Tomorrow is another day",
  "Today Show tickets",
  "May the fourth",
  "24 dec 2 jan trip",
  "24 dec – 2 jan trip",
  "tomorrow 3/12 dentist",
  "every day call mum",
  "9am meeting notes",
  "3/4 inch pipe",
  "Next week planning",
  "On my way",
  "By the way",
  "in 80 ways",
  "Mon-Fri",
  // Names with a date at the end, recognized by their capitals or the word before.
  "Read USA Today",
  "Read Guardian Weekly",
  "Read Every Day",
  "Watch High Noon",
  "Watch Around the World in 80 Days",
  "Watch The Day After Tomorrow",
  "Prepare Black Friday",
  "Thank God it's Friday",
  "Listen to Sunday Bloody Sunday",
  "Enjoy the sun",
  // A date that belongs to the phrase.
  "Book a table for friday",
  "Notes from today",
  "Report on next month",
  "Work until 5pm",
  "The night before christmas",
  "Play The Beatles Yesterday",
  "Plan next week",
  "Drop by tomorrow",
  "Say no today",
  "Pay 9am to 5pm worker",
  "Open 9am - 5pm",
  "Trip 24 dec – 2 jan",
  "Gym mon, wed, fri",
  "Open sat and sun",
  "Ask about yesterday",
  // Numbers that could be a date, or something else.
  "Buy 3/4 inch pipe",
  "Pay 5/6",
  "Pay 5/6/2027",
  "Pay 24.12",
  "Release 2.4.",
  "Upgrade to node 24.12.",
  "See chapter 13.4.",
  "See chapters 13.4. and 24.12.",
  "Install 3.12.26",
  "Move to PHP 12.10.",
  "Pay rent 24.12.",
  "Support 24/7",
  "Read John 3:16",
  "Dinner 20.00",
  "Meet at 5",
  "Back in a minute",
  "Meet at 8",
  "Meet by 17",
  "Study 2h",
  "call 1h30",
  "call mum 1h30",
  "Swim 6h45",
  "Walk half past the church",
  "Sing at midnight mass",
  // Times and days that do not exist, and parts of them that do.
  "Pay 31 feb",
  "Pay 31 feb 9am",
  "Pay 2026-02-30",
  "Pay 2026-02-30 9am",
  "Pay 13pm",
  "Pay at 25:00",
  "Dinner thu 27 nov 19:30",
  // Two digits that are not a year that is near.
  "Pay 24 dec 19",
  "Pay 24 dec 75 9am",
  "Dinner mon 3 jan 27",
  // A past date names something, except after "due".
  "Minutes 2026-11-18",
  "Photos 14.07.2019",
  // Not a repeat, not a valid one, or ambiguous.
  "Seize the day",
  "Something for every day",
  "Take pill twice daily",
  "Take pill every 4 hours",
  "Club every third friday",
  "Pay every 15 and 30",
  "Pay every 15th and",
  "Pay every 15th 30th",
  "Pay every 15th and 32nd",
  "Club every 1st and 6th friday",
  "Club every friday and 15th",
  "Club every 6th friday",
  "Pay every month until 24 dec 3 times",
  "Pay every 0 days",
  "Pay every 1000 days",
  "Pay every 2 weekdays",
  "Pay every month 0 times",
  "Pay every month 1000000000 times",
  "Pay every month until 2020-01-01",
  "Pay every month until 31 feb",
  "every day is a gift",
  // Characters that are not sigils.
  "Fix bug #12",
  "Learn C#",
  "Mail bob@example.com",
  "Lunch @Nando's",
  "Meet @5pm",
  "See #general in the chat",
  "Ask @bob about the rent",
  "Wow !4",
  "a @ b # c ! d //",
  "// not a note",
  "Open http://example.com",
  "A row of /// slashes",
  // Backslashes that escape nothing.
  "Copy C:\\temp\\x \\\\server\\share \\alpha",
  'Say "hi',
];

describe("a title stays whole", () => {
  for (const title of TITLES) {
    it(title, () => {
      assert.deepEqual(parse(title), plain(title));
    });
  }
});

describe("a line of only a date, a repeat or sigils is a title", () => {
  for (const line of ["Monday", "tomorrow 9am", "every month tomorrow 9am", "24.12.", "#a @b !1"]) {
    it(line, () => {
      assert.deepEqual(parse(line), plain(line));
    });
  }

  it("except for its sigils when it also has a word", () => {
    const { title, dueOn, tags, taken } = parse("tomorrow #bills");
    assert.deepEqual(
      { title, dueOn, tags, taken },
      {
        title: "tomorrow",
        dueOn: null,
        tags: ["bills"],
        taken: true,
      },
    );
  });
});

describe("quoted and escaped words are text", () => {
  const cases: [string, string][] = [
    ['Read "24 dec"', 'Read "24 dec"'],
    ["Read “24 dec”", "Read “24 dec”"],
    ['Read "every day", "#1" and "// that"', 'Read "every day", "#1" and "// that"'],
    ["Watch \\tomorrow", "Watch tomorrow"],
    ["\\@home is where the heart is", "@home is where the heart is"],
    ["We are \\#winners", "We are #winners"],
    ["Mark it \\!1", "Mark it !1"],
    ["Read \\// comments", "Read // comments"],
    ['Say \\"hi tomorrow\\"', 'Say "hi tomorrow\\"'],
    ["Write \\\\tomorrow", "Write \\tomorrow"],
    ["\\fri 9am: the musical", "fri 9am: the musical"],
  ];
  for (const [line, title] of cases) {
    it(line, () => {
      assert.deepEqual(parse(line), plain(title));
    });
  }

  it("and the rest of the line is parsed", () => {
    const { title, dueOn } = parse('Read "24 dec" tomorrow');
    assert.deepEqual([title, dueOn], ['Read "24 dec"', "2026-11-21"]);
  });
});

it("trims a title, and changes only its line breaks", () => {
  assert.equal(
    parse("  Two  spaces\there\nand\u00A0there  ").title,
    "Two  spaces here and\u00A0there",
  );
});

it("keeps a whole line as text", () => {
  const line = " pay rent tomorrow 9am every month @home #bills !1 // note ";
  assert.deepEqual(plain(line), {
    title: "pay rent tomorrow 9am every month @home #bills !1 // note",
    description: "",
    dueOn: null,
    dueTime: null,
    repeat: null,
    list: null,
    tags: [],
    priority: 0,
    taken: false,
  });
});
