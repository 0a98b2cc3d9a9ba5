// The exercise of a module: what is to be done, and the fields of the real forms to do it in, on the practice workbook.

import { h, icon, note, uid } from "../common/dom.js";
import { filling } from "../form/filling.js";
import { lesson } from "../common/lesson.js";
import { parts } from "./parts.js";

/** One form of the exercise: its own entry, its reader's part of it, or the one there is. */
function part(river, module, { form, whole }) {
  const where = form.per === "many" ? { row: `course-${module}` } : form.per === "person" ? { person: river.role } : {};
  const exists = () => form.per !== "many" || Boolean(river.cell(`${form.id}/${where.row}/created`));
  if (!exists() && !river.readonly) river.add(form.id, {}, where.row);
  const id = uid("part");
  const inside = filling(river, form, where, { bare: true, level: "h4" });
  const el = h("section", { class: "sheet roomy stack", "aria-labelledby": id }, h("h3", { id }, form.title), whole && form.intro ? h("p", { class: "quiet prose" }, form.intro) : null, inside.el);
  return { ...inside, el, update: (paths) => inside.update(paths), destroy: () => inside.destroy() };
}

class ExercisePanel {
  constructor(river, model) {
    const module = model.get("module");
    const { text, fields } = model.get("exercise");
    Object.assign(this, { river, drawn: [], begun: false });
    const asked = parts(fields, (id) => river.spec(id));
    const go = h("button", { class: "btn primary", type: "button", onclick: () => begin(true) }, icon("pencil"), " ", river.say("exercise.begin"));
    const place = h("div", { class: "stack-l" });
    const begin = (focus) => {
      if (this.begun) return;
      this.begun = true;
      this.drawn = asked.map((one) => part(river, module, one));
      place.replaceChildren(...this.drawn.map((one) => one.el));
      go.parentElement.hidden = true;
      if (focus) place.querySelector("input, textarea, select, button")?.focus();
    };
    this.el = h("div", { class: "stack" }, h("p", { class: "prose" }, text));
    if (!asked.length) return; // it is done without writing
    this.el.append(note("", h("p", null, river.say("exercise.practice"))), h("div", { class: "row" }, go), place);
    // What was begun another day is there again.
    const row = `course-${module}`;
    const there = asked.some(({ form, ids }) => (form.per === "many" ? river.cell(`${form.id}/${row}/created`) : ids.some((id) => this.#filled(form, id))));
    if (there || river.readonly) begin(false);
  }

  #filled(form, id) {
    const { river } = this;
    const path = form.per === "person" ? `${form.id}/${river.role}/${id}` : `${form.id}/${id}`;
    return river.value(path) !== null || river.rows(path).length > 0;
  }

  change(paths) {
    for (const one of this.drawn) one.update(paths);
  }

  destroy() {
    for (const one of this.drawn) one.destroy();
  }
}

export default { render: lesson("exercise", (river, model) => new ExercisePanel(river, model)) };
