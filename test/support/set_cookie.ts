/** Parses Set-Cookie headers. */

/** A Set-Cookie header, with attribute names in lower case and "" for attributes without a value. */
export interface SetCookie {
  name: string;
  value: string;
  attributes: Record<string, string>;
}

export function readSetCookie(header: string): SetCookie {
  const pairs = header.split("; ").map((part) => {
    const [name = "", ...value] = part.split("=");
    return [name, value.join("=")] as const;
  });
  const [[name, value] = ["", ""], ...attributes] = pairs;
  const named = attributes.map(([key, text]) => [key.toLowerCase(), text]);
  return { name, value, attributes: Object.fromEntries(named) };
}
