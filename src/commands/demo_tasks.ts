/** The demo account's lists and tasks. */
import { addDays, lastDayOfMonth } from "../dates/calendar.ts";
import type { Colour } from "../models/lists.ts";
import type { TaskInput } from "../models/task_fields.ts";
import type { Repeat, RepeatRule } from "../recurrence/rule.ts";

/** The demo's lists, by name, with their sections. */
export const DEMO_LISTS: { name: string; colour: Colour; sections: string[] }[] = [
  { name: "Home", colour: "moss", sections: ["Kitchen", "Garden", "Paperwork"] },
  { name: "Studio", colour: "sea", sections: ["Fenwick Press", "Harbour map"] },
  { name: "Lisbon", colour: "clay", sections: [] },
  { name: "Letters", colour: "sky", sections: [] },
];

/** A task with its list and section by name, and its checklist. */
export interface DemoTask extends Pick<TaskInput, "title"> {
  more: Partial<Omit<TaskInput, "title" | "listId" | "sectionId">>;
  list?: string;
  section?: string;
  /** Each item with whether it is completed. */
  checklist?: [title: string, done: boolean][];
}

const ERRANDS = [
  "Ask the plumber about the kitchen tap",
  "Call the dentist about Ida’s brace",
  "Buy oats, lemons, washing powder and a birthday card for Tomás",
  "Return the drill to Pawel",
  "Clear leaves from the gutters",
  "Pick up the framed print from Lindqvist",
  "Find out why the hall light hums",
  "Compare home insurance before it renews itself",
  "Descale the kettle",
  "Sort the box of cables",
  "Ask Jonas’s mother for the plum cake recipe",
  "Hang the mirror",
  "Close the month’s books",
  "Chase Fenwick Press for the proofs",
  "Scan the receipts from the harbour trip",
  "Answer Tomás about the Lisbon dates",
  "Book the boiler service",
  "Swimming bag for Ida",
  "Prune the apple tree",
  "להתקשר לסבתא",
  "Draft the letter to the landlord",
  "Fix the bicycle light",
  "Order ink: black, ochre",
  "写信给李老师",
  "Back up the studio computer",
  "Weekly review",
  "Take the winter coats to be cleaned",
  "Write to the school about the trip",
  "Check the smoke alarms",
  "Plan Friday’s dinner",
  "Sharpen the kitchen knives",
  "Read the contract once more",
  "Book train seats to Malmö",
  "Frame Ida’s drawing",
];

const NOTES = [
  "",
  "",
  "",
  "Receipts are in the blue folder; the ones from the harbour trip are still in my coat.",
  "",
  "Three views: from the mole, from the ferry, from above.\n\nLeave the crane out; it is being taken down in spring.",
  "",
  "Before 17:00, they close early on Fridays.",
  "",
  "Ask for:\n- the serial number\n- who signed for it\n- what a new one costs",
];

const PEOPLE = ["Tomás", "Annelise", "Pawel", "Jonas", "Lindqvist", "Mum", "Aunt Grete", "Nadia"];
const TOPICS = items(
  "the Lisbon dates, the spare key, Sunday lunch, the quote for the windows, the borrowed ladder",
);
const THINGS = items("oats, lemons, washing powder, stamps, lamp oil, batteries, bread flour");
const PLACES = items("the market, the corner shop, the chemist’s, the hardware shop, the station");
const ROOMS = items("studio, hall, kitchen, cellar, garden shed, balcony, attic, bathroom");
const CHORES = ["Sweep", "Tidy", "Measure", "Photograph", "Air"];

