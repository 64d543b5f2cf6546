/**
 * Presses as many buttons as the server answers: each person has a connection, ticks one of their
 * tasks, looks at the list, and reopens the task with the next press. A message starts a round, and
 * its figures are sent back.
 */
import { randomUUID } from "node:crypto";
import { KeepAlive } from "./keep_alive.ts";
import type { Person } from "./people.ts";
import type { PressRound } from "./press_load.ts";

const people: Person[] = JSON.parse(process.argv[2] ?? "[]");
/** With a number, a key of its own for each form. */
const key = randomUUID();
let keys = 0;

process.on("message", async (seconds: number) => {
  process.send?.(await pressFor(seconds));
});
process.once("disconnect", () => process.exit());

async function pressFor(seconds: number): Promise<PressRound> {
  const connections = await Promise.all(people.map(({ origin }) => KeepAlive.open(origin)));
  const end = performance.now() + seconds * 1000;
  const round: PressRound = { inTime: 0, times: [] };
  await Promise.all(
    people.map((person, index) => pressUntil(end, person, connections[index] as KeepAlive, round)),
  );
  for (const connection of connections) connection.close();
  return round;
}

/** Ends with a reopened task, so that every round finds the list as the first one did. */
async function pressUntil(
  end: number,
  person: Person,
  connection: KeepAlive,
  round: PressRound,
): Promise<void> {
  for (let number = 0; performance.now() < end || number % 2 === 1; number += 1) {
    const started = performance.now();
    const task = person.tasks[Math.floor(number / 2) % person.tasks.length] as number;
    await press(person, connection, task, number % 2 === 0);
    const finished = performance.now();
    round.times.push(finished - started);
    if (finished <= end) round.inTime += 1;
  }
}

function press(person: Person, connection: KeepAlive, task: number, done: boolean): Promise<void> {
  return person.csrf === null
    ? pressInApi(person, connection, task, done)
    : pressOnPage(person, connection, task, done);
}

/** POST, 303, GET. */
async function pressOnPage(
  person: Person,
  connection: KeepAlive,
  task: number,
  done: boolean,
): Promise<void> {
  keys += 1;
  const fields = new URLSearchParams({
    _csrf: person.csrf ?? "",
    request_key: `${key}.${keys}`,
    done: done ? "1" : "0",
    return_to: person.list,
  });
  const action = await send(person, connection, {
    method: "POST",
    path: `/tasks/${task}/completion`,
    type: "application/x-www-form-urlencoded",
    body: fields.toString(),
  });
  const location = /\r\nlocation: ([^\r#]+)/i.exec(action.head)?.[1];
  if (action.status !== 303 || location !== person.list) throw unexpected("POST", action);
  const page = await send(person, connection, { method: "GET", path: location });
  if (page.status !== 200 || !endsWith(page.body, "</html>")) throw unexpected("GET", page);
}

/** PATCH, then the list in JSON. */
async function pressInApi(
  person: Person,
  connection: KeepAlive,
  task: number,
  done: boolean,
): Promise<void> {
  const [tasks = ""] = person.list.split("?");
  const changed = await send(person, connection, {
    method: "PATCH",
    path: `${tasks}/${task}/complete`,
    type: "application/json",
    body: JSON.stringify({ completed: done }),
  });
  if (changed.status !== 200 || !changed.body.includes(`"completed":${done}`)) {
    throw unexpected("PATCH", changed);
  }
  const list = await send(person, connection, { method: "GET", path: person.list });
  if (list.status !== 200 || !endsWith(list.body, "}")) throw unexpected("GET", list);
}

interface Sent {
  method: string;
  path: string;
  type?: string;
  body?: string;
}

/** With the person's cookies, which it keeps as a browser does. */
async function send(person: Person, connection: KeepAlive, { method, path, type, body }: Sent) {
  const headers = { ...person.headers };
  const cookies = Object.entries(person.cookies).map(([name, value]) => `${name}=${value}`);
  if (cookies.length > 0) headers.Cookie = cookies.join("; ");
  if (type !== undefined) headers["Content-Type"] = type;
  const answer = await connection.send(method, path, headers, body);
  for (const [, name = "", value = ""] of answer.head.matchAll(
    /\r\nset-cookie: ([^=\r]+)=([^;\r]*)/gi,
  )) {
    if (value === "") delete person.cookies[name];
    else person.cookies[name] = value;
  }
  return answer;
}

function endsWith(body: Buffer, text: string): boolean {
  return body
    .toString("latin1", body.length - text.length - 2)
    .trimEnd()
    .endsWith(text);
}

function unexpected(method: string, { head, body }: { head: string; body: Buffer }): Error {
  return new Error(`Unexpected answer to ${method}: ${head}\n\n${body.toString().slice(0, 500)}`);
}
