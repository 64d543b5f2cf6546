/** Security headers of every response: no scripts, no framing, no caching. */
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
const PERMISSIONS_POLICY =
  "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), " +
  "gyroscope=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), " +
  "screen-wake-lock=(), usb=()";

export function securityHeaders({ https }: { https: boolean }): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: CONTENT_SECURITY_POLICY,
      // Not the default `no-referrer`: it makes plain form posts send `Origin: null`.
      referrerPolicy: { policy: "same-origin" },
      strictTransportSecurity: https ? { maxAge: 63_072_000 } : false,
      xFrameOptions: { action: "deny" },
    }),
    (_req, res, next) => {
      res.setHeader("Permissions-Policy", PERMISSIONS_POLICY);
      // Whatever is made here belongs to one person; what is public says so itself (views/assets.ts).
      res.setHeader("Cache-Control", "no-store");
      next();
    },
  ];
}
