/** What an action returns: a plain value that can be stored and compared; send_reply.ts sends it. */
import type { HeaderLink, Navigation } from "../views/models/page.ts";
import type { Views } from "../views/models.ts";
import type { FlashMessage } from "./flash.ts";

export type Reply = PageReply | RedirectReply | LeaveReply | JsonReply | EmptyReply | DownloadReply;

export interface PageReply {
  kind: "page";
  status: number;
  headers: Headers;
  name: keyof Views;
  model: PageModel<keyof Views>;
}

/** To a path of this app. */
export interface RedirectReply {
  kind: "redirect";
  status: 302 | 303;
  to: string;
  headers: Headers;
  /** Shown once on the next page. */
  flash: FlashMessage | null;
}

/** To a provider: the only redirect to another origin. */
export interface LeaveReply {
  kind: "leave";
  /** A whole address, made of the provider's own. */
  to: URL;
  headers: Headers;
}

export interface JsonReply {
  kind: "json";
  status: number;
  headers: Headers;
  body: unknown;
}

/** Without a body. */
export interface EmptyReply {
  kind: "empty";
  status: 204 | 304;
  headers: Headers;
}

/** A file for the browser to save, sent as it is made. */
export interface DownloadReply {
  kind: "download";
  headers: Headers;
  /** The whole Content-Type. */
  type: string;
  /** In any script; without `/` and other characters that a file system may refuse. */
  fileName: string;
  parts: AsyncIterable<string>;
}

export type Headers = Readonly<Record<string, string>>;

/** The view model of a page without what every page has (`page`), which send_reply.ts adds. */
export type PageModel<Name extends keyof Views> = Omit<Views[Name], "page"> & PageOptions;

/** The page that a presenter chose among several. */
export type NamedPage<Name extends keyof Views> = {
  [One in Name]: { name: One; model: PageModel<One> };
}[Name];

interface PageOptions {
  /** Without the product name, which the layout appends. */
  title: string;
  /** By default 422 for a form with errors, else 200. */
  status?: number;
  /** The path that the navigation marks, where it is not the request's own: a form that came back. */
  here?: string;
  /** Where the page has read the counts already. null: without navigation, and without a database. */
  navigation?: Navigation | null;
  /**
   * For visitors, in place of the link to sign in. A page that has one has the layout for visitors also
   * while somebody is signed in, and no navigation.
   */
  headerLink?: HeaderLink;
  /** A form for visitors: its CSRF token is bound to a cookie. */
  hasForm?: boolean;
  /** The token that the form came with, where the user could not be identified. */
  csrf?: string;
  /** The key that the form came with; by default the page has a new one. */
  requestKey?: string;
}