/** Follows everyday patterns, the same at each run; most open tasks have a day. */
export function everydayTask(index: number, today: string, isOpen: boolean): DemoTask {
  const round = Math.floor(index / 5);
  const places: [
    title: string,
    list?: string | undefined,
    section?: string | undefined,
    tag?: string,
  ][] = [
    [pick(ERRANDS, round)],
    [`Call ${pick(PEOPLE, round)} about ${pick(TOPICS, round)}`, undefined, undefined, "phone"],
    [`Buy ${pick(THINGS, round)} at ${pick(PLACES, round)}`, "Home", "Kitchen", "errand"],
    [`${pick(CHORES, round)} the ${pick(ROOMS, round)}`, "Home", undefined, "home"],
    [`Write to ${pick(PEOPLE, round + 3)} about ${pick(TOPICS, round)}`, "Letters"],
  ];
  const [title, list, section, tag] = pick(places, index);
  const days = isOpen && index % 3 !== 0 ? addDays(today, (index % 17) - 2) : null;
  return {
    title,
    ...(list === undefined ? {} : { list }),
    ...(section === undefined ? {} : { section }),
    more: {
      description: pick(NOTES, index + round),
      dueOn: days,
      dueTime: days !== null && index % 4 === 0 ? pick(["09:00", "12:30", "17:00"], index) : null,
      priority: pick([0, 0, 0, 1, 0, 2, 0, 0, 3], index),
      tags: tag === undefined ? [] : [tag],
    },
  };
}

/** Repeating tasks, and some with checklists or long notes. */
export function specialTasks(today: string): DemoTask[] {
  const repeating = (rule: RepeatRule, from: string, mode: Repeat["mode"] = "catch_up") => ({
    dueOn: from,
    repeat: { rule, mode, anchor: from },
  });
  const never = { kind: "never" } as const;
  return [
    {
      title: "Pay rent",
      list: "Home",
      section: "Paperwork",
      more: {
        ...repeating(
          { unit: "month", every: 1, on: { kind: "last_day" }, ends: never },
          lastDayOfMonth(today),
        ),
        priority: 3,
        tags: ["bills"],
      },
    },
    {
      title: "Water the fig",
      list: "Home",
      more: {
        ...repeating({ unit: "day", every: 4, ends: never }, today, "completion"),
        tags: ["home"],
      },
    },
    {
      title: "Stretch before work",
      more: {
        ...repeating({ unit: "weekday", every: 1, ends: never }, today),
        dueTime: "08:30",
      },
    },
    {
      title: "Paper and glass out",
      list: "Home",
      more: repeating({ unit: "day", every: 14, ends: never }, addDays(today, 3), "rule"),
    },
    {
      title: "Renew the library cards",
      list: "Home",
      section: "Paperwork",
      more: repeating(
        { unit: "year", every: 1, on: { kind: "anchor" }, ends: never },
        addDays(today, 20),
      ),
    },
    {
      title: "Second round of sketches for the harbour map",
      list: "Studio",
      section: "Harbour map",
      more: {
        dueOn: addDays(today, 1),
        dueTime: "17:00",
        priority: 3,
        tags: ["studio", "map"],
        description: SKETCHES,
      },
      checklist: [
        ["From the mole", true],
        ["From the ferry", true],
        ["From above", false],
        ["Ask about the crane", false],
        ["Send all three to Lindqvist", false],
      ],
    },
    {
      title: "Pack for Lisbon",
      list: "Lisbon",
      more: {
        dueOn: addDays(today, 9),
        startsOn: addDays(today, 6),
        priority: 2,
        tags: ["travel"],
      },
      checklist: [
        ["Passports", true],
        ["Ida’s sun hat", false],
        ["The small watercolours", false],
      ],
    },
    {
      title: "Send the October invoice to Fenwick Press",
      list: "Studio",
      section: "Fenwick Press",
      more: { dueOn: addDays(today, -2), priority: 2, tags: ["studio", "bills"] },
    },
    {
      title: "Find a room near the river",
      list: "Lisbon",
      more: {
        tags: ["travel"],
        description:
          "Within a walk of **Cais do Sodré**. Tomás knows [somebody](https://example.org/rooms).",
      },
    },
  ];
}

const SKETCHES = `Three views, as agreed with *Lindqvist*:

1. from the mole
2. from the ferry
3. from above

Leave the crane out: it is being taken down in spring. The old charts are at
<https://example.org/charts>.

> Blue for the deep water only, please.`;

function pick<Value>(choices: readonly Value[], index: number): Value {
  return choices[index % choices.length] as Value;
}

function items(list: string): string[] {
  return list.split(", ");
}
