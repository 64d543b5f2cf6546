/**
 * Requests one page at fixed times until a message arrives, then sends the response times. Each is
 * measured from when the request was due, so that delays behind slow responses count. The first
 * requests are a warm-up and do not count.
 */
import { Agent, get } from "node:http";

const { url, headers, rate } = JSON.parse(process.argv[2] ?? "{}");
/** In requests: until connections are open and the code is compiled. */
const WARM_UP = rate;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const times: number[] = [];
const started = performance.now();
let requests = 0;

const timer = setInterval(() => {
  for (; due(requests) <= performance.now(); requests += 1) request(due(requests));
}, 1);
process.once("message", () => {
  clearInterval(timer);
  finish();
});

function due(number: number): number {
  return started + (number * 1000) / rate;
}

function request(at: number): void {
  get(url, { agent, headers }, (res) => {
    if (res.statusCode !== 200) throw new Error(`${url}: ${res.statusCode}`);
    res.on("end", () => record(performance.now() - at)).resume();
  });
}

function record(time: number): void {
  if (times.push(time) === WARM_UP) process.send?.("started");
}

function finish(): void {
  if (times.length < requests) {
    setTimeout(finish, 10);
    return;
  }
  process.send?.(times.slice(WARM_UP));
  process.disconnect();
  agent.destroy();
}
