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

const openLink = changed((token) => token.attrSet("rel", "nofollow noopener noreferrer"));

Object.assign(markdown.renderer.rules, {
  // markdown-it takes "[words]()" for a link: without a target it stays as typed.
  link_open: (tokens, index, ...more) =>
    isTargeted(tokens[index]) ? openLink(tokens, index, ...more) : "[",
  link_close: (tokens, index) => (isTargeted(linkBefore(tokens, index)) ? "</a>" : "]()"),
  // An image would notify the server that hosts it whenever it is viewed: show a link instead.
  image(tokens, index) {
    const token = tokens[index] as Token;
    const address = String(token.attrGet("src") ?? "");
    const words = escapeHtml(token.content || address);
    if (address === "") return escapeHtml(`![${token.content}]()`);
    // Links cannot be nested.
    const link = linkBefore(tokens, index);
    if (link?.type === "link_open" && isTargeted(link)) return words;
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

/**
 * The words of notes as they are read, without the signs of Markdown: a line for each line of text.
 * @param options.addresses adds the address of a link or an image after its words.
 */
export function plainText(text: string, { addresses = false } = {}): string {
  const lines = markdown.parse(text, {}).map((token) => {
    if (token.type === "fence" || token.type === "code_block") return token.content;
    const tokens = token.children ?? [];
    const words = tokens.map((child, index) => {
      const link = child.type === "link_close" ? linkBefore(tokens, index) : child;
      const address = link?.attrGet(child.type === "image" ? "src" : "href");
      const isShown = addresses && child.type !== "link_open" && address;
      const shown = /break$/.test(child.type) ? "\n" : child.content;
      return isShown ? `${shown} (${address})` : shown;
    });
    return words.join("");
  });
  // The box of a list of things to do is not a part of Markdown itself.
  const words = lines.map((line) => line.replace(/^\[[ xX]\]\s+/u, "").trim());
  return words.filter((line) => line !== "").join("\n");
}

function isTargeted(link: Token | undefined): boolean {
  return Boolean(link?.attrGet("href"));
}

/** The start or end of a link that is the closest before a token. */
function linkBefore(tokens: Token[], index: number): Token | undefined {
  return tokens.slice(0, index).findLast(({ type }) => /^link_(open|close)$/.test(type));
}

/** Renders a token as markdown-it does, after a change. */
function changed(change: (token: Token) => void): Rule {
  return (tokens, index, options) => {
    change(tokens[index] as Token);
    return markdown.renderer.renderToken(tokens, index, options);
  };
}
