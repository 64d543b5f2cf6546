/** A list: its name and one of a few colours. */
import { COLOURS, type Colour } from "../models/lists.ts";
import { type FormResult, fieldsOf, typed } from "./fields.ts";
import { readName } from "./name.ts";

export interface ListInput {
  name: string;
  colour: Colour;
}

export type ListField = "name" | "colour";

export const LIST_TAKEN = "You have a list with this name already";
const NAME_MAX = 100;

/** Without a colour it is the first one. */
export function parseList(body: unknown): FormResult<ListInput, ListField> {
  const fields = fieldsOf(body);
  const name = readName(fields.name, "List name", NAME_MAX);
  const { colour: sent = COLOURS[0] } = fields;
  const colour = COLOURS.find((one) => one === sent);
  if (name.ok && colour !== undefined) return { ok: true, value: { name: name.value, colour } };
  return {
    ok: false,
    values: { name: typed(fields.name), colour: colour ?? COLOURS[0] },
    errors: {
      ...(name.ok ? {} : { name: name.message }),
      ...(colour === undefined ? { colour: `Colour must be one of ${COLOURS.join(", ")}` } : {}),
    },
  };
}
