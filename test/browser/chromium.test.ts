/** The way through the app in Chromium with scripting off. */
import { inChromium } from "../support/chromium.ts";
import { account } from "./account.ts";
import { calendar } from "./calendar.ts";
import { flash } from "./flash.ts";
import { forms } from "./forms.ts";
import { journey } from "./journey.ts";
import { keyboard } from "./keyboard.ts";
import { modes } from "./modes.ts";
import { providers } from "./providers.ts";
import { secondFactor } from "./second_factor.ts";

inChromium({
  ...journey,
  ...forms,
  ...keyboard,
  ...modes,
  ...calendar,
  ...flash,
  ...account,
  ...secondFactor,
  ...providers,
});
