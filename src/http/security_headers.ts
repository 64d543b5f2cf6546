/** Security headers of every response: no scripts, no framing, no caching. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import helmet from "helmet";

/** Allows our own styles, images and forms, and nothing else: pages have no scripts. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    manifestSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** Device features, all denied. */
const PERMISSIONS_POLICY = [
  "accelerometer",
  "browsing-topics",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "microphone",
  "midi",
  "payment",
  "publickey-credentials-get",
  "screen-wake-lock",
  "usb",
]
  .map((feature) => `${feature}=()`)
  .join(", ");

export function securityHeaders(options: { https: boolean }): RequestHandler {
  const apply = helmet({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    // Not the default `no-referrer`, with which form posts send `Origin: null`.
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: options.https ? { maxAge: 63_072_000 } : false,
    xFrameOptions: { action: "deny" },
  });
  const headers = record(apply);
  headers.set("Permissions-Policy", PERMISSIONS_POLICY);
  // Replies are for one user; public ones set their own header (views/assets.ts).
  headers.set("Cache-Control", "no-store");
  return (_req, res, next) => {
    res.setHeaders(headers);
    next();
  };
}

/** The headers that helmet sets, recorded once: they are the same for every request. */
function record(apply: ReturnType<typeof helmet>): Map<string, string> {
  const headers = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  let isDone = false;
  apply({} as IncomingMessage, response as unknown as ServerResponse, (error) => {
    if (error) throw error;
    isDone = true;
  });
  if (!isDone) throw new Error("helmet has not set its headers");
  return headers;
}
