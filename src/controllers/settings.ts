/** The settings: the user's time zone, the first day of their week, and how they write dates. */
import { parseSettings } from "../forms/settings.ts";
import type { Action } from "../http/request_context.ts";
import { updatePreferences } from "../models/users.ts";
import { paths } from "../paths.ts";
import { settingsPage } from "../presenters/settings.ts";

export const show: Action = (c) => {
  const { timeZone, weekStart, dateFormat } = c.user;
  const values = {
    time_zone: timeZone ?? "",
    week_start: String(weekStart),
    date_format: dateFormat ?? "",
  };
  return c.page("settings/show", settingsPage(c.scope, c.user, { values, errors: {} }));
};

export const update: Action = async (c) => {
  const form = parseSettings(c.fields);
  if (!form.ok) return c.page("settings/show", settingsPage(c.scope, c.user, form));
  const requested = { now: c.now, requestKey: c.requestKey };
  await updatePreferences(c.services.database, c.user.id, form.value, requested);
  return c.redirect(paths.settings, { text: "Saved." });
};
