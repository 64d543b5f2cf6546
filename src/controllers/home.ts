/** The front page: says what this is to whoever is not signed in. */
import type { RequestHandler } from "express";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import { makePage, show } from "./pages.ts";

export function home(context: Services) {
  const showHome: RequestHandler = async (req, res) => {
    if (req.viewer !== null) return res.redirect(303, paths.dashboard);
    const page = await makePage(context, req, res, { title: "A to-do list for any browser" });
    show(context, req, res, "home/show", { page });
  };
  return { show: showHome };
}
