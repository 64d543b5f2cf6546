/** The demo account's lists and tasks. */
import { addDays } from "../dates/calendar.ts";
import type { Colour } from "../models/lists.ts";
import type { TaskInput } from "../models/task_fields.ts";

/** The demo's lists, by name, with their sections. */
export const DEMO_LISTS: { name: string; colour: Colour; sections: string[] }[] = [
  { name: "Home", colour: "moss", sections: ["Kitchen", "Garden", "Paperwork"] },
  { name: "Studio", colour: "sea", sections: ["Fenwick Press", "Harbour map"] },
  { name: "Lisbon", colour: "clay", sections: [] },
  { name: "Letters", colour: "sky", sections: [] },
];

/** A task as a line of quick add, and what such a line cannot say. */
export interface DemoTask {
  line: string;
  /** Of the list that the line names. */
  section?: string;
  more?: Partial<TaskInput>;
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
  const patterns: Omit<DemoTask, "more">[] = [
    { line: pick(ERRANDS, round) },
    { line: `Call ${pick(PEOPLE, round)} about ${pick(TOPICS, round)} #phone` },
    {
      line: `Buy ${pick(THINGS, round)} at ${pick(PLACES, round)} @Home #errand`,
      section: "Kitchen",
    },
    { line: `${pick(CHORES, round)} the ${pick(ROOMS, round)} @Home #home` },
    { line: `Write to ${pick(PEOPLE, round + 3)} about ${pick(TOPICS, round)} @Letters` },
  ];
  const dueOn = isOpen && index % 3 !== 0 ? addDays(today, (index % 17) - 2) : null;
  return {
    ...pick(patterns, index),
    more: {
      description: pick(NOTES, index + round),
      dueOn,
      dueTime: dueOn !== null && index % 4 === 0 ? pick(["09:00", "12:30", "17:00"], index) : null,
      priority: pick([0, 0, 0, 1, 0, 2, 0, 0, 3], index),
    },
  };
}

/** Repeating tasks, and some with checklists or long notes. */
export function specialTasks(today: string): DemoTask[] {
  return [
    {
      line: "Pay rent every month on the last day skipping what was missed @Home #bills !1",
      section: "Paperwork",
    },
    { line: "Water the fig every 4 days from completion @Home #home" },
    { line: "Stretch before work every weekday at 8:30 skipping what was missed" },
    { line: "Paper and glass out every 14 days from in 3 days @Home" },
    {
      line: "Renew the library cards every year from in 20 days skipping what was missed @Home",
      section: "Paperwork",
    },
    {
      line: "Second round of sketches for the harbour map tomorrow 17:00 @Studio #studio #map !1",
      section: "Harbour map",
      more: { description: SKETCHES },
      checklist: [
        ["From the mole", true],
        ["From the ferry", true],
        ["From above", false],
        ["Ask about the crane", false],
        ["Send all three to Lindqvist", false],
      ],
    },
    {
      line: "Pack for Lisbon in 9 days @Lisbon #travel !2",
      more: { startsOn: addDays(today, 6) },
      checklist: [
        ["Passports", true],
        ["Ida’s sun hat", false],
        ["The small watercolours", false],
      ],
    },
    {
      line: "Send the October invoice to Fenwick Press @Studio #studio #bills !2",
      section: "Fenwick Press",
      more: { dueOn: addDays(today, -2) },
    },
    {
      line: "Find a room near the river @Lisbon #travel",
      more: {
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
