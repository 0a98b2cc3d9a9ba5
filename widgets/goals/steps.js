// Milestones to tick, and obstacles with what to do when they come.

import { adviceAhead, adviceLine } from "../common/advice.js";
import { changer, endRow } from "../common/changer.js";
import { day, near, today } from "../common/dates.js";
import { announce, fill, h, icon, setText, uid } from "../common/dom.js";
import { Keyed } from "../common/keyed.js";
import { mayWrite } from "../common/rights.js";
import { otherColumns } from "./layout.js";
import { placed, together } from "./placed.js";
import { Adder, SmallForm } from "./small.js";

const MILESTONE = ["title", "due", "done", "done_on"];

export class Milestones {
  constructor(goal) {
    const { river } = goal;
    this.goal = goal;
    this.spec = goal.spec("milestones");
    this.path = `${goal.path}/milestones`;
    this.writes = mayWrite(river, this.spec, this.path);
    this.list = h("ol", { class: "milestones", role: "list" });
    this.keyed = new Keyed(this.list, (one) => this.#item(one));
    this.none = h("p", { class: "quiet" }, river.say("goals.steps.none"));
    const specs = ["title", "due"].map((id) => this.spec.fields.find((one) => one.id === id)).filter(Boolean);
    this.adder = this.writes
      ? new Adder({
          label: river.say("goals.steps.add"),
          make: (close) => new SmallForm(river, {
            specs, needed: ["title"], label: river.say("goals.steps.done"), oncancel: close, names: river.say("goals.steps.add"),
            ahead: (values) => adviceAhead(river, goal.form, values, { row: goal.path, rows: "milestones" }),
            onadd: (values) => {
              river.add(this.path, values);
              announce(river.say("goals.steps.added"));
              close();
            },
          }),
        })
      : null;
    this.el = h("div", { class: "stack" }, h("h3", null, this.spec.label), this.writes && this.spec.help ? h("p", { class: "help" }, this.spec.help) : null,
      this.none, this.list, this.adder?.el);
    this.update(null);
  }

  #rows() {
    const { river } = this.goal;
    const read = (row) => {
      const value = (id) => river.value(`${row.path}/${id}`);
      return { ...row, title: value("title") ?? "", due: value("due"), done: value("done") === true, on: value("done_on"), note: value("note") ?? "" };
    };
    return river.rows(this.path).map(read).sort((a, b) => (a.due ?? "9999").localeCompare(b.due ?? "9999"));
  }

  #item(first) {
    const { river } = this.goal;
    const id = uid("step");
    const box = h("input", { type: "checkbox", id, disabled: !this.writes, onchange: () => this.#tick(first.path, box.checked) });
    const label = h("label", { for: id });
    const when = h("span", { class: "when" });
    const note = h("p", { class: "small quiet note-line" });
    const said = adviceLine();
    const place = h("div", { class: "edit stack", hidden: true });
    const draw = (close) => {
      const column = (name) => this.spec.fields.find((one) => one.id === name);
      const ids = ["title", "due", "done_on", ...otherColumns(this.spec, MILESTONE).map((one) => one.id)].filter(column);
      const parts = ids.map((name) => placed(this.goal, column(name), `${first.path}/${name}`, { help: "", wrap: true }));
      const remove = () => {
        this.adder.button.focus();
        river.remove(first.path);
      };
      fill(place, h("div", { class: "fields two" }, parts.map((one) => one.el)), endRow(river, { done: close, remove, removeLabel: river.say("goals.steps.remove") }));
      return parts;
    };
    const opener = this.writes ? changer(river, { place, name: () => river.say("goals.steps.change", { name: label.textContent }), draw }) : null;
    const el = h("li", null, box, h("div", null, label, note, said.el), when, opener?.button, place);
    const update = (paths, one) => {
      el.classList.toggle("done", one.done);
      box.checked = one.done;
      setText(label, one.title || river.say("goals.steps.unnamed"));
      setText(note, one.note);
      note.hidden = !one.note;
      this.#when(when, one);
      said.set(this.writes ? this.goal.advice.get(`${one.path}/due`) : []);
      opener?.update(paths);
    };
    update(null, first);
    return { el, update, destroy: () => opener?.destroy() };
  }

  #when(el, one) {
    const { river } = this.goal;
    const date = one.done ? (one.on ?? one.due) : one.due;
    const late = !one.done && one.due && one.due < today(river);
    const text = date ? day(river, date, { bare: true }) : "";
    const told = `${text}${late}`;
    if (el.dataset.told === told) return;
    el.dataset.told = told;
    fill(el, !text ? null : late
      ? h("span", { class: "status late" }, icon("warning"), h("span", null, `${text}, ${near(river, one.due, { due: true })}`))
      : h("time", { datetime: date }, text));
  }

