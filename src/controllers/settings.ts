/** The settings: an index of what can be set, with the forms of the preferences. */
import { sendsMail } from "../config.ts";
import {
  LANDING_PROBLEM,
  parseSettings,
  type SettingsField,
  settingsValues,
} from "../forms/settings.ts";
import type { PageReply } from "../http/reply.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { currentLandingView, isLandingView, updatePreferences } from "../models/preferences.ts";
import { paths } from "../paths.ts";
import { settingsPage } from "../presenters/settings_index.ts";
import type { FormView } from "../views/models/form.ts";

export const show: Action = async (c) => {
  const landingView = await currentLandingView(c.scope, c.user);
  return await showSettings(c, { values: settingsValues({ ...c.user, landingView }), errors: {} });
};

export const update: Action = async (c) => {
  const form = parseSettings(c.fields, c.user);
  if (!form.ok) return await showSettings(c, form);
  const { landingView } = form.value;
  if (landingView !== undefined && !(await isLandingView(c.scope, landingView))) {
    const values = settingsValues({ ...c.user, ...form.value });
    return await showSettings(c, { values, errors: { landing_view: LANDING_PROBLEM } });
  }
  const requested = { now: c.now, requestKey: c.requestKey };
  await updatePreferences(c.services.database, c.user.id, form.value, requested);
  return c.redirect(paths.settings, { text: "Saved." });
};

async function showSettings(c: RequestContext, form: FormView<SettingsField>): Promise<PageReply> {
  const { scope, user, services } = c;
  const { database, config, providers } = services;
  const context = { scope, user, providers, database, canMail: sendsMail(config), form };
  return c.page("settings/show", await settingsPage(context));
}
