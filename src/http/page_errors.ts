/** Replies to a page's errors with an error page that has links to go on, and no internals. */
import type { ErrorRequestHandler } from "express";
import { asUnavailable } from "../db/database_errors.ts";
import { AccountFull, asHttpError, type HttpError } from "../errors.ts";
import { paths } from "../paths.ts";
import type { Link } from "../views/models/elements.ts";
import type { PageReply } from "./reply.ts";
import type { RequestContext } from "./request_context.ts";
import { resubmit } from "./resubmit.ts";
import { sendReply } from "./send_reply.ts";

interface ErrorText {
  heading: string;
  explanation: string;
}

const TEXTS: Record<number, ErrorText> = {
  400: {
    heading: "That did not work",
    explanation: "Go back and try again, or start from one of these pages.",
  },
  403: {
    heading: "You do not have access to this",
    explanation: "If you think that you should, ask the person who runs this server.",
  },
  404: {
    heading: "There is nothing at this address",
    explanation: "It may be mistyped, or what was here has been deleted.",
  },
  405: {
    heading: "This page cannot be opened directly",
    explanation: "It only works from a link or a button in Plainlist.",
  },
  409: {
    heading: "This has changed in the meantime",
    explanation:
      "It was saved somewhere else while you were working on it. Open it again to see the latest version.",
  },
  413: {
    heading: "That is too much at once",
    explanation:
      "The form was larger than the server accepts. Go back: your browser still has what you typed. Then shorten it.",
  },
  422: {
    heading: "There is a problem",
    explanation: "The form could not be saved as it was. Go back and check it.",
  },
  429: {
    heading: "Too many attempts",
    explanation: "Wait a little, then try again.",
  },
  500: {
    heading: "Something went wrong",
    explanation: "It is not your fault, and it has been logged. Try again in a moment.",
  },
  503: {
    heading: "Not available right now",
    explanation: "The server is busy or cannot reach its data. Try again in a moment.",
  },
};

/** The statuses whose error message is shown too: it says what is wrong, or how long to wait. */
const WITH_MESSAGE = [400, 403, 422, 429];

export const pageErrors: ErrorRequestHandler = async (failure, req, res, next) => {
  if (res.headersSent) return next(failure);
  const error = await req.context.confirm().then(
    () => failure,
    (cause) => cause,
  );
  const known = asUnavailable(error) ?? asHttpError(error);
  if (known === null || known.status >= 500) req.log.error({ err: error }, "request failed");
  const reply = errorReply(req.context, known);
  await sendReply(req.context, res, { ...reply, headers: known?.headers ?? {} });
};

function errorReply(c: RequestContext, error: HttpError | null): PageReply {
  const hasForm = c.method === "POST" && Object.keys(c.fields).length > 0;
  if (error?.status === 503 && hasForm) return resubmit(c, "unavailable");
  if (error instanceof AccountFull && hasForm) return resubmit(c, "full", undefined, error.message);
  const status = error?.status ?? 500;
  const text = TEXTS[status] ?? (TEXTS[status < 500 ? 400 : 500] as ErrorText);
  const hasMessage = error !== null && WITH_MESSAGE.includes(status);
  const message = hasMessage ? `${error.message}. `.replace("..", ".") : "";
  return c.page("errors/show", {
    title: text.heading,
    status,
    heading: text.heading,
    explanation: `${message}${text.explanation}`,
    // A 404 is the same to the byte, whatever is not there: it must not reveal others' rows.
    requestId: status === 404 ? null : c.requestId,
    ways: nextLinks(c, status),
    navigation: null,
    csrf: "",
  });
}

function nextLinks(c: RequestContext, status: number): Link[] {
  if (c.session === null) {
    return [
      { href: paths.home, label: "Go to the front page" },
      { href: paths.signin, label: "Sign in" },
    ];
  }
  const usual = [
    { href: paths.dashboard, label: "Go to Today" },
    { href: paths.tasks, label: "All tasks" },
  ];
  const isMovedPage = status === 400 && c.method === "GET" && c.query.cursor !== undefined;
  return isMovedPage ? [{ href: firstPage(c), label: "Start at the top" }, ...usual] : usual;
}

/** The address of the first page of the same list, with its filters. */
function firstPage(c: RequestContext): string {
  const { pathname, searchParams } = new URL(c.address, c.services.config.appUrl);
  searchParams.delete("cursor");
  return searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname;
}
