/** What leads to the link of a mail, and what is behind a link: for who is not signed in, or could be. */
import type { ChoiceGroup, FormView, NewPasswordInput } from "./form.ts";

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
    password: NewPasswordInput;
  };
  /** `email`: null where the browser is another one. */
  "auth/check_mail": { email: string | null };
  "auth/invite": Form<"name" | "email" | "password" | "time_zone"> & {
    /** The server: "lists.example.org". */
    host: string;
    /** The last day: "Thursday 3 December". */
    until: string;
    /** It is for this address alone. */
    hasAddress: boolean;
    action: string;
    timeZones: ChoiceGroup[];
    password: NewPasswordInput;
    hasFocus: "name" | "password" | null;
  };
}
