// A widget of a course page: drawn once a practice workbook is open, and told how its reader stands in the module.

import { bones, fill, h, note } from "./dom.js";
import { markView } from "./places.js";
import { joinRiver } from "./river.js";
import { newId } from "./tab.js";

/**
 * The `render` of such a widget. `name`: of its folder, and of its sentences `<name>.label` and `<name>.loading`.
 * `make(river, model)` → {el, update(), change(paths), destroy()}; `update` once the module stands otherwise.
 */
export function lesson(name, make) {
  return async function render({ model, el }) {
    const river = await joinRiver(model);
    const module = model.get("module");
    const root = h("section", { class: `mb mb-${name}`, "aria-label": river.say(`${name}.label`) });
    el.append(root);
    await markView(river, model, root);
    let drawn = null;
    const draw = () => {
      drawn?.destroy?.();
      drawn = river.ready && river.lessons.has(module) ? make(river, model) : null;
      const why = drawn && river.readonly ? note("", h("p", null, river.readonly)) : null;
      // Without a practice workbook there is nothing to draw: the page offers one above.
      const closed = river.phase !== "open" && river.phase !== "opening";
      fill(root, why, drawn ? drawn.el : closed ? h("p", { class: "quiet" }, river.say("lesson.closed")) : bones(river.say(`${name}.loading`)));
    };
    const told = (modules) => {
      if (!modules.has(module)) return;
      if (drawn) drawn.update?.();
      else draw();
    };
    const offs = [river.on("open", draw), river.on("course", told), river.on("change", (paths) => drawn?.change?.(paths))];
    draw();
    return () => {
      for (const off of offs) off();
      drawn?.destroy?.();
      root.remove();
    };
  };
}

/** Where an answer of the reader's is kept: a place of its own, so that none is ever written over. */
export function placeFor(river, module, question, id = newId()) {
  return `course/${river.role}/${module}/${question}/${id}`;
}
