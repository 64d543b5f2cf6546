/** Notes as HTML that can do no harm: made from Markdown, with nothing loaded from elsewhere. */
import markdownIt from "markdown-it";
import type { IncludeOrBody } from "./partials.ts";

const markdown = markdownIt({ html: false, linkify: true, typographer: false, breaks: true });
const { escapeHtml } = markdown.utils;

/** What a link may lead to; any other is left as the text it was typed as. */
markdown.validateLink = (url) => /^(?:https?:\/\/|mailto:)/i.test(url.trim());

type Rule = NonNullable<(typeof markdown.renderer.rules)[string]>;
type Token = Parameters<Rule>[0][number];

const asIs: Rule = (tokens, index, options, _env, renderer) =>
  renderer.renderToken(tokens, index, options);

Object.assign(markdown.renderer.rules, {
  link_open(tokens, index, ...rest) {
    at(tokens, index).attrSet("rel", "nofollow noopener noreferrer");
    return asIs(tokens, index, ...rest);
  },
  // A picture would tell whose server it is on when it is looked at: a link says where it is.
  image(tokens, index) {
    const token = at(tokens, index);
    const address = String(token.attrGet("src") ?? "");
    const words = escapeHtml(token.content || address);
    if (isInLink(tokens, index)) return words;
    return `<a href="${escapeHtml(address)}" rel="nofollow noopener noreferrer">${words}</a>`;
  },
  // The page has one h1 already.
  heading_open: demoted,
  heading_close: demoted,
  // Alignment would be an inline style.
  th_open: withoutStyle,
  td_open: withoutStyle,
  // The language of a block of code would be a class name of the person's choice.
  fence: (tokens, index) => `<pre><code>${escapeHtml(at(tokens, index).content)}</code></pre>\n`,
} satisfies Record<string, Rule>);

/** Safe HTML, which a template may print as it is; null for no notes. */
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

/** A link in a link is none. */
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
