// The review halfway: its questions, and, once both have answered, where what they want to change is changed.

import { fill, h, icon, uid } from "../common/dom.js";
import { gathered } from "../common/gathered.js";
import { viewLink } from "../common/places.js";
import { filling } from "../form/filling.js";

/** What follows from both people's answers and has not been done since: "closure", "agreement", "goals". */
export function follows(river, form) {
  const { mine, theirs } = gathered(river, form);
  if (!mine || !theirs) return [];
  const written = [...river.told].map(([path, cell]) => [path, cell?.at ?? ""]);
  const since = (prefix, at) => written.some(([path, when]) => path.startsWith(prefix) && when > at);
  const answers = Object.values(river.cell("midpoint/agreement_change")?.answers ?? {}).filter(Boolean);
  const wants = (what, prefix) => answers.some(({ v, at }) => v === what && !since(prefix, at ?? ""));
  const changed = river.rows("midpoint/goals_review").some(({ path }) => {
    const keep = river.cell(`${path}/keep`);
    const [goal] = river.value(`${path}/goal`) ?? [];
    return keep?.v && keep.v !== "keep" && goal && !since(`${goal}/`, keep.at ?? "");
  });
  return [wants("end", "closure/") && "closure", wants("change", "agreement/") && "agreement", changed && "goals"].filter(Boolean);
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
