/** Builders of the app's own addresses, for controllers and views alike. */

export type TaskStatus = "all" | "pending" | "completed";

export const paths = {
  home: "/",
  signup: "/auth/signup",
  signin: "/auth/signin",
  signout: "/auth/signout",
  parkedForm: "/auth/parked-form",
  dashboard: "/dashboard",
  tasks: "/tasks",
  newTask: "/tasks/new",
  bulk: "/tasks/bulk",
  task: (id: number) => `/tasks/${id}`,
  editTask: (id: number) => `/tasks/${id}/edit`,
  completion: (id: number) => `/tasks/${id}/completion`,
  deletion: (id: number) => `/tasks/${id}/deletion`,
  restoration: (id: number) => `/tasks/${id}/restoration`,
  openapi: "/api/openapi.json",
  apiTasks: (userId: string) => `/api/${userId}/tasks`,
  apiTask: (userId: string, id: number) => `/api/${userId}/tasks/${id}`,
} as const;

/** The sign-in page that leads on to `returnTo`, a path of this app. */
export function signinFor(returnTo: string): string {
  return `${paths.signin}?return_to=${encodeURIComponent(returnTo)}`;
}

/** The form for a new task, its title begun. */
export function newTaskTitled(title: string): string {
  return `${paths.newTask}?title=${encodeURIComponent(title)}`;
}

/** One page of the task list; defaults are left out of the address. */
export function taskList(options: {
  status?: TaskStatus;
  cursor?: string;
  limit?: number;
}): string {
  const { status = "all", limit, cursor } = options;
  const query: string[] = [];
  if (status !== "all") query.push(`status=${status}`);
  if (limit !== undefined) query.push(`limit=${limit}`);
  if (cursor !== undefined) query.push(`cursor=${encodeURIComponent(cursor)}`);
  return query.length === 0 ? paths.tasks : `${paths.tasks}?${query.join("&")}`;
}

/** Places on a page with a list, so that a person comes back where they were. */
export const anchors = {
  /** A row as the one that was meant: it is lit up. */
  task: (id: number) => `#t-${id}`,
  /** A row as the neighbour of one that is gone. */
  row: (id: number) => `#m${id}`,
  /** The line to write the next task on. */
  add: "#add",
  end: "#end",
} as const;
