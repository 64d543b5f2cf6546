/** Parses the API's request bodies: JSON objects. */
import express, { type RequestHandler } from "express";
import { BadRequest, UnsupportedMediaType } from "../errors.ts";

/** A request without a body needs no Content-Type. */
const jsonOnly: RequestHandler = (req, _res, next) => {
  const isChunked = req.headers["transfer-encoding"] !== undefined;
  const hasBody = isChunked || Number(req.get("content-length") ?? 0) > 0;
  if (hasBody && !req.is("application/json")) {
    throw new UnsupportedMediaType("Send JSON, with Content-Type: application/json");
  }
  next();
};

/** Refuses other JSON, such as `null` or a list, which would count as an object without fields. */
const objectOnly: RequestHandler = (req, _res, next) => {
  const body: unknown = req.body;
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  if (body !== undefined && !isObject) throw new BadRequest("The body must be a JSON object");
  next();
};

/** Parses a body of at most 100 kB into `req.body`. */
export const parseJson: readonly RequestHandler[] = [
  jsonOnly,
  express.json({ limit: "100kb", strict: false }),
  objectOnly,
];
