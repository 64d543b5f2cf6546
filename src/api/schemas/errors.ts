/** What an error's answer holds. */
import { z } from "zod";

const message = z.string().min(1);

export const ErrorAnswer = z
  .object({ error: message.describe("A sentence for people.") })
  .meta({ id: "Error" });

export const InvalidFields = z
  .object({
    error: message.describe("The first of the messages."),
    fields: z
      .record(z.string(), message)
      .meta({ minProperties: 1, description: "A message for each invalid field, by its name." }),
  })
  .meta({ id: "InvalidFields" });
