/**
 * The text that a search reads: the title of each task, and its notes on a line below, as `search_key` makes
 * them. A trigger keeps them with the row, whoever writes it: also an undo, whose values do not pass through
 * the process, and the previous version during a release. Rows of before have none until they are filled in
 * batches after the migrations (db/search_texts.ts); a search makes theirs as it reads.
 */
import type { Knex } from "knex";

/** Accents and other marks that do not make another letter; those of Indic scripts and of kana do. */
const MARKS = String.raw`\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u0711\u0730-\u074A\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F`;
/** What nobody sees: soft hyphens, joiners, directional marks, variation selectors. */
const INVISIBLE = String.raw`\u00AD\u061C\u180B-\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF\U000E0000-\U000E01EF`;
const SPACE = String.raw`[ \t\n\v\f\r\u0085\u1680\u2028\u2029]+`;
/** Scripts that are written without spaces between words. */
const UNSPACED = String.raw`\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u2FDF\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303C\u3040-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\U0001B000-\U0001B2FF\U00020000-\U0003FFFF`;

export async function up(knex: Knex): Promise<void> {
  // Without marks (NFKC but for them), in any case (full case folding), and with a space before each word:
  // a text that begins with a space is then found at the beginnings of words. src/search/key.ts gives the
  // same, where something has to be marked.
  await knex.raw(String.raw`
    create function search_key(value text) returns text
    language sql immutable strict parallel safe
    return ' ' || ltrim(case when octet_length(value) = char_length(value)
      then regexp_replace(regexp_replace(lower(value), '[ \t\n\v\f\r]+', ' ', 'g'),
        '([^a-z0-9 ])(\?=[a-z0-9])', '\1 ', 'g')
      else regexp_replace(regexp_replace(normalize(
          replace(replace(replace(translate(
            lower(upper(lower(
              regexp_replace(normalize(value, NFKD), '[${MARKS}${INVISIBLE}]+', '', 'g')
              collate "und-x-icu"))),
            'ςøłđðħŧŋ’‘ʼ“”„«»‐‒–—−', 'σolddhtn''''''"""""-----'),
            'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), NFC),
          '${SPACE}', ' ', 'g'),
        '([^[:alnum:] ]|[${UNSPACED}])(\?=[[:alnum:]])(\?![${UNSPACED}])', '\1 ', 'g')
      end, ' ')
  `);
  await knex.raw("alter table tasks add column search_text text");
  await knex.raw(`
    create function set_search_text() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' or new.title is distinct from old.title
          or new.description is distinct from old.description then
        new.search_text := search_key(new.title) || e'\\n' || search_key(new.description);
      end if;
      return new;
    end $$
  `);
  await knex.raw(`
    /* migration */ create trigger tasks_search_text before insert or update of title, description on tasks
    for each row execute function set_search_text()
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("/* migration */ drop trigger tasks_search_text on tasks");
  await knex.raw("drop function set_search_text()");
  await knex.raw("alter table tasks drop column search_text");
  await knex.raw("drop function search_key(text)");
}
