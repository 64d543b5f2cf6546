/** Sends a reply: the only module that writes one to the response. */
import { randomBytes } from "node:crypto";
import type { Response } from "express";
import type { Page } from "../views/models/page.ts";
import type { Views } from "../views/models.ts";
import { csrfToken } from "./csrf.ts";
import { setFlash, takeFlash } from "./flash.ts";
import type { PageReply, Reply } from "./reply.ts";
import type { RequestContext } from "./request_context.ts";
import { sendBody } from "./send.ts";

const HTML = "text/html; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";

export async function sendReply(c: RequestContext, res: Response, reply: Reply): Promise<void> {
  // Rendering may fail: nothing is written before it is done.
  const html = reply.kind === "page" ? await renderPage(c, reply) : "";
  res.set(reply.headers);
  switch (reply.kind) {
    case "page":
      return sendBody(res, { status: reply.status, type: HTML, body: html });
    case "json":
      return sendBody(res, {
        status: reply.status,
        type: JSON_TYPE,
        body: JSON.stringify(reply.body),
      });
    case "empty":
      res.status(reply.status).end();
      return;
    case "redirect":
      if (reply.flash !== null) setFlash(c, reply.to, reply.flash);
      res.redirect(303, reply.to);
  }
}

async function renderPage(c: RequestContext, { name, model }: PageReply): Promise<string> {
  const { title, here = c.path, navigation, hasForm = false, csrf, ...own } = model;
  const { session, services } = c;
  const isSignedIn = session !== null;
  // Every page of a signed-in user has a form: Sign out.
  const token = csrf ?? (isSignedIn || hasForm ? csrfToken(c) : "");
  const page: Page = {
    title,
    viewer: isSignedIn ? { name: session.user.name } : null,
    csrf: token,
    requestKey: token === "" ? "" : randomBytes(12).toString("base64url"),
    navigation:
      navigation === undefined && isSignedIn
        ? await services.navigation(session.scope, here)
        : (navigation ?? null),
    flash: takeFlash(c),
  };
  return services.render(name, { ...own, page } as Views[typeof name]);
}
