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

/** One page of the task list; defaults are left out of the address. */
export function taskList(options: {
  status?: TaskStatus;
  cursor?: string;
  limit?: number;
}): string {
  const query = new URLSearchParams();
  if (options.status && options.status !== "all") query.set("status", options.status);
  if (options.limit !== undefined) query.set("limit", String(options.limit));
  if (options.cursor !== undefined) query.set("cursor", options.cursor);
  const text = query.toString();
  return text === "" ? paths.tasks : `${paths.tasks}?${text}`;
}

/** The row of a task on the page it is listed on, so that a person comes back where they were. */
export function taskAnchor(path: string, id: number): string {
  return `${path}#t-${id}`;
}
