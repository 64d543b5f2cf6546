/** Reads the files of lists with parsers that are not ours. */
import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import ICAL from "ical.js";
import type { Browser } from "../support/browser.ts";

type CsvRow = Record<string, string>;

/** The rows by their header. The parser is strict: a stray quote or a row that is too long is an error. */
export function csvOf(text: string): CsvRow[] {
  assert.ok(text.startsWith("\uFEFF"));
  return parse(text, { bom: true, columns: true, record_delimiter: "\r\n" });
}

export function toDosOf(text: string): ICAL.Component[] {
  for (const line of text.split("\r\n")) {
    assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.doesNotMatch(line, /[^\P{Cc}\t]/u);
  }
  assert.ok(text.endsWith("\r\n"));
  return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vtodo");
}

/** The titles in each format, in their order. */
const TITLES: Record<string, (text: string) => string[]> = {
  csv: (text) => csvOf(text).map(({ Title = "" }) => Title),
  json: (text) => JSON.parse(text).tasks.map(({ title }: { title: string }) => title),
  txt: (text) => [...text.matchAll(/^\[[ x]\] (.*?)( — .*)?$/gm)].map(([, title = ""]) => title),
  ics: (text) => toDosOf(text).map((one) => String(one.getFirstPropertyValue("summary"))),
};

/** The address of the file of a page. */
function fileAt(address: string, ending: string): string {
  return address.replace(/(?=\?|$)/, `.${ending}`);
}

export async function titlesIn(
  browser: Browser,
  address: string,
  ending: string,
): Promise<string[]> {
  const { status, html } = await browser.get(fileAt(address, ending));
  assert.equal(status, 200, address);
  return TITLES[ending]?.(html) ?? [];
}
