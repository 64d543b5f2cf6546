/** The settings over the API: time zone, first day of the week and date format. */
import type { Action } from "../http/request_context.ts";
import { updatePreferences } from "../models/users.ts";
import { valid } from "./errors.ts";
import { settingsJson } from "./json.ts";
import { parseApiSettings } from "./schemas/settings.ts";

export const show: Action = (c) => c.json(200, settingsJson(c.user));

export const change: Action = async (c) => {
  const preferences = { ...c.user, ...valid(parseApiSettings(c.fields)) };
  await updatePreferences(c.services.database, c.user.id, preferences, { now: c.now });
  return c.json(200, settingsJson(preferences));
};
