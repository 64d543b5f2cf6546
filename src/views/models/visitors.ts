/** What leads to the link of a mail, and what is behind a link. */
import type { FormView } from "./form.ts";

/** A form, and what belongs to no single field of it: "Too many attempts. …". */
interface Form<Field extends string> {
  form: FormView<Field>;
  formError: string | null;
}

export interface VisitorPages {
  "auth/reset": Form<"email"> & {
    /** Otherwise there is no field, and the page says whom to ask. */
    sendsMail: boolean;
    isSignedIn: boolean;
  };
  "auth/reset_sent": { isSignedIn: boolean };
  "auth/reset_new": {
    form: FormView<"password">;
    /** Whose password it is. */
    email: string;
    /** Where the form is posted: the link itself. */
    action: string;
    passwordHint: string;
  };
}
