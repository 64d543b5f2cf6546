/** The examples of the help page: lines of quick add, and queries. */
import { addDays, dayParts } from "../dates/calendar.ts";
import type { DateFormat } from "../dates/date_format.ts";
import { printTerm } from "../search/print.ts";

export interface LineExample {
  line: string;
  /** What is left of the line as the title. */
  title: string;
  /** What to know about it besides its meaning. */
  hint?: string;
}

/** A day or a time as it is written, after a title. */
export interface DateExample {
  words: string;
  hint?: string;
}

export interface QueryExample {
  query: string;
  hint?: string;
}

/** The title of the lines with only a day. */
export const DATED_TITLE = "call Mum";

export const LINES: readonly LineExample[] = [
  { line: "pay rent tomorrow 9am every month @home !1", title: "pay rent" },
  { line: "call Jonas monday #phone", title: "call Jonas", hint: "Several tags can follow." },
  {
    line: 'pack the blue case in 2 weeks @"Summer trip"',
    title: "pack the blue case",
    hint: "A name of several words is in quotes. A section stands after its list: @home/kitchen.",
  },
  {
    line: "friday 9am: dentist",
    title: "dentist",
    hint: "A day can also begin the line, before a colon.",
  },
  {
    line: "order flour @inbox !3 // the kind without salt",
    title: "order flour",
    hint: "What follows // goes into the notes.",
  },
  {
    line: 'book seats for "Friday Night" saturday',
    title: 'book seats for "Friday Night"',
    hint: "What is in quotes stays as it is, and so does a word after a backslash: \\friday.",
  },
];

export const REPEATS: readonly LineExample[] = [
  { line: "team notes every mon and thu at 10am", title: "team notes" },
  {
    line: "paper and glass out every other sunday",
    title: "paper and glass out",
    hint: "Counts from the day it was due: completed early or late, the next one is the same.",
  },
  {
    line: "water the fig every 4 days after completion",
    title: "water the fig",
    hint: "Counts from the day you complete it, so being late does not pile up.",
  },
  {
    line: "stretch every weekday at 8am skipping what was missed",
    title: "stretch",
    hint: "Keeps to its days, and goes on with the first that is still to come.",
  },
  {
    line: "transfer the rent every month on the 31st",
    title: "transfer the rent",
    hint: "In a shorter month it is the last day.",
  },
  {
    line: "close the books every last day of the month until 31 dec",
    title: "close the books",
    hint: "Ends by itself.",
  },
  { line: "take the tablets every day for 10 times", title: "take the tablets" },
  { line: "send Ida a card every 24 may", title: "send Ida a card" },
];

/** As a person writes the numbers of a date and the time. */
export interface Writing {
  today: string;
  dateFormat: DateFormat | null;
  timeFormat: "24" | "12";
}

export function dateExamples({ today, dateFormat, timeFormat }: Writing): DateExample[] {
  const clock = timeFormat === "24" ? "17:30" : "5:30pm";
  const own = numericDate(addDays(today, 10), dateFormat);
  return [
    { words: `tomorrow ${clock}` },
    { words: "friday", hint: "the next one, today included" },
    { words: "next friday", hint: "the one of next week" },
    { words: "saturday at noon" },
    { words: "sunday evening" },
    { words: "in 3 days" },
    { words: "next week" },
    { words: "end of month" },
    { words: "on the 5th" },
    { words: "24 dec", hint: "next year if it is past" },
    ...(own === null ? [] : [{ words: own, hint: "numbers in the order of your Settings" }]),
    { words: addDays(today, 30) },
  ];
}

/** "3/12", or "12/3"; null: which of the two is the month is not known. */
function numericDate(day: string, format: DateFormat | null): string | null {
  const { year, month, date } = dayParts(day);
  if (format === null) return null;
  return format === "day_first" ? `${date}/${month}/${year}` : `${month}/${date}/${year}`;
}

/** @param names of the person, where there are such that are short enough to be read in a table. */
export function queryExamples(names: { list: string | null; tag: string | null }): QueryExample[] {
  const list = printTerm({ kind: "list", name: names.list ?? "inbox" });
  const tag = names.tag === null ? "has:tags" : printTerm({ kind: "tag", name: names.tag });
  return [
    { query: "pump heating" },
    { query: "pump or heating" },
    { query: '"paper and glass"' },
    { query: "pump filter or heating", hint: "or joins only the two beside it" },
    { query: "(pump filter) or heating", hint: "what is in parentheses belongs together" },
    { query: "heating -has:notes" },
    { query: `${list} is:open` },
    { query: `-@inbox ${tag}` },
    { query: "due<friday", hint: "late ones too" },
    { query: "due:today..+7d" },
    { query: "is:overdue priority>=medium" },
    { query: "created<-30d -has:due" },
    { query: "completed:last-month sort:title" },
  ];
}
