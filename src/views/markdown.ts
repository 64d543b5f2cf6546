/** Renders notes from Markdown to safe HTML that loads nothing from elsewhere. */
import markdownIt from "markdown-it";
import type { IncludeOrBody } from "./partials.ts";

const markdown = markdownIt({ html: false, linkify: true, typographer: false, breaks: true });
const { escapeHtml } = markdown.utils;

/** Allowed link targets; anything else stays as typed. */
markdown.validateLink = (url) => /^(?:https?:\/\/|mailto:)/i.test(url.trim());

type Rule = NonNullable<(typeof markdown.renderer.rules)[string]>;
type Token = Parameters<Rule>[0][number];

const asIs: Rule = (...[tokens, index, options, , renderer]) =>
  renderer.renderToken(tokens, index, options);

Object.assign(markdown.renderer.rules, {
  link_open(tokens, index, ...rest) {
    at(tokens, index).attrSet("rel", "nofollow noopener noreferrer");
    return asIs(tokens, index, ...rest);
  },
  // An image would notify the server that hosts it whenever it is viewed: show a link instead.
  image(tokens, index) {
    const token = at(tokens, index);
    const address = String(token.attrGet("src") ?? "");
    const words = escapeHtml(token.content || address);
    if (isInLink(tokens, index)) return words;
    return `<a href="${escapeHtml(address)}" rel="nofollow noopener noreferrer">${words}</a>`;
  },
  // The page already has an h1.
  heading_open: demoted,
  heading_close: demoted,
  // Alignment would be an inline style.
  th_open: withoutStyle,
  td_open: withoutStyle,
  // The language of a code block would become a class name of the user's choice.
  fence: (tokens, index) => `<pre><code>${escapeHtml(at(tokens, index).content)}</code></pre>\n`,
} satisfies Record<string, Rule>);

/** Safe HTML that a template may print unescaped; null without notes. */
export function renderNotes(text: string): IncludeOrBody | null {
  return text === "" ? null : (markdown.render(text) as unknown as IncludeOrBody);
}

function demoted(...[tokens, index, ...rest]: Parameters<Rule>): string {
  const token = at(tokens, index);
  token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 1)}`;
  return asIs(tokens, index, ...rest);
}

function withoutStyle(...[tokens, index, ...rest]: Parameters<Rule>): string {
  const token = at(tokens, index);
  token.attrs = null;
  return asIs(tokens, index, ...rest);
}

/** Links cannot be nested. */
function isInLink(tokens: Token[], index: number): boolean {
  let depth = 0;
  for (const { type } of tokens.slice(0, index)) {
    if (type === "link_open") depth += 1;
    if (type === "link_close") depth -= 1;
  }
  return depth > 0;
}

function at(tokens: Token[], index: number): Token {
  const token = tokens[index];
  if (token === undefined) throw new RangeError(`There is no token ${index}`);
  return token;
}
