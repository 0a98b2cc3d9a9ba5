// A form that each person fills in: mine, or my partner's.

import { h, uid, voice } from "../common/dom.js";
import { filling } from "./filling.js";

/** A switch, and what is behind it, drawn when it is first wanted. */
export class Both {
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
