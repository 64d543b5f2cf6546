/** Finds the lists, sections and tags that a query names, and those whose names have its words. */
import { nameKey } from "../text.ts";
import type { Fault } from "./faults.ts";
import { searchNeedle } from "./key.ts";
import { NAME_KEYS, nameIndex } from "./name_index.ts";
import type { ParsedQuery } from "./parse.ts";
import { printTerm } from "./print.ts";
import {
  type FactTerm,
  grouped,
  type NameTerm,
  negated,
  type QueryNode,
  type Tree,
} from "./tree.ts";

/** What a person has names for. */
export interface Names {
  lists: readonly { id: number; name: string; sections: readonly { id: number; name: string }[] }[];
  tags: readonly { id: number; name: string }[];
}

/** A query whose names are rows of the person. */
export type Condition = Tree<ConditionTerm>;

export type ConditionTerm =
  | FactTerm
  | TextCondition
  /** null: the Inbox; `section` with the list that it is in. */
  | { kind: "list"; id: number | null; name: string; section: { id: number; name: string } | null }
  /** Sections of several lists can have the same name. */
  | { kind: "section"; ids: readonly number[]; name: string }
  | { kind: "tag"; id: number; name: string };

export interface TextCondition {
  kind: "text";
  text: string;
  /** Rows whose names have the text. */
  lists: readonly number[];
  sections: readonly number[];
  tags: readonly number[];
}

export interface ResolvedQuery {
  /** null: nothing was asked for, or nothing of it was understood. */
  condition: Condition | null;
  faults: readonly Fault[];
}

/** Of so many names that there are not, the first ones, similar ones are looked for. */
const COMPARED_MOST = 5;

/** With what is wrong; `resolveCondition` takes less time. */
export function resolveQuery({ tree, faults, places }: ParsedQuery, names: Names): ResolvedQuery {
  const { condition, unknown } = resolveCondition(tree, names);
  const all = unknown.map((term, index) => {
    const { start, end } = places.get(term) ?? { start: 0, end: 0 };
    const similar = index < COMPARED_MOST ? similarName(term, names) : null;
    const instead = similar === null ? null : printTerm({ kind: term.kind, name: similar });
    const hint = similar === null ? "" : `. Did you mean “${similar}”?`;
    return { start, end, message: `There is no ${term.kind} “${term.name}”${hint}`, instead };
  });
  return {
    condition,
    faults: [...faults, ...all].toSorted((one, other) => one.start - other.start),
  };
}

/** The same without what is wrong, but for the terms that name what there is not. */
export function resolveCondition(
  tree: QueryNode | null,
  names: Names,
): { condition: Condition | null; unknown: readonly NameTerm[] } {
  const resolver = new Resolver(names);
  const condition = tree === null ? null : resolver.resolve(tree);
  return { condition, unknown: resolver.unknown };
}

/** What is asked for twice is looked for once. @returns null: there are no children. */
export function groupedOnce(kind: "and" | "or", children: readonly Condition[]): Condition | null {
  const group = grouped(kind, children);
  if (group === null || !("children" in group)) return group;
  const different = new Map(group.children.map((child) => [JSON.stringify(child), child]));
  return grouped(group.kind, [...different.values()]);
}

class Resolver {
  readonly unknown: NameTerm[] = [];
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  /** null: it names what there is not. */
  resolve(node: QueryNode): Condition | null {
    switch (node.kind) {
      case "and":
      case "or": {
        const children = node.children.map((child) => this.resolve(child));
        return groupedOnce(
          node.kind,
          children.filter((child) => child !== null),
        );
      }
      case "not": {
        const child = this.resolve(node.child);
        return child && negated(child);
      }
      case "text":
        return this.#text(node.text);
      case "list":
      case "section":
      case "tag": {
        const found = FINDERS[node.kind](node.name, this.#names);
        if (found === null) this.unknown.push(node);
        return found;
      }
      default:
        return node;
    }
  }

  #text(text: string): TextCondition {
    const needle = searchNeedle(text);
    const { lists, tags } = this.#names;
    return {
      kind: "text",
      text,
      lists: nameIndex(lists).idsWith(needle),
      sections: nameIndex(sectionsOf(lists)).idsWith(needle),
      tags: nameIndex(tags).idsWith(needle),
    };
  }
}

type Lists = Names["lists"];
type Section = Lists[number]["sections"][number];

const allSections = new WeakMap<Lists, readonly Section[]>();

/** The same array for the same lists. */
function sectionsOf(lists: Lists): readonly Section[] {
  const sections = allSections.get(lists) ?? lists.flatMap((list) => list.sections);
  allSections.set(lists, sections);
  return sections;
}

const FINDERS: Record<NameTerm["kind"], (name: string, names: Names) => Condition | null> = {
  list: (name, { lists }) => {
    const [list] = nameIndex(lists).find(name);
    if (list !== undefined) return { kind: "list", id: list.id, name: list.name, section: null };
    if (nameKey(name.trim()) === "inbox")
      return { kind: "list", id: null, name: "Inbox", section: null };
    return sectionOfList(name.trim(), lists);
  },
  section: (name, { lists }) => {
    const found = nameIndex(sectionsOf(lists)).find(name);
    const [first] = found;
    return first ? { kind: "section", ids: found.map(({ id }) => id), name: first.name } : null;
  },
  tag: (name, { tags }) => {
    const [tag] = nameIndex(tags).find(name);
    return tag ? { kind: "tag", id: tag.id, name: tag.name } : null;
  },
};

/** "Home/Kitchen"; both names can have slashes. */
function sectionOfList(name: string, lists: Lists): Condition | null {
  const slashes = [...name.matchAll(/\//g)].map(({ index }) => index);
  for (const number of NAME_KEYS.keys()) {
    for (const slash of slashes) {
      for (const list of nameIndex(lists).findBy(number, name.slice(0, slash))) {
        const [section] = nameIndex(list.sections).findBy(number, name.slice(slash + 1));
        if (section) return { kind: "list", id: list.id, name: list.name, section };
      }
    }
  }
  return null;
}

function similarName({ kind, name }: NameTerm, { lists, tags }: Names): string | null {
  const rows = kind === "tag" ? tags : kind === "list" ? lists : sectionsOf(lists);
  return nameIndex(rows).nearest(name);
}
