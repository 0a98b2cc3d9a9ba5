// Any form of the pack, drawn as it is described there: over its section of the workbook, over one row, or, where it
// has many entries and none is named, as the list of them. Where each person fills one in: mine, or my partner's.

import { bones, fill, h, note, uid, voice } from "../common/dom.js";
import { markView } from "../common/places.js";
import { joinRiver } from "../common/river.js";
import { Sections, progress } from "../common/sections.js";
import { Entries } from "./entries.js";

/** The sections for one row or person, with how far they are: {el, update(paths), go(path), destroy()}. */
function filling(river, form, where) {
  const mine = form.per !== "person" || where.person === river.role;
  const sections = new Sections(river, form, { where });
  const far = progress(river, sections);
  return {
    el: h("div", { class: "stack-l" }, mine ? far.el : null, sections.el),
    update(paths) {
      sections.update(paths);
      far.update();
    },
    go: (path) => sections.go(path),
    destroy: () => sections.destroy(),
  };
}

/** A form that each person fills in: a switch, and what is behind it, drawn when it is first wanted. */
class Both {
  constructor(river, form) {
    Object.assign(this, { river, form, drawn: new Map() });
    const name = uid("whose");
    this.place = h("div");
    this.inputs = new Map();
    const choice = (person) => {
      const input = h("input", { type: "radio", name, value: person, onchange: () => this.show(person) });
      this.inputs.set(person, input);
      return h("label", null, input, " ", voice(river, person, { you: true }));
    };
    const segments = h("div", { class: "segments" }, choice(river.role), choice(river.partner));
    this.el = h("div", { class: "stack-l" }, h("fieldset", { class: "field whose" }, h("legend", null, river.say("form.whose")), segments), this.place);
    this.show(river.role);
  }

  show(person) {
    this.inputs.get(person).checked = true;
    for (const [one, { el }] of this.drawn) el.hidden = one !== person;
    if (!this.drawn.has(person)) {
      const made = filling(this.river, this.form, { person });
      this.drawn.set(person, made);
      this.place.append(made.el);
    }
    return this.drawn.get(person);
  }

  update(paths) {
    for (const one of this.drawn.values()) one.update(paths);
  }

  go(path) {
    const person = path.split("/")[1];
    return this.show(this.inputs.has(person) ? person : this.river.role).go(path);
  }

  destroy() {
    for (const one of this.drawn.values()) one.destroy();
  }
}

/** What of the form is drawn. `row`: the id of one, "" for all. */
function content(river, form, row) {
  if (form.per === "person") return new Both(river, form);
  if (form.per === "many" && !row) return new Entries(river, form, filling);
  return filling(river, form, { row });
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const id = model.get("form");
  const form = river.spec(id);
  const root = h("section", { class: "mb mb-form", "aria-label": form.title });
  markView(river, model, root);
  el.append(root);
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
