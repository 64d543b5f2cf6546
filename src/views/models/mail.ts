/** The model of a mail, for its HTML and its plain text. */

/** One that begins with a question or a word in bold. */
export interface MailParagraph {
  lead?: string;
  text: string;
  /** A whole address, after the text. */
  href?: string;
}

export interface MailView {
  /** Also the title of the HTML. */
  subject: string;
  /** What a list of mails shows after the subject. */
  preview: string;
  heading: string;
  /** The name of the person, who has proved that the mailbox is theirs; null: they have not. */
  name: string | null;
  before: MailParagraph[];
  facts: { label: string; text: string }[];
  /** Between the facts and the button. */
  between: MailParagraph[];
  /** A whole address. */
  action: { label: string; href: string } | null;
  after: MailParagraph[];
  /** Such as when it was asked for; or null. */
  note: string | null;
  /** To whom it is sent, and the name of the server. */
  recipient: string;
  host: string;
}
