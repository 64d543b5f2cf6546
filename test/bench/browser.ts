/** Just enough of a browser to sign in for a measurement. */
import { PASSWORD } from "./database.ts";
import type { Target } from "./load.ts";
import type { ServerProcess } from "./server_process.ts";

/** What the router in front adds; the address is a person's own, as sign-ins are throttled by it. */
export function proxied(address = "198.51.100.1"): Record<string, string> {
  return { "X-Forwarded-Proto": "https", "X-Forwarded-For": address };
}

/** A sign-in form, ready to be sent. */
export interface SigninForm {
  send(): Promise<Response>;
}

export async function openSignin(
  { origin }: ServerProcess,
  email: string,
  address?: string,
): Promise<SigninForm> {
  const url = `${origin}/auth/signin`;
  const page = await fetch(url, { headers: proxied(address) });
  const cookie = cookiesOf(page);
  const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const body = new URLSearchParams({ _csrf: token, email, password: PASSWORD });
  const headers = { ...proxied(address), Cookie: cookie };
  return { send: () => fetch(url, { method: "POST", headers, body, redirect: "manual" }) };
}

/** A page of the application as its signed-in owner asks for it. */
export async function signedIn(
  server: ServerProcess,
  email: string,
  path: string,
  encoding: "identity" | "gzip" = "identity",
): Promise<Target> {
  const form = await openSignin(server, email);
  const answer = await form.send();
  if (answer.status !== 303) throw new Error(`signing in failed: ${await answer.text()}`);
  return {
    url: server.origin + path,
    headers: { ...proxied(), Cookie: cookiesOf(answer), "Accept-Encoding": encoding },
  };
}

/** A page of the API by the bearer token of a sign-in there. */
export async function withToken(
  { origin }: ServerProcess,
  email: string,
  path: (userId: string) => string,
): Promise<Target> {
  const answer = await fetch(`${origin}/api/auth/signin`, {
    method: "POST",
    headers: { ...proxied(), "Content-Type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { user, token } = (await answer.json()) as { user: { id: string }; token: string };
  const headers = { ...proxied(), Authorization: `Bearer ${token}`, "Accept-Encoding": "identity" };
  return { url: origin + path(user.id), headers };
}

export function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
