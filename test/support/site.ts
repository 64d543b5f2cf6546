/** The real application on a port of localhost, for browsers that run as other processes. */
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { startTestApp, type TestApp } from "./app.ts";

export interface Site {
  app: TestApp;
  origin: string;
  /** The HTML of every page that was sent. */
  sent: string[];
  close(): Promise<void>;
}

export async function startSite(): Promise<Site> {
  const server = http.createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const app = await startTestApp({ APP_URL: origin });
  const sent: string[] = [];
  server.on("request", (req, res) => {
    recordPage(res, sent);
    app.app(req, res);
  });
  return {
    app,
    origin,
    sent,
    async close() {
      server.closeAllConnections();
      server.close();
      await app.close();
    },
  };
}

/** Records the page, which is sent in one call: see src/http/send_reply.ts. */
function recordPage(res: http.ServerResponse, pages: string[]): void {
  const end = res.end.bind(res) as (...args: unknown[]) => http.ServerResponse;
  res.end = (...args: unknown[]) => {
    const [body] = args;
    const isPage = String(res.getHeader("content-type")).startsWith("text/html");
    if (isPage && Buffer.isBuffer(body)) {
      const isGzipped = res.getHeader("content-encoding") === "gzip";
      pages.push((isGzipped ? gunzipSync(body) : body).toString("utf8"));
    }
    return end(...args);
  };
}
