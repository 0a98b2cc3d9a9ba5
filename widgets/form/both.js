// A form that each person fills in: mine, or my partner's; and where each answers alone, both beside each other once both
// are in.

import { track } from "../common/compare.js";
import { fill, h, icon, uid, voice } from "../common/dom.js";
import { differs, optionLabel, said } from "../common/fields.js";
import { answersApart, gathered, ownFields } from "../common/gathered.js";
import { filling } from "./filling.js";

/** A switch, and what is behind it, drawn when it is first wanted. */
export class Both {
  constructor(river, form, { bare = false } = {}) {
    Object.assign(this, { river, form, bare, drawn: new Map(), told: "" });
    const name = uid("whose");
    this.apart = answersApart(form);
    this.place = h("div");
    this.inputs = new Map();
    const choice = (person) => {
      const input = h("input", { type: "radio", name, value: person, onchange: () => this.show(person) });
      this.inputs.set(person, input);
      return h("label", null, input, " ", voice(river, person, { you: true }));
    };
    const segments = h("div", { class: "segments" }, choice(river.role), choice(river.partner));
    // What the other answers alone is not to be looked into before; afterwards it stands beside one's own.
    const whose = this.apart ? null : h("fieldset", { class: "field whose" }, h("legend", null, river.say("form.whose")), segments);
    this.compared = h("div", { class: "stack", hidden: true });
    this.own = this.apart ? h("details", { class: "more own", open: true }, h("summary", { hidden: true }, icon("turn", "turn"), river.say("form.own")), this.place) : this.place;
    this.el = h("div", { class: "stack-l" }, whose, this.compared, this.own);
    this.show(river.role);
    this.#compare();
  }

  show(person) {
    this.inputs.get(person).checked = true;
    for (const [one, { el }] of this.drawn) el.hidden = one !== person;
    if (!this.drawn.has(person)) {
      const made = filling(this.river, this.form, { person }, { bare: this.bare });
      this.drawn.set(person, made);
      this.place.append(made.el);
    }
    return this.drawn.get(person);
  }

  update(paths) {
    for (const one of this.drawn.values()) one.update(paths);
    this.#compare();
  }

  /** Question by question: mine, theirs, and where they are far apart. */
  #compare() {
    const { river, form } = this;
    if (!this.apart) return;
    const { mine, theirs } = gathered(river, form);
    const specs = new Map([river.role, river.partner].flatMap((person) => ownFields(form, {}, person).map(({ spec }) => [spec.id, spec])));
    const rows = mine && theirs
      ? [...specs.values()].map((spec) => ({ spec, values: [river.role, river.partner].map((person) => river.value(`${form.id}/${person}/${spec.id}`)) })).filter(({ values }) => values.some((value) => value !== null))
      : [];
    this.#fold(rows.length > 0);
    const told = JSON.stringify([rows.map(({ spec, values }) => [spec.id, values]), river.names]);
    if (told === this.told) return;
    this.told = told;
    const id = uid("compared");
    fill(this.compared, h("h2", { id }, river.say("form.compared")), this.#decision(rows),
      h("ul", { class: "questions-compared", role: "list", "aria-labelledby": id }, rows.map((row) => this.#line(row))));
  }

  /** Once both stand beside each other, one's own to change are folded; not under somebody's hands. */
  #fold(there) {
    if (this.compared.hidden === !there) return;
    this.compared.hidden = !there;
    this.own.firstChild.hidden = !there;
    if (!there || !this.place.contains(document.activeElement)) this.own.open = !there;
  }

  #line({ spec, values: [mine, theirs] }) {
    const { river } = this;
    const names = [river.say("person.you"), river.name(river.partner)];
    const words = [mine, theirs].flatMap((value, at) => (value === null ? [] : [`${names[at]}: ${spec.type.startsWith("scale") ? value : said(river, spec, value)}`])).join(" · ");
    const apart = differs(spec, mine, theirs);
    const flag = apart ? h("span", { class: "flag" }, icon("speech"), " ", river.say("fields.differ")) : null;
    if (!spec.type.startsWith("scale")) return h("li", { class: "words" }, h("span", { class: "label" }, spec.label), h("span", { class: "said" }, words, " ", flag));
    const marks = [{ value: mine, voice: river.role, kind: "" }, { value: theirs, voice: river.partner, kind: "" }];
    return h("li", null, h("span", null, spec.label), track({ low: spec.low, high: spec.high, marks, label: `${spec.label}: ${words}` }), h("span", { class: "said" }, h("span", { "aria-hidden": "true" }, words), " ", flag));
  }

  /** What their two choices on how to go on come to: the more careful one counts. */
  #decision(rows) {
    const { river } = this;
    const found = rows.find(({ spec }) => spec.id === "decision" && this.form.id === "fit");
    if (!found || found.values.includes(null)) return null;
    const careful = ["part", "another-meeting", "talk-first", "go-on"].find((one) => found.values.includes(one));
    if (!careful) return null;
    return h("div", { class: ["note", careful === "go-on" ? "good" : "look"] }, icon(careful === "go-on" ? "check" : "speech"),
      h("p", null, h("strong", null, optionLabel(found.spec, careful)), " ", river.say(`fit.${careful}`)));
  }

  go(path) {
    const person = path.split("/")[1];
    if (this.apart) this.own.open = true;
    return this.show(this.inputs.has(person) && !this.apart ? person : this.river.role).go(path);
  }

  destroy() {
    for (const one of this.drawn.values()) one.destroy();
  }
}
