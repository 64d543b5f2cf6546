/** A strict HTML parser, for errors that browsers silently correct. */

export interface Element {
  name: string;
  attributes: Map<string, string>;
}

const VOID = new Set(["br", "input", "link", "meta"]);
/** Empty SVG shapes, which are self-closing. */
const SHAPES = new Set(["circle", "path", "rect"]);

/** All elements of the page in order. @throws when tags are not balanced. */
export function parse(html: string): Element[] {
  const elements: Element[] = [];
  const open: string[] = [];
  const tag =
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:=(?:"[^"<]*"|[^\s"'=<>`]+))?)*)\s*(\/?)>|<!DOCTYPE html>|</g;
  for (const [whole, closing, name = "", attributes = "", selfClosing] of html.matchAll(tag)) {
    if (whole === "<!DOCTYPE html>") continue;
    if (whole === "<")
      throw new Error(`An unescaped "<" after ${JSON.stringify(elements.at(-1)?.name)}`);
    if (closing === "/") {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> does not close <${last}>`);
      continue;
    }
    elements.push({ name, attributes: attributesOf(attributes) });
    if (selfClosing === "/" && !SHAPES.has(name)) throw new Error(`<${name}/> is not closed`);
    if (selfClosing !== "/" && !VOID.has(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`Not closed: ${open.join(" ")}`);
  return elements;
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  const attribute = /([a-zA-Z-]+)(?:=(?:"([^"]*)"|([^\s"'=<>`]+)))?/g;
  for (const [, name = "", quoted, bare] of text.matchAll(attribute)) {
    if (attributes.has(name)) throw new Error(`Duplicate attribute ${name} in ${text}`);
    attributes.set(name, quoted ?? bare ?? "");
  }
  return attributes;
}
