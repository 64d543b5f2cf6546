/** Serves public/ from memory; files are read, hashed and compressed once at startup. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Request, RequestHandler, Response } from "express";

export interface Assets {
  /** "plainlist.css" → "/assets/plainlist.3f9a0c12be.css"; throws when the file does not exist. */
  url(name: string): string;
  /** Serves GET and HEAD requests for files in public/; everything else goes to next(). */
  handler: RequestHandler;
}

interface Asset {
  /** The file and the files it imports. */
  sources: string[];
  /** The latest modification time among them, in milliseconds. */
  stamp: number;
  url: string;
  type: string;
  /** By content coding; others than "identity" only where they are smaller. */
  bodies: { identity: Buffer; br?: Buffer; gzip?: Buffer };
  hash: string;
}

type Compression = NonNullable<AssetOptions["compression"]>;

/** Already compressed. */
const COMPRESSED = new Set([".ico", ".png"]);

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
  /** Development: reload a changed file when a page asks for its URL. */
  watch?: boolean;
  /** "best" adds a tenth of a second to startup; "fast" is for development and tests. */
  compression?: "best" | "fast";
}

/**
 * Loads every file of `dir`. Each is served at two URLs: the hashed one from `url`, cached forever,
 * and its plain name ("/favicon.ico"), cached for an hour. A URL with the hash of another release
 * serves the current file, cached for a minute: during a deployment a page of one release may ask
 * the other for its stylesheet.
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
      const cacheControl =
        hash === undefined ? AN_HOUR : req.path === asset.url ? FOREVER : A_MINUTE;
      respond(req, res, asset, cacheControl);
    },
  };
}

/** "/assets/plainlist.3f9a0c12be.css" and "/favicon.ico": folder, stem, hash, extension. */
const ADDRESS = /^\/(assets\/)?([\w-]+)(?:\.([0-9a-f]{10}))?(\.[a-z]+)$/;

/** Reuses unchanged files from `known`. Folders hold what a stylesheet imports and are not served. */
function readAll(
  dir: string,
  compression: Compression,
  known = new Map<string, Asset>(),
): Map<string, Asset> {
  return new Map(
    readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => {
        const asset = known.get(name);
        const isFresh = asset !== undefined && asset.stamp === latestChange(asset.sources);
        return [name, isFresh ? asset : load(join(dir, name), compression)];
      }),
  );
}

function load(path: string, compression: Compression): Asset {
  const extension = extname(path);
  const type = TYPES[extension];
  if (type === undefined) throw new Error(`${path}: no content type is known for it`);
  const { body: identity, sources } = read(path);
  const hash = createHash("sha256").update(identity).digest("hex").slice(0, 10);
  const compressed = COMPRESSED.has(extension) ? {} : compress(identity, compression);
  const url = `/assets/${basename(path, extension)}.${hash}${extension}`;
  const stamp = latestChange(sources);
  return { sources, stamp, url, type, hash, bodies: { identity, ...compressed } };
}

/**
 * Inlines a stylesheet's `@import "…" layer(…);` rules, so that one request fetches everything, and
 * leaves out its comments, a sixth of what is sent, and most of its white space, another twentieth.
 */
function read(path: string): { body: Buffer; sources: string[] } {
  const sources = [path];
  const body = readFileSync(path);
  if (extname(path) !== ".css") return { body, sources };
  const whole = body.toString().replace(IMPORT, (_, file: string, layer: string) => {
    const source = join(dirname(path), file);
    sources.push(source);
    return `@layer ${layer} {\n${readFileSync(source, "utf8")}}`;
  });
  return { body: Buffer.from(shortened(whole)), sources };
}

/** No string in these stylesheets contains its marks. */
const COMMENT = /\/\*.*?\*\//gs;

function shortened(css: string): string {
  return css
    .replace(COMMENT, "")
    .replace(SPACE, (space, text?: string, sign?: string) => {
      return text ?? sign ?? (space.startsWith(":") ? ":" : " ");
    })
    .trim();
}

/** Strings are left as they are. */
const SPACE = /("[^"]*")|\s*([{};,])\s*|(?<=[\w-]):\s+|\s+/g;

/** `@import "css/base.css" layer(base);` */
const IMPORT = /^@import "(.+)" layer\((\w+)\);$/gm;

function latestChange(sources: string[]): number {
  return Math.max(...sources.map((path) => statSync(path).mtimeMs));
}

/** The codings that make the body smaller. */
function compress(body: Buffer, compression: Compression) {
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

function respond(req: Request, res: Response, asset: Asset, cacheControl: string): void {
  // The smallest body that the client accepts, whatever order it prefers.
  const coding = (["br", "gzip"] as const).find(
    (name) => asset.bodies[name] && req.acceptsEncodings(name),
  );
  const body = asset.bodies[coding ?? "identity"] ?? asset.bodies.identity;
  // A strong validator identifies one byte sequence, so each coding needs its own (RFC 9110, 8.8.3).
  const etag = coding === undefined ? `"${asset.hash}"` : `"${asset.hash}-${coding}"`;
  res.setHeader("Cache-Control", cacheControl);
  res.setHeader("ETag", etag);
  res.vary("Accept-Encoding");
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  res.setHeader("Content-Type", asset.type);
  if (coding !== undefined) res.setHeader("Content-Encoding", coding);
  res.setHeader("Content-Length", body.length);
  res.end(body);
}
