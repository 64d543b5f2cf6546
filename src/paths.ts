/** Builders of the app's own addresses, for controllers and views alike. */

export const paths = {
  home: "/",
  signup: "/auth/signup",
  signin: "/auth/signin",
  signout: "/auth/signout",
  parkedForm: "/auth/parked-form",
  dashboard: "/dashboard",
  tasks: "/tasks",
  newTask: "/tasks/new",
  upcoming: "/upcoming",
  inbox: "/inbox",
  someday: "/someday",
  completed: "/completed",
  trash: "/trash",
  history: "/history",
  settings: "/settings",
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
  tag: (name: string) => `/tags/${encodeURIComponent(name)}`,
  editTag: (name: string) => `/tags/${encodeURIComponent(name)}/edit`,
  tagName: (name: string) => `/tags/${encodeURIComponent(name)}/name`,
  tagDeletion: (name: string) => `/tags/${encodeURIComponent(name)}/deletion`,
  undo: (changeId: number) => `/undo/${changeId}`,
  purge: (id: number) => `/trash/${id}/purge`,
  purgeAll: "/trash/purge",
  /** Many tasks, a line each. */
  manyTasks: "/tasks/many",
  bulk: "/tasks/bulk",
  task: (id: number) => `/tasks/${id}`,
  editTask: (id: number) => `/tasks/${id}/edit`,
  completion: (id: number) => `/tasks/${id}/completion`,
  deletion: (id: number) => `/tasks/${id}/deletion`,
  restoration: (id: number) => `/tasks/${id}/restoration`,
  position: (id: number) => `/tasks/${id}/position`,
  /** An item for its checklist. */
  checklist: (id: number) => `/tasks/${id}/checklist`,
  /** "Keep my words as they were": what quick add understood goes back into the title. */
  plain: (id: number) => `/tasks/${id}/plain`,
  apiList: (userId: string, id: number) => `/api/${userId}/lists/${id}`,
  apiSection: (userId: string, id: number) => `/api/${userId}/sections/${id}`,
  apiTask: (userId: string, id: number) => `/api/${userId}/tasks/${id}`,
} as const;

/** The sign-in page that leads on to `returnTo`, a path of this app. */
export function signinFor(returnTo: string): string {
  return `${paths.signin}?return_to=${encodeURIComponent(returnTo)}`;
}

/** The form for a new task, with a list ("3") or a section of one ("3/7") chosen. */
export function newTaskIn(place: string): string {
  return `${paths.newTask}?list=${place}`;
}

/** Places on a page with a list, so that a person comes back where they were. */
export const anchors = {
  /** A row as the one that was meant: it is lit up. */
  task: (id: number) => `#t-${id}`,
  /** A row as the neighbour of one that is gone. */
  row: (id: number) => `#a${id}`,
  list: (id: number) => `#l-${id}`,
  section: (id: number) => `#s-${id}`,
  /** The line to write the next task on. */
  add: "#add",
  /** The line for the next item of a checklist. */
  item: "#item",
  end: "#end",
} as const;

/** The same page, and no place on it. */
export function withoutAnchor(address: string): string {
  return address.replace(/#.*$/, "");
}

/** A path for the log: numbers stay, but a tag's name is what somebody wrote. */
export function withoutNames(path: string): string {
  return path.replace(/^\/tags\/[^/]+/i, "/tags/:name");
}
