/** The real templates, rendered with the sample models. */
import { join } from "node:path";
import { loadAssets } from "../../src/views/assets.ts";
import { createRenderer } from "../../src/views/engine.ts";
import type { Views } from "../../src/views/models.ts";
import { samples } from "./samples.ts";

const ROOT = join(import.meta.dirname, "../..");

export const assets = loadAssets(join(ROOT, "public"));
export const render = createRenderer({ dir: join(ROOT, "views"), watch: false, assets });

/** Every page in its states, with `text` in place of what users type. */
export function pages(text: string): { name: string; html: string }[] {
  return Object.entries(samples(text)).flatMap(([name, models]) =>
    models.map((model, index) => ({
      name: `${name} ${index + 1}`,
      html: render(name as keyof Views, model as Views[keyof Views]),
    })),
  );
}