  #tick(path, done) {
    const { river } = this.goal;
    river.set(`${path}/done`, done);
    river.set(`${path}/done_on`, done ? today(river) : null);
  }

  update(paths) {
    const rows = this.#rows();
    this.keyed.update(rows, paths);
    this.none.hidden = rows.length > 0;
  }

  get empty() {
    return !this.writes && this.list.children.length === 0;
  }

  destroy() {
    this.keyed.destroy();
  }
}

export class Obstacles {
  constructor(goal) {
    const { river } = goal;
    this.goal = goal;
    this.spec = goal.spec("obstacles");
    this.path = `${goal.path}/obstacles`;
    this.writes = mayWrite(river, this.spec, this.path);
    this.list = h("ol", { class: "obstacles", role: "list" });
    this.keyed = new Keyed(this.list, (row) => this.#item(row));
    this.add = this.writes ? h("button", { class: "btn bare flush", type: "button", onclick: () => this.#add() }, icon("plus"), river.say("goals.obstacles.add")) : null;
    this.el = h("div", { class: "chapter" }, h("div", null, h("h3", null, river.say("goals.obstacles")), this.writes ? h("p", { class: "help" }, river.say("goals.obstacles.help")) : null),
      this.list, this.add ? h("div", null, this.add) : null);
    this.update(null);
  }

  #add() {
    const id = this.goal.river.add(this.path, {});
    this.update(null);
    this.keyed.get(`${this.path}/${id}`).focus();
  }

  #item(row) {
    const { goal } = this;
    const { river } = goal;
    const column = (id) => this.spec.fields.find((one) => one.id === id);
    const part = (id, options) => (column(id) ? placed(goal, column(id), `${row.path}/${id}`, { wrap: true, always: true, ...options }) : null);
    const what = part("what", { help: "" });
    const plan = [part("if", { label: river.say("goals.obstacles.if"), help: "" }), part("then", { label: river.say("goals.obstacles.then"), help: "" })].filter(Boolean);
    const others = otherColumns(this.spec, ["what", "if", "then"]).map((one) => placed(goal, one, `${row.path}/${one.id}`));
    const remove = () => {
      this.add.focus();
      river.remove(row.path);
    };
    const name = h("span", { class: "sr" });
    const el = h("li", { class: "stack" },
      h("div", { class: "with-end" }, what?.el, this.writes ? h("button", { class: "btn bare square", type: "button", onclick: remove }, icon("bin"), name) : null),
      h("div", { class: "if-then" }, plan.map((one) => one.el)),
      others.length ? h("div", { class: "fields two" }, others.map((one) => one.el)) : null);
    const parts = together([what, ...plan, ...others].filter(Boolean));
    const update = (paths) => {
      parts.update(paths);
      setText(name, river.say("goals.obstacles.remove", { name: river.value(`${row.path}/what`) ?? "" }));
    };
    update(null);
    return { el, update, focus: () => what?.focus(), destroy: parts.destroy };
  }

  update(paths) {
    const rows = this.goal.river.rows(this.path);
    this.keyed.update(rows, paths);
    this.el.hidden = !this.writes && rows.length === 0;
  }

  destroy() {
    this.keyed.destroy();
  }
}
