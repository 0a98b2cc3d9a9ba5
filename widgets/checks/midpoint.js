// The review halfway: its questions, and, once both have answered, where what they want to change is changed.

import { fill, h, icon, uid } from "../common/dom.js";
import { gathered } from "../common/gathered.js";
import { viewLink } from "../common/places.js";
import { filling } from "../form/filling.js";

/** What follows from both people's answers: "closure", "agreement", "goals". */
export function follows(river, form) {
  const { mine, theirs } = gathered(river, form);
  if (!mine || !theirs) return [];
  const answers = Object.values(river.cell("midpoint/agreement_change")?.answers ?? {}).map((one) => one?.v);
  const changed = river.rows("midpoint/goals_review").some((row) => ![null, "keep"].includes(river.value(`${row.path}/keep`)));
  return [answers.includes("end") && "closure", answers.includes("change") && "agreement", changed && "goals"].filter(Boolean);
}

export class Midpoint {
  constructor(river, form) {
    Object.assign(this, { river, form, told: "" });
    this.inside = filling(river, form, {}, { bare: true });
    this.next = h("section", { class: "note look", hidden: true });
    this.el = h("div", { class: "stack-l" }, this.inside.el, this.next);
    this.#draw();
  }

  #draw() {
    const { river, next } = this;
    const found = follows(river, this.form);
    const told = JSON.stringify(found);
    if (told === this.told) return;
    this.told = told;
    next.hidden = !found.length;
    const id = uid("next");
    next.setAttribute("aria-labelledby", id);
    const line = (view) => h("p", null, river.say(`checks.midpoint.${view}`), " ", viewLink(river, view, {}, river.say(`checks.midpoint.${view}.go`)));
    fill(next, icon("arrow"), h("div", { class: "stack" }, h("h2", { id, class: "h3" }, river.say("checks.midpoint.next")), found.map(line)));
  }

  update(paths) {
    this.inside.update(paths);
    this.#draw();
  }

  go(path) {
    return this.inside.go(path);
  }

  destroy() {
    this.inside.destroy();
  }
}
