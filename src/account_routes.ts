/** Every route of accounts: signing up, in and out, the links of mails, and the settings. */
import * as account from "./controllers/account.ts";
import * as accountDeletion from "./controllers/account_deletion.ts";
import * as accountExport from "./controllers/account_export.ts";
import * as accounts from "./controllers/accounts.ts";
import * as code from "./controllers/code.ts";
import * as connectedProviders from "./controllers/connected_providers.ts";
import * as emailLinks from "./controllers/email_links.ts";
import * as freshSignIn from "./controllers/fresh_sign_in.ts";
import * as invitations from "./controllers/invitations.ts";
import * as passwordReset from "./controllers/password_reset.ts";
import * as providerAccounts from "./controllers/provider_accounts.ts";
import * as providers from "./controllers/providers.ts";
import * as savedForms from "./controllers/saved_forms.ts";
import * as secondFactor from "./controllers/second_factor.ts";
import * as securityLog from "./controllers/security_log.ts";
import * as settings from "./controllers/settings.ts";
import * as signIns from "./controllers/sign_ins.ts";
import * as tokens from "./controllers/tokens.ts";
import { cancelEmailForm, emailForm, nameForm, passwordForm } from "./forms/account.ts";
import { accountDeletionForm } from "./forms/account_deletion.ts";
import { codeForm, setupForm } from "./forms/code.ts";
import { confirmForm } from "./forms/confirm.ts";
import { buttonForm, choices } from "./forms/declaration.ts";
import { linkForm } from "./forms/email_link.ts";
import { newPasswordForm, resetForm } from "./forms/reset.ts";
import { settingsForm } from "./forms/settings.ts";
import { signinForm } from "./forms/signin.ts";
import { invitationForm, signupForm } from "./forms/signup.ts";
import { tokenForm } from "./forms/token.ts";
import type { Route } from "./http/router.ts";
import { anyone, fresh, limited, user, visitor } from "./page_routes.ts";

export const ACCOUNT_ROUTES: readonly Route[] = [
  visitor.get("/auth/signup", accounts.newSignup),
  visitor.post("/auth/signup", accounts.createSignup, signupForm),
  visitor.get("/auth/check-mail", accounts.checkMail),
  visitor.get("/auth/invite/:token", invitations.show),
  visitor.post("/auth/invite/:token", invitations.accept, invitationForm),
  anyone.get("/auth/reset", passwordReset.show),
  anyone.post("/auth/reset", passwordReset.create, resetForm),
  anyone.get("/auth/reset/:token", passwordReset.showLink),
  anyone.post("/auth/reset/:token", passwordReset.update, newPasswordForm),
  visitor.get("/auth/signin", accounts.newSignin),
  visitor.post("/auth/signin", accounts.createSignin, signinForm),
  {
    method: "post",
    path: "/auth/signout",
    guards: [],
    action: accounts.createSignout,
    form: buttonForm("Sign out", "Sign out"),
  },
  // The middle of a sign-in, perhaps of another account than the one that is signed in.
  anyone.get("/auth/code", code.show),
  anyone.post("/auth/code", code.create, codeForm),
  anyone.get("/auth/verify/:token", emailLinks.show),
  anyone.post("/auth/verify/:token", emailLinks.create, linkForm),
  anyone.get("/.well-known/change-password", account.changePasswordAddress),

  anyone.get("/auth/oidc/:n", providers.start),
  anyone.get("/auth/oidc/:n/callback", providers.callback),
  anyone.get("/auth/oidc/:n/signout", providers.signOut),
  visitor.get("/auth/oidc/:n/account", providerAccounts.show),
  visitor.post(
    "/auth/oidc/:n/account",
    providerAccounts.create,
    buttonForm("Create an account", "Create an account"),
  ),

  // ---- From here on, a user is required. ----
  user.get("/auth/parked-form", savedForms.show),
  user.get("/auth/confirm", freshSignIn.show),
  user.post("/auth/confirm", freshSignIn.create, confirmForm),
  user.get("/settings", settings.show),
  user.post("/settings", settings.update, settingsForm),
  user.get("/settings/account", account.show),
  limited.post("/settings/name", account.updateName, nameForm),
  fresh.post("/settings/email", account.updateEmail, emailForm),
  user.post("/settings/email/cancel", account.cancelEmail, cancelEmailForm),
  user.post("/settings/password", account.updatePassword, passwordForm),
  user.get("/settings/sessions", signIns.index),
  user.post("/settings/sessions/:id/end", signIns.end, buttonForm("End the sign-in", "End it")),
  user.post(
    "/settings/sessions/end-others",
    signIns.endOthers,
    buttonForm("End the other sign-ins", "End them", choices("all")),
  ),
  user.get("/settings/security", securityLog.index),
  user.get("/settings/tokens", tokens.index),
  fresh.post("/settings/tokens", tokens.create, tokenForm),
  user.post("/settings/tokens/:id/end", tokens.end, buttonForm("End the token", "End it")),
  user.get("/auth/oidc/:n/link", connectedProviders.showLink),
  fresh.post(
    "/auth/oidc/:n/link",
    connectedProviders.link,
    buttonForm("Connect another way in", "Connect"),
  ),
  user.get("/settings/providers", connectedProviders.index),
  fresh.post(
    "/settings/providers/unlink",
    connectedProviders.unlink,
    buttonForm("Disconnect a way in", "Disconnect", choices("identity")),
  ),
  user.get("/export", accountExport.show),
  fresh.post(
    "/export",
    accountExport.create,
    buttonForm("Download everything", "Download the file"),
  ),
  user.get("/settings/delete", accountDeletion.show),
  fresh.post("/settings/delete", accountDeletion.create, accountDeletionForm),
  user.post(
    "/settings/delete/cancel",
    accountDeletion.cancel,
    buttonForm("Keep the account", "Keep my account"),
  ),
  user.get("/settings/two-factor", secondFactor.show),
  fresh.post("/settings/two-factor", secondFactor.create, setupForm),
  fresh.post(
    "/settings/two-factor/off",
    secondFactor.destroy,
    buttonForm("Turn the second factor off", "Turn it off"),
  ),
  user.get("/settings/two-factor/codes", secondFactor.showCodes),
  user.get("/settings/two-factor/codes.txt", secondFactor.downloadCodes),
  fresh.post(
    "/settings/two-factor/codes",
    secondFactor.createCodes,
    buttonForm("Make new recovery codes", "Make ten new ones", choices("version")),
  ),
  user.post(
    "/settings/two-factor/trust",
    secondFactor.distrust,
    buttonForm("Ask a browser for a code again", "End", choices("browser")),
  ),
];
