/** A program signs in to an account with a second factor: with a code, each of which works once. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { PASSWORD } from "../support/app.ts";
import { type Phone, turnOn, wrongCode } from "../support/second_factor.ts";
import { ann, api, bob, signIn, useApi } from "./fixture.ts";

useApi();

const REQUIRED = { error: "Code required", fields: { otp: "Code required" } };
const WRONG = { error: "That code is not right", fields: { otp: "That code is not right" } };
let phone: Phone;

beforeEach(async () => {
  phone = await turnOn(api.app, ann);
});

function withOtp(otp: unknown, password = PASSWORD) {
  return signIn({ email: ann.email, password, otp });
}

test("without a code it is asked for, once the password is right", async () => {
  for (const otp of [undefined, null, ""]) {
    const { status, body } = await withOtp(otp);
    assert.equal(status, 400);
    assert.deepEqual(body, REQUIRED);
  }
  const wrong = await withOtp(phone.nextCode(), "not the right one");
  assert.deepEqual(wrong.body, { error: "Invalid email or password" });
});

test("a right code gives the account and a token, once", async () => {
  const otp = phone.nextCode();
  const { status, body } = await withOtp(otp);
  assert.equal(status, 200);
  assert.equal(body.user.email, ann.email);
  const path = `/api/${body.user.id}/tasks`;
  assert.equal((await api.call("GET", path, { token: body.token })).status, 200);
  const again = await withOtp(otp);
  assert.equal(again.status, 400);
  assert.deepEqual(again.body, WRONG);
});

test("so does a recovery code", async () => {
  const [code = ""] = phone.recoveryCodes;
  assert.equal((await withOtp(code.toUpperCase())).status, 200);
  assert.deepEqual((await withOtp(code)).body, WRONG);
});

test("a wrong one is refused, and anything but text", async () => {
  for (const otp of [wrongCode(api.app, phone), "00000000", "anything", "\u0000"]) {
    const { status, body } = await withOtp(otp);
    assert.deepEqual([status, body], [400, WRONG]);
  }
  for (const otp of [123456, true, ["123456"], { otp: "1" }]) {
    const { status, body } = await withOtp(otp);
    assert.equal(status, 400);
    assert.deepEqual(body, { error: "Code must be text", fields: { otp: "Code must be text" } });
  }
});

test("right passwords between them do not start the counter of wrong codes again", async () => {
  for (let i = 0; i < 10; i += 1) {
    assert.equal((await withOtp(wrongCode(api.app, phone))).status, 400);
    if (i < 9) assert.deepEqual((await withOtp(undefined)).body, REQUIRED);
  }
  assert.equal((await withOtp(phone.nextCode())).status, 429);
  assert.equal((await signIn({ email: bob.email, password: PASSWORD })).status, 200);
});

test("an account without a second factor needs no code, and takes any", async () => {
  const sent = { email: bob.email, password: PASSWORD };
  assert.equal((await signIn(sent)).status, 200);
  assert.equal((await signIn({ ...sent, otp: "123456" })).status, 200);
});
