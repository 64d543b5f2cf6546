/** The button behind the link of a mail. */
import { buttonForm } from "./declaration.ts";

export const linkForm = buttonForm("Use the link", "Go on");
