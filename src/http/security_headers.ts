/** The headers that keep pages from being anything but pages. The policy is written whole. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import helmet from "helmet";

/** No script source at all: the strictest policy there is for a page with a stylesheet and forms. */
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

/** What a page may ask of the device: nothing. */
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
    // Not the default `no-referrer`: it makes plain form posts send `Origin: null`.
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: options.https ? { maxAge: 63_072_000 } : false,
    xFrameOptions: { action: "deny" },
  });
  const headers = record(apply);
  headers.set("Permissions-Policy", PERMISSIONS_POLICY);
  // Whatever is made here belongs to one person; what is public says so itself (views/assets.ts).
  headers.set("Cache-Control", "no-store");
  return (_req, res, next) => {
    res.setHeaders(headers);
    next();
  };
}

/** The headers that helmet sets. They are always the same: it is asked once, not at every request. */
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
