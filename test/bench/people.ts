/** The people whose presses are measured. */
import { signedIn, withToken } from "./browser.ts";
import { signedInUsual, withUsualToken } from "./compared_servers.ts";
import type { Target } from "./load.ts";
import type { ServerProcess } from "./server_process.ts";

export const PEOPLE = 16;
/** With many tasks. Their number does not matter, but the server should be busy. */
export const OWNERS = 4;

/** A signed-in person, as the client's process needs it. */
export interface Person {
  origin: string;
  /** The address of the list without the origin, of the page or in the API. */
  list: string;
  headers: Record<string, string>;
  cookies: Record<string, string>;
  /** The token of the page's forms; null in the API. */
  csrf: string | null;
  /** The ids of the tasks in the list, pressed in turn. */
  tasks: number[];
  /** The characters of the list. */
  size: number;
}

export interface Account {
  id: string;
  email: string;
}

/** How a person reaches a server. @param number differs for each person. */
export type Entrance = (account: Account, number: number) => Promise<Person>;

export function onPages(server: ServerProcess, list = "/tasks"): Entrance {
  return async ({ email }, number) =>
    onPage(await signedIn(server, email, list, { address: address(number) }));
}

export function inApi(server: ServerProcess): Entrance {
  return async ({ email }, number) =>
    overApi(await withToken(server, email, (id) => `/api/${id}/tasks?limit=20`, address(number)));
}

export function onUsualPages(server: ServerProcess): Entrance {
  return async ({ id }) => onPage(await signedInUsual(server, id));
}

export function inUsualApi(server: ServerProcess): Entrance {
  return async ({ id }) => overApi(await withUsualToken(server, id));
}

/** One after the other, since signing in is slow by design. */
export async function enter(accounts: readonly Account[], entrance: Entrance): Promise<Person[]> {
  const people: Person[] = [];
  for (const [number, account] of accounts.entries()) people.push(await entrance(account, number));
  return people;
}

/** Sign-ins are throttled by address. */
function address(number: number): string {
  return `198.51.100.${number + 1}`;
}

/** Reads the form's token and the tasks from the page, once. */
async function onPage({ url, headers }: Target): Promise<Person> {
  const response = await fetch(url, { headers });
  const html = await response.text();
  const csrf = /name="_csrf" value="([^"]+)"/.exec(html)?.[1];
  const ids = [...html.matchAll(/name="?complete-(\d+)/g)].map(([, id]) => Number(id));
  if (csrf === undefined || ids.length === 0) throw new Error(`No tasks to press at ${url}`);
  const { Cookie = "", ...others } = headers;
  const cookies = Object.fromEntries(Cookie.split("; ").map(splitCookie));
  return { ...location(url), headers: others, cookies, csrf, tasks: ids, size: html.length };
}

async function overApi({ url, headers }: Target): Promise<Person> {
  const response = await fetch(url, { headers });
  const json = await response.text();
  const { tasks } = JSON.parse(json) as { tasks: { id: number; completed: boolean }[] };
  const ids = tasks.filter(({ completed }) => !completed).map(({ id }) => id);
  return { ...location(url), headers, cookies: {}, csrf: null, tasks: ids, size: json.length };
}

function splitCookie(text: string): [name: string, value: string] {
  const [name = "", ...value] = text.split("=");
  return [name, value.join("=")];
}

function location(url: string): Pick<Person, "origin" | "list"> {
  const { origin, pathname, search } = new URL(url);
  return { origin, list: pathname + search };
}
