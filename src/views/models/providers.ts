/** Pages about signing in with OpenID Connect providers. */
import type { Link, Moment } from "./elements.ts";
import type { FormView } from "./form.ts";

export interface ProviderPages {
  /** For who is known to a provider, and to no account. */
  "auth/provider": {
    /** Its name: "Acme ID". */
    provider: string;
    /** As the provider says; null: it does not. */
    email: string | null;
    /** To sign in and then connect the two. */
    connectHref: string;
    /** The new account; null: none can be made, for the reason given. */
    account: { action: string; name: string; form: FormView<"account"> } | null;
    refusal: string;
  };
  "auth/provider_link": {
    provider: string;
    /** Who the user is there; null: the provider does not say. */
    there: string | null;
    /** The address of the account here. */
    account: string;
    action: string;
  };
  "settings/providers": {
    connected: {
      /** Identifies it in the form. */
      id: string;
      provider: string;
      email: string | null;
      since: Moment;
      lastUsed: Moment;
      /** Nothing else opens the account, so it stays. */
      isOnlyWay: boolean;
    }[];
    /** To connect the others. */
    more: Link[];
  };
}
