/** The pages of sign-ins, tokens and the security log, in their states. */
import type { Site } from "../support/site.ts";
import { HARD } from "./people.ts";
import { newcomer, regular, type State } from "./state.ts";
import { press } from "./steps.ts";

const NAME = HARD.slice(0, 60);

export const ACCESS_STATES: State[] = [
  newcomer("where one is signed in, and nobody else", 200, async (page, site) => {
    await site.app.database.sql(
      `update auth_sessions set revoked_at = now() where kind = 'api' and user_id in
         (select id from users where name = 'Nora')`,
    );
    return page.goto("/settings/sessions");
  }),
  newcomer("tokens, of which there are none", 200, (page) => page.goto("/settings/tokens")),
  regular("tokens, invalid", 422, async (page) => {
    await page.goto("/settings/tokens");
    return press(page, "Make the token");
  }),
  regular("a new token", 200, async (page) => {
    await page.goto("/settings/tokens");
    await page.getByLabel("Name").fill(NAME);
    return press(page, "Make the token");
  }),
  regular("a token that waits for the password", 200, async (page, site) => {
    await makeStale(site);
    await page.goto("/settings/tokens");
    await page.getByLabel("Name").fill(`${NAME} 2`);
    return press(page, "Make the token");
  }),
  regular("a token that waits for the password, which was wrong", 422, async (page) => {
    await page.getByLabel("Password").fill("not the password");
    return press(page, "Make the token");
  }),
  regular("tokens", 200, (page) => page.goto("/settings/tokens")),
  regular("where one is signed in", 200, (page) => page.goto("/settings/sessions")),
  regular("the security log", 200, async (page, site) => {
    await addEvents(site);
    return page.goto("/settings/security");
  }),
  regular("the settings, of which one deserves a look", 200, (page) => page.goto("/settings")),
];

/** Nobody has proved who they are for an hour. */
async function makeStale({ app }: Site): Promise<void> {
  await app.database.sql(
    "update auth_sessions set authenticated_at = authenticated_at - interval '1 hour'",
  );
}

/** A sign-in from a new browser after several failures, and a token with a hard name. */
async function addEvents({ app }: Site): Promise<void> {
  await app.database.sql(
    `insert into security_events (user_id, kind, params, created_at, user_agent, address)
     select id, event.kind, event.params::jsonb, now(), 'curl/8.5.0', '2001:db8:1234:5678:9abc:def0:1234:5678'
     from users, (values
       ('sign-in-failed', '{}'), ('sign-in-failed', '{}'), ('sign-in-failed', '{}'),
       ('sign-in', '{"by": "password", "isNewBrowser": true, "isNewNetwork": true}'),
       ('token-made', '{"name": "${NAME}", "access": "read"}')) as event (kind, params)
     where name like 'Anneliese%'`,
  );
}
