/** What a person's days are reckoned by, over the API. */

import { parseApiSettings } from "../forms/list_json.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { updatePreferences } from "../models/users.ts";
import type { Services } from "../services.ts";
import { answer, settingsJson } from "./answers.ts";
import { read } from "./errors.ts";

export function settingsApi({ database, clock }: Services) {
  const show: ViewerHandler = (req, res, { user }) => {
    answer(req, res, 200, settingsJson(user));
  };

  const change: ViewerHandler = async (req, res, { user }) => {
    const { timeZone, weekStart } = { ...user, ...read(parseApiSettings(req.body)) };
    await updatePreferences(database, user.id, { timeZone, weekStart }, clock());
    answer(req, res, 200, settingsJson({ timeZone, weekStart }));
  };

  return { show, change };
}
