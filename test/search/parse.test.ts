/** Queries and their trees. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QUERY_MAX } from "../../src/search/parse.ts";
import { marked, outline, outlineOf, parsed } from "./trees.ts";

function parses(cases: readonly (readonly [query: string, tree: string])[]): void {
  for (const [query, tree] of cases) {
    it(query === "" ? "nothing" : query, () => assert.equal(outlineOf(query), tree));
  }
}

describe("words", () => {
  parses([
    ["", "nothing"],
    ["  \t ", "nothing"],
    ["milk", '"milk"'],
    ["milk bread", '(and "milk" "bread")'],
    ["Milk,  bread!", '(and "Milk," "bread!")'],
    ["milk\nbread\0eggs", '(and "milk" "bread" "eggs")'],
    ["\0\x07milk\x1b \ud800b", '(and "milk" "\uFFFDb")'],
    ["C++ 50% a_b \\d", '(and "C++" "50%" "a_b" "\\\\d")'],
    ["you@example.org 12:30 a#b", '(and "you@example.org" "12:30" "a#b")'],
    ["well-known a-", '(and "well-known" "a-")'],
    ["https://example.org/?q=1", '"https://example.org/?q=1"'],
    ["note:this", '"note:this"'],
    ["constructor:x", '"constructor:x"'],
    ["会议 x", '(and "会议" "x")'],
    ["\u200b \u00ad", "nothing"],
    ["a\u202eb", '"ab"'],
  ]);
});

describe("phrases", () => {
  parses([
    ['"pay the rent"', '"pay the rent"'],
    ["“pay the rent”", '"pay the rent"'],
    ["„pay the rent“", '"pay the rent"'],
    ['"is:open" "or" "(a"', '(and "is:open" "or" "(a")'],
    ['"say \\"yes\\" \\\\ no"', '"say \\"yes\\" \\\\ no"'],
    ['milk"man', '"milk\\"man"'],
    ['"a"b', '(and "a" "b")'],
    ['""', "nothing"],
    ['"  "', "nothing"],
    ['"open', '"open" ! These quotation marks are not closed'],
    ['"\\', '"\\\\" ! These quotation marks are not closed'],
  ]);
});

describe("or, not and parentheses", () => {
  parses([
    ["a or b", '(or "a" "b")'],
    ["a OR b Or c", '(or "a" "b" "c")'],
    ["a b or c d", '(and "a" (or "b" "c") "d")'],
    ["(a b) or c", '(or (and "a" "b") "c")'],
    ["a or (b or c)", '(or "a" "b" "c")'],
    ["a (b c)", '(and "a" "b" "c")'],
    ["-a", '(not "a")'],
    ["--a", '"a"'],
    ["-(a b)", '(not (and "a" "b"))'],
    ["-(a or b) c", '(and (not (or "a" "b")) "c")'],
    ["-a or b", '(or (not "a") "b")'],
    ["a -", '(and "a" "-")'],
    ["a - b", '(and "a" "-" "b")'],
    ["(a -)", '(and "a" "-")'],
    ["(a #) (@)", '(and "a" "#" "@")'],
    ["-or", '"or"'],
    ['-"two words"', '(not "two words")'],
    ["-is:open -#x", '(and (not open) (not tag="x"))'],
    ["()", "nothing"],
    ["a () b", '(and "a" "b")'],
    ["-()", "nothing"],
    ["a)", '"a)"'],
    [") a", '(and ")" "a")'],
    ["f(x) y", '(and "f(x)" "y")'],
    ["(f(x) y)", '(and "f(x)" "y")'],
    ["(a", '"a" ! This parenthesis is not closed'],
    ["((a", '"a" ! This parenthesis is not closed'],
  ]);
});

describe("an or with nothing to choose from is a word", () => {
  parses([
    ["or", '"or"'],
    ["or milk", '(and "or" "milk")'],
    ["milk or", '(and "milk" "or")'],
    ["a or or b", '(and "a" (or "or" "b"))'],
    ["(or)", '"or"'],
    ["(a or) b", '(and "a" "or" "b")'],
  ]);
});

describe("names", () => {
  parses([
    ["list:home", 'list="home"'],
    ["List:Home", 'list="Home"'],
    ["@home", 'list="home"'],
    ['@"Home and garden"', 'list="Home and garden"'],
    ["list:“Home and garden”", 'list="Home and garden"'],
    ["list:home/kitchen", 'list="home/kitchen"'],
    ["section:kitchen", 'section="kitchen"'],
    ["tag:errand", 'tag="errand"'],
    ["#errand", 'tag="errand"'],
    ["tag:#errand", 'tag="errand"'],
    ["@ home", '(and "@" "home")'],
    ["a @", '(and "a" "@")'],
    ["(@home)", 'list="home"'],
    ["list:", "nothing ! “list” needs a name after it"],
    ["section:", "nothing ! “section” needs a name after it"],
    ["tag:#", "nothing ! “tag” needs a name after it"],
    ['list:"  "', "nothing ! “list” needs a name after it"],
    ["list>home", "nothing ! “list” needs a name after it"],
  ]);
});

describe("states and parts", () => {
  const states = "open done overdue today someday inbox repeating archived deleted hidden".split(
    " ",
  );
  parses(states.map((state) => [`is:${state}`, state]));
  const partNames = "due time notes checklist repeat tags list".split(" ");
  parses(partNames.map((part) => [`has:${part}`, `has-${part}`]));
  parses([
    ["IS:Open", "open"],
    ["is:=open", "open"],
    ["is=open", "open"],
    ['is:"open"', "open"],
  ]);
});

describe("priority", () => {
  parses([
    ["priority:high", "priority 3 to 3"],
    ["priority=none", "priority 0 to 0"],
    ["priority>=medium", "priority 2 to 3"],
    ["priority:>=medium", "priority 2 to 3"],
    ["priority>low", "priority 2 to 3"],
    ["priority<medium", "priority 0 to 1"],
    ["priority<=LOW", "priority 0 to 1"],
    ["priority>high", "priority 3 to 0"],
    ["priority<none", "priority 3 to 0"],
  ]);
});

describe("days", () => {
  parses([
    ["due:2026-11-30", "due 2026-11-30 to 2026-11-30"],
    ["due=2026-11-30", "due 2026-11-30 to 2026-11-30"],
    ["due:=2026-11-30", "due 2026-11-30 to 2026-11-30"],
    ["due<2026-11-30", "due * to not 2026-11-30"],
    ["due:<2026-11-30", "due * to not 2026-11-30"],
    ["due<=2026-11-30", "due * to 2026-11-30"],
    ["due>2026-11-30", "due not 2026-11-30 to *"],
    ["due>=2026-11-30", "due 2026-11-30 to *"],
    ["due:2026-11-01..2026-11-30", "due 2026-11-01 to 2026-11-30"],
    ["start:today", "start 2026-11-27 to 2026-11-27"],
    ["created>=-7d", "created 2026-11-20 to *"],
    ["completed:this-month", "completed 2026-11-01 to 2026-11-30"],
    ["changed:yesterday", "changed 2026-11-26 to 2026-11-26"],
    ["due:any", "due * to *"],
    ["due:none", "(not due * to *)"],
    ["-due:none", "due * to *"],
    ["start:none completed:any", "(and (not start * to *) completed * to *)"],
  ]);
});

describe("sort", () => {
  for (const sort of ["due", "priority", "created", "completed", "title", "rank"]) {
    it(sort, () => {
      const { tree, sort: found, faults } = parsed(`milk sort:${sort}`);
      assert.deepEqual([outline(tree), found, faults], ['"milk"', sort, []]);
    });
  }

  it("the last one counts, wherever it stands", () => {
    const { tree, sort } = parsed("(sort:due milk) or sort:title");
    assert.deepEqual([outline(tree), sort], ['"milk"', "title"]);
  });
});

/** Ranges that end before they begin, and the same days swapped. */
const REVERSED = [
  ["due:tomorrow..today", "due:today..tomorrow"],
  ["due=2026-11-30..2026-11-29", "due:2026-11-29..2026-11-30"],
  ["Created:Today..-7D", "created:-7D..Today"],
  ["start:next-week..last-month", "start:last-month..next-week"],
].map(([query = "", instead = ""]): [string, string, RegExp, string] => {
  const days = instead.replace(/^\w+:/, "");
  return [query, query, new RegExp(`ends before it begins. Did you mean “${days}”\\?$`), instead];
});

