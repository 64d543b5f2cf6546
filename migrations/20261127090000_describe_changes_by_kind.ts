/**
 * History entries store a `kind` and `params` instead of English text, and the key of their request.
 * `label`, `subject` and `tasks.request_key` are not written any more, but processes of the previous
 * version need them during the release: a later migration drops all three.
 */
import type { Knex } from "knex";

/** By the label that the previous version wrote; "Moved" depends on the table of the row. */
const KINDS: Record<string, string> = {
  Added: "task.added",
  Changed: "task.changed",
  Completed: "task.completed",
  Reopened: "task.reopened",
  Deleted: "task.deleted",
  Restored: "task.restored",
  Tagged: "task.tagged",
  "Took the tag off": "task.untagged",
  Rescheduled: "task.rescheduled",
  "Changed the priority of": "task.prioritized",
  "Kept as text": "task.reverted",
  "Made the list": "list.created",
  "Changed the list": "list.changed",
  "Archived the list": "list.archived",
  "Brought back the list": "list.unarchived",
  "Deleted the list": "list.deleted",
  "Made the section": "section.created",
  "Changed the section": "section.changed",
  "Deleted the section": "section.deleted",
  "Renamed the tag": "tag.renamed",
  "Deleted the tag": "tag.deleted",
  Undid: "undo",
  Redid: "redo",
};

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table changes
      add column kind text not null default 'unknown',
      add column params jsonb not null default '{}',
      add column request_key text,
      alter column label set default ''
  `);
  await knex.raw(`
    /* migration */ update changes set
      kind = case label
        when 'Moved' then case images -> 0 ->> 'table'
          when 'lists' then 'list.moved' when 'sections' then 'section.moved' else 'task.moved' end
        ${Object.entries(KINDS)
          .map(([label, kind]) => `when '${label}' then '${kind}'`)
          .join("\n        ")}
        else 'unknown' end,
      params = case
        -- "14 tasks" may also be the title of a single task.
        when subject ~ '^[0-9]{1,5} tasks$' and split_part(subject, ' ', 1)::integer between 2 and (
          select count(*) from jsonb_array_elements(images) as image where image ->> 'table' = 'tasks')
          then jsonb_build_object('count', split_part(subject, ' ', 1)::integer)
        -- The name of a tag was stored with its sign.
        when label in ('Renamed the tag', 'Deleted the tag')
          then jsonb_build_object('title', substr(subject, 2))
        else jsonb_build_object('title', subject) end
    where undoes is null
  `);
  // An undo and a redo refer to the change that they undo or apply again.
  await knex.raw(`
    /* migration */ with recursive entries as (
      select user_id, id, kind, params, 0 as depth from changes where undoes is null
      union all
      select own.user_id, own.id,
        case when mod(entries.depth, 2) = 0 then 'undo' else 'redo' end,
        case when entries.depth = 0
          then jsonb_build_object('of', jsonb_build_object('kind', entries.kind, 'params', entries.params))
          else entries.params end,
        entries.depth + 1
      from changes own join entries on entries.user_id = own.user_id and entries.id = own.undoes
    )
    update changes set kind = entries.kind, params = entries.params
    from entries
    where entries.user_id = changes.user_id and entries.id = changes.id and changes.undoes is not null
  `);
  // Those whose change was deleted from the history already.
  await knex.raw(`
    /* migration */ update changes set kind = case label when 'Redid' then 'redo' else 'undo' end,
      params = jsonb_build_object('title', subject)
    where undoes is not null and kind = 'unknown'
  `);
  await knex.raw(
    "create unique index changes_request_key on changes (user_id, request_key) where request_key is not null",
  );
}

/** The entries that this version wrote get a label and a subject: their undos go on working. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    /* migration */ update changes set
      label = case kind when 'undo' then 'Undid' when 'redo' then 'Redid' else ${labelOf("kind")} end,
      subject = case when params -> 'of' is null then ${subjectOf("kind", "params")}
        else concat_ws(' ', ${labelOf("params #>> '{of,kind}'")},
          ${subjectOf("params #>> '{of,kind}'", "params #> '{of,params}'")}) end
    where label = ''
  `);
  await knex.raw(`
    alter table changes
      drop column kind, drop column params, drop column request_key,
      alter column label drop default
  `);
}

function labelOf(kind: string): string {
  const labels = Object.entries(KINDS).map(([label, own]) => `when '${own}' then '${label}'`);
  return `case ${kind} ${labels.join(" ")} when 'unknown' then 'Changed' else 'Moved' end`;
}

function subjectOf(kind: string, params: string): string {
  const sign = `case when ${kind} like 'tag.%' then '#' else '' end`;
  return `coalesce(${sign} || (${params} ->> 'title'), (${params} ->> 'count') || ' tasks')`;
}
