/** The pages of the account itself and of the links of mails. */
import { linkTo } from "../requests/account_fixture.ts";
import { HARD } from "./people.ts";
import { regular, type State, visitor } from "./state.ts";
import { press } from "./steps.ts";

export const ACCOUNT_STATES: State[] = [
  visitor("sign-up, typed visibly", 200, async (page) => {
    await page.goto("/auth/signup");
    return press(page, "Show what I type");
  }),
  visitor("the link of a mail", 200, async (page, { app }) => {
    const { user } = await app.withToken("Linda");
    return page.goto(await linkTo(app, "verify", user));
  }),
  visitor("the link back to an old address", 200, async (page, { app }) => {
    const { user } = await app.withToken(HARD.slice(0, 40));
    await app.database.sql(
      "insert into email_changes (user_id, old_email, changed_at) values ($1, $2, now())",
      [user.id, user.email],
    );
    return page.goto(await linkTo(app, "email-undo", user));
  }),
  visitor("a link that no longer works", 410, (page) => page.goto("/auth/verify/x")),
  regular("the account", 200, (page) => page.goto("/settings/account")),
  regular("the account, a name invalid", 422, async (page) => {
    await page.goto("/settings/account");
    await page.getByLabel("What Plainlist calls you").fill(HARD.repeat(2));
    return press(page, "Save name");
  }),
  regular("the account, with a new address that waits", 200, async (page) => {
    await page.goto("/settings/account");
    await page.getByLabel("New address").fill(`${"long".repeat(16)}@example.org`);
    return press(page, "Change address");
  }),
  regular("the account, passwords invalid", 422, async (page) => {
    await page.goto("/settings/account");
    await page.getByLabel("Current password").fill("not my password");
    return press(page, "Change password");
  }),
  regular("the account, a password typed visibly", 200, async (page) => {
    await page.goto("/settings/account");
    return press(page, "Show what I type");
  }),
];
