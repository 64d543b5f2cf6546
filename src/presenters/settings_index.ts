/** The settings: an index of what can be set, each line with its present state. */
import type { PageModel } from "../http/reply.ts";
import { securityLogLine, signInsLine, tokensLine } from "./access_lines.ts";
import { accountLine } from "./account.ts";
import { deletionLine, exportLine } from "./account_deletion.ts";
import { dateSettings, datesLine, lookLine, lookSettings } from "./preferences.ts";
import { providersLine } from "./providers.ts";
import { secondFactorLine } from "./second_factor.ts";
import type { LineMaker, SettingsContext } from "./settings_line.ts";

/** In the order of the page, each group below a rule. All lines are read at the same time. */
const GROUPS: readonly (readonly LineMaker[])[] = [
  [accountLine],
  [signInsLine, secondFactorLine, providersLine, tokensLine, securityLogLine],
  [datesLine, lookLine],
  [exportLine, deletionLine],
];

export async function settingsPage(context: SettingsContext): Promise<PageModel<"settings/show">> {
  const groups = GROUPS.map(async (lines) => {
    const made = await Promise.all(lines.map((line) => line(context)));
    return made.filter((line) => line !== null);
  });
  const look = lookSettings(context);
  return {
    title: "Settings",
    email: context.user.email,
    groups: (await Promise.all(groups)).filter((lines) => lines.length > 0),
    dates: dateSettings(context),
    look: await look,
  };
}
