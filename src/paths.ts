/** The addresses of the application, for controllers and templates alike. */

export const paths = {
  home: "/",
  signup: "/auth/signup",
  signin: "/auth/signin",
  signout: "/auth/signout",
  savedForm: "/auth/parked-form",
  /** Where who has signed up is told to look for a mail. */
  checkMail: "/auth/check-mail",
  reset: "/auth/reset",
  resetSent: "/auth/reset?sent=1",
  resetLink: (token: string) => `/auth/reset/${token}`,
  verifyLink: (token: string) => `/auth/verify/${token}`,
  inviteLink: (token: string) => `/auth/invite/${token}`,
  code: "/auth/code",
  confirm: "/auth/confirm",
  /** By the number of its settings, as all of the following. */
  provider: (number: number) => `/auth/oidc/${number}`,
  providerCallback: (number: number) => `/auth/oidc/${number}/callback`,
  /** For who is known to a provider, and to no account. */
  providerAccount: (number: number) => `/auth/oidc/${number}/account`,
  providerLink: (number: number) => `/auth/oidc/${number}/link`,
  providerSignout: (number: number) => `/auth/oidc/${number}/signout`,
  dashboard: "/dashboard",
  tasks: "/tasks",
  newTask: "/tasks/new",
  upcoming: "/upcoming",
  /** The month of today. */
  calendar: "/calendar",
  /** "2026-11". */
  calendarMonth: (month: string) => `/calendar?month=${month}`,
  /** "2026-W48". */
  calendarWeek: (week: string) => `/calendar?week=${week}`,
  calendarDay: (day: string) => `/calendar?day=${day}`,
  inbox: "/inbox",
  someday: "/someday",
  completed: "/completed",
  search: "/search",
  searchFor: (q: string) => `/search?q=${encodeURIComponent(q)}`,
  searches: "/searches",
  trash: "/trash",
  history: "/history",
  review: "/review",
  reviewOf: (year: number) => `/review?year=${year}`,
  taskHistory: (id: number) => `/history?task=${id}`,
  help: "/help",
  settings: "/settings",
  account: "/settings/account",
  settingsName: "/settings/name",
  settingsEmail: "/settings/email",
  cancelEmail: "/settings/email/cancel",
  settingsPassword: "/settings/password",
  sessions: "/settings/sessions",
  endSession: (id: string) => `/settings/sessions/${id}/end`,
  endOtherSessions: "/settings/sessions/end-others",
  twoFactor: "/settings/two-factor",
  twoFactorOff: "/settings/two-factor/off",
  endTrust: "/settings/two-factor/trust",
  recoveryCodes: "/settings/two-factor/codes",
  recoveryCodesText: "/settings/two-factor/codes.txt",
  tokens: "/settings/tokens",
  endToken: (id: string) => `/settings/tokens/${id}/end`,
  securityLog: "/settings/security",
  providers: "/settings/providers",
  unlinkProvider: "/settings/providers/unlink",
  accountExport: "/export",
  accountDeletion: "/settings/delete",
  cancelDeletion: "/settings/delete/cancel",
  lists: "/lists",
  newList: "/lists/new",
  list: (id: number) => `/lists/${id}`,
  editList: (id: number) => `/lists/${id}/edit`,
  archiving: (id: number) => `/lists/${id}/archiving`,
  listDeletion: (id: number) => `/lists/${id}/deletion`,
  listPosition: (id: number) => `/lists/${id}/position`,
  sections: (listId: number) => `/lists/${listId}/sections`,
  section: (listId: number, id: number) => `/lists/${listId}/sections/${id}`,
  sectionDeletion: (listId: number, id: number) => `/lists/${listId}/sections/${id}/deletion`,
  sectionPosition: (listId: number, id: number) => `/lists/${listId}/sections/${id}/position`,
  tags: "/tags",
  tag: (name: string) => `/tags/${encodeURIComponent(name)}`,
  editTag: (name: string) => `/tags/${encodeURIComponent(name)}/edit`,
  tagName: (name: string) => `/tags/${encodeURIComponent(name)}/name`,
  tagDeletion: (name: string) => `/tags/${encodeURIComponent(name)}/deletion`,
  savedSearch: (id: number) => `/searches/${id}`,
  editSearch: (id: number) => `/searches/${id}/edit`,
  searchDeletion: (id: number) => `/searches/${id}/deletion`,
  searchPosition: (id: number) => `/searches/${id}/position`,
  undo: (changeId: number) => `/undo/${changeId}`,
  purge: (id: number) => `/trash/${id}/purge`,
  purgeAll: "/trash/purge",
  /** Many tasks, one per line. */
  bulkAdd: "/tasks/many",
  bulk: "/tasks/bulk",
  /** A decision for each late task. */
  catchUp: "/catch-up",
  task: (id: number) => `/tasks/${id}`,
  editTask: (id: number) => `/tasks/${id}/edit`,
  completion: (id: number) => `/tasks/${id}/completion`,
  deletion: (id: number) => `/tasks/${id}/deletion`,
  skip: (id: number) => `/tasks/${id}/skip`,
  restoration: (id: number) => `/tasks/${id}/restoration`,
  position: (id: number) => `/tasks/${id}/position`,
  /** An item for its checklist. */
  checklist: (id: number) => `/tasks/${id}/checklist`,
  /** "Keep my words as they were". */
  revertQuickAdd: (id: number) => `/tasks/${id}/plain`,
  apiList: (userId: string, id: number) => `/api/${userId}/lists/${id}`,
  apiSection: (userId: string, id: number) => `/api/${userId}/sections/${id}`,
  apiSearch: (userId: string, id: number) => `/api/${userId}/searches/${id}`,
  apiTask: (userId: string, id: number) => `/api/${userId}/tasks/${id}`,
} as const;

