// What one chooses from: one option (segments, boxes, a list that opens, the points of a scale), several, rows of the
// workbook. Controls as in writing.js; `clearable`: a choice can be taken back (“Clear” is drawn beside the label).

import { h, setProp, uid } from "../dom.js";
import { OWN, choiceKind, isEmpty, isScale, linkable, optionLabel, pointWord, rowTitle, timeZones, zoneName } from "./answers.js";
import { OwnWords, hasFocus, tie } from "./writing.js";

const OTHER = "own"; // the radio and the option for one's own words; no option of a field is stored under it

/** The control for a field that is chosen. */
export function choosing(io) {
  const { type } = io.spec;
  if (type === "multi") return new ManyControl(io);
  if (type === "link") return io.compact || io.listed ? new SelectControl(io, linkOptions) : new LinksControl(io);
  if (type === "choice" && choiceKind(io.spec, io) === "select") return new SelectControl(io);
  return new RadioControl(io);
}

const own = (value) => typeof value === "string" && value.startsWith(OWN);

/** One of a few: radios. Scales too, whose “not answered” is that none is chosen. */
class RadioControl {
  group = true;

  constructor(io) {
    const { river, spec } = io;
    const name = uid("choice");
    this.io = io;
    this.kind = spec.type === "choice" ? choiceKind(spec, io) : isScale(spec) ? "points" : "segments";
    this.radios = this.#options().map(([value, label]) => ({
      value,
      label,
      input: h("input", { type: "radio", name, value: String(value), onchange: () => this.#chosen(value) }),
    }));
    if (spec.own) {
      const typed = (text) => io.set(text.trim() ? OWN + text : null);
      this.words = new OwnWords({ label: river.say("fields.own.label"), typed, compact: io.compact });
      this.words.input.hidden = true;
      this.words.input.addEventListener("blur", () => this.show());
    }
    this.box = h("div", { role: "radiogroup", class: { segments: "segments", boxes: "boxes", points: "points" }[this.kind] }, this.#draw());
    if (this.kind === "points") this.box.style.setProperty("--points", this.radios.length);
    this.el = h("div", { class: ["chooser", this.kind === "points" && "scale"] }, this.box, this.#ends(), this.words?.input);
    this.input = this.radios[0]?.input;
    this.show();
  }

  get clearable() {
    return !isEmpty(this.io.get());
  }

  #options() {
    const { river, spec } = this.io;
    if (spec.type === "yesno") return [[true, river.say("fields.yes")], [false, river.say("fields.no")]];
    if (isScale(spec)) {
      return Array.from({ length: spec.high - spec.low + 1 }, (_, index) => [spec.low + index, String(spec.low + index)]);
    }
    const options = (spec.options ?? []).map(({ id, label }) => [id, label]);
    return spec.own ? [...options, [OTHER, river.say("fields.own")]] : options;
  }

  #draw() {
    const { spec } = this.io;
    if (this.kind === "boxes") return this.radios.map(({ input, label }) => h("label", { class: "choice boxed" }, input, " ", h("span", null, label)));
    if (this.kind === "segments") return this.radios.map(({ input, label }) => h("label", null, input, " ", h("span", null, label)));
    return this.radios.map(({ input, value, label }) => {
      const word = pointWord(spec, value);
      // Where only the ends have words they stand below, and are said with the points they belong to.
      return h("label", { class: "point" }, input, h("span", null, label), word ? h("small", { class: spec.options?.length ? "" : "sr" }, ` ${word}`) : null);
    });
  }

  #ends() {
    const { ends } = this.io.spec;
    if (this.kind !== "points" || !ends) return null;
    return h("p", { class: "ends", "aria-hidden": "true" }, h("span", null, ends[0]), h("span", null, ends[1]));
  }

  #chosen(value) {
    if (value !== OTHER) {
      this.io.set(value);
      return this.show();
    }
    // Nothing is answered until there are words.
    this.words.input.hidden = false;
    this.words.input.focus();
    if (this.words.text.trim()) this.io.set(OWN + this.words.text);
    return undefined;
  }

  show() {
    const value = this.io.get();
    const writing = this.words && hasFocus(this.words.input);
    const chosen = own(value) || (writing && isEmpty(value)) ? OTHER : value;
    for (const radio of this.radios) radio.input.checked = radio.value === chosen;
    if (!this.words) return;
    if (own(value)) this.words.show(value.slice(OWN.length));
    else if (!writing) this.words.show("");
    this.words.input.hidden = chosen !== OTHER && !writing;
  }

  clear() {
    this.io.set(null);
    this.show();
    this.input.focus();
  }

  describe(ties) {
    tie(this.box, ties);
  }

  focus() {
    (this.radios.find(({ input }) => input.checked)?.input ?? this.input)?.focus();
  }

  destroy() {}
}

