/** The lists, sections and tags that queries name. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { corrected } from "../../src/search/faults.ts";
import { type Condition, resolveCondition, resolveQuery } from "../../src/search/resolve.ts";
import { threadTimeOf } from "../support/processor_time.ts";
import { NAMES } from "./names.ts";
import { parsed } from "./trees.ts";

function resolved(query: string) {
  return resolveQuery(parsed(query), NAMES);
}

/** The ids in a condition: "list 1/11", "tag 2". */
function idsOf(condition: Condition | null): string {
  switch (condition?.kind) {
    case "list":
      return `list ${condition.id}${condition.section ? `/${condition.section.id}` : ""}`;
    case "section":
      return `section ${condition.ids}`;
    case "tag":
      return `tag ${condition.id}`;
    case "text":
      return `lists ${condition.lists} sections ${condition.sections} tags ${condition.tags}`;
    case "not":
      return `not ${idsOf(condition.child)}`;
    case "and":
    case "or":
      return `(${condition.children.map(idsOf).join(` ${condition.kind} `)})`;
    default:
      return condition?.kind ?? "nothing";
  }
}

function finds(cases: Record<string, string>): void {
  for (const [query, ids] of Object.entries(cases)) {
    it(query, () => {
      const { condition, faults } = resolved(query);
      assert.deepEqual(faults, []);
      assert.equal(idsOf(condition), ids);
    });
  }
}

describe("names in any case, with or without accents, in any form", () => {
  finds({
    "@home": "list 1",
    "list:HOME": "list 1",
    'list:"café zoë"': "list 2",
    'list:"CAFE\u0301 ZOE\u0308"': "list 2",
    '@"cafe zoe"': "list 2",
    '@" home "': "list 1",
    "@会议": "list 5",
    "#STRASSE": "tag 2",
    "#strasse": "tag 2",
    "tag:#Errand": "tag 1",
    "section:kitchen": "section 11,21",
    "section:GARAGE": "section 12",
  });
});

describe("a list with one of its sections", () => {
  finds({
    "@home/kitchen": "list 1/11",
    '@"cafe zoe/Kitchen"': "list 2/21",
    "list:a/b": "list 4",
    "list:a/b/c/d": "list 4/41",
    "-list:home/garage": "not list 1/12",
  });
});

describe("the Inbox", () => {
  finds({ "@inbox": "list null", "list:INBOX": "list null" });

  it("is a list of that name if there is one", () => {
    const names = { ...NAMES, lists: [{ id: 9, name: "inbox", sections: [] }] };
    assert.equal(idsOf(resolveQuery(parsed("@inbox"), names).condition), "list 9");
  });
});

describe("words find those whose names have them", () => {
  finds({
    kitchen: "lists  sections 11,21 tags ",
    cafe: "lists 2 sections  tags ",
    errand: "lists  sections  tags 1,3",
    议: "lists 5 sections  tags ",
    // One letter is only found at the beginning of a word.
    w: "lists 3 sections  tags 4",
    "-waiting": "not lists  sections  tags 4",
  });
});

describe("unknown names are left out, and the nearest is offered", () => {
  const cases: [query: string, instead: string | null, message: RegExp][] = [
    ["milk @hme", "milk list:Home", /^There is no list “hme”. Did you mean “Home”\?$/],
    ["@cafe", 'list:"Café Zoë"', /Did you mean “Café Zoë”/],
    ["#errnad x", "tag:errand x", /^There is no tag “errnad”/],
    ["#wait", "tag:waiting", /Did you mean “waiting”/],
    ["section:kitchn", "section:Kitchen", /^There is no section/],
    ["@zzzzzz", null, /^There is no list “zzzzzz”$/],
    ["@home/attic", null, /^There is no list “home\/attic”/],
  ];
  for (const [query, instead, message] of cases) {
    it(query, () => {
      const { text } = parsed(query);
      const { faults } = resolved(query);
      const [fault] = faults;
      assert.ok(fault);
      assert.equal(faults.length, 1);
      assert.match(fault.message, message);
      assert.equal(corrected(text, fault), instead);
      if (instead !== null) assert.deepEqual(resolved(instead).faults, []);
    });
  }

  it("with what is left of the query", () => {
    const left = (query: string) => idsOf(resolved(query).condition);
    assert.equal(left("@home (#nothing or @work)"), "(list 1 and list 3)");
    assert.equal(left("#nothing"), "nothing");
    assert.equal(left("-#nothing or -(#nothing @home)"), "not list 1");
    assert.equal(left("-(#nothing or -@home)"), "list 1");
  });

  it("faults of both kinds are in the order of their places", () => {
    const { faults } = resolved("#nothing is:opn @zzz (");
    const starts = faults.map(({ start }) => start);
    assert.deepEqual(starts, [0, 9, 16, 21]);
  });
});

describe("what is asked for twice is looked for once", () => {
  const e = "lists  sections  tags 1,3";
  finds({
    "errand errand": e,
    "errand or errand or errand": e,
    "-errand -errand": `not ${e}`,
    "errand (errand @work)": `(${e} and list 3)`,
    "@home (errand or errand) @home": `(list 1 and ${e})`,
    "errand or (errand or @work)": `(${e} or list 3)`,
  });
});

describe("thousands of names", () => {
  const named = (kind: string) =>
    Array.from({ length: 5_000 }, (_, index) => ({
      id: index + 1,
      name: `some longer ${kind} ${index}`,
    }));
  const many = (): typeof NAMES => ({
    lists: [{ id: 1, name: "Home", sections: named("section") }],
    tags: named("tag"),
  });
  const unknown = Array.from({ length: 15 }, (_, index) => `tag:"some longer tag ${index + 1}x"`);
  const query = parsed([...unknown, ...unknown].join(" "));

  it("are compared in 100 ms, and without their corrections in ten times less", () => {
    const names = many();
    assert.equal(resolveQuery(query, names).faults.length, 30);
    const whole = threadTimeOf(() => resolveQuery(query, names));
    assert.ok(whole < 100, `${whole} ms`);
    const alone = threadTimeOf(() => resolveCondition(query.tree, names));
    assert.ok(alone < 10, `${alone} ms`);
  });

  it("the first faults have a correction", () => {
    const { faults } = resolveQuery(query, many());
    const offered = faults.map(({ instead }) => instead !== null);
    assert.deepEqual(offered, [...Array(5).fill(true), ...Array(25).fill(false)]);
  });
});
