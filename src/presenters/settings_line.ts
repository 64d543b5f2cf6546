/** What a line of the settings' index is made of. */
import type { Providers } from "../auth/providers.ts";
import type { Database } from "../db/connection.ts";
import type { UserScope } from "../db/scope.ts";
import type { SettingsField } from "../forms/settings.ts";
import type { User } from "../models/users.ts";
import type { FormView } from "../views/models/form.ts";
import type { SettingsLine } from "../views/models/settings.ts";

export interface SettingsContext {
  scope: UserScope;
  user: User;
  providers: Providers;
  /** For what belongs to the account and is not in the user's scope, such as sign-ins. */
  database: Database;
  /** Without mail an address cannot be verified. */
  canMail: boolean;
  /** The preferences as saved, or as they were sent with a mistake. */
  form: FormView<SettingsField>;
}

/** Reads the present state of one thing that can be set; null: it is not offered. */
export type LineMaker = (
  context: SettingsContext,
) => SettingsLine | null | Promise<SettingsLine | null>;
