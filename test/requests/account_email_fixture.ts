/** Steps of the tests about the address of an account. */
import assert from "node:assert/strict";
import type { Browser } from "../support/browser.ts";
import { userRow } from "./account_fixture.ts";
import { app, browser } from "./fixture.ts";

export const PAGE = "/settings/account";
const GONE = "This link has been used or has expired.";

let count = 0;
/** An address that nobody has. */
export function unusedEmail(): string {
  count += 1;
  return `new-${count}@example.org`;
}

export async function ask(email: string, from: Browser = browser) {
  return from.submit(await from.get(PAGE), "/settings/email", { email }, "New address");
}

export async function press(path: string, from: Browser = app.visitor()) {
  return from.submit(await from.get(path), path);
}

export async function emailOf(user: { id: string }): Promise<unknown> {
  return (await userRow(app, user)).email;
}

export async function assertGone(path: string, from: Browser = app.visitor()): Promise<void> {
  const page = await from.get(path);
  assert.equal(page.status, 410);
  assert.ok(page.text.includes(GONE), page.text);
  const _csrf = await from.token(from === browser ? "/trash" : "/auth/signin");
  const posted = await from.post(path, { _csrf });
  assert.equal(posted.status, 410);
  assert.ok(posted.text.includes(GONE));
}
