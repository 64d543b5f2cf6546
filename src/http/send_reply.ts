/** Sends a reply: the only module that writes one to the response. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, gzipSync } from "node:zlib";
import type { Response } from "express";
import { randomText } from "../auth/random.ts";
import { DEFAULT_PREFERENCES } from "../models/preferences.ts";
import type { Page } from "../views/models/page.ts";
import type { Views } from "../views/models.ts";
import { csrfToken } from "./csrf.ts";
import { setFlash, takeFlash } from "./flash.ts";
import type { PageReply, Reply } from "./reply.ts";
import type { RequestContext } from "./request_context.ts";

/** In bytes: a shorter body fits one packet either way. */
const COMPRESSION_MIN = 1024;
/**
 * In bytes. V8 keeps the buffer of each call until its next full collection. Most compressed pages fit
 * into this one; zlib's default is four times as large.
 */
const COMPRESSED_CHUNK = 4096;

export async function sendReply(c: RequestContext, res: Response, reply: Reply): Promise<void> {
  // Rendering may fail: nothing is written before it is done.
  const html = reply.kind === "page" ? await renderPage(c, reply) : "";
  res.set(reply.headers);
  switch (reply.kind) {
    case "page":
      return sendBody(res.status(reply.status), "text/html; charset=utf-8", html);
    case "json": {
      const body = JSON.stringify(reply.body);
      return sendBody(res.status(reply.status), "application/json; charset=utf-8", body);
    }
    case "empty":
      res.status(reply.status).end();
      return;
    case "download": {
      res.setHeader("Content-Type", reply.type);
      res.setHeader("Content-Disposition", attachment(reply.fileName));
      if (res.req.method === "HEAD") {
        res.end();
        return;
      }
      // One that fails or is aborted is cut off, so that nobody takes it for the whole.
      return await pipeline(Readable.from(reply.parts), res);
    }
    case "leave":
      res.status(303).location(reply.to.href).end();
      return;
    case "redirect":
      if (reply.flash !== null) setFlash(c, reply.to, reply.flash);
      // Without the text of Express's own, which no browser shows.
      res.status(reply.status).location(reply.to).end();
  }
}

/** For a name that is not ASCII also the whole of it (RFC 6266, RFC 8187). */
function attachment(fileName: string): string {
  const plain = fileName
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9 ._-]+/g, "-");
  const escaped = (letter: string) => `%${letter.charCodeAt(0).toString(16)}`;
  const whole = encodeURIComponent(fileName.toWellFormed()).replace(/['()*]/g, escaped);
  const more = plain === fileName ? "" : `; filename*=UTF-8''${whole}`;
  return `attachment; filename="${plain}"${more}`;
}

async function renderPage(c: RequestContext, { name, model }: PageReply): Promise<string> {
  const { title, here = c.path, navigation, headerLink, hasForm = false, ...rest } = model;
  const { csrf, requestKey, ...own } = rest;
  const { session, services } = c;
  const isSignedIn = session !== null;
  const { theme, density, timeFormat } = session?.user ?? DEFAULT_PREFERENCES;
  const hasNavigation = isSignedIn && headerLink === undefined;
  // Every page of a signed-in user has a form: Sign out.
  const token = csrf ?? (isSignedIn || hasForm ? csrfToken(c) : "");
  const page: Page = {
    title,
    currentUser: hasNavigation ? { name: session.user.name } : null,
    appearance: { theme, density },
    timeFormat,
    headerLink: headerLink ?? null,
    csrf: token,
    requestKey: requestKey ?? (token === "" ? "" : randomText(12)),
    navigation:
      navigation === undefined && hasNavigation
        ? await services.navigation(session.scope, here)
        : (navigation ?? null),
    flash: takeFlash(c),
  };
  return services.render(name, { ...own, page } as Views[typeof name]);
}

/**
 * Compressed where the client accepts it. Synchronous gzip at level 1 takes a few percent of a page's
 * time; streaming middleware takes a third of it, and queues behind the password hashes on libuv's
 * threads. @param type the whole Content-Type.
 */
export function sendBody(res: Response, type: string, text: string): void {
  let body = Buffer.from(text, "utf8");
  res.setHeader("Content-Type", type);
  res.vary("Accept-Encoding");
  // By the client's q-values (RFC 9110, section 12.5.3).
  const isCompressed = res.req.acceptsEncodings("gzip", "identity") === "gzip";
  if (body.length >= COMPRESSION_MIN && isCompressed) {
    body = gzipSync(body, { level: constants.Z_BEST_SPEED, chunkSize: COMPRESSED_CHUNK });
    res.setHeader("Content-Encoding", "gzip");
  }
  res.setHeader("Content-Length", body.length);
  // Node leaves the body out of the reply to a HEAD, which so has the headers of its GET.
  res.end(body);
}