describe("faults", () => {
  const cases: [query: string, place: string, message: RegExp, instead: string | null][] = [
    ["pump is:opn x", "is:opn", /^There is no “is:opn”. Did you mean “is:open”\?$/, "is:open"],
    ["is:xxxxxx", "is:xxxxxx", /^Write “is:” with open, done, .* or hidden$/, null],
    ["is>open", "is>open", /^Write “is:”/, null],
    ["has:note", "has:note", /Did you mean “has:notes”/, "has:notes"],
    ["sort:crated", "sort:crated", /Did you mean “sort:created”/, "sort:created"],
    ["ist:open", "ist", /^There is no “ist”. Did you mean “list”\?$/, "list"],
    ["deu:friday", "deu", /Did you mean “due”/, "due"],
    ["prioritiy>=high", "prioritiy", /Did you mean “priority”/, "priority"],
    ["due:fridya", "due:fridya", /^“fridya” is not a day. Did you mean “friday”/, "due:friday"],
    ["due<=tomorow", "due<=tomorow", /Did you mean “tomorrow”/, "due<=tomorrow"],
    ["due:", "due:", /^Write a day as 2026-11-30, today, friday, \+7d or this-month$/, null],
    ["created:zzz", "created:zzz", /^Write a day as .* -7d/, null],
    ["due:2026-02-30", "due:2026-02-30", /^Write a day/, null],
    ["due:constructor", "due:constructor", /^Write a day/, null],
    ["due<2026-11-01..2026-11-30", "due<2026-11-01..2026-11-30", /^Write a day/, null],
    ...REVERSED,
    ["created:none", "created:none", /^(Write a day|“none” is not a day)/, null],
    ["priority:hihg", "priority:hihg", /^There is no priority “hihg”/, "priority:high"],
    ["priority>=x", "priority>=x", /^Write “priority:” with none, low, medium or high$/, null],
  ];
  for (const [query, place, message, instead] of cases) {
    it(`${query}: at its place, with what was probably meant`, () => {
      const { faults } = parsed(query);
      assert.deepEqual(marked(query), [place]);
      assert.match(faults[0]?.message ?? "", message);
      assert.equal(faults[0]?.instead, instead);
    });
  }

  it("a reversed range is right with its days swapped", () => {
    for (const [, , , instead] of REVERSED) assert.deepEqual(parsed(instead).faults, []);
    assert.equal(outline(parsed("milk due:tomorrow..today").tree), '"milk"');
    assert.deepEqual(parsed("due:today..today due:friday..monday").faults, []);
  });

  it("what was not understood is left out, and the rest is found", () => {
    assert.equal(outline(parsed("milk is:opn or due:fridya bread").tree), '(and "milk" "bread")');
    assert.equal(outline(parsed("-is:opn milk").tree), '"milk"');
  });

  it("places are those of the text as it was read, after invisible signs and emoji", () => {
    assert.deepEqual(marked("\u200e👩‍👩‍👧 \u202bpump\0 is:opn"), ["is:opn"]);
  });
});

