/** Serves public/ from memory: read, hashed and compressed once at the start. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Request, RequestHandler, Response } from "express";

export interface Assets {
  /** "plainlist.css" → "/assets/plainlist.3f9a0c12be.css"; throws for a file that is not there. */
  url(name: string): string;
  /** Answers GET and HEAD for what is in public/ and calls next() for everything else. */
  handler: RequestHandler;
}

interface Asset {
  /** When the file was last changed. */
  stamp: number;
  url: string;
  type: string;
  /** By content coding; "identity" is always there, the others where they make it smaller. */
  bodies: Partial<Record<Coding, Buffer>> & { identity: Buffer };
  hash: string;
}

type Coding = "br" | "gzip" | "identity";
type Compression = NonNullable<AssetOptions["compression"]>;

/** Pictures are packed already. */
const PACKED = new Set([".ico", ".png"]);

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".ico": "image/x-icon",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

const FOREVER = "public, max-age=31536000, immutable";
const AN_HOUR = "public, max-age=3600";
const A_MINUTE = "public, max-age=60";

interface AssetOptions {
  /** In development: a file that was changed since is read again when a page asks for its address. */
  watch?: boolean;
  /** "best" costs a tenth of a second at the start; "fast" is for development and tests. */
  compression?: "best" | "fast";
}

/**
 * Reads `dir` whole. A file answers at two addresses: the hashed one that `url` gives, kept by
 * browsers for good, and its plain name ("/favicon.ico"), kept for an hour. An address with the
 * hash of another release answers with the present file, kept for a minute: while one release
 * replaces another, a page of either may ask the other for its stylesheet.
 */
export function loadAssets(
  dir: string,
  { watch = false, compression = "best" }: AssetOptions = {},
): Assets {
  let assets = readAll(dir, compression);

  return {
    url(name) {
      if (watch) assets = readAll(dir, compression, assets);
      const asset = assets.get(name);
      if (asset === undefined) throw new Error(`There is no public/${name}`);
      return asset.url;
    },
    handler(req, res, next) {
      if (req.method !== "GET" && req.method !== "HEAD") return next();
      const [, folder, stem, hash, extension] = ADDRESS.exec(req.path) ?? [];
      const asset = assets.get(`${stem}${extension}`);
      if (asset === undefined || (hash !== undefined && folder === undefined)) return next();
      const kept = hash === undefined ? AN_HOUR : req.path === asset.url ? FOREVER : A_MINUTE;
      answer(req, res, asset, kept);
    },
  };
}

/** "/assets/plainlist.3f9a0c12be.css" and "/favicon.ico": folder, stem, hash, extension. */
const ADDRESS = /^\/(assets\/)?([\w-]+)(?:\.([0-9a-f]{10}))?(\.[a-z]+)$/;

/** Files that have not changed are taken over from `known`. */
function readAll(
  dir: string,
  compression: Compression,
  known = new Map<string, Asset>(),
): Map<string, Asset> {
  return new Map(
    readdirSync(dir).map((name) => {
      const path = join(dir, name);
      const asset = known.get(name);
      return [name, asset?.stamp === statSync(path).mtimeMs ? asset : load(path, compression)];
    }),
  );
}

function load(path: string, compression: Compression): Asset {
  const extension = extname(path);
  const type = TYPES[extension];
  if (type === undefined) throw new Error(`${path}: no content type is known for it`);
  const identity = readFileSync(path);
  const hash = createHash("sha256").update(identity).digest("hex").slice(0, 10);
  const packed = PACKED.has(extension) ? {} : compress(identity, compression);
  const url = `/assets/${basename(path, extension)}.${hash}${extension}`;
  return { stamp: statSync(path).mtimeMs, url, type, hash, bodies: { identity, ...packed } };
}

/** What is smaller so, in each coding. */
function compress(body: Buffer, compression: Compression): Partial<Record<Coding, Buffer>> {
  const isBest = compression === "best";
  const gzip = gzipSync(body, {
    level: isBest ? constants.Z_BEST_COMPRESSION : constants.Z_BEST_SPEED,
  });
  const br = brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: isBest ? constants.BROTLI_MAX_QUALITY : 1,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
  const isSmaller = (packed: Buffer) => packed.length < body.length;
  return { ...(isSmaller(gzip) && { gzip }), ...(isSmaller(br) && { br }) };
}

function answer(req: Request, res: Response, asset: Asset, cacheControl: string): void {
  const coding = choose(req, asset);
  const body = asset.bodies[coding] ?? asset.bodies.identity;
  // A strong validator names one sequence of bytes, so each coding has its own (RFC 9110, 8.8.3).
  const etag = coding === "identity" ? `"${asset.hash}"` : `"${asset.hash}-${coding}"`;
  res.setHeader("Cache-Control", cacheControl);
  res.setHeader("ETag", etag);
  res.vary("Accept-Encoding");
  if (holds(req.headers["if-none-match"], etag)) {
    res.statusCode = 304;
    res.end();
    return;
  }
  res.setHeader("Content-Type", asset.type);
  if (coding !== "identity") res.setHeader("Content-Encoding", coding);
  res.setHeader("Content-Length", body.length);
  res.end(body);
}

/** The smallest body that the client accepts. Its own order among those is only a taste. */
function choose(req: Request, asset: Asset): Coding {
  const smallest = (["br", "gzip"] as const).find(
    (coding) => asset.bodies[coding] && req.acceptsEncodings(coding),
  );
  return smallest ?? "identity";
}

/** Whether `If-None-Match` names this tag; compared weakly, as RFC 9110, 13.1.2 says. */
function holds(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
