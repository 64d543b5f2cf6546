/** The security log of the account, for its owner. */
import { sendsMail } from "../config.ts";
import { BadRequest } from "../errors.ts";
import { PAGE_MOVED } from "../forms/task_list.ts";
import type { Action } from "../http/request_context.ts";
import { listSecurityEvents } from "../models/security_events.ts";
import { securityLogPage } from "../presenters/security_log.ts";

const PAGE_SIZE = 50;
/** The id of an event. */
const CURSOR = /^[1-9]\d{0,17}$/;

export const index: Action = async (c) => {
  const { cursor = null } = c.query;
  if (cursor !== null && (typeof cursor !== "string" || !CURSOR.test(cursor))) {
    throw new BadRequest(PAGE_MOVED);
  }
  const { config, database } = c.services;
  const range = { cursor, limit: PAGE_SIZE, now: c.now };
  const page = await listSecurityEvents(database, c.user.id, range);
  const options = { cursor, hasMail: sendsMail(config) };
  return c.page("settings/security", securityLogPage(page, c.scope, options));
};
