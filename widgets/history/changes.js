// The changes, newest first, day by day; with who, where and on which day to choose from.

import { changeItem, marker, whatChanged } from "../common/changed.js";
import { day, dayOf, machine, near, today } from "../common/dates.js";
import { ask, fill, h, icon, uid, voice } from "../common/dom.js";
import { kindOf, mayWrite, parent, rowOf, rowTitle, shownIn } from "./places.js";
import { journeyPlace } from "../common/journey.js";
import { fieldAt, fieldsOf } from "../common/paths.js";
import { own } from "../common/undo.js";
import { endOf, startOf } from "./days.js";

const SOME = 60; // changes asked for at once
const REST = 700; // milliseconds without a change after which the list is read again

const alike = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export class Changes {
  /** `onday(day)`: show the workbook as it was on that day. */
  constructor(river, { onday }) {
    Object.assign(this, { river, onday, by: "", section: "", field: "", day: "", changes: [], from: 0, drawn: "", timer: 0, turn: 0 });
    this.list = h("div", { class: "stack-xl" }, h("p", { class: "quiet", role: "status" }, river.say("history.wait")));
    this.more = h("button", { class: "btn", type: "button", hidden: true, onclick: () => void this.#earlier() }, river.say("history.more"));
    this.el = h("div", { class: "stack-l" }, this.#choosing(), this.list, h("div", null, this.more));
    this.stale = true;
    void this.load();
  }

  // --- choosing

  #choosing() {
    const { river } = this;
    const name = uid("by");
    const who = (value, ...inside) =>
      h("label", null, h("input", { type: "radio", name, value, checked: value === this.by, onchange: () => this.#choose({ by: value }) }), ...inside);
    const forms = Object.values(river.model.get("forms") ?? {});
    const [where, which, when] = [uid("where"), uid("which"), uid("when")];
    const select = h(
      "select",
      { id: where, onchange: () => this.#choose({ section: select.value, field: "" }) },
      h("option", { value: "" }, river.say("history.where.all")),
      forms.map((form) => h("option", { value: form.id }, form.title)),
    );
    this.fields = h("select", { id: which, onchange: () => this.#choose({ field: this.fields.value }) });
    this.fieldPart = h("div", { class: "field", hidden: true }, h("label", { for: which }, river.say("history.field")), this.fields);
    this.dayInput = h("input", { id: when, class: "day", type: "date", max: today(river), onchange: () => this.#choose({ day: this.dayInput.value }) });
    this.asOf = h("button", { class: "btn", type: "button", onclick: () => this.onday(this.day || today(river)) }, icon("calendar"), " ", river.say("history.asof"));
    return h(
      "div",
      { class: "sheet choosing" },
      h(
        "fieldset",
        { class: "field" },
        h("legend", null, river.say("history.who")),
        h("div", { class: "segments" }, who("", river.say("history.who.all")), who("mentor", voice(river, "mentor", { you: true })), who("mentee", voice(river, "mentee", { you: true }))),
      ),
      h("div", { class: "field" }, h("label", { for: where }, river.say("history.where")), select),
      this.fieldPart,
      h("div", { class: "field" }, h("label", { for: when }, river.say("history.day")), this.dayInput),
      h("div", { class: "asof" }, this.asOf),
    );
  }

  #choose(some) {
    const { river } = this;
    Object.assign(this, some);
    if ("section" in some) {
      const form = river.spec(this.section);
      this.fieldPart.hidden = !form;
      const fields = form ? fieldsOf(form).filter((field) => !field.view_of) : [];
      fill(this.fields, h("option", { value: "" }, river.say("history.field.all")), fields.map((field) => h("option", { value: field.id }, field.label)));
    }
    fill(this.asOf, icon("calendar"), " ", this.day ? river.say("history.asof.day", { day: day(river, this.day, { bare: true }) }) : river.say("history.asof"));
    void this.load({ anew: true });
  }

  #asked() {
    const asked = {};
    if (this.by) asked.by = this.by;
    if (this.section) asked.section = this.section;
    if (this.field) asked.field = this.field;
    if (this.day) Object.assign(asked, { since: startOf(this.day), until: endOf(this.day) });
    return asked;
  }

  // --- reading

  /** Reads the newest changes again: as many as are shown, or (`anew`) the first few. */
  async load({ anew = false } = {}) {
    clearTimeout(this.timer);
    this.stale = false;
    const turn = ++this.turn;
    const count = anew ? SOME : Math.max(SOME, Math.min(500, this.changes.length));
    const answer = await this.river.changesOf({ ...this.#asked(), count });
    if (turn !== this.turn) return;
    if (answer.type === "trouble") return void fill(this.list, h("p", { class: "quiet", role: "status" }, answer.message));
    Object.assign(this, { changes: answer.changes, from: answer.from });
    this.draw();
  }

  async #earlier() {
    const turn = ++this.turn;
    const answer = await this.river.changesOf({ ...this.#asked(), count: SOME, to: this.from });
    if (turn !== this.turn || answer.type === "trouble") return;
    const before = this.list.querySelectorAll("li").length;
    this.changes = [...answer.changes, ...this.changes];
    this.from = answer.from;
    this.draw();
    const first = this.list.querySelectorAll("li")[before];
    first?.setAttribute("tabindex", "-1");
    first?.focus();
  }

  /** Something was written: read again once it rests, and only where it is looked at. */
  changed() {
    this.stale = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), REST);
  }

  refresh() {
    if (!this.stale || !this.el.isConnected || this.el.checkVisibility?.() === false) return;
    if (this.el.closest(".mb")?.querySelector("dialog[open]")) return void this.changed();
    void this.load();
  }

  // --- drawing

  draw() {
    const { river, changes } = this;
    this.more.hidden = this.from === 0;
    const held = this.list.contains(document.activeElement) ? document.activeElement.closest("[data-key]")?.dataset.key : null;
    if (!changes.length) {
      const any = this.by || this.section || this.day;
      return void fill(this.list, h("p", { class: "quiet", role: "status" }, river.say(any ? "history.none.fit" : "history.none")));
    }
    const days = Map.groupBy ? Map.groupBy(changes.toReversed(), (one) => dayOf(river, one.at)) : grouped(river, changes.toReversed());
    fill(this.list, [...days].map(([when, some]) => this.#dayOf(when, some)));
    if (held) this.#refocus(held);
  }

  /** The button that was pressed may be gone once it has done its work: then the line that it stood in is where one is. */
  #refocus(key) {
    const button = this.list.querySelector(`button[data-key="${CSS.escape(key)}"]`);
    const line = button ? null : this.list.querySelector(`li[data-key="${CSS.escape(key)}"]`);
    line?.setAttribute("tabindex", "-1");
    (button ?? line)?.focus({ preventScroll: true });
  }

  #dayOf(when, changes) {
    const { river } = this;
    const words = [day(river, when), near(river, when)].filter(Boolean).join(", ");
    const past = when < today(river);
    const press = h("button", { class: "btn bare", type: "button", dataset: { key: when }, onclick: () => this.onday(when) }, icon("calendar"), " ", river.say("history.asof.this"));
    return h(
      "section",
      { class: "stack" },
      h("div", { class: "head" }, h("h2", { class: "h3" }, h("time", { datetime: machine(when) }, words)), past ? press : null),
      h("ol", { class: "log changes sheet" }, this.#gather(changes).map(([change, ...more]) => this.#item(change, more))),
    );
  }

  /** What was written together with a new row belongs to it: lists of changes, the row first. */
  #gather(changes) {
    const made = new Map();
    for (const change of changes) if (marker(change.path) === "created") made.set(`${change.number} ${parent(change.path)}`, [change]);
    const result = [];
    for (const change of changes) {
      const list = made.get(`${change.number} ${rowOf(this.river, change.path)}`);
      if (!list) result.push([change]);
      else if (list[0] === change) result.push(list);
      else if (change.before === null) list.push(change);
      else result.push([change]);
    }
    return result;
  }

  #item(change, others) {
    const { river } = this;
    const { label, within } = shownIn(river, change.path, change);
    const title = [h("strong", null, label), within ? h("span", { class: "quiet within" }, ` ${within}`) : null];
    const back = this.#back(change);
    const key = `${change.number} ${change.path}`;
    const foot = back
      ? h("p", { class: "row" }, h("button", { class: "btn bare flush", type: "button", dataset: { key }, onclick: () => void back.press() }, icon("undo"), " ", back.words))
      : null;
    const line = (one) => h("div", null, h("dt", null, shownIn(river, one.path).label), h("dd", null, whatChanged(river, one)));
    const more = others.length ? h("dl", { class: "with" }, others.map(line)) : null;
    const item = changeItem(river, change, { title, more, foot });
    item.dataset.key = key;
    return item;
  }

  /** What can be done about a change: {words, press}; null where nothing can, or need. */
  #back(change) {
    const { river } = this;
    const { path, before, first } = change;
    const form = river.spec(path.split("/")[0]);
    const tick = form ? null : journeyPlace(river, path);
    if (tick?.may) return this.#untick(change, tick);
    if (!form || river.readonly || !river.role || !first) return null;
    const number = first - 1;
    const mark = marker(path);
    if (mark) {
      const row = parent(path);
      const removed = Boolean(river.cell(`${row}/removed`)?.v);
      const want = mark === "created" ? true : Boolean(before);
      if (removed === want || !this.#mayMark(row)) return null;
      const words = river.say(want ? "history.row.remove" : "history.row.back");
      const text = river.say(want ? "history.row.remove.text" : "history.row.back.text", { name: rowTitle(river, row) });
      return { words, press: () => this.#sure(text, words, () => river.restoreAsOf(row, { change: number })) };
    }
    const spec = fieldAt({ [form.id]: form }, path)?.field;
    if (!spec || !mayWrite(river, spec, path)) return null;
    const kind = kindOf(river, spec, path);
    if (kind === "apart" && change.by !== river.role) return null;
    if (spec.id === "sharing" && form.seen === "author") return null;
    const now = kind === "text" ? river.text(path) || null : own(river, path);
    if (alike(now, before)) return null;
    const { said } = shownIn(river, path, change);
    const text = before === null ? river.say("history.field.empty.text", { what: spec.label }) : river.say("history.field.text", { what: spec.label, before: said(before) });
    const words = river.say(before === null ? "history.empty" : "history.restore.field");
    return { words, press: () => this.#sure(text, words, () => river.restoreAsOf(path, { change: number })) };
  }

  /** A tick of the reader's, or of both, taken away again or put back. */
  #untick({ path, by, before, first }, { label, spec }) {
    const { river } = this;
    const own = river.cell(path)?.answers?.[river.role]?.v ?? (spec.who === "each" ? null : river.value(path));
    if (river.readonly || !river.role || !first || (spec.who === "each" && by !== river.role) || alike(own, before)) return null;
    const said = shownIn(river, path).said;
    const text = before === null ? river.say("history.field.empty.text", { what: label }) : river.say("history.field.text", { what: label, before: said(before) });
    const words = river.say(before === null ? "history.empty" : "history.restore.field");
    return { words, press: () => this.#sure(text, words, () => river.restoreAsOf(path, { change: first - 1 })) };
  }

  /** Whoever made a row, or owns it, may remove it and bring it back. */
  #mayMark(row) {
    const { river } = this;
    const [section, second, list] = row.split("/");
    const form = river.spec(section);
    const spec = list && fieldsOf(form).find((field) => field.id === (form.per === "pair" ? second : list));
    const author = river.author(`${row}/created`).by;
    if (form.per === "many" && !list) {
      const owner = river.value(`${row}/owner`);
      return author === river.role || owner === river.role || owner === "both";
    }
    return Boolean(spec) && mayWrite(river, spec, parent(row)) && (spec.who !== "author" || author === river.role);
  }

  async #sure(text, yes, then) {
    const { river } = this;
    if (await ask(this.el, { title: river.say("history.sure"), text: `${text} ${river.say("history.undoable")}`, yes, no: river.say("history.no") })) then();
  }

  destroy() {
    clearTimeout(this.timer);
    this.turn += 1;
  }
}

function grouped(river, changes) {
  const days = new Map();
  for (const one of changes) {
    const when = dayOf(river, one.at);
    if (!days.has(when)) days.set(when, []);
    days.get(when).push(one);
  }
  return days;
}
