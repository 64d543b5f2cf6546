/** The pages of the second factor: to turn it on and off, and to sign in with it. */
import type { FormView } from "./form.ts";

export interface QrCode {
  /** Its width and height in modules, with the quiet zone. */
  size: number;
  /** The data of the path. */
  path: string;
}

export interface SecondFactorPages {
  /** After a right password. */
  "auth/code": {
    form: FormView<"code">;
    /** A code was typed, and it was wrong. */
    isWrong: boolean;
    /** "Too many attempts. …": belongs to no single field. */
    formError: string | null;
    /** What has been proved so far: "Your password was right." */
    proved: string;
    /** A recovery code is asked for, in place of one of the app. */
    isRecovery: boolean;
    /** The box "Trust this browser" is ticked. */
    isTrusted: boolean;
    action: string;
    otherHref: string;
  };
  /** Off: three steps to turn it on. */
  "settings/second_factor_setup": {
    form: FormView<"code">;
    /** A code was typed, and it was wrong. */
    isWrong: boolean;
    /** The key, sealed. */
    setup: string;
    /** The key in letters. */
    key: string;
    /** Opens an app on this device. */
    uri: string;
    qr: QrCode;
  };
  "settings/second_factor": {
    /** "Thursday 26 November". */
    since: string;
    /** "Eight of ten left." */
    codesLeft: string;
    /** "The last was used on Sunday 22 November."; null: none was. */
    codeUsed: string | null;
    /** So few are left that there should be new ones. */
    isRunningOut: boolean;
    /** Names the codes that are shown as left, so that pressing twice makes new ones once. */
    version: string;
    /** Whether mails are sent. */
    canMail: boolean;
    /** Browsers that need no code. */
    trusted: { id: string; name: string; until: string }[];
  };
  /** Shown for ten minutes after they were made. */
  "settings/recovery_codes": {
    codes: string[];
    email: string;
    /** "Thursday 26 November 2026". */
    madeOn: string;
  };
}