/** The page that opens first for a signed-in user, as they have chosen. */
export const landingPaths = {
  today: paths.dashboard,
  upcoming: paths.upcoming,
  inbox: paths.inbox,
  tasks: paths.tasks,
} as const;

/** Or a saved search, by its id. */
export type LandingView = keyof typeof landingPaths | `search:${number}`;

export const LANDING_VIEWS = Object.keys(landingPaths) as (keyof typeof landingPaths)[];

/** Where it is. Whether a saved search is still there is looked up by the front page. */
export function landingPath(view: LandingView): string {
  return isSavedSearch(view) ? paths.home : landingPaths[view];
}

export function isSavedSearch(view: LandingView): view is `search:${number}` {
  return !Object.hasOwn(landingPaths, view);
}

/** The id in "search:3". */
export function searchIdOf(view: `search:${number}`): number {
  return Number(view.slice("search:".length));
}

/** An address with these parameters; those that are null or undefined are left out. */
export function withQuery(
  path: string,
  parameters: Record<string, string | number | null | undefined>,
): string {
  const query = Object.entries(parameters)
    .filter(([, value]) => value != null)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return query.length === 0 ? path : `${path}?${query.join("&")}`;
}

/** The sign-in page. @param returnTo a path of this app, to go to after it. */
export function signinFor(returnTo: string): string {
  return `${paths.signin}?return_to=${encodeURIComponent(returnTo)}`;
}

/** Signing in with a provider. @param purpose "link" or "confirm", where somebody is signed in. */
export function providerFor(number: number, purpose: "link" | "confirm"): string {
  return `${paths.provider(number)}?for=${purpose}`;
}

/** The page of a list with its quick-add line for one of its sections. */
export function addToSection(address: string, id: number): string {
  return `${address}${address.includes("?") ? "&" : "?"}add=${id}`;
}

/** Fragments of a list's page, so that a form returns to where it was. */
export const anchors = {
  /** The row that was changed, which is highlighted. */
  task: (id: number) => `#t-${id}`,
  /** The neighbour of a row that is gone. */
  row: (id: number) => `#b${id}`,
  list: (id: number) => `#l-${id}`,
  search: (id: number) => `#q-${id}`,
  section: (id: number) => `#s-${id}`,
  /** The quick-add line. */
  add: "#add",
  /** The day below a month. */
  day: "#day",
  /** The input for the next item of a checklist. */
  item: "#item",
  end: "#end",
} as const;

/** The address without its fragment. */
export function withoutAnchor(address: string): string {
  return address.replace(/#.*$/, "");
}
