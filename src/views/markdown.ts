/** Renders notes from Markdown to safe HTML that loads nothing from elsewhere. */
import markdownIt from "markdown-it";
import type { IncludeOrBody } from "./partials.ts";

const markdown = markdownIt({ html: false, linkify: true, typographer: false, breaks: true });
const { escapeHtml } = markdown.utils;

/** Allowed link targets; anything else stays as typed. */
markdown.validateLink = (url) => /^(?:https?:\/\/|mailto:)/i.test(url.trim());

type Rule = NonNullable<(typeof markdown.renderer.rules)[string]>;
type Token = Parameters<Rule>[0][number];

const demoted = changed((token) => {
  token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 1)}`;
});
const withoutStyle = changed((token) => {
  token.attrs = null;
});

Object.assign(markdown.renderer.rules, {
  link_open: changed((token) => token.attrSet("rel", "nofollow noopener noreferrer")),
  // An image would notify the server that hosts it whenever it is viewed: show a link instead.
  image(tokens, index) {
    const token = tokens[index] as Token;
    const address = String(token.attrGet("src") ?? "");
    const words = escapeHtml(token.content || address);
    // Links cannot be nested.
    const link = tokens.slice(0, index).findLast(({ type }) => /^link_(open|close)$/.test(type));
    if (link?.type === "link_open") return words;
    return `<a href="${escapeHtml(address)}" rel="nofollow noopener noreferrer">${words}</a>`;
  },
  // The page already has an h1.
  heading_open: demoted,
  heading_close: demoted,
  // Alignment would be an inline style.
  th_open: withoutStyle,
  td_open: withoutStyle,
  // The language of a code block would become a class name of the user's choice.
  fence: (tokens, index) =>
    `<pre><code>${escapeHtml((tokens[index] as Token).content)}</code></pre>\n`,
} satisfies Record<string, Rule>);

/** Safe HTML that a template may print unescaped; null without notes. */
export function renderNotes(text: string): IncludeOrBody | null {
  return text === "" ? null : (markdown.render(text) as unknown as IncludeOrBody);
}

/** Renders a token as markdown-it does, after a change. */
function changed(change: (token: Token) => void): Rule {
  return (tokens, index, options) => {
    change(tokens[index] as Token);
    return markdown.renderer.renderToken(tokens, index, options);
  };
}
