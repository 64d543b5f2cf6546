/** The second factor in Chromium with scripting off: its pages in their states, and a person's way. */
import assert from "node:assert/strict";
import { Secret } from "otpauth";
import type { Page, Response } from "playwright-core";
import { codeAt } from "../../src/auth/one_time_codes.ts";
import { goBy, PHONE, type Scenario, signIn, textOf } from "../support/chromium.ts";
import { readQrCode } from "../support/qr_code.ts";
import { turnOn } from "../support/second_factor.ts";
import { newcomer, type State, visitor } from "./state.ts";
import { flashOn, press } from "./steps.ts";

const PAGE = "/settings/two-factor";

/** In this order: the second factor of the newcomer is turned on. */
export const SECOND_FACTOR_STATES: State[] = [
  newcomer("the second factor, off", 200, (page) => page.goto(PAGE)),
  newcomer("the second factor, a wrong code", 422, async (page) => {
    await page.goto(PAGE);
    await page.getByRole("textbox", { name: "Code" }).fill("12345");
    return press(page, "Turn it on");
  }),
  newcomer("recovery codes", 200, async (page) => {
    await page.goto(PAGE);
    return turnItOn(page);
  }),
  newcomer("the second factor, on", 200, (page) => page.goto(PAGE)),
  visitor("a code", 200, async (page, { app }) => {
    const { user } = await app.withToken("Sam");
    await turnOn(app, user);
    await page.goto("/auth/signin");
    await signIn(page, user.email);
    return page.reload();
  }),
  visitor("a wrong code", 422, async (page) => {
    await page.getByRole("textbox", { name: "Code" }).fill("12345");
    await page.getByLabel("Trust this browser").check();
    return press(page, "Sign in");
  }),
  visitor("a recovery code", 200, (page) => page.goto("/auth/code?with=recovery")),
  visitor("the second factor, few codes left, a trusted browser", 200, async (page, { app }) => {
    const { user } = await app.withToken("Tom");
    const { recoveryCodes } = await turnOn(app, user);
    for (const code of recoveryCodes.slice(0, 7)) {
      await app.services.secondFactors.check(user, code, { address: "192.0.2.1" });
    }
    await page.goto("/auth/signin");
    await signIn(page, user.email);
    await page.getByRole("textbox", { name: "Code" }).fill(recoveryCodes.at(-1) ?? "");
    await page.getByLabel("Trust this browser").check();
    await press(page, "Sign in");
    return page.goto(PAGE);
  }),
];

export const secondFactor: Record<string, Scenario> = {
  "one turns it on, signs in with a code, loses the phone, and turns it off": async (visit) => {
    const { page, user } = await visit.signedIn("Ann", { viewport: PHONE });
    await page.goto(PAGE);
    const path = (await page.locator(".qr path").getAttribute("d")) ?? "";
    const size = Number((await page.locator(".qr").getAttribute("viewBox"))?.split(" ")[2]);
    const letters = (await textOf(page, ".key")).replaceAll(" ", "");
    const read = new URL(readQrCode({ size, path }) ?? "");
    assert.equal(read.searchParams.get("secret"), letters);
    await turnItOn(page);
    assert.equal(await flashOn(page), "The second factor is on.");
    const codes = await page.locator("main ol code").allTextContents();
    assert.equal(codes.length, 10);
    const file = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save as a text file" }).click();
    assert.equal((await file).suggestedFilename(), "plainlist-recovery-codes.txt");

    const other = await visit.open();
    await other.goto("/auth/signin");
    await signIn(other, user.email);
    assert.equal(new URL(other.url()).pathname, "/auth/code");
    assert.equal(await other.locator(":focus").getAttribute("name"), "code");
    const key = Buffer.from(Secret.fromBase32(letters).bytes);
    await other
      .getByRole("textbox", { name: "Code" })
      .fill(codeAt(key, new Date(Date.now() + 30_000)));
    await other.getByLabel("Trust this browser for 30 days").check();
    await press(other, "Sign in");
    assert.equal(new URL(other.url()).pathname, "/dashboard");
    await goBy(other, () => other.getByRole("button", { name: "Sign out" }).click());
    await signIn(other, user.email);
    assert.equal(new URL(other.url()).pathname, "/dashboard", "it is trusted");

    const borrowed = await visit.open({ viewport: PHONE });
    await borrowed.goto("/auth/signin");
    await signIn(borrowed, user.email);
    await goBy(borrowed, () => borrowed.getByRole("link", { name: "Use a recovery code" }).click());
    await borrowed.getByRole("textbox", { name: "Recovery code" }).fill(codes[3] ?? "");
    await press(borrowed, "Sign in");
    assert.equal(new URL(borrowed.url()).pathname, "/dashboard");
    await borrowed.goto(PAGE);
    assert.match(await textOf(borrowed, "main"), /Nine of ten left\./);
    await press(borrowed, "Turn it off");
    assert.equal(await flashOn(borrowed), "The second factor is off.");
    await goBy(other, () => other.getByRole("button", { name: "Sign out" }).click());
    await signIn(other, user.email);
    assert.equal(new URL(other.url()).pathname, "/dashboard");
  },
};

/** Types the code of the key that the page shows. */
async function turnItOn(page: Page): Promise<Response> {
  const letters = (await textOf(page, ".key")).replaceAll(" ", "");
  const key = Buffer.from(Secret.fromBase32(letters).bytes);
  await page.getByRole("textbox", { name: "Code" }).fill(codeAt(key, new Date()));
  return press(page, "Turn it on");
}
