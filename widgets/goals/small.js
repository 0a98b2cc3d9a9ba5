// Small forms inside the editor: a few fields that become a row when they are added, not before.

import { control, isNative } from "../common/controls.js";
import { errorLine, fill, h, icon, uid } from "../common/dom.js";
import { adviceLine } from "../common/advice.js";

/**
 * A few fields and one button. `specs`: FieldSpecs; `given`: what they begin with; `needed`: ids without which nothing
 * is added. `onadd(values)` gets the answers by id.
 *
 * Options: `label` (of the button), `oncancel`, `look` (class of the button), `arrange(parts)` → what stands in the form,
 * `ahead(values)` → sentences of advice by id, which keep nobody from adding it.
 */
export class SmallForm {
  constructor(river, { specs, given = () => ({}), needed = [], label, onadd, oncancel = null, look = "btn", arrange = null, after = null, names = "", ahead = () => ({}) }) {
    Object.assign(this, { river, specs, given, needed, onadd, ahead });
    this.values = {};
    this.problems = {};
    this.parts = Object.fromEntries(specs.map((spec) => [spec.id, this.#field(spec)]));
    this.button = h("button", { class: look, type: "submit" }, label);
    this.el = h(
      "form",
      {
        class: "stack small-form", novalidate: true, "aria-label": names || null,
        onsubmit: (event) => this.#submit(event),
        onkeydown: (event) => event.key === "Escape" && oncancel && (event.stopPropagation(), oncancel()),
      },
      arrange ? arrange(this.parts) : h("div", { class: "line" }, specs.map((spec) => this.parts[spec.id].el)),
      h("div", { class: "row" }, this.button, oncancel ? h("button", { class: "btn bare", type: "button", onclick: oncancel }, river.say("goals.cancel")) : null, after),
    );
    this.reset();
  }

  #field(spec) {
    const id = uid("s");
    const group = !isNative(spec);
    const wrong = h("div");
    const helps = spec.help ? `${id}-help` : "";
    const made = control(this.river, spec, {
      id, describedby: `${helps} ${id}-wrong ${id}-advice`.trim(), label: "",
      onvalue: (value, problem) => {
        this.values[spec.id] = problem === undefined ? value : null;
        this.problems[spec.id] = problem ?? "";
        this.#tell(spec.id, problem ?? "");
        this.#advise();
      },
    });
    const said = adviceLine({ id: `${id}-advice` });
    const el = h(
      group ? "fieldset" : "div",
      { class: "field" },
      h(group ? "legend" : "label", group ? null : { for: id }, spec.label),
      spec.help ? h("p", { class: "help", id: helps }, spec.help) : null,
      made.el,
      wrong,
      said.el,
    );
    return { el, made, wrong, said, id };
  }

  #tell(id, message) {
    const { made, wrong, id: own } = this.parts[id];
    made.invalid?.(Boolean(message));
    fill(wrong, message ? errorLine(message, `${own}-wrong`) : null);
  }

  /** What the form's rules will say of it. */
  #advise() {
    const found = this.ahead(this.values);
    for (const { id } of this.specs) this.parts[id]?.said.set(found[id] && !this.problems[id] ? [found[id]] : []);
  }

  #submit(event) {
    event.preventDefault();
    event.stopPropagation();
    let first = null;
    for (const { id } of this.specs) {
      const value = this.values[id];
      const none = value === null || value === undefined || (typeof value === "string" && !value.trim());
      const message = this.problems[id] || (none && this.needed.includes(id) ? this.river.say(`goals.missing.${id}`) : "");
      this.#tell(id, message);
      if (message) first ??= id;
    }
    if (first) return void this.parts[first].made.focus();
    const values = Object.fromEntries(
      Object.entries(this.values)
        .map(([id, value]) => [id, typeof value === "string" ? value.trim() : value])
        .filter(([, value]) => value !== null && value !== undefined && value !== ""),
    );
    this.onadd(values);
    this.reset();
  }

  /** Empty again, or as it begins. */
  reset() {
    const given = this.given();
    for (const { id } of this.specs) {
      this.values[id] = given[id] ?? null;
      this.problems[id] = "";
      const { made } = this.parts[id];
      made.set(this.values[id]);
      this.#tell(id, "");
    }
    this.#advise();
  }

  focus(id = this.specs[0].id) {
    this.parts[id].made.focus();
  }
}

/** A button that opens a SmallForm and is there again afterwards. `make(close)` → the SmallForm. */
export class Adder {
  constructor({ label, make, look = "btn bare flush", stays = false }) {
    this.button = h("button", { class: look, type: "button", "aria-expanded": false, onclick: () => this.open() }, icon("plus"), label);
    this.place = h("div", { class: "well", hidden: true });
    this.el = h("div", { class: "add" }, this.button, this.place);
    Object.assign(this, { make, form: null, stays });
  }

  open() {
    this.form ??= this.make(() => this.close());
    if (!this.form.el.isConnected) fill(this.place, this.form.el);
    this.place.hidden = false;
    this.button.hidden = true;
    this.button.setAttribute("aria-expanded", "true");
    this.form.focus();
  }

  close() {
    this.place.hidden = true;
    this.button.hidden = false;
    this.button.setAttribute("aria-expanded", "false");
    this.button.focus();
  }
}
