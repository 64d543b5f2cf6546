/** Finds the lists, sections and tags that a query names, and those whose names have its words. */
import { nameKey } from "../text.ts";
import { type Fault, nearest } from "./faults.ts";
import { folded, searchKey, searchNeedle } from "./key.ts";
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

export function resolveQuery({ tree, faults, places }: ParsedQuery, names: Names): ResolvedQuery {
  const resolver = new Resolver(names, places);
  const condition = tree === null ? null : resolver.resolve(tree);
  const all = [...faults, ...resolver.faults].toSorted((one, other) => one.start - other.start);
  return { condition, faults: all };
}

class Resolver {
  readonly faults: Fault[] = [];
  readonly #names: Names;
  /** By their names: a query may have many words, and a person many names. */
  readonly #keys = new Map<string, string>();
  readonly #places: ParsedQuery["places"];

  constructor(names: Names, places: ParsedQuery["places"]) {
    this.#names = names;
    this.#places = places;
  }

  /** null: it names what there is not. */
  resolve(node: QueryNode): Condition | null {
    switch (node.kind) {
      case "and":
      case "or": {
        const children = node.children.map((child) => this.resolve(child));
        return grouped(
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
      case "tag":
        return this.#named(node);
      default:
        return node;
    }
  }

  #text(text: string): TextCondition {
    const needle = searchNeedle(text);
    const matching = (rows: readonly { id: number; name: string }[]) =>
      rows.filter(({ name }) => this.#keyOf(name).includes(needle)).map(({ id }) => id);
    const { lists, tags } = this.#names;
    const sections = lists.flatMap((list) => list.sections);
    return {
      kind: "text",
      text,
      lists: matching(lists),
      sections: matching(sections),
      tags: matching(tags),
    };
  }

  #keyOf(name: string): string {
    const key = this.#keys.get(name) ?? searchKey(name);
    this.#keys.set(name, key);
    return key;
  }

  #named(node: NameTerm): Condition | null {
    const found = FINDERS[node.kind](node.name, this.#names);
    if (found === null) this.faults.push(this.#fault(node));
    return found;
  }

  #fault(node: NameTerm): Fault {
    const { kind, name } = node;
    const { start, end } = this.#places.get(node) ?? { start: 0, end: 0 };
    const similar = nearestName(name, knownNames(kind, this.#names));
    const instead = similar === null ? null : printTerm({ kind, name: similar });
    const hint = similar === null ? "" : `. Did you mean “${similar}”?`;
    return { start, end, message: `There is no ${kind} “${name}”${hint}`, instead };
  }
}

const FINDERS: Record<NameTerm["kind"], (name: string, names: Names) => Condition | null> = {
  list: (name, { lists }) => {
    const [list] = byName(lists, name);
    if (list !== undefined) return { kind: "list", id: list.id, name: list.name, section: null };
    if (nameKey(name.trim()) === "inbox")
      return { kind: "list", id: null, name: "Inbox", section: null };
    return sectionOfList(name, lists);
  },
  section: (name, { lists }) => {
    const found = byName(
      lists.flatMap(({ sections }) => sections),
      name,
    );
    const [first] = found;
    return first ? { kind: "section", ids: found.map(({ id }) => id), name: first.name } : null;
  },
  tag: (name, { tags }) => {
    const [tag] = byName(tags, name);
    return tag ? { kind: "tag", id: tag.id, name: tag.name } : null;
  },
};

/** "Home/Kitchen"; both names can have slashes. */
function sectionOfList(name: string, lists: Names["lists"]): Condition | null {
  for (const key of KEYS) {
    const whole = key(name.trim());
    for (const list of lists) {
      const outer = `${key(list.name)}/`;
      const inner = whole.startsWith(outer) ? whole.slice(outer.length) : null;
      const section = list.sections.find((one) => inner !== null && key(one.name) === inner);
      if (section) return { kind: "list", id: list.id, name: list.name, section };
    }
  }
  return null;
}

/** A name is found by itself, or else by what is the same without accents. */
const KEYS = [nameKey, folded];

function byName<T extends { name: string }>(rows: readonly T[], name: string): T[] {
  for (const key of KEYS) {
    const wanted = key(name.trim());
    const found = rows.filter((row) => key(row.name) === wanted);
    if (found.length > 0) return found;
  }
  return [];
}

function knownNames(kind: NameTerm["kind"], { lists, tags }: Names): string[] {
  if (kind === "tag") return tags.map(({ name }) => name);
  const sections = lists.flatMap((list) => list.sections);
  return (kind === "list" ? lists : sections).map(({ name }) => name);
}

/** The name that differs in the fewest letters, or the only one that begins with what was typed. */
function nearestName(name: string, known: readonly string[]): string | null {
  const keys = new Map(known.map((one) => [searchKey(one).trim(), one]));
  const key = searchKey(name).trim();
  const similar = nearest(key, keys.keys());
  const beginning = [...keys.keys()].filter((one) => key !== "" && one.startsWith(key));
  const found = similar ?? (beginning.length === 1 ? beginning[0] : undefined);
  return found === undefined ? null : (keys.get(found) ?? null);
}