/** One of many: a list that opens. `options(io)` gives [[value, label], …] where they are not the field's own. */
class SelectControl {
  group = false;
  clearable = false; // its first line is “Not answered”

  constructor(io, options = null) {
    const { river, spec } = io;
    Object.assign(this, { io, options, drawn: "" });
    this.many = spec.type === "link"; // stored as a list
    this.input = h("select", { id: io.id ?? uid("field"), onchange: () => this.#chosen() });
    if (spec.own) {
      const typed = (text) => io.set(text.trim() ? OWN + text : null);
      this.words = new OwnWords({ label: river.say("fields.own.label"), typed, compact: io.compact });
      this.words.input.hidden = true;
      this.words.input.addEventListener("blur", () => this.show());
    }
    this.el = this.words ? h("div", { class: "chooser" }, this.input, this.words.input) : this.input;
    this.show();
  }

  #list() {
    const { river, spec } = this.io;
    if (this.options) return this.options(this.io);
    if (spec.options_from === "time_zones") return timeZones(river.zone).map((zone) => [zone, zoneName(zone)]);
    const options = (spec.options ?? []).map(({ id, label }) => [id, label]);
    return spec.own ? [...options, [OTHER, river.say("fields.own")]] : options;
  }

  #draw(value) {
    const list = this.#list();
    // What was chosen and is not on offer any more is still the answer.
    if (!isEmpty(value) && !own(value) && !list.some(([one]) => one === value)) list.push([value, this.#name(value)]);
    const now = JSON.stringify(list);
    if (now === this.drawn) return;
    this.drawn = now;
    const { river } = this.io;
    this.input.replaceChildren(h("option", { value: "" }, river.say("fields.none")), ...list.map(([one, label]) => h("option", { value: one }, label)));
  }

  #name(value) {
    return this.many ? rowTitle(this.io.river, value) : optionLabel(this.io.spec, value);
  }

  #chosen() {
    const { value } = this.input;
    if (this.words) this.words.input.hidden = value !== OTHER;
    if (value !== OTHER) return this.io.set(value ? (this.many ? [value] : value) : null);
    this.words.input.focus();
    if (this.words.text.trim()) this.io.set(OWN + this.words.text);
    return undefined;
  }

  show() {
    const stored = this.io.get();
    const value = this.many ? (stored?.[0] ?? null) : stored;
    const writing = this.words && hasFocus(this.words.input);
    this.#draw(value);
    const chosen = own(value) || (writing && isEmpty(value)) ? OTHER : (value ?? "");
    if (this.input.value !== chosen) this.input.value = chosen;
    if (!this.words) return;
    if (own(value)) this.words.show(value.slice(OWN.length));
    else if (!writing) this.words.show("");
    this.words.input.hidden = chosen !== OTHER && !writing;
  }

  describe(ties) {
    tie(this.input, ties);
  }

  focus() {
    this.input.focus();
  }

  destroy() {}
}

const linkOptions = ({ river, spec, path }) => linkable(river, spec, path).map(({ value, title }) => [value, title]);

/** Several: ticks, and entries of one's own. An entry that was unticked stays on offer. */
class ManyControl {
  group = true;
  clearable = false;

