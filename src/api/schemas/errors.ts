/** What an error's answer holds. */
import { z } from "zod";
import { COMPONENTS } from "./fields.ts";

export const ErrorAnswer = z
  .object({ error: z.string().min(1).describe("A sentence for people.") })
  .register(COMPONENTS, { id: "Error" });

export const InvalidFields = z
  .object({
    error: z.string().min(1).describe("The first of the messages."),
    fields: z
      .record(z.string(), z.string().min(1))
      .meta({ minProperties: 1, description: "A message for each invalid field, by its name." }),
  })
  .register(COMPONENTS, { id: "InvalidFields" });
