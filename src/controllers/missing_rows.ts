/** A form whose row has been deleted meanwhile: it comes back, to be sent after putting the row back. */
import { NotFound } from "../errors.ts";
import type { Action, RequestContext } from "../http/request_context.ts";
import { findDeletedRow, putBack } from "../models/deleted_rows.ts";
import { findMissingRow, missingRowPage, referencesOf } from "../presenters/missing_row.ts";

/** The action of a form: it first puts back what has been deleted, if that is what the form asks for. */
export function recoverable(action: Action): Action {
  return async (c) => {
    const isPuttingBack = c.fields.put_back === "1";
    if (isPuttingBack) await putAllBack(c);
    try {
      return await action(c);
    } catch (error) {
      const form = c.forms.find(c.address, c.fields);
      if (!(error instanceof NotFound) || form === null) throw error;
      const missing = await findMissingRow(c.scope, referencesOf(c.address, c.fields));
      const sent = { action: c.address, fields: c.fields, form };
      // What is still deleted could not be put back.
      const page = missingRowPage(sent, missing, { canPutBack: !isPuttingBack });
      if (page === null) throw error;
      return c.page("forms/confirm", page);
    }
  };
}

/** In the order of the references: a section after its list. */
async function putAllBack(c: RequestContext): Promise<void> {
  for (const reference of referencesOf(c.address, c.fields)) {
    const deleted = await findDeletedRow(c.scope, reference);
    if (deleted !== null) await putBack(c.scope, deleted);
  }
}