  constructor(io) {
    const { river, spec } = io;
    Object.assign(this, { io, ticks: new Map(), extra: new Set() });
    this.box = h("div", { class: ["ticks", (spec.options ?? []).some((option) => option.label.length > 30) && "long"] });
    this.el = h("div", { class: "chooser" }, this.box, spec.own ? this.#adder(river) : null);
    this.show();
  }

  get input() {
    return this.ticks.values().next().value ?? this.words?.input;
  }

  #adder(river) {
    const add = () => {
      const text = this.words.text.trim();
      if (!text) return this.words.input.focus();
      const known = (this.io.spec.options ?? []).find((option) => option.label.toLowerCase() === text.toLowerCase());
      this.words.input.value = "";
      this.#put(known ? known.id : OWN + text, true);
      return this.words.input.focus();
    };
    this.words = new OwnWords({ label: river.say("fields.own.new"), typed: () => {} });
    this.words.input.placeholder = river.say("fields.own.new");
    this.words.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      add();
    });
    // Words left standing there are meant: they are added when the field is left.
    this.words.input.addEventListener("focusout", (event) => {
      if (this.words.text.trim() && event.relatedTarget !== this.button) queueMicrotask(() => this.words.text.trim() && this.#put(OWN + this.words.text.trim(), true, true));
    });
    this.button = h("button", { class: "btn", type: "button", onclick: add }, river.say("fields.own.add"));
    return h("div", { class: "add add-own" }, this.words.input, this.button);
  }

  /** Ticks or unticks one; the others stay as they are now, also where somebody else has just changed them. */
  #put(value, on, emptied = false) {
    if (emptied) this.words.input.value = "";
    const others = (this.io.get() ?? []).filter((one) => one !== value);
    const chosen = on ? [...others, value] : others;
    const order = (this.io.spec.options ?? []).map((option) => option.id);
    const place = (one) => (order.includes(one) ? order.indexOf(one) : order.length);
    chosen.sort((a, b) => place(a) - place(b));
    this.io.set(chosen.length ? chosen : null);
    this.show();
  }

  show() {
    const chosen = this.io.get() ?? [];
    for (const value of chosen) if (own(value)) this.extra.add(value);
    const known = (this.io.spec.options ?? []).map((option) => option.id);
    const wanted = [...new Set([...known, ...this.extra, ...chosen])];
    for (const value of wanted) {
      if (!this.ticks.has(value)) this.#tick(value);
      const input = this.ticks.get(value);
      if (input.checked !== chosen.includes(value)) input.checked = chosen.includes(value);
    }
  }

  #tick(value) {
    const input = h("input", { type: "checkbox", onchange: () => this.#put(value, input.checked) });
    this.ticks.set(value, input);
    this.box.append(h("label", { class: "choice" }, input, " ", h("span", null, optionLabel(this.io.spec, value))));
  }

  describe(ties) {
    tieTicks(this.box, this.ticks.values(), ties);
  }

  focus() {
    this.input?.focus();
  }

  destroy() {}
}

/** A group of ticks has no aria-invalid of its own: its ticks have. */
function tieTicks(box, inputs, { labelledby, describedby, invalid }) {
  setProp(box, "role", "group");
  tie(box, { labelledby, describedby });
  for (const input of inputs) tie(input, { invalid });
}

/** Rows of the workbook: a tick each, by their titles. */
class LinksControl {
  group = true;
  clearable = false;

  constructor(io) {
    Object.assign(this, { io, ticks: new Map() });
    this.box = h("div", { class: "ticks links" });
    this.none = h("p", { class: "quiet" }, io.river.say("fields.link.none"));
    this.el = h("div", { class: "chooser" }, this.box, this.none);
    this.show();
  }

  get input() {
    return this.ticks.values().next().value?.input;
  }

  #put(value, on) {
    const others = (this.io.get() ?? []).filter((one) => one !== value);
    const chosen = on ? [...others, value] : others;
    this.io.set(chosen.length ? chosen : null);
  }

  show() {
    const { river, spec, path } = this.io;
    const chosen = this.io.get() ?? [];
    const rows = new Map(linkable(river, spec, path).map(({ value, title }) => [value, title]));
    for (const value of chosen) if (!rows.has(value)) rows.set(value, rowTitle(river, value));
    for (const [value, tick] of this.ticks) {
      if (rows.has(value) || hasFocus(tick.input)) continue;
      tick.el.remove();
      this.ticks.delete(value);
    }
    for (const [value, title] of rows) {
      const tick = this.ticks.get(value) ?? this.#tick(value);
      if (tick.words.textContent !== title) tick.words.textContent = title;
      tick.input.checked = chosen.includes(value);
    }
    this.none.hidden = this.ticks.size > 0;
  }

  #tick(value) {
    const input = h("input", { type: "checkbox", onchange: () => this.#put(value, input.checked) });
    const words = h("span");
    const el = h("label", { class: "choice" }, input, " ", words);
    this.ticks.set(value, { el, input, words });
    this.box.append(el);
    return this.ticks.get(value);
  }

  describe(ties) {
    tieTicks(this.box, [...this.ticks.values()].map(({ input }) => input), ties);
  }

  focus() {
    this.input?.focus();
  }

  destroy() {}
}
