/** Other queries beside a search: what each of them asks for. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { narrowerQueries } from "../../src/presenters/search_hints.ts";
import { parseQuery } from "../../src/search/parse.ts";
import { grouped, type QueryNode, type QueryTerm } from "../../src/search/tree.ts";

const PARTS = { overdue: 0, open: 7, notes: 0, high: 0, repeating: 0, tags: [] };
const OPTIONS = { today: "2026-11-27", weekStart: 1 };
const IS_OPEN: QueryNode = { kind: "is", state: "open" };

function treeOf(query: string): QueryNode | null {
  return parseQuery(query, OPTIONS).tree;
}

/** Without the order of what is to be found together. */
function sorted(tree: QueryNode | null): string[] {
  const parts = tree === null ? [] : tree.kind === "and" ? tree.children : [tree];
  return parts.map((part) => JSON.stringify(part)).toSorted();
}

it("a narrower query asks for one thing more, whatever the query is", () => {
  for (const text of [
    ...["pump", "pump or hose", "pump -hose", "#errand due<friday", "sort:due pump"],
    ...[
      '"a pump',
      "“a pump",
      "(pump or hose",
      "pump (hose",
      "pump or",
      "pump OR",
      "pump -",
      "or",
      "-",
    ],
    ...['"a pump" hose', "due:", "list:", 'list:"my ho'],
  ]) {
    const [narrower] = narrowerQueries(PARTS, { text, found: 20 });
    const query = new URL(narrower?.href ?? "", "http://app.invalid").searchParams.get("q") ?? "";
    const own = treeOf(text);
    const parts: QueryNode[] = own === null ? [IS_OPEN] : [own, IS_OPEN];
    assert.deepEqual(sorted(treeOf(query)), sorted(grouped<QueryTerm>("and", parts)), query);
  }
});
