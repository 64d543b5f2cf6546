/** Planning with lists, dates, repeats and second thoughts: in Chromium with scripting off, at a phone. */
import { inChromium } from "../support/chromium.ts";
import { access } from "./access.ts";
import { bulk } from "./bulk.ts";
import { lists } from "./lists.ts";
import { quickAdds } from "./quick_add.ts";
import { repeats } from "./repeats.ts";
import { settings } from "./settings.ts";
import { taskPages } from "./task_pages.ts";
import { takingBack } from "./undo.ts";

inChromium({
  ...quickAdds,
  ...repeats,
  ...bulk,
  ...lists,
  ...takingBack,
  ...settings,
  ...access,
  ...taskPages,
});
