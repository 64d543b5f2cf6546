/** The settings over the API: what dates depend on, the look, and the page that opens first. */
import type { Action } from "../http/request_context.ts";
import { currentLandingView, isLandingView, updatePreferences } from "../models/preferences.ts";
import { InvalidFields, valid } from "./errors.ts";
import { settingsJson } from "./json.ts";
import { LANDING_PROBLEM, parseApiSettings } from "./schemas/settings.ts";

export const show: Action = async (c) => {
  const landingView = await currentLandingView(c.scope, c.user);
  return c.json(200, settingsJson({ ...c.user, landingView }));
};

export const change: Action = async (c) => {
  const changes = valid(parseApiSettings(c.fields));
  const { landingView = "today" } = changes;
  if (!(await isLandingView(c.scope, landingView))) {
    throw new InvalidFields({ landing_view: LANDING_PROBLEM });
  }
  await updatePreferences(c.services.database, c.user.id, changes, { now: c.now });
  const settings = { ...c.user, ...changes };
  const present = await currentLandingView(c.scope, settings);
  return c.json(200, settingsJson({ ...settings, landingView: present }));
};
