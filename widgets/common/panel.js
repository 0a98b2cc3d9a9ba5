// A widget that is one panel over the workbook: drawn once its view is shown and a workbook is open, kept true, and gone to.

import { bones, fill, h, note } from "./dom.js";
import { markView } from "./places.js";
import { joinRiver } from "./river.js";

/**
 * The `render` of such a widget. `name`: of its folder, and of its sentences `<name>.label` and `<name>.loading`.
 * `make(river, model)` → {el, update(paths), go(path), destroy()}; `forms`: sections whose places it goes to.
 */
export function panel(name, make, forms) {
  return async function render({ model, el }) {
    const river = await joinRiver(model);
    const root = h("section", { class: `mb mb-${name}`, "aria-label": river.say(`${name}.label`) });
    el.append(root);
    await markView(river, model, root);
    let drawn = null;
    const draw = () => {
      drawn?.destroy();
      drawn = river.ready ? make(river, model) : null;
      const why = drawn && river.readonly ? note("", h("p", null, river.readonly)) : null;
      fill(root, why, drawn ? drawn.el : bones(river.say(`${name}.loading`)));
    };
    const show = ({ path }) => {
      // After the page has shown the view that it lies in.
      if (path && forms.includes(path.split("/")[0])) requestAnimationFrame(() => drawn?.go(path));
    };
    const offs = [river.on("open", draw), river.on("change", (paths) => drawn?.update(paths)), river.on("saved", () => drawn?.saved?.()), river.on("show", show)];
    draw();
    return () => {
      for (const off of offs) off();
      drawn?.destroy();
      root.remove();
    };
  };
}
