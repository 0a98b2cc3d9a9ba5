// A form for one row, or one person: its sections, how far they are, whether both are in where each answers alone, and the
// action that comes of it.

import { Becoming, becoming } from "../common/becoming.js";
import { h } from "../common/dom.js";
import { Gathered, answersApart } from "../common/gathered.js";
import { Sections, progress } from "../common/sections.js";

/** {el, update(paths), go(path), destroy()}. `where` {row, person}; `bare`, `level`: as for `Sections`. */
export function filling(river, form, where, { bare = false, level = "h2" } = {}) {
  const mine = form.per !== "person" || where.person === river.role;
  const apart = answersApart(form);
  const sections = new Sections(river, form, { where, gathered: apart, bare, level });
  const far = apart || (bare && form.sections.length === 1) ? null : progress(river, sections);
  const line = apart ? new Gathered(river, form, where) : null;
  const leads = form.per === "many" && becoming(form) ? new Becoming(river, form, `${form.id}/${where.row}`, sections.el) : null;
  return {
    el: h("div", { class: "stack-l" }, mine && far ? far.el : null, sections.el, leads?.el, line?.el),
    update(paths) {
      sections.update(paths);
      far?.update();
      line?.update();
      leads?.update(paths);
    },
    go: (path) => sections.go(path),
    destroy() {
      sections.destroy();
      leads?.destroy();
    },
  };
}
