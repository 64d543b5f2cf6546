/** A real OpenID Connect provider in the test process, and a browser that signs in to it and comes back. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { Providers } from "../../src/auth/providers.ts";
import { type Environment, loadConfig } from "../../src/config.ts";
import { TEST_ENVIRONMENT, type TestApp } from "./app.ts";
import type { Browser, PageResult } from "./browser.ts";
import { readSetCookie } from "./set_cookie.ts";

/** Who can sign in to it: the claims of each, by subject. */
export type Persons = Record<string, { name?: string; email?: string; email_verified?: boolean }>;

export interface TestProvider {
  issuer: string;
  persons: Persons;
  /** The settings of the application for it. */
  environment(number: number, name: string): Environment;
  close(): Promise<void>;
}

export const CLIENT = { id: "plainlist", secret: "a secret of the client: long enough" };

/** @param appUrl of the application that people sign in to. @param numbers of its settings. */
export async function startProvider(
  persons: Persons,
  { appUrl, numbers = [1] }: { appUrl: string; numbers?: number[] },
): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Whoever forgets it does not keep the process.
  server.unref();
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        token_endpoint_auth_method: "client_secret_post",
        redirect_uris: numbers.map((number) => `${appUrl}/auth/oidc/${number}/callback`),
        post_logout_redirect_uris: [`${appUrl}/auth/signin`],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          const yes = `<button name="logout" value="yes" form="op.logoutForm">Yes</button>`;
          ctx.body = `<!DOCTYPE html><title>Sign out?</title>${form}${yes}`;
        },
      },
    },
    cookies: { keys: ["a key of the provider"] },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...persons[sub] }) }),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  });
  server.on("request", (req, res) => {
    const url = new URL(req.url ?? "/", issuer);
    if (!url.pathname.startsWith("/interaction/")) return provider.callback()(req, res);
    const exchange = { req, res, as: url.searchParams.get("as") };
    interact(provider, exchange, Object.keys(persons)).catch((error) => {
      res.writeHead(500).end(String(error));
    });
  });
  return {
    issuer,
    persons,
    environment: (number, name) => environmentOf(issuer, number, name),
    close: () => closeServer(server),
  };
}

export function environmentOf(issuer: string, number: number, name: string): Environment {
  return {
    [`OIDC_${number}_NAME`]: name,
    [`OIDC_${number}_ISSUER`]: issuer,
    [`OIDC_${number}_CLIENT_ID`]: CLIENT.id,
    [`OIDC_${number}_CLIENT_SECRET`]: CLIENT.secret,
  };
}

/** Has an application that runs offer a provider as its first one, and no other. */
export function setUpProvider({ services, config }: TestApp, issuer: string, name: string): void {
  const environment = { ...TEST_ENVIRONMENT, ...environmentOf(issuer, 1, name) };
  services.providers = new Providers(loadConfig(environment).providers, config.appUrl);
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  /** The subject who signs in; "": they press Cancel; null: the page that asks. */
  as: string | null;
}

/** What its own pages would do. */
async function interact(
  provider: Provider,
  { req, res, as }: Exchange,
  persons: string[],
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(req, res);
  if (as === null) {
    const links = persons.map((person) => `<p><a href="?as=${person}">${person}</a></p>`);
    res.setHeader("Content-Type", "text/html; charset=utf-8");
    res.end(`<!DOCTYPE html><title>Who are you?</title>${links.join("")}<a href="?as=">Cancel</a>`);
    return;
  }
  if (as === "") {
    const error = { error: "access_denied", error_description: "<b>They said no</b>" };
    return provider.interactionFinished(req, res, error);
  }
  if (prompt.name === "login") {
    return provider.interactionFinished(req, res, { login: { accountId: as } });
  }
  const grant = new provider.Grant({
    accountId: session?.accountId ?? as,
    clientId: String(params.client_id),
  });
  grant.addOIDCScope("openid email profile");
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(req, res, { consent }, { mergeWithLastSubmission: true });
}

/** The cookies that one browser has of providers, by origin. */
export class ProviderVisit {
  readonly #cookies = new Map<string, Map<string, string>>();

  /**
   * Follows the redirects of a provider.
   * @param as the subject who signs in; null: they press Cancel.
   * @returns where the provider sends the browser at last: an address of the application.
   */
  async signIn(start: string, as: string | null, appUrl: string): Promise<string> {
    let url = new URL(start);
    for (let hop = 0; hop < 12; hop += 1) {
      if (url.origin === appUrl) return url.pathname + url.search;
      if (url.pathname.startsWith("/interaction/")) url.searchParams.set("as", as ?? "");
      const response = await this.get(url);
      const location = response.headers.get("location");
      assert.ok(location, `${url}: ${response.status} ${await response.text()}`);
      url = new URL(location, url);
    }
    throw new Error("The provider redirects without end");
  }

  async get(url: URL): Promise<Response> {
    const jar = this.#cookies.get(url.origin) ?? new Map<string, string>();
    this.#cookies.set(url.origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const { name, value } of response.headers.getSetCookie().map(readSetCookie)) {
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }
}

interface Visit {
  /** Of the application, such as "/auth/oidc/1". */
  path?: string;
  as: string | null;
  appUrl: string;
  visit?: ProviderVisit;
}

/** Goes to a provider by a link of the application. @returns the address that it sends the browser back to. */
export async function toProviderAndBack(
  browser: Browser,
  { path = "/auth/oidc/1", as, appUrl, visit = new ProviderVisit() }: Visit,
): Promise<string> {
  const away = await browser.get(path);
  assert.equal(away.status, 303, away.text);
  return visit.signIn(away.location ?? "", as, appUrl);
}

/** Signs in with a provider. @returns what the application answers to the return. */
export async function signInWith(browser: Browser, visit: Visit): Promise<PageResult> {
  return browser.get(await toProviderAndBack(browser, visit));
}
