/** The calendar: a month with the tasks of a day, or a week. */
import type { Action } from "../http/request_context.ts";
import { calendarMonthPage } from "../presenters/calendar_month.ts";
import { calendarAddress } from "../presenters/calendar_place.ts";
import { calendarWeekPage } from "../presenters/calendar_week.ts";
import { parseAddress } from "../presenters/list_views.ts";

export const show: Action = async (c) => {
  const asked = calendarAddress(c.scope, parseAddress(c.address));
  return asked.kind === "week"
    ? c.page("calendar/week", await calendarWeekPage(c.scope, asked.week, c.address))
    : c.page("calendar/month", await calendarMonthPage(c.scope, c.address));
};
