/** The forms of a list: its name and colour, and archiving. */
import { COLOURS, type Colour } from "../models/lists.ts";
import { buttonForm, choices, type FormDeclaration, PAGE_FIELDS } from "./declaration.ts";
import { formResult, invalid, ok } from "./field_parsers.ts";
import { type FormResult, fieldsOf } from "./fields.ts";
import { readName } from "./name.ts";
import type { ProblemTexts } from "./problems.ts";
import { quotaMessage } from "./quota.ts";

interface ListInput {
  name: string;
  colour: Colour;
}

export type ListField = "name" | "colour";

export const listForm: FormDeclaration = {
  title: "List",
  button: "Save the list",
  fields: { name: { kind: "text", label: "Name" }, colour: { kind: "choice" }, ...PAGE_FIELDS },
};

export const archivingForm = buttonForm(
  "Archive the list",
  ({ archived }) => (archived === "0" ? "Bring back the list" : "Archive the list"),
  choices("archived"),
);

export const ARCHIVED_NAME = "You have an archived list with this name";

export const LIST_PROBLEMS: ProblemTexts<ListField> = {
  name: ["name", "You have a list with this name already"],
  "name taken_by_archived": ["name", ARCHIVED_NAME],
  full: ["name", quotaMessage],
};
export const LIST_NAME_MAX = 100;
export const COLOUR_PROBLEM = `Colour must be one of ${COLOURS.join(", ")}`;

/** The colour is optional: the default is the first one. */
export function parseList(body: unknown): FormResult<ListInput, ListField> {
  const { name, colour: sent = COLOURS[0] } = fieldsOf(body);
  const colour = COLOURS.find((one) => one === sent);
  return formResult(
    { name, colour: colour ?? COLOURS[0] },
    {
      name: readName(name, "List name", LIST_NAME_MAX),
      colour: colour === undefined ? invalid(COLOUR_PROBLEM) : ok(colour),
    },
  );
}
