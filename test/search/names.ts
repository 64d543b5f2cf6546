/** What the person of the tests has names for. */
import type { Names } from "../../src/search/resolve.ts";

export const NAMES: Names = {
  lists: [
    {
      id: 1,
      name: "Home",
      sections: [
        { id: 11, name: "Kitchen" },
        { id: 12, name: "Garage" },
      ],
    },
    { id: 2, name: "Café Zoë", sections: [{ id: 21, name: "Kitchen" }] },
    { id: 3, name: "Work", sections: [] },
    { id: 4, name: "a/b", sections: [{ id: 41, name: "c/d" }] },
    { id: 5, name: "会议", sections: [] },
  ],
  tags: [
    { id: 1, name: "errand" },
    { id: 2, name: "Straße" },
    { id: 3, name: "errands" },
    { id: 4, name: "waiting" },
  ],
};
