/** Every page of the app in Chromium. */
import { inChromium } from "../support/chromium.ts";
import { pages } from "./pages.ts";

inChromium(pages);
