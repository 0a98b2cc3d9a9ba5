// How one will know: a goal's measures, each with its chart and its readings.

import { adviceAhead, adviceLine } from "../common/advice.js";
import { changer, endRow } from "../common/changer.js";
import { series } from "../common/chart.js";
import { day, number, today } from "../common/dates.js";
import { fill, h, icon, setText } from "../common/dom.js";
import { Keyed, show } from "../common/keyed.js";
import { mayWrite } from "../common/rights.js";
import { Figure, PaceNote, standingText } from "./figure.js";
import { otherColumns } from "./layout.js";
import { placed, together } from "./placed.js";
import { Adder, SmallForm } from "./small.js";

const DRAWN = ["name", "baseline", "target"];

export class Measures {
  constructor(goal) {
    const { river } = goal;
    this.goal = goal;
    this.spec = goal.spec("measures");
    this.path = `${goal.path}/measures`;
    this.writes = mayWrite(river, this.spec, this.path);
    this.list = h("div", { class: "measures" });
    this.keyed = new Keyed(this.list, (row) => new Measure(this, row));
    this.none = h("p", { class: "quiet" }, river.say(this.writes ? "goals.measures.none" : "goals.measures.none.theirs"));
    this.add = this.writes
      ? h("button", { class: "btn bare flush", type: "button", onclick: () => this.#add() }, icon("plus"), h("span"))
      : null;
    this.el = h(
      "div",
      { class: "chapter" },
      h("div", null, h("h3", null, this.spec.label), this.writes && this.spec.help ? h("p", { class: "help" }, this.spec.help) : null),
      this.none, this.list, this.add ? h("div", null, this.add) : null,
    );
    this.update(null);
  }

  #add() {
    const id = this.goal.river.add(this.path, {});
    this.update(null);
    this.keyed.get(`${this.path}/${id}`).name.focus();
  }

  /** After a measure was taken away. */
  focus() {
    (this.add ?? this.el.querySelector("h3")).focus();
  }

  update(paths) {
    const { river } = this.goal;
    const rows = river.rows(this.path);
    this.keyed.update(rows, paths);
    this.none.hidden = rows.length > 0;
    if (this.add) setText(this.add.lastChild, river.say(rows.length ? "goals.measures.more" : "goals.measures.add"));
  }

  destroy() {
    this.keyed.destroy();
  }
}

class Measure {
  constructor(measures, row) {
    const { goal, spec, writes } = measures;
    const { river } = goal;
    Object.assign(this, { measures, goal, river, row });
    const column = (id) => spec.fields.find((one) => one.id === id);
    const at = (id) => `${row.path}/${id}`;
    const own = (id, options = {}) => (column(id) ? placed(goal, { ...column(id), unit: "" }, at(id), { help: "", ...options }) : null);
    this.name = own("name", { always: true });
    // Once there are readings, “now” is the last of them: what it was at the start has a name of its own.
    this.across = [own("baseline", { label: river.say("goals.measure.start"), always: true }), own("target", { always: true })].filter(Boolean);
    this.now = h("p", { class: "standing" });
    const now = h("div", { class: "field" }, h("p", { class: "label" }, river.say("goals.measure.now")), this.now);
    this.others = otherColumns(spec, DRAWN).map((one) => placed(goal, one, at(one.id)));
    this.more = this.others.length
      ? h("details", null, h("summary", null, icon("turn", "turn"), river.say("goals.measure.details")), h("div", { class: "fields two" }, this.others.map((one) => one.el),
          writes ? h("div", null, h("button", { class: "btn bare flush", type: "button", onclick: () => this.#remove() }, icon("bin"), river.say("goals.measure.remove"))) : null))
      : null;
    this.note = new PaceNote(river);
    this.figure = new Figure(river);
    this.readings = new Readings(this);
    const [baseline, ...rest] = this.across;
    this.el = h(
      "div",
      { class: "two-up measure" },
      h("div", { class: "stack" }, this.name?.el, h("div", { class: "fields across" }, baseline?.el, now, rest.map((one) => one.el)), this.note.el, this.readings.add, this.more),
      h("div", { class: "stack" }, this.figure.el, this.readings.el),
    );
    this.parts = together([this.name, ...this.across, ...this.others].filter(Boolean));
    this.update(null);
  }

  #remove() {
    this.measures.focus();
    this.river.remove(this.row.path);
  }

  update(paths) {
    const now = today(this.river);
    const data = series(this.river, this.goal.path, this.row);
    this.parts.update(paths);
    setText(this.now, standingText(this.river, data));
    this.note.update(data, now, this.goal.owner);
    this.figure.update(data, now);
    this.readings.update(paths, data);
    if (this.more) show(this.more, this.measures.writes || this.others.some((one) => one.seen));
  }

  destroy() {
    this.parts.destroy();
    this.readings.destroy();
  }
}

/** The readings of one measure: a small form to add one, and the numbers as a table in a fold. */
class Readings {
  constructor(measure) {
    const { goal, river, row } = measure;
    this.goal = goal;
    this.river = river;
    this.spec = goal.spec("readings");
    this.path = `${goal.path}/readings`;
    this.columns = this.spec.fields.filter((one) => one.type !== "link");
    this.writes = mayWrite(river, this.spec, this.path);
    const short = (one) => (one.id === "note" ? { ...one, help: "" } : { ...one, help: "", unit: "" });
    this.adder = this.writes
      ? new Adder({
          label: river.say("goals.reading.add"), look: "btn",
          make: (close) => new SmallForm(river, {
            specs: this.columns.filter((one) => ["date", "value", "note"].includes(one.id)).sort((a, b) => order(a) - order(b)).map(short),
            given: () => ({ date: today(river) }), needed: ["date", "value"], label: river.say("goals.reading.done"), names: river.say("goals.reading.add"),
            ahead: (values) => adviceAhead(river, goal.form, values, { row: goal.path, rows: "readings" }),
            onadd: (values) => {
              river.add(this.path, { ...values, measure: [row.path] });
              close();
            },
            oncancel: close,
          }),
        })
      : null;
    this.add = this.adder?.el ?? null;
    this.table = h("table", { class: "table small" }, h("thead", null, h("tr", null,
      h("th", { scope: "col" }, this.#label("date")), h("th", { scope: "col" }, this.#label("value")), h("th", { scope: "col" }, this.#label("note")),
      this.writes ? h("th", { scope: "col" }, h("span", { class: "sr" }, river.say("goals.change"))) : null)));
    this.keyed = new Keyed(this.table, (reading) => this.#row(reading), { anchor: this.table.tHead });
    this.el = h("details", { hidden: true }, h("summary", { class: "small" }, icon("turn", "turn"), river.say("goals.readings.numbers")), this.table);
  }

  #label(id) {
    return this.spec.fields.find((one) => one.id === id)?.label ?? id;
  }

  /** One reading: a body of the table of its own, so that its fields can open under it. */
  #row(reading) {
    const { river } = this;
    const cells = { date: h("span"), value: h("td", { class: "num" }), note: h("td") };
    const said = adviceLine();
    const place = h("td", { colspan: 4 });
    const under = h("tr", { class: "edit", hidden: true }, place);
    const draw = (close) => {
      const parts = this.columns.map((one) => placed(this.goal, { ...one, unit: "" }, `${reading.path}/${one.id}`, { help: "" }));
      const remove = () => {
        close();
        this.el.querySelector("summary").focus();
        river.remove(reading.path);
      };
      fill(place, h("div", { class: "fields two" }, parts.map((one) => one.el)), endRow(river, { done: close, remove, removeLabel: river.say("goals.reading.remove") }));
      return parts;
    };
    const opener = this.writes ? changer(river, { place: under, name: () => river.say("goals.reading.change", { day: cells.date.textContent }), draw }) : null;
    const el = h("tbody", null, h("tr", null, h("th", { scope: "row" }, cells.date, said.el), cells.value, cells.note, opener ? h("td", { class: "end" }, opener.button) : null), under);
    const update = (paths, one) => {
      setText(cells.date, one.date ? day(river, one.date, { bare: true }) : "–");
      setText(cells.value, one.value === null ? "–" : number(river, one.value));
      setText(cells.note, one.note);
      const advice = (this.writes && this.goal.advice.get(`${reading.path}/date`)) || [];
      if (advice.length && !said.el.textContent) this.el.open = true; // or it would not be seen
      said.set(advice);
      opener?.update(paths);
    };
    update(null, reading);
    return { el, update, destroy: () => opener?.destroy() };
  }

  update(paths, data) {
    const all = [...data.readings, ...data.undated];
    this.keyed.update(all, paths);
    show(this.el, all.length > 0);
  }

  destroy() {
    this.keyed.destroy();
  }
}

const order = (spec) => ["value", "date", "note"].indexOf(spec.id);
