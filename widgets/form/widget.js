// Any form of the pack, drawn as it is described there: over its section of the workbook, over one row, or, where it
// has many entries and none is named, as the list of them. Where each person fills one in: mine, or my partner's.

import { bones, fill, h, note } from "../common/dom.js";
import { markView } from "../common/places.js";
import { joinRiver } from "../common/river.js";
import { Both } from "./both.js";
import { Entries } from "./entries.js";
import { filling } from "./filling.js";

/** What of the form is drawn. `row`: the id of one, "" for all. */
function content(river, form, row) {
  if (form.per === "person") return new Both(river, form);
  if (form.per === "many" && !row) return new Entries(river, form);
  return filling(river, form, { row });
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const id = model.get("form");
  const form = river.spec(id);
  const root = h("section", { class: "mb mb-form", "aria-label": form.title });
  el.append(root);
  await markView(river, model, root);
  let drawn = null;
  const draw = () => {
    drawn?.destroy();
    drawn = null;
    fill(root);
    if (!river.ready) return void root.append(bones(river.say("form.loading", { title: form.title })));
    drawn = content(river, form, model.get("row").replace(`${id}/`, ""));
    const intro = form.intro ? h("p", { class: "quiet prose" }, form.intro) : null;
    const why = river.readonly ? note("", h("p", null, river.readonly)) : null;
    return void root.append(h("div", { class: "stack-l" }, intro, why, drawn.el));
  };
  const show = ({ path }) => {
    // After the page has shown the view that it lies in.
    if (path?.startsWith(`${id}/`)) requestAnimationFrame(() => drawn?.go(path));
  };
  model.on("change:row", draw);
  const offs = [river.on("open", draw), river.on("change", (paths) => drawn?.update(paths)), river.on("show", show)];
  draw();
  return () => {
    model.off("change:row", draw);
    for (const off of offs) off();
    drawn?.destroy();
    root.remove();
  };
}

export default { render };
