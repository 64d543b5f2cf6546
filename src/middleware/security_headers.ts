/** The headers that keep pages from being anything but pages. The policy is written whole. */
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
  return (req, res, next) => {
    res.setHeader("Permissions-Policy", PERMISSIONS_POLICY);
    // Whatever is made here belongs to one person; what is public says so itself (views/assets.ts).
    res.setHeader("Cache-Control", "no-store");
    apply(req, res, next);
  };
}
