/** The page of a search: what was understood, what was found, and where to go on. */
import type { UserScope } from "../db/scope.ts";
import { listAddress } from "../forms/list_controls.ts";
import type { Paging } from "../forms/task_list.ts";
import type { PageModel } from "../http/reply.ts";
import { type ListOutline, listOutline } from "../models/lists.ts";
import { countForNavigation } from "../models/navigation_counts.ts";
import { countParts } from "../models/query_counts.ts";
import { listTags } from "../models/tags.ts";
import { listSummaries, type SummaryPage } from "../models/task_queries.ts";
import { COUNTED_MOST } from "../models/view_counts.ts";
import { paths } from "../paths.ts";
import { needlesOf } from "../search/marks.ts";
import type { TaskGroup } from "../views/models/task.ts";
import { foundByEach } from "./found_by.ts";
import { isPicked, toBulkBar } from "./list_controls.ts";
import { pageAddress, readPaging } from "./list_paging.ts";
import { type ListTarget, listTargetAt } from "./list_views.ts";
import { navigation, toCount } from "./navigation.ts";
import { toQueryNote } from "./query_note.ts";
import { toQueryForm } from "./search_form.ts";
import { EXAMPLES, narrowerQueries, widerQueries } from "./search_hints.ts";
import { fileLinks } from "./task_files.ts";
import { rowOptions, toGroup } from "./task_rows.ts";

/** @param address with the query. @throws BadRequest for an invalid parameter. */
export async function searchPage(
  scope: UserScope,
  address: string,
): Promise<PageModel<"search/show">> {
  const target = await listTargetAt(scope, address);
  const { options, search, query } = target;
  const paging = readPaging(target, address);
  const isFirst = paging.cursor === null;
  const [counts, lists, tags, page, parts] = await Promise.all([
    countForNavigation(scope),
    listOutline(scope),
    listTags(scope),
    search === null ? NO_PAGE : listSummaries(scope, { ...query, ...paging }),
    search === null || !isFirst ? null : countParts(scope, query, COUNTED_MOST + 1),
  ]);
  const { text } = search ?? { text: "" };
  const found = page.matching ?? page.tasks.length;
  const to = (cursor: Paging["cursor"]) => pageAddress(target, { ...paging, cursor });
  const [first, here] = [to(null), to(paging.cursor)];
  const picked = isPicked(address);
  return {
    title: titleOf(target),
    here: paths.search,
    navigation: navigation(counts, paths.search),
    query: options.q ?? "",
    note:
      search &&
      toQueryNote(search, {
        count: found,
        isReordered: options.sort !== null,
        to: (q) => listAddress(paths.search, { ...options, q }),
      }),
    form: toQueryForm(scope, options.q ?? "", { lists, tags }),
    count: search === null ? null : toCount(found),
    groups: await toGroups(scope, target, { page, picked }),
    narrower: parts === null ? [] : narrowerQueries(parts, { text, found }),
    wider:
      search !== null && isFirst && found === 0
        ? await widerQueries(scope, { lists, tags }, text)
        : [],
    examples:
      search === null
        ? EXAMPLES.map(({ label, query: q }) => ({
            label,
            href: paths.searchFor(q),
            query: q,
          }))
        : [],
    saving: search === null ? null : { values: { name: "" }, errors: {} },
    continued: !isFirst,
    firstHref: first,
    nextHref: page.next === null ? null : to(page.next),
    files: fileLinks(target),
    bulk: bulkBar(here, lists, { target, page, picked }),
    returnTo: here,
  };
}

const NO_PAGE: SummaryPage = { tasks: [], next: null, matching: null };

function titleOf({ options, search }: ListTarget): string {
  if (options.q === null) return "Find";
  const isWrong = search !== null && search.faults.length > 0;
  return `${isWrong ? "Error: " : ""}Find ${options.q}`;
}

function bulkBar(
  here: string,
  lists: readonly ListOutline[],
  { target, page, picked }: { target: ListTarget; page: SummaryPage; picked: boolean },
) {
  const { matching } = page;
  return toBulkBar(here, lists, { matching, picked, status: target.query.status });
}

/** What is to do and what is done, in the usual order; in any other one they are mixed. */
async function toGroups(
  scope: UserScope,
  { query, search }: ListTarget,
  { page, picked }: { page: SummaryPage; picked: boolean },
): Promise<TaskGroup[]> {
  const { tasks, matching } = page;
  const needles = search === null ? [] : needlesOf(search.where.condition);
  const options = { ...rowOptions(scope), picked, found: await foundByEach(tasks, needles) };
  const isWhole = matching === null;
  const group = (id: string, heading: string, own: typeof tasks) =>
    own.length === 0
      ? []
      : [toGroup({ id, heading, count: isWhole ? toCount(own.length) : null }, own, options)];
  if (query.sort !== "rank") return group("found", "Found", tasks);
  return [
    ...group(
      "to-do",
      "To do",
      tasks.filter(({ completedAt }) => completedAt === null),
    ),
    ...group(
      "done",
      "Done",
      tasks.filter(({ completedAt }) => completedAt !== null),
    ),
  ];
}
