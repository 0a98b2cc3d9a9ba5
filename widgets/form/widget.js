// Any form of the pack. A form that each person fills in shows mine and my partner's, one at a time.

import { bones, h, uid, voice } from "../common/dom.js";
import { sections, progress } from "../common/sections.js";
import { joinRiver } from "../common/river.js";

async function render({ model, el }) {
  const river = await joinRiver(model);
  const id = model.get("form");
  const form = river.spec(id);
  const root = h("section", { class: "mb mb-form", "aria-label": form.title, dataset: { view: model.get("view") || id } });
  el.append(root);
  let drawn = null;
  let who = null;

  const draw = () => {
    drawn?.destroy();
    drawn = null;
    root.replaceChildren();
    if (!river.ready) return void root.append(bones(form.title));
    who ??= river.role;
    const where = { row: model.get("row") || null, person: who };
    const list = sections(river, form, { where, opened: (_done, at) => at === 0 });
    const far = progress(river, list);
    const parts = [];
    if (form.intro) parts.push(h("p", { class: "quiet prose" }, form.intro));
    if (form.per === "person") parts.push(people());
    const mine = form.per !== "person" || who === river.role;
    root.append(h("div", { class: "stack-l" }, ...parts, mine ? far.el : null, list.el));
    drawn = { update: (paths) => (list.update(paths), far.update()), destroy: list.destroy };
  };
  const people = () => {
    const name = uid("who");
    const choice = (person) => h("label", null, h("input", {
      type: "radio", name, value: person, checked: person === who,
      onchange: () => {
        who = person;
        draw();
        root.querySelector(`input[value="${person}"]`)?.focus();
      },
    }), " ", voice(river, person, { you: true }));
    return h("fieldset", { class: "field" }, h("legend", { class: "sr" }, river.say("form.whose")), h("div", { class: "segments" }, choice(river.role), choice(river.partner)));
  };
  let role = null;
  const offs = [
    river.on("open", () => {
      if (role !== river.role) who = null;
      role = river.role;
      draw();
    }),
    river.on("change", (event) => drawn?.update(event.detail ?? event)),
  ];
  draw();
  return () => {
    for (const off of offs) off();
    drawn?.destroy();
    root.remove();
  };
}

export default { render };
