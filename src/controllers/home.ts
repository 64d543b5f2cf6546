/** The front page, for visitors; signed-in users go on to the page that they have chosen. */
import type { Action } from "../http/request_context.ts";
import { isSignUpOpen } from "../http/sign_up.ts";
import { currentLandingView } from "../models/preferences.ts";
import { isSavedSearch, landingPath, paths, searchIdOf } from "../paths.ts";

export const show: Action = async (c) => {
  if (c.session === null) {
    const title = "A to-do list for any browser";
    return c.page("home/show", { title, isSignUpOpen: isSignUpOpen(c) });
  }
  const view = await currentLandingView(c.scope, c.user);
  return c.redirect(isSavedSearch(view) ? paths.savedSearch(searchIdOf(view)) : landingPath(view));
};
