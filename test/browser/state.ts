/** A state of a page: who sees it, and the way there. */
import type { Page, Response } from "playwright-core";
import type { Site } from "../support/site.ts";
import type { People } from "./people.ts";

export interface State {
  name: string;
  status: number;
  /** A browser's window with the page in it, and its answer. */
  go(people: People): Promise<{ page: Page; answer: Response | null }>;
}

type Go = (page: Page, site: Site) => Promise<Response | null>;

export function visitor(name: string, status: number, go: Go): State {
  return {
    name,
    status,
    go: async ({ visitor: page, site }) => ({ page, answer: await go(page, site) }),
  };
}

export function newcomer(name: string, status: number, go: Go): State {
  return {
    name,
    status,
    go: async ({ newcomer: { page }, site }) => ({ page, answer: await go(page, site) }),
  };
}

export function regular(name: string, status: number, go: Go): State {
  return {
    name,
    status,
    go: async ({ regular: { page }, site }) => ({ page, answer: await go(page, site) }),
  };
}
