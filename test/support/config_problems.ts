/** The errors in a set of environment variables. */
import assert from "node:assert/strict";
import { ConfigError, type Environment, loadConfig } from "../../src/config.ts";

/** @returns the messages, or an empty array when the environment is valid. */
export function problemsOf(environment: Environment): readonly string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}
