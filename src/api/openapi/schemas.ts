/** What the API takes and gives, as JSON Schema; the limits are the forms' own. */
import { EMAIL_MAX } from "../../forms/email.ts";
import { NAME_MAX } from "../../forms/signup.ts";
import { LIST_SCHEMAS } from "./list_schemas.ts";
import { ID_MAX, reference } from "./schema_parts.ts";
import { TASK_EXAMPLE, TASK_SCHEMAS } from "./task_schemas.ts";
import type { Schema } from "./types.ts";

export { ID_MAX, reference, TASK_EXAMPLE };

export const USER_EXAMPLE = {
  id: TASK_EXAMPLE.user_id,
  email: "ann@example.org",
  name: "Ann",
};

/** Of the form of a token; signed by nobody. */
export const TOKEN_EXAMPLE =
  "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoiOWYxYjZjMWUifQ.c2lnbmVkLWJ5LW5vYm9keQ";

/** @param passwordMinLength as this server is set up. */
export function schemas(passwordMinLength: number): Record<string, Schema> {
  return {
    SignUp: {
      type: "object",
      required: ["name", "email", "password"],
      properties: {
        name: { type: "string", minLength: 1, maxLength: NAME_MAX },
        email: {
          type: "string",
          format: "email",
          maxLength: EMAIL_MAX,
          description: "Kept in lower case; one account for each.",
        },
        password: {
          type: "string",
          format: "password",
          minLength: passwordMinLength,
          description:
            "Every character counts and none is taken off, up to 1,024 bytes of UTF-8. Not a common one, not the name, not the address.",
        },
      },
    },
    SignIn: {
      type: "object",
      required: ["email", "password"],
      properties: {
        email: { type: "string", minLength: 1, description: "In upper or lower case." },
        password: { type: "string", format: "password", minLength: 1 },
      },
    },
    User: {
      type: "object",
      required: ["id", "email", "name"],
      properties: {
        id: { type: "string", format: "uuid" },
        email: { type: "string", format: "email", maxLength: EMAIL_MAX },
        name: { type: "string", minLength: 1, maxLength: NAME_MAX },
      },
    },
    SignedIn: {
      type: "object",
      required: ["user", "token"],
      properties: {
        user: reference("User"),
        token: {
          type: "string",
          pattern: "^[\\w-]+\\.[\\w-]+\\.[\\w-]+$",
          description: "Send it as `Authorization: Bearer <token>`.",
        },
      },
    },
    SignedOut: {
      type: "object",
      required: ["message"],
      properties: { message: { const: "Signed out successfully" } },
    },
    ...TASK_SCHEMAS,
    ...LIST_SCHEMAS,
    Error: {
      type: "object",
      required: ["error"],
      properties: {
        error: { type: "string", minLength: 1, description: "A sentence for people." },
      },
    },
    InvalidFields: {
      type: "object",
      required: ["error", "fields"],
      properties: {
        error: { type: "string", minLength: 1, description: "The first of the messages." },
        fields: {
          type: "object",
          minProperties: 1,
          additionalProperties: { type: "string", minLength: 1 },
          description: "A message for each field that needs mending, by its name.",
        },
      },
    },
  };
}
