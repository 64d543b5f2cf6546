/** Where a task, a list or a section goes in the order by hand. */
import { z } from "zod";
import { fieldsOf } from "../../forms/fields.ts";
import type { Move as Target } from "../../models/positions.ts";
import { having, parser, wholeNumber } from "./fields.ts";

const TO_PROBLEM = "To must be top, up, down or bottom";

export const Move = z
  .preprocess(
    onlyOne,
    z.object({
      to: z.enum(["top", "up", "down", "bottom"], TO_PROBLEM).optional(),
      after: wholeNumber("After must be a number")
        .describe("The number of the one that it is to follow.")
        .optional(),
    }),
  )
  .meta({
    id: "Move",
    description: "Where to: one of the two.",
    oneOf: [having("to"), having("after")],
  });

/** `{"to": "top"|"up"|"down"|"bottom"}`, or `{"after": <id>}`. */
export const parseApiMove = parser(
  Move,
  ({ to, after }): Target => to ?? { after: after as number },
);

function onlyOne(body: unknown, context: z.RefinementCtx): unknown {
  const { to, after } = fieldsOf(body);
  const refuse = (field: string, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  if (to === undefined && after === undefined) refuse("to", TO_PROBLEM);
  if (to !== undefined && after !== undefined) refuse("after", "Send either to or after");
  return body;
}
