/** The documents: their links lead somewhere, nothing stands twice, and the commands exist. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";

const ROOT = new URL("../", import.meta.url);
const DOCUMENTS = [
  "README.md",
  "docs/architecture.md",
  "docs/auth.md",
  "docs/security.md",
  "test/fixtures/README.md",
];

/** In characters: shorter lines may well be the same, such as those of tables' heads. */
const LINE_MIN = 60;

/** Without what stands in code blocks. */
async function textOf(document: string | URL): Promise<string> {
  const text = await readFile(new URL(document, ROOT), "utf8");
  return text.replaceAll(/^```.*?^```/gms, "");
}

function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
}

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, "")
    .replaceAll(" ", "-");
}

async function leadsSomewhere(target: string, document: string): Promise<boolean> {
  const url = new URL(target, new URL(document, ROOT));
  const anchor = url.hash.slice(1);
  url.hash = "";
  if (!existsSync(url)) return false;
  return (
    anchor === "" ||
    headings(await textOf(url))
      .map(anchorOf)
      .includes(anchor)
  );
}

function repeated(lines: readonly string[]): string[] {
  return lines.filter((line, index) => lines.indexOf(line) !== index);
}

for (const document of DOCUMENTS) {
  describe(document, () => {
    it("links to files and headings that there are", async () => {
      const text = await textOf(document);
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
      for (const target of targets.filter((one) => !one.startsWith("https:"))) {
        assert.ok(await leadsSomewhere(target, document), target);
      }
    });

    it("says nothing twice", async () => {
      const text = await textOf(document);
      assert.deepEqual(repeated(headings(text)), []);
      assert.deepEqual(repeated(text.split("\n").filter((line) => line.length > LINE_MIN)), []);
      // The numbers of requirements, the names of settings: what a row is found by.
      const keys = text.match(/^\| (`[A-Z_]+`|\d+\.\d+\.\d+)(?=[ ,].*\|)/gm) ?? [];
      assert.deepEqual(repeated(keys), []);
    });

    it("shows commands that there are", async () => {
      const { scripts } = JSON.parse(await readFile(new URL("package.json", ROOT), "utf8"));
      const text = await readFile(new URL(document, ROOT), "utf8");
      for (const [command, name = ""] of text.matchAll(/\bnpm run ([a-z:]+)/g)) {
        assert.ok(Object.hasOwn(scripts, name), command);
      }
    });
  });
}
