// Looking up now and then: the pulse check, skills, the review halfway, the word after the first meeting, and moments worth
// stopping for; one at a time, each drawn when it is first wanted.

import { fill, h, uid } from "../common/dom.js";
import { panel } from "../common/panel.js";
import { Both } from "../form/both.js";
import { Entries } from "../form/entries.js";
import { PulsePanel } from "../pulse/panel.js";
import { SkillsPanel } from "../skills/panel.js";
import { Midpoint } from "./midpoint.js";

const FORMS = ["pulses", "fit", "midpoint", "skills", "moments"];

/** A form under its intro, in a sheet where it has no folds of its own. */
function sheet(river, form, inside, { paper = true } = {}) {
  const intro = h("p", { class: "quiet prose" }, form.intro, form.when ? ` ${river.say("checks.when", { when: form.when })}` : "");
  return { ...bound(inside), el: h("div", { class: "stack-l" }, intro, paper ? h("div", { class: "sheet roomy" }, inside.el) : inside.el) };
}

const bound = (inside) => ({ update: (paths) => inside.update(paths), go: (path) => inside.go(path), destroy: () => inside.destroy() });

const MAKE = {
  pulses: (river) => new PulsePanel(river),
  skills: (river) => new SkillsPanel(river),
  fit: (river, form) => sheet(river, form, new Both(river, form, { bare: true })),
  midpoint: (river, form) => sheet(river, form, new Midpoint(river, form)),
  moments: (river, form) => sheet(river, form, new Entries(river, form, { add: river.say("checks.moments.add") }), { paper: false }),
};

class Checks {
  constructor(river) {
    Object.assign(this, { river, drawn: new Map() });
    const name = uid("checks");
    this.inputs = new Map();
    const choice = (id) => {
      const input = h("input", { type: "radio", name, value: id, onchange: () => this.show(id) });
      this.inputs.set(id, input);
      return h("label", null, input, " ", river.spec(id).title);
    };
    this.list = FORMS.filter((id) => river.spec(id));
    this.place = h("div");
    this.el = h("div", { class: "stack-l" },
      h("fieldset", { class: "field which" }, h("legend", { class: "sr" }, river.say("checks.which")), h("div", { class: "segments" }, this.list.map(choice))), this.place);
    this.show(this.list[0]);
  }

  show(id) {
    const { river } = this;
    this.inputs.get(id).checked = true;
    for (const [one, { el }] of this.drawn) el.hidden = one !== id;
    if (!this.drawn.has(id)) {
      const made = MAKE[id](river, river.spec(id));
      this.drawn.set(id, made);
      this.place.append(made.el);
    }
    return this.drawn.get(id);
  }

  update(paths) {
    for (const one of this.drawn.values()) one.update(paths);
  }

  go(path) {
    const id = path.split("/")[0];
    if (this.inputs.has(id)) this.show(id).go(path);
  }

  destroy() {
    for (const one of this.drawn.values()) one.destroy();
    fill(this.place);
  }
}

export default { render: panel("checks", (river) => new Checks(river), FORMS) };
