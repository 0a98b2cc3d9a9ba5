// “Settle on one answer”: mine, theirs or another.

import { fill, h, uid, voice } from "../dom.js";
import { isEmpty, said } from "./answers.js";

const OTHER = "other";

export class Settling {
  /** `control(io)` makes a control for another answer; `done(action)` is given what to do once that is decided. */
  constructor(river, spec, path, { control, done }) {
    Object.assign(this, { river, spec, path, control, done, open: false, other: null });
    this.panel = h("div", { class: "settling", hidden: true, id: uid("settling") });
    this.button = h(
      "button",
      { class: "btn", type: "button", "aria-expanded": false, "aria-controls": this.panel.id, onclick: () => this.#toggle() },
      river.say("fields.settle"),
    );
    this.el = [this.button, this.panel];
  }

  #toggle() {
    if (this.open) return this.close();
    this.open = true;
    this.#draw();
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.panel.querySelector("input")?.focus();
    return undefined;
  }

  close() {
    this.open = false;
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    fill(this.panel);
  }

  #draw() {
    const { river, spec, path } = this;
    const cell = river.cell(path); // what is settled on is what is shown here, whatever comes meanwhile
    const name = uid("settle");
    let chosen = null;
    let other = null;
    let wrong = null;
    const why = h("p", { class: "small quiet", role: "status" });
    const io = { river, spec, path, compact: true, beside: true, get: () => other, set: (value) => (other = value), wrong: (problem) => (wrong = problem) };
    const control = this.control(io);
    const host = h("div", { class: "field", hidden: true }, control.el);
    control.describe({ labelledby: `${name}-other` });
    const radio = (id, words) => {
      const choose = () => {
        chosen = id;
        fill(why);
        host.hidden = id !== OTHER;
        if (id === OTHER) control.focus();
      };
      return h("label", { class: "choice boxed" }, h("input", { type: "radio", name, onchange: choose }), words);
    };
    const person = (who) => radio(who, h("span", null, said(river, spec, cell.answers[who].v, path), " ", voice(river, who, { you: true })));
    const settle = () => {
      control.commit?.();
      const value = chosen === OTHER ? other : chosen ? cell.answers[chosen].v : null;
      if (isEmpty(value) || (chosen === OTHER && wrong)) {
        fill(why, wrong ?? river.say(chosen === OTHER ? "fields.settle.empty" : "fields.settle.none"));
        return (chosen === OTHER ? host : this.panel).querySelector("input, select, textarea")?.focus();
      }
      return this.done(() => river.settle(path, value));
    };
    const leave = () => {
      this.close();
      this.button.focus();
    };
    fill(
      this.panel,
      h(
        "fieldset",
        { class: "field" },
        h("legend", null, river.say("fields.settle.title")),
        person(river.role),
        person(river.partner),
        radio(OTHER, h("span", { id: `${name}-other` }, river.say("fields.settle.another"))),
      ),
      host,
      h(
        "div",
        { class: "row" },
        h("button", { class: "btn", type: "button", onclick: settle }, river.say("fields.settle.yes")),
        h("button", { class: "btn bare", type: "button", onclick: leave }, river.say("fields.settle.no")),
      ),
      why,
    );
  }
}
