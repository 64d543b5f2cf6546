/** What is around a task on its page. */
import type { Row } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import { CHECKLIST_MOST } from "./tasks.ts";

export interface Surroundings {
  /** The task on whose checklist it is; null: on none. */
  parent: NamedTask | null;
  /** The pending tasks that it is ordered among (see positions.ts), itself included, in their order. */
  siblings: NamedTask[];
}

interface NamedTask {
  id: number;
  title: string;
}

/** How many tasks of a list are read. */
const SIBLINGS_MOST = 100;

const SELECT_PENDING =
  "select id, title, position from {tasks} where deleted_at is null and completed_at is null";

const STATEMENT = `
  select
    (select json_build_object('id', id, 'title', title) from {tasks}
     where id = own.parent_id and deleted_at is null) as parent,
    (select coalesce(json_agg(json_build_object('id', id, 'title', title) order by position, id), '[]')
     from (
       (${SELECT_PENDING} and parent_id = own.parent_id order by position, id limit ${CHECKLIST_MOST})
       union all
       (${SELECT_PENDING} and parent_id is null and own.parent_id is null
          and coalesce(list_id, 0) = own.list_id and section_id is not distinct from own.section_id
        order by position, id limit ${SIBLINGS_MOST})
     ) as among) as siblings
  from (
    select parent_id, coalesce(list_id, 0) as list_id, section_id from {tasks}
    where id = $2 and deleted_at is null
  ) as own`;

/** null: there is no such task. */
export async function findSurroundings(scope: UserScope, id: number): Promise<Surroundings | null> {
  const [row] = await scope.read<Surroundings & Row>(STATEMENT, [id]);
  return row ?? null;
}
