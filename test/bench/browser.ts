/** Signs in for measurements, in pages and in the API. */
import { PASSWORD } from "./database.ts";
import type { Target } from "./load.ts";
import type { ServerProcess } from "./server_process.ts";

/** The headers that a host's router adds. Sign-ins are throttled by address. */
function proxied(address = "198.51.100.1"): Record<string, string> {
  return { "X-Forwarded-Proto": "https", "X-Forwarded-For": address };
}

/** A form for visitors that is filled in. */
export interface FilledForm {
  submit(): Promise<Response>;
}

export function openSignin(
  server: ServerProcess,
  email: string,
  address?: string,
): Promise<FilledForm> {
  return openForm(server, "/auth/signin", { email, password: PASSWORD }, address);
}

/** Fills in the form of a page that is posted to the same path. */
export async function openForm(
  { origin }: ServerProcess,
  path: string,
  fields: Record<string, string>,
  address?: string,
): Promise<FilledForm> {
  const url = origin + path;
  const page = await fetch(url, { headers: proxied(address) });
  const cookie = cookiesOf(page);
  const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const body = new URLSearchParams({ _csrf: token, ...fields });
  const headers = { ...proxied(address), Cookie: cookie };
  return { submit: () => fetch(url, { method: "POST", headers, body, redirect: "manual" }) };
}

interface Client {
  encoding?: "identity" | "gzip";
  /** Many sign-ins need an address each. */
  address?: string;
}

/** A page of the application, requested by a signed-in user. */
export async function signedIn(
  server: ServerProcess,
  email: string,
  path: string,
  { encoding = "identity", address }: Client = {},
): Promise<Target> {
  const form = await openSignin(server, email, address);
  const response = await form.submit();
  if (response.status !== 303) throw new Error(`signing in failed: ${await response.text()}`);
  return {
    url: server.origin + path,
    headers: { ...proxied(), Cookie: cookiesOf(response), "Accept-Encoding": encoding },
  };
}

/** A response of the API, requested with a bearer token. */
export async function withToken(
  { origin }: ServerProcess,
  email: string,
  path: (userId: string) => string,
  address?: string,
): Promise<Target> {
  const response = await fetch(`${origin}/api/auth/signin`, {
    method: "POST",
    headers: { ...proxied(address), "Content-Type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { user, token } = (await response.json()) as { user: { id: string }; token: string };
  const headers = { ...proxied(), Authorization: `Bearer ${token}`, "Accept-Encoding": "identity" };
  return { url: origin + path(user.id), headers };
}

export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
