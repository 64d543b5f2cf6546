/** The description of signing up, in and out, and of the description itself. */
import { answer, header, invalid, shared } from "./responses.ts";
import { reference, TOKEN_EXAMPLE, USER_EXAMPLE } from "./schemas.ts";
import type { Content, PathItem } from "./types.ts";

const signedIn = { signedIn: { value: { user: USER_EXAMPLE, token: TOKEN_EXAMPLE } } };
const PASSWORD = "violet harbour kettle";

/** What may go wrong with any body that asks for a password to be checked or kept. */
const guarded = {
  403: shared("Insecure"),
  413: shared("TooLarge"),
  415: shared("UnsupportedMediaType"),
  429: shared("TooManyRequests"),
  500: shared("Failed"),
  503: shared("Busy"),
};

export const authPaths: Record<string, PathItem> = {
  "/api/openapi.json": {
    get: {
      operationId: "describe",
      tags: ["about"],
      summary: "This description",
      responses: {
        200: answer(
          "An OpenAPI 3.1 document.",
          {
            type: "object",
            required: ["openapi"],
            properties: { openapi: { const: "3.1.0" } },
            additionalProperties: true,
          },
          {},
          { "Cache-Control": header("CacheControl") },
        ),
        403: shared("Insecure"),
      },
    },
  },
  "/api/auth/signup": {
    post: {
      operationId: "signUp",
      tags: ["auth"],
      summary: "Make an account and sign in",
      requestBody: {
        description: "Who is signing up.",
        required: true,
        content: body("SignUp", { name: "Ann", email: "Ann@Example.org", password: PASSWORD }),
      },
      responses: {
        201: answer("The account, signed in.", reference("SignedIn"), signedIn),
        400: invalid(
          {
            missing: {
              name: "Name is required",
              email: "Email is required",
              password: "Password is required",
            },
            taken: { email: "Email already registered" },
            short: { password: "Password must be at least 8 characters" },
          },
          "The body is not valid JSON",
        ),
        ...guarded,
      },
    },
  },
  "/api/auth/signin": {
    post: {
      operationId: "signIn",
      tags: ["auth"],
      summary: "Sign in",
      description: "A wrong password and an unknown address are the same answer.",
      requestBody: {
        description: "Who is signing in.",
        required: true,
        content: body("SignIn", { email: "ann@example.org", password: PASSWORD }),
      },
      responses: {
        200: answer("Signed in.", reference("SignedIn"), signedIn),
        400: invalid(
          { missing: { password: "Password is required" } },
          "Invalid email or password",
          "The body is not valid JSON",
        ),
        ...guarded,
      },
    },
  },
  "/api/auth/signout": {
    post: {
      operationId: "signOut",
      tags: ["auth"],
      summary: "Sign out",
      description: "The token is dead from then on, on every server.",
      security: [{ bearerAuth: [] }],
      responses: {
        200: answer("Signed out.", reference("SignedOut"), {
          signedOut: { value: { message: "Signed out successfully" } },
        }),
        400: shared("BadRequest"),
        401: shared("Unauthenticated"),
        403: shared("Insecure"),
        413: shared("TooLarge"),
        415: shared("UnsupportedMediaType"),
        500: shared("Failed"),
      },
    },
  },
};

function body(schema: string, value: object): Content {
  return { "application/json": { schema: reference(schema), examples: { usual: { value } } } };
}
