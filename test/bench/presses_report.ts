/** Presses as a table and goals. */
import { OWNERS, PEOPLE } from "./people.ts";
import { goal, section, table } from "./report.ts";
import { median, middleHalf } from "./statistics.ts";

/** The figures of a round. */
export interface Figures {
  perSecond: number;
  /** Milliseconds of processor time per press, in the application and in PostgreSQL. */
  cpu: number;
  databaseCpu: number;
  /** The 99th percentile of the presses' times in milliseconds. */
  p99: number;
}

export interface Contestant {
  name: string;
  /** What it is compared with; null: nothing. */
  base: Contestant | null;
  rounds: Figures[];
}

/** In the order of the table. */
export interface Contestants {
  usual: Contestant;
  plain: Contestant;
  twoProcesses: Contestant;
  hundred: Contestant;
  tenThousand: Contestant;
  usualApi: Contestant;
  api: Contestant;
}

export function reportPresses(
  contestants: Contestants,
  { rounds, seconds }: { rounds: number; seconds: number },
): string {
  const { plain, twoProcesses, tenThousand, api } = contestants;
  const atLeast = (sentence: string, contestant: Contestant, wanted: number) => {
    const ratio = median(ratios(contestant, "perSecond"));
    return goal(sentence, ratio.toFixed(2), ratio >= wanted);
  };
  return section(
    "Presses",
    introduction(rounds, seconds),
    table(
      [
        "who answers",
        "presses per second",
        "compared with",
        "times",
        "middle half of the rounds",
        "CPU ms per press",
        "PostgreSQL CPU ms",
        "p99 in ms",
      ],
      Object.values(contestants).map(row),
    ),
    [
      atLeast("presses: at least 1.2 times the usual stack", plain, 1.2),
      notAbove("CPU per press in the application", plain, "cpu"),
      databaseGoal(plain),
      notAbove(`p99 of a press of ${PEOPLE} people`, plain, "p99"),
      atLeast("presses in the API: at least 1.2 times the usual stack", api, 1.2),
      atLeast("people with 10,000 tasks: at least 0.9 times those with 100", tenThousand, 0.9),
      atLeast("two processes: at least 1.0 times one", twoProcesses, 1),
    ].join("\n"),
  );
}

function introduction(rounds: number, seconds: number): string {
  return [
    "A press is a button and the look that follows: `POST`, 303, and the `GET` of the list; in the API `PATCH` and the list in JSON. It is measured first since people act and look: a press makes the remembered reads of its person useless, so that they only help reloads and idle tabs.",
    `${PEOPLE} people with 20 tasks each, a connection each, complete and reopen their tasks in turn, as fast as they are answered; the lines of 100 and 10,000 tasks have ${OWNERS} people, who look at the first 20. Two processes share the database and the people. The usual stack updates the task in a transaction that locks it, and keeps no history; its pages and its JSON have the same size. At the end every press must have changed its task once.`,
    `${rounds} rounds of ${seconds} s each in turn; medians of the rounds and of their ratios. CPU is that of the application's processes and of PostgreSQL's connections, without its background processes; p99 is the time from the button to the whole page.`,
  ].join("\n\n");
}

function row(contestant: Contestant): string[] {
  const { name, base, rounds } = contestant;
  const of = (figure: keyof Figures) => median(rounds.map((round) => round[figure]));
  const compared = ratios(contestant, "perSecond");
  return [
    name,
    Math.round(of("perSecond")).toLocaleString("en"),
    base?.name ?? "",
    base === null ? "" : median(compared).toFixed(2),
    base === null ? "" : middleHalf(compared),
    orUnknown(of("cpu")),
    orUnknown(of("databaseCpu")),
    of("p99").toFixed(0),
  ];
}

/** Divided by what it is compared with, by round. */
function ratios({ rounds, base }: Contestant, figure: keyof Figures): number[] {
  return rounds.map(
    (round, number) => round[figure] / (base?.rounds[number]?.[figure] ?? Number.NaN),
  );
}

function notAbove(what: string, contestant: Contestant, figure: keyof Figures): string {
  const ratio = median(ratios(contestant, figure));
  const sentence = `${what}: at most that of the usual stack`;
  return Number.isNaN(ratio)
    ? notReadable(sentence)
    : goal(sentence, `${ratio.toFixed(2)} times`, ratio <= 1);
}

function databaseGoal({ rounds }: Contestant): string {
  const time = median(rounds.map(({ databaseCpu }) => databaseCpu));
  const sentence = "CPU per press in PostgreSQL: at most 1.5 ms";
  return Number.isNaN(time)
    ? notReadable(sentence)
    : goal(sentence, `${time.toFixed(2)} ms`, time <= 1.5);
}

/** On another system than Linux, or for PostgreSQL on another machine. */
function notReadable(sentence: string): string {
  return `- ${sentence}: not measured, since /proc does not have its processes.`;
}

function orUnknown(milliseconds: number): string {
  return Number.isNaN(milliseconds) ? "unknown" : milliseconds.toFixed(2);
}
