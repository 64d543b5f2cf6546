/** The settings page: the person's time zone, and the day their weeks start on. */
import type { Request, Response } from "express";
import type { Viewer } from "../auth/authenticator.ts";
import { localMoment, longDay } from "../dates/days.ts";
import { timeZoneChoices } from "../dates/time_zones.ts";
import { parseSettings, type SettingsField } from "../forms/settings.ts";
import { setFlash } from "../http/flash.ts";
import type { ViewerHandler } from "../http/require_user.ts";
import { updatePreferences } from "../models/users.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import type { FormView } from "../views/models/form.ts";
import type { Views } from "../views/models.ts";
import { makePage, show } from "./pages.ts";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export function settings(context: Services) {
  const showSettings: ViewerHandler = (req, res, viewer) => {
    const { timeZone, weekStart } = viewer.user;
    const values = { time_zone: timeZone ?? "", week_start: String(weekStart) };
    return showForm(context, req, res, viewer, { values, errors: {} });
  };

  const update: ViewerHandler = async (req, res, viewer) => {
    const form = parseSettings(req.body);
    if (!form.ok) return showForm(context, req, res, viewer, form, 422);
    await updatePreferences(context.database, viewer.user.id, form.value, context.clock());
    const said = {
      kind: "done",
      text: "Saved.",
      subject: null,
      receipt: null,
      actions: [],
    } as const;
    setFlash(context, res, viewer.sessionId, { ...said, actions: [] });
    res.redirect(303, paths.settings);
  };

  return { show: showSettings, update };
}

async function showForm(
  context: Services,
  req: Request,
  res: Response,
  { user }: Viewer,
  form: FormView<SettingsField>,
  status = 200,
): Promise<void> {
  const page = await makePage(context, req, res, { title: "Settings" });
  const now = context.clock();
  const { date, time } = localMoment(now, user.timeZone);
  const where =
    user.timeZone === null ? "in UTC, which your days go by until you choose" : "for you";
  const model: Views["settings/show"] = {
    page,
    email: user.email,
    form,
    timeZones: timeZoneChoices(now, form.values.time_zone),
    weekStarts: DAYS.map((label, index) => {
      const value = String(index + 1);
      return { value, label, selected: value === form.values.week_start };
    }),
    clock: `It is ${longDay(date)}, ${time} ${where}.`,
  };
  show(context, req, res, "settings/show", model, status);
}
