/** What the API takes and gives, as JSON Schema; the limits are the forms' own. */
import { EMAIL_MAX } from "../../forms/email.ts";
import { NAME_MAX } from "../../forms/signup.ts";
import { DESCRIPTION_MAX, TITLE_MAX } from "../../forms/task.ts";
import type { Reference, Schema } from "./types.ts";

export const ID_MAX = 2_147_483_647;

export const TASK_EXAMPLE = {
  id: 7,
  user_id: "9f1b6c1e-6a53-4d0b-9c55-0c7f3a2e8d41",
  title: "Pay the rent",
  description: "By standing order from next month on.",
  completed: false,
  completed_at: null,
  version: 1,
  created_at: "2026-11-20T08:41:07.250Z",
  updated_at: "2026-11-20T08:41:07.250Z",
};

export const USER_EXAMPLE = {
  id: TASK_EXAMPLE.user_id,
  email: "ann@example.org",
  name: "Ann",
};

/** Of the form of a token; signed by nobody. */
export const TOKEN_EXAMPLE =
  "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoiOWYxYjZjMWUifQ.c2lnbmVkLWJ5LW5vYm9keQ";

const time = (description: string): Schema => ({
  type: "string",
  format: "date-time",
  pattern: "Z$",
  description: `${description} ISO 8601, in UTC.`,
});

const title: Schema = {
  type: "string",
  minLength: 1,
  maxLength: TITLE_MAX,
  description:
    "One line. White space around it is taken off and line breaks become spaces before it is measured, in code points.",
};

const description: Schema = {
  type: "string",
  maxLength: DESCRIPTION_MAX,
  description: "Lines of text, as written; measured in code points.",
};

const sentDescription: Schema = { ...description, type: ["string", "null"] };

const completed: Schema = { type: "boolean", description: "Whether it is done." };

const version: Schema = {
  type: "integer",
  minimum: 1,
  maximum: ID_MAX,
  description: "Counts the changes.",
};

const seenVersion: Schema = {
  ...version,
  description:
    "The version that was seen. If the task has changed since, nothing is written and the answer is 409. Without it, the task is changed whatever it is now.",
};

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
    Task: {
      type: "object",
      required: Object.keys(TASK_EXAMPLE),
      properties: {
        id: {
          type: "integer",
          minimum: 1,
          maximum: ID_MAX,
          description: "Counted per user: 7 is the seventh task of this user.",
        },
        user_id: { type: "string", format: "uuid" },
        title,
        description,
        completed,
        completed_at: {
          ...time("When it was done; null while it is not."),
          type: ["string", "null"],
        },
        version,
        created_at: time("When it was made."),
        updated_at: time("When it was last changed."),
      },
    },
    NewTask: {
      type: "object",
      required: ["title"],
      properties: {
        title,
        description: sentDescription,
        completed: { ...completed, default: false },
      },
    },
    WholeTask: {
      type: "object",
      required: ["title"],
      description: "What is left out becomes empty, and not done.",
      properties: {
        title,
        description: sentDescription,
        completed: { ...completed, default: false },
        version: seenVersion,
      },
    },
    TaskChanges: {
      type: "object",
      description: "What is left out stays as it is.",
      properties: { title, description: sentDescription, completed, version: seenVersion },
    },
    Completion: {
      type: "object",
      properties: {
        completed: { ...completed, default: true, description: "false takes it back." },
      },
    },
    TaskList: {
      type: "object",
      required: ["tasks", "next"],
      properties: {
        tasks: { type: "array", maxItems: 200, items: reference("Task") },
        next: {
          type: ["string", "null"],
          minLength: 1,
          description: "What to send as `cursor` for the next page; null on the last one.",
        },
      },
    },
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

export function reference(schema: string): Reference & Schema {
  return { $ref: `#/components/schemas/${schema}` };
}
