/**
 * A process that asks for one page at fixed times until it is told to stop, then tells how long each
 * took from when it was due: what a slow answer delays counts too. Its own first pages do not count.
 */
import { Agent, get } from "node:http";

const { url, headers, rate } = JSON.parse(process.argv[2] ?? "{}");
/** In pages: until this process has its connections, and its code is compiled. */
const WARM = rate;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const times: number[] = [];
const started = performance.now();
let asked = 0;

const timer = setInterval(() => {
  for (; due(asked) <= performance.now(); asked += 1) ask(due(asked));
}, 1);
process.once("message", () => {
  clearInterval(timer);
  finish();
});

function due(number: number): number {
  return started + (number * 1000) / rate;
}

function ask(at: number): void {
  get(url, { agent, headers }, (res) => {
    if (res.statusCode !== 200) throw new Error(`${url}: ${res.statusCode}`);
    res.on("end", () => answered(performance.now() - at)).resume();
  });
}

function answered(time: number): void {
  if (times.push(time) === WARM) process.send?.("started");
}

function finish(): void {
  if (times.length < asked) {
    setTimeout(finish, 10);
    return;
  }
  process.send?.(times.slice(WARM));
  process.disconnect();
  agent.destroy();
}
