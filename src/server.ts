/** Starts the application, and stops it gracefully. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { gracefulShutdown } from "./http/graceful_shutdown.ts";
import { createHttpServer } from "./http/http_server.ts";
import { MAIL_STOP_MOST } from "./mail/worker.ts";
import { startMaintenance } from "./maintenance.ts";
import { type Ready, runProcess, StartError } from "./process.ts";
import { createServices, type Services } from "./services.ts";

await runProcess(start);

async function start({ config, logger, log, database, lifecycle }: Ready) {
  const services = createServices({ config, database, logger });
  await services.passwords.warmUp();
  const server = createHttpServer(createApp(services, lifecycle));
  const closeServer = gracefulShutdown(server);
  await listen(server, config);
  if (config.https && config.trustProxy === 0) {
    logger.warn(
      "APP_URL is https, but TRUST_PROXY is 0: everybody seems to come from the proxy's own address, and sign-ins are throttled together. Set TRUST_PROXY to the number of proxies",
    );
  }
  const stopMaintenance = startMaintenance(services);
  if (config.mailWorker) services.mail.start();
  announce(services, logger, server);
  if (!config.production) log.write(`\n  Plainlist: http://localhost:${portOf(server)}\n\n`);
  return async () => {
    stopMaintenance();
    await Promise.all([closeServer(), services.mail.stop(MAIL_STOP_MOST)]);
    await services.background.settled();
    await services.browserSessions.close();
  };
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      const reason = isTaken ? "another program listens there; set PORT" : error.message;
      reject(new StartError(`Cannot listen on port ${port}: ${reason}`, { cause: error }));
    });
    server.listen({ port, host }, resolve);
  });
}

function announce({ config, mail }: Services, logger: Logger, server: Server): void {
  const { database, appUrl } = config;
  const port = portOf(server);
  logger.info({ port, appUrl, database: database.kind, mail: mail.state }, "listening");
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