describe("limits", () => {
  it("what comes after 1,000 characters is not read, and the fault says so", () => {
    const { tree, text, faults } = parsed(`${"🙂 ".repeat(20)}${"x".repeat(QUERY_MAX)} milk`);
    assert.equal([...text].length, QUERY_MAX);
    assert.ok(!outline(tree).includes("milk"));
    assert.match(faults.at(-1)?.message ?? "", /1,000 characters or less/);
  });

  it("1,000 parentheses are one fault", () => {
    for (const query of ["(".repeat(1_000), `${"(".repeat(490)}a${")".repeat(490)} b`]) {
      const { faults } = parsed(query);
      assert.ok(faults.length <= 2, JSON.stringify(faults));
      assert.match(faults[0]?.message ?? "", /parentheses/);
    }
  });

  for (const [most, term] of [
    [16, (index: number) => `w${index}`],
    [30, (index: number) => `#w${index}`],
  ] as const) {
    it(`${most} such as ${term(0)} are read, and the fault is at the next`, () => {
      const terms = Array.from({ length: 80 }, (_, index) => term(index));
      const { tree, faults } = parsed(terms.join(" "));
      assert.ok(tree?.kind === "and");
      assert.equal(tree.children.length, most);
      assert.deepEqual(
        faults.map(({ start }) => start),
        [terms.slice(0, most).join(" ").length + 1],
      );
      assert.match(faults[0]?.message ?? "", new RegExp(`^A query can have ${most} `));
    });
  }
});
