/** What the demo account has to do. */
import type { TaskText } from "../models/tasks.ts";

const ERRANDS = [
  "Send the October invoice to Fenwick Press",
  "Ask the plumber about the kitchen tap",
  "Pay rent",
  "Call the dentist about Ida’s brace",
  "Second round of sketches for the harbour map",
  "Buy oats, lemons, washing powder and a birthday card for Tomás",
  "Paper and glass out",
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
  "Water the fig",
  "Book the boiler service",
  "Swimming bag for Ida",
  "Prune the apple tree",
  "להתקשר לסבתא",
  "Renew the library cards",
  "Draft the letter to the landlord",
  "Mend the bicycle light",
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
const TOPICS = [
  "the Lisbon dates",
  "the spare key",
  "Sunday lunch",
  "the quote for the windows",
  "the borrowed ladder",
];
const THINGS = [
  "oats",
  "lemons",
  "washing powder",
  "stamps",
  "lamp oil",
  "batteries",
  "bread flour",
];
const PLACES = [
  "the market",
  "the corner shop",
  "the chemist’s",
  "the hardware shop",
  "the station",
];
const ROOMS = [
  "studio",
  "hall",
  "kitchen",
  "cellar",
  "garden shed",
  "balcony",
  "attic",
  "bathroom",
];
const CHORES = ["Sweep", "Tidy", "Measure", "Photograph", "Air"];

/** The same tasks at each run: every fifth an errand of its own, the others of everyday patterns. */
export function demoTask(index: number): TaskText {
  const round = Math.floor(index / 5);
  const titles = [
    pick(ERRANDS, round),
    `Call ${pick(PEOPLE, round)} about ${pick(TOPICS, round)}`,
    `Buy ${pick(THINGS, round)} at ${pick(PLACES, round)}`,
    `${pick(CHORES, round)} the ${pick(ROOMS, round)}`,
    `Write to ${pick(PEOPLE, round + 3)} about ${pick(TOPICS, round)}`,
  ];
  return { title: pick(titles, index), description: pick(NOTES, index + round) };
}

function pick(choices: readonly string[], index: number): string {
  return choices[index % choices.length] ?? "";
}
