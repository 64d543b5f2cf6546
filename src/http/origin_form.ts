/** The target of a request as every other module expects it: a path with its query. */
import type { RequestListener } from "node:http";

/** The scheme and the authority of a target in absolute form, which may be no valid ones. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

/**
 * A server must accept a target in absolute form, `GET http://host/path` (RFC 9112, section 3.2.2).
 * What it says of the host is dropped: it is the client's text, and no part of an address of ours.
 * Done before Express reads the target, which fails where the host or its port is invalid.
 */
export function withOriginForm(listener: RequestListener): RequestListener {
  return (req, res) => {
    req.url = originForm(req.url ?? "/");
    listener(req, res);
  };
}

function originForm(target: string): string {
  const path = target.replace(ORIGIN, "");
  return path.length === target.length || path.startsWith("/") ? path : `/${path}`;
}
