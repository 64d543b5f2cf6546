/** The settings page. */
import { longDay } from "../dates/format.ts";
import { WEEKDAYS } from "../dates/names.ts";
import { timeZoneChoices } from "../dates/time_zones.ts";
import type { UserScope } from "../db/scope.ts";
import type { SettingsField } from "../forms/settings.ts";
import type { PageModel } from "../http/reply.ts";
import type { User } from "../models/users.ts";
import type { Choice, FormView } from "../views/models/form.ts";

const DATE_FORMAT_LABELS = [
  { value: "", label: "Not chosen: numbers like 3/12 stay text" },
  { value: "day_first", label: "Day first: 3/12 is 3 December" },
  { value: "month_first", label: "Month first: 3/12 is 12 March" },
];

export function settingsPage(
  scope: UserScope,
  { email }: User,
  form: FormView<SettingsField>,
): PageModel<"settings/show"> {
  const { date, time } = scope.localNow;
  const clock = `It is ${longDay(date)}, ${time}`;
  return {
    title: "Settings",
    email,
    form,
    timeZones: timeZoneChoices(scope.now, form.values.time_zone),
    weekStarts: WEEKDAYS.map((label, index) => {
      const value = String(index + 1);
      return { value, label, selected: value === form.values.week_start };
    }),
    dateFormats: dateFormatChoices(form.values.date_format),
    clock:
      scope.timeZone === null
        ? `${clock} in UTC. Your days follow UTC until you choose a time zone.`
        : `${clock} where you are.`,
  };
}

function dateFormatChoices(chosen: string): Choice[] {
  return DATE_FORMAT_LABELS.map((one) => ({ ...one, selected: one.value === chosen }));
}
