/** What an action returns: a plain value, which can be kept and compared; http/send_reply.ts sends it. */

import type { Navigation } from "../views/models/page.ts";
import type { Views } from "../views/models.ts";
import type { FlashMessage } from "./flash.ts";

export type Reply = PageReply | RedirectReply | JsonReply | EmptyReply;

export interface PageReply {
  kind: "page";
  status: number;
  headers: Headers;
  name: keyof Views;
  model: PageModel<keyof Views>;
}

/** 303, to a path of this app. */
export interface RedirectReply {
  kind: "redirect";
  to: string;
  headers: Headers;
  /** Shown once on the next page; null: nothing. */
  flash: FlashMessage | null;
}

export interface JsonReply {
  kind: "json";
  status: number;
  headers: Headers;
  body: unknown;
}

/** Without a body: 204, or 304. */
export interface EmptyReply {
  kind: "empty";
  status: number;
  headers: Headers;
}

type Headers = Readonly<Record<string, string>>;

/** What a page is made of, without what every page has. */
export type PageModel<Name extends keyof Views> = Omit<Views[Name], "page"> & PageOptions;

export interface PageOptions {
  /** Without the product's name, which the layout adds. */
  title: string;
  /** The path that the navigation marks, where it is not the request's own: a form that came back. */
  here?: string;
  /** Where the page has looked at the counts already. null: there is no database to count in. */
  navigation?: Navigation | null;
  /** A form for somebody who is not signed in: its token is bound to a cookie. */
  hasForm?: boolean;
  /** The token that the form came with, where it is not known who asks. */
  csrf?: string;
}
