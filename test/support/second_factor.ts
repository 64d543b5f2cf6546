/** The second factor of a person in a test: their app, and their recovery codes. */
import assert from "node:assert/strict";
import { codeAt } from "../../src/auth/one_time_codes.ts";
import { findSecondFactor } from "../../src/models/second_factors.ts";
import type { User } from "../../src/models/users.ts";
import { PASSWORD, type TestApp } from "./app.ts";
import type { Browser, PageResult } from "./browser.ts";

/** Where the changes of a test come from. */
export const CLIENT = { userAgent: "a test", address: "192.0.2.1" };

export interface Phone {
  key: Buffer;
  /** In the clear. */
  recoveryCodes: string[];
  /** The code of the next 30 seconds: time goes on, so that it has not been used. */
  nextCode(): string;
}

/** Moves the clock to the beginning of a code's 30 seconds, so that it does not change meanwhile. */
export function startStep(app: TestApp): void {
  app.advance(30_000 - (app.services.clock().getTime() % 30_000));
}

/** Turns the second factor on, as the settings do. */
export async function turnOn(app: TestApp, user: Pick<User, "id" | "email">): Promise<Phone> {
  const { secondFactors, clock, database } = app.services;
  const { key } = secondFactors.newSetup(user.id);
  const code = codeAt(key, clock());
  const made = await secondFactors.turnOn(user, { key, code }, CLIENT);
  assert.ok(typeof made === "object", `turned on: ${String(made)}`);
  const factor = await findSecondFactor(database, user.id);
  const recoveryCodes = factor && secondFactors.readCodes(made, factor);
  assert.ok(recoveryCodes);
  return { key, recoveryCodes, nextCode: () => nextCode(app, key) };
}

/** The code of the next 30 seconds. */
export function nextCode(app: TestApp, key: Buffer): string {
  app.advance(30_000);
  return codeAt(key, app.services.clock());
}

/** A code that is none of this time. */
export function wrongCode(app: TestApp, { key }: Phone): string {
  const now = app.services.clock().getTime();
  const near = [-60, -30, 0, 30, 60].map((seconds) => codeAt(key, new Date(now + seconds * 1000)));
  const codes = ["000000", "111111", "222222", "333333", "444444", "555555"];
  return codes.find((code) => !near.includes(code)) ?? "";
}

/** Signs in with the password, up to the page that asks for a code. */
export async function untilCode(browser: Browser, email: string): Promise<PageResult> {
  const asked = await browser.signIn(email, PASSWORD);
  assert.equal(asked.location, "/auth/code");
  return browser.follow(asked);
}
