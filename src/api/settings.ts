/** The settings over the API: what dates depend on, the look, and the page that opens first. */
import type { Action } from "../http/request_context.ts";
import { updatePreferences } from "../models/preferences.ts";
import { valid } from "./errors.ts";
import { settingsJson } from "./json.ts";
import { parseApiSettings } from "./schemas/settings.ts";

export const show: Action = (c) => c.json(200, settingsJson(c.user));

export const change: Action = async (c) => {
  const changes = valid(parseApiSettings(c.fields));
  await updatePreferences(c.services.database, c.user.id, changes, { now: c.now });
  return c.json(200, settingsJson({ ...c.user, ...changes }));
};
