// A list of small cards or lines, each a row of the workbook; its columns are fields.

import { h, icon, setProp, setText } from "../dom.js";
import { Keyed, draftRow } from "../keyed.js";
import { isEmpty, said } from "./answers.js";
import { problemAt } from "./problems.js";
import { mayRemove, mayWrite } from "./rights.js";
import { oneForEach } from "./one_for.js";
import { Shell } from "./shell.js";

const LINE = 3; // columns that fit on one line
const SIMPLE = new Set(["short", "date", "time", "number", "choice", "yesno"]);

export class RowsField {
  /** `make(spec, path, options, river)` makes the field of a column. */
  constructor(river, spec, path, { make, ...options }) {
    const { readonly = false } = options;
    Object.assign(this, { river, spec, path, make, readonly });
    this.shell = new Shell(river, spec, { group: true, options, kind: "many" });
    this.el = this.shell.el;
    this.line = spec.fields.length <= LINE && spec.fields.every((column) => SIMPLE.has(column.type));
    this.list = h("ul", { class: ["rows", this.line && "line"] });
    this.list.style.setProperty("--columns", spec.fields.length);
    this.none = h("p", { class: "nothing" });
    this.cards = new Keyed(this.list, (row) => this.#card(row));
    this.may = !readonly && mayWrite(river, spec, path);
    this.button = this.may
      ? h("button", { class: "btn add", type: "button", onclick: () => this.#add() }, icon("plus"), " ", river.say("fields.rows.add"), h("span", { class: "sr" }, `: ${this.shell.label}`))
      : null;
    this.shell.body.append(this.list, this.none, ...(this.button ? [h("div", null, this.button)] : []));
    setProp(this.el, "aria-describedby", this.shell.ties.join(" ") || null);
    this.refresh();
  }

  get wide() {
    return true;
  }

  #add() {
    const id = this.river.add(this.path, {});
    this.refresh();
    this.cards.get(`${this.path}/${id}`)?.focus();
  }

  #remove(rowPath) {
    const paths = this.river.rows(this.path).map((row) => row.path);
    const at = paths.indexOf(rowPath);
    // First the focus goes elsewhere: a row one is in stays until one has left it.
    (this.cards.get(paths[at + 1] ?? paths[at - 1])?.remove ?? this.button)?.focus();
    this.river.remove(rowPath);
    this.refresh();
  }

  refresh(paths = null) {
    const { river, path } = this;
    const rows = this.readonly ? river.rows(path) : oneForEach(river, this.spec, path);
    this.cards.update(rows, paths);
    rows.forEach((row, index) => this.#name(this.cards.get(row.path), row, index));
    const empty = this.may ? "" : this.#nobody();
    setText(this.none, empty);
    this.none.hidden = rows.length > 0 || !empty;
    this.list.hidden = this.list.childElementCount === 0;
    this.shell.complain(problemAt(river, path));
    this.el.classList.toggle("filled", river.rows(path).length > 0);
  }

  /** Sentences of advice beside the columns they are about: a Map from path to sentences. */
  adviseRows(advices) {
    for (const { path } of this.river.rows(this.path)) this.cards.get(path)?.advise(advices);
  }

  #nobody() {
    const { river, spec } = this;
    const other = spec.who === "mentor" || spec.who === "mentee" ? spec.who : null;
    return other && other !== river.role ? river.say("fields.only", { name: river.name(other) }) : river.say("fields.empty");
  }

  #card(row) {
    const { spec, readonly } = this;
    // A row that is asked for begins to exist with the first thing written in it.
    const { river } = row.given ? draftRow(this.river, this.path, () => row.given, row.id) : this;
    const options = { compact: true, readonly };
    const fields = spec.fields.map((column) => {
      const given = row.given && column.id in row.given;
      return this.make(column, `${row.path}/${column.id}`, { ...options, help: this.line || given ? "" : column.help, readonly: readonly || given }, river);
    });
    const remove = !readonly && !row.given && mayRemove(river, spec, row.path)
      ? h("button", { class: "btn bare square remove", type: "button", onclick: () => this.#remove(row.path) }, icon("bin"))
      : null;
    const el = h("li", { class: "entry", dataset: { path: row.path } }, h("div", { class: "columns" }, fields.map((field) => field.el)), remove);
    return {
      el, remove,
      update: (paths) => fields.forEach((field) => field.update(paths)),
      advise: (advices) => fields.forEach((field) => field.advise(advices.get(field.path)?.join(" ") ?? null)),
      focus: () => fields[0]?.focus(),
      destroy: () => fields.forEach((field) => field.destroy()),
    };
  }

  /** What removes a row says which. */
  #name({ el, remove }, row, index) {
    const { river, spec } = this;
    const value = (column) => river.value(`${row.path}/${column.id}`) ?? row.given?.[column.id];
    const first = spec.fields.find((column) => !isEmpty(value(column)));
    const words = first ? said(river, first, value(first), `${row.path}/${first.id}`).slice(0, 60) : "";
    const number = river.say("fields.rows.number", { number: index + 1 });
    setProp(el, "aria-label", words || number);
    if (!remove) return;
    const label = words ? river.say("fields.rows.remove", { name: words }) : river.say("fields.rows.remove.number", { number: index + 1 });
    if (remove.getAttribute("aria-label") !== label) setProp(remove, "aria-label", label);
  }

  focus() {
    const [first] = this.readonly ? this.river.rows(this.path) : oneForEach(this.river, this.spec, this.path);
    if (first) this.cards.get(first.path).focus();
    else this.button?.focus();
  }

  destroy() {
    this.cards.destroy();
  }
}
