/** The page on which a tag is renamed or deleted. */
import type { PageModel } from "../http/reply.ts";
import type { Tag } from "../models/tags.ts";
import { paths } from "../paths.ts";
import type { FormView } from "../views/models/form.ts";

export function editTagPage({ name }: Tag, form: FormView<"name">): PageModel<"tags/form"> {
  return { title: `Edit #${name}`, here: paths.tag(name), name, form };
}
