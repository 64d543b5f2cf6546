/** The API's description, served as it is. */
import type { RequestHandler } from "express";
import { answer } from "./answers.ts";

export const document = { openapi: "3.1.0" };

export const openapi: RequestHandler = (req, res) => answer(req, res, 200, document);
