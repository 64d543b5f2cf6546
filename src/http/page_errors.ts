/** Every error of a page as a page, each with a way on, and nothing of our insides. */
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { show } from "../controllers/pages.ts";
import { asUnavailable } from "../db/database_errors.ts";
import { asHttpError, type HttpError, NotFound } from "../errors.ts";
import { fieldsOf } from "../forms/fields.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import type { Link } from "../views/models/elements.ts";
import type { Page } from "../views/models/page.ts";
import { showConfirmation } from "./resubmit.ts";

interface Words {
  heading: string;
  explanation: string;
}

const WORDS: Record<number, Words> = {
  400: {
    heading: "That could not be understood",
    explanation: "Something in the address or the form is not as this app writes it.",
  },
  403: {
    heading: "This is not open to you",
    explanation: "The server knows what was asked for and refuses it.",
  },
  404: {
    heading: "There is nothing at this address",
    explanation: "It may be mistyped, or what was here has been deleted.",
  },
  405: {
    heading: "This address takes no such request",
    explanation: "It exists, but not for what was tried. Open it by a link or a form of the app.",
  },
  409: {
    heading: "This has changed meanwhile",
    explanation: "It was saved somewhere else while you were at it. Open it again and have a look.",
  },
  413: {
    heading: "That is too much at once",
    explanation:
      "The form was larger than the server takes. Go back: your browser still has what you typed. Then shorten it.",
  },
  422: {
    heading: "Something needs mending",
    explanation: "The form could not be taken as it was. Go back and look it over.",
  },
  429: {
    heading: "Too many attempts",
    explanation: "Wait a little, then try again.",
  },
  500: {
    heading: "Something went wrong here",
    explanation: "It is not your doing, and it has been written down. Try again in a moment.",
  },
  503: {
    heading: "Not available just now",
    explanation: "The server is busy or cannot reach its data. Try again in a moment.",
  },
};

/** No address of ours. */
export const pageNotFound: RequestHandler = () => {
  throw new NotFound();
};

export function pageErrors(context: Services): ErrorRequestHandler {
  return async (error, req, res, next) => {
    if (res.headersSent) return next(error);
    const known = asUnavailable(error) ?? asHttpError(error);
    if (known === null || known.status >= 500) req.log.error({ err: error }, "request failed");
    if (known !== null) res.set(known.headers);
    if (known?.status === 503 && hasForm(req)) {
      const fields = fieldsOf(req.body);
      const action = req.originalUrl;
      return showConfirmation(context, req, res, { reason: "unavailable", action, fields });
    }
    showError(context, req, res, known);
  };
}

/** Whether somebody typed something that must not be lost. */
function hasForm(req: Request): boolean {
  return req.method === "POST" && Object.keys(fieldsOf(req.body)).length > 0;
}

function showError(context: Services, req: Request, res: Response, error: HttpError | null): void {
  const status = error?.status ?? 500;
  const { heading, explanation } = WORDS[status] ?? (WORDS[status < 500 ? 400 : 500] as Words);
  // The sentence of the error itself where it says more: what is wrong, or how long to wait.
  const isTelling = error !== null && [400, 403, 422, 429].includes(status);
  const page: Page = {
    title: heading,
    // The error may have come before anybody looked who asks.
    viewer: req.viewer ? { name: req.viewer.user.name } : null,
    // No form token and no request id on a 404: it is the same, byte for byte, whatever is not there.
    csrf: "",
    navigation: null,
    flash: null,
  };
  const requestId = status === 404 ? null : req.id;
  const told = isTelling ? `${error.message}. ${explanation}`.replace("..", ".") : explanation;
  const model = { page, status, heading, explanation: told, requestId, ways: waysOn(req) };
  show(context, req, res, "errors/show", model, status);
}

function waysOn(req: Request): Link[] {
  if (!req.viewer) {
    return [
      { href: paths.home, label: "Go to the front page" },
      { href: paths.signin, label: "Sign in" },
    ];
  }
  return [
    { href: paths.dashboard, label: "Go to Today" },
    { href: paths.tasks, label: "All tasks" },
  ];
}
