/** The front page, for visitors; signed-in users go on to the page that they have chosen. */
import type { Action } from "../http/request_context.ts";
import { isSignUpOpen } from "../http/sign_up.ts";
import { landingPaths } from "../paths.ts";

export const show: Action = (c) =>
  c.session === null
    ? c.page("home/show", { title: "A to-do list for any browser", isSignUpOpen: isSignUpOpen(c) })
    : c.redirect(landingPaths[c.user.landingView]);
