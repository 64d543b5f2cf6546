/** An OpenID Connect provider that says what a test wants it to, true or not. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { closeServer } from "./oidc_provider.ts";

interface Asked {
  nonce: string;
  clientId: string;
  issuer: string;
}

/** How its answers differ from true ones. */
export interface Lies {
  /** Claims of the ID token in place of the true ones; undefined leaves one out. */
  claims?: (asked: Asked) => Record<string, unknown>;
  /** How the ID token is signed: by its key, by another one under the same name, by the client's secret, not. */
  signature?: "own" | "other" | "secret" | "none";
  /** Further parameters of the way back. */
  back?: Record<string, string>;
  /** In place of the answer with the tokens. */
  tokens?: { status: number; body: string };
  /** What the user info says. */
  userInfo?: Record<string, unknown>;
  /** In milliseconds, before each of its answers. */
  delay?: number;
  isDown?: boolean;
}

export interface LyingProvider {
  issuer: string;
  /** Set by each test. */
  lies: Lies;
  close(): Promise<void>;
}

const SUBJECT = "ann";

/** Its ID tokens are about "ann". @param secret of the client. */
export async function startLyingProvider(secret: string): Promise<LyingProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [key, other] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
  const jwk = { ...(await exportJWK(key.publicKey)), kid: "1", alg: "RS256", use: "sig" };
  const asked = new Map<string, Asked>();
  const liar: LyingProvider = { issuer, lies: {}, close: () => closeServer(server) };

  async function idToken(about: Asked): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const { claims, signature = "own" } = liar.lies;
    const payload = {
      ...{ iss: issuer, aud: about.clientId, sub: SUBJECT, nonce: about.nonce },
      ...{ iat: now, exp: now + 300 },
      ...claims?.(about),
    };
    if (signature === "none") return new UnsecuredJWT(payload).encode();
    const isSymmetric = signature === "secret";
    const jwt = new SignJWT(payload).setProtectedHeader({
      alg: isSymmetric ? "HS256" : "RS256",
      kid: "1",
    });
    const symmetric = new TextEncoder().encode(secret);
    return jwt.sign(isSymmetric ? symmetric : (signature === "own" ? key : other).privateKey);
  }

  function authorize(url: URL, res: ServerResponse): void {
    const { searchParams: query } = url;
    const code = `code-${asked.size}`;
    const [nonce, clientId] = [query.get("nonce") ?? "", query.get("client_id") ?? ""];
    asked.set(code, { nonce, clientId, issuer });
    const back = new URL(query.get("redirect_uri") ?? "");
    const answer = { code, state: query.get("state") ?? "", iss: issuer, ...liar.lies.back };
    for (const [name, value] of Object.entries(answer)) {
      if (value !== "") back.searchParams.set(name, value);
    }
    res.writeHead(303, { Location: back.href }).end();
  }

  async function token(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of req) body += chunk;
    const { tokens } = liar.lies;
    const about = asked.get(new URLSearchParams(body).get("code") ?? "");
    if (tokens !== undefined || about === undefined) {
      const { status, body: text } = tokens ?? { status: 400, body: '{"error":"invalid_grant"}' };
      res.writeHead(status, { "Content-Type": "application/json" }).end(text);
      return;
    }
    const access = { access_token: "an access token", token_type: "Bearer", expires_in: 60 };
    json(res, { ...access, id_token: await idToken(about) });
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { delay = 0, isDown = false, userInfo = {} } = liar.lies;
    await new Promise((resolve) => setTimeout(resolve, delay));
    if (isDown) {
      res.destroy();
      return;
    }
    const url = new URL(req.url ?? "/", issuer);
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return json(res, metadata(issuer));
      case "/jwks":
        return json(res, { keys: [jwk] });
      case "/authorize":
        return authorize(url, res);
      case "/token":
        return await token(req, res);
      default:
        return json(res, { sub: SUBJECT, ...userInfo });
    }
  }

  server.on("request", (req, res) => {
    handle(req, res).catch((error) => res.writeHead(500).end(String(error)));
  });
  return liar;
}

function metadata(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    authorization_response_iss_parameter_supported: true,
  };
}

function json(res: ServerResponse, body: object): void {
  res.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}
