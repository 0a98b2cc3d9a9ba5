// One field of a form, whatever its type: `field(river, spec, path)` draws it and keeps it true.
//
//   const one = field(river, spec, "agreement/purpose");
//   root.append(one.el);
//   river.on("change", (paths) => one.update(paths));
//
// What is drawn follows from who may write at the path and how answers are kept there (fields/rights.js): a field to
// fill in, somebody else's words, both answers beside each other, a text that both write, a list of rows.

import { isEmpty } from "./fields/answers.js";
import { BothField } from "./fields/both.js";
import { GateField } from "./fields/gate.js";
import { kindOf, mayWrite } from "./fields/rights.js";
import { RowsField } from "./fields/rows.js";
import { ReadField, SingleField } from "./fields/single.js";
import { h, voice } from "./dom.js";
import { noPlaceFor, offered } from "./keeping.js";

export { choiceKind, differs, isEmpty, linkable, optionLabel, parse, parts, rowTitle, said, same, unitOf } from "./fields/answers.js";
export { standing } from "./fields/both.js";
export { problemAt } from "./fields/problems.js";
export { kindOf, mayRemove, mayWrite, writers } from "./fields/rights.js";
export { refreshTimes, shown, when } from "./fields/shell.js";
export { assign } from "./fields/writing.js";

/**
 * Draws a field; see the module's comment.
 *
 * Options: `person`, whose words these are (where the path does not say); `label`, `help`: others than the form's ("" for
 * no help); `class`, `labelClass`; `compact`, one of a row's columns: smaller, without help; `readonly`, only to be read;
 * `gathered`, that one's answer is in is said elsewhere, for several fields at once.
 *
 * Returns {el, path, spec, wide, update(paths), advise(sentence or null), focus(), destroy()}. `wide`: it wants a line of
 * its own where a form has two columns. `update` is told the paths that changed (all, if none are given).
 */
export function field(river, spec, path, options = {}) {
  return new Field(river, spec, path, options);
}

function presenceFlag(river, person) {
  const here = h("span", { class: "sr" }, river.say("live.at", { name: river.name(person) }));
  const seen = h("span", { "aria-hidden": "true" }, voice(river, person));
  return h("p", { class: "attends", dataset: { voice: person } }, h("span", { class: "whose" }, seen, here));
}

class Field {
  #off;

  constructor(river, spec, path, options) {
    Object.assign(this, { river, spec, path, options });
    this.#make();
    const offs = [
      river.on("writing", (paths) => river.touches(paths, path) && this.inner.refresh(paths)),
      river.on("here", (paths) => paths.has(path) && this.#attend()),
      river.on("private", () => (this.gated || spec.id === "sharing") && this.#anew()),
    ];
    this.#off = () => offs.forEach((off) => off());
  }

  get el() {
    return this.inner.el;
  }

  get wide() {
    return this.inner.wide;
  }

  get #readonly() {
    return Boolean(this.options.readonly || this.river.readonly);
  }

  #make() {
    const { river, path } = this;
    const spec = offered(river, this.spec);
    const readonly = this.#readonly;
    const options = { ...this.options, readonly };
    this.kind = kindOf(river, spec, path);
    this.may = mayWrite(river, spec, path);
    const make = (column, at, own, over = river) => field(over, column, at, own);
    this.gated = this.may && !readonly && noPlaceFor(river, spec);
    if (this.gated) this.inner = new GateField(river, spec, path, options);
    else if (this.kind === "rows") this.inner = new RowsField(river, spec, path, { ...options, make });
    else if (this.kind === "apart" && (this.may || readonly)) this.inner = new BothField(river, spec, path, options);
    else if (readonly || !this.may || this.kind === "view") this.inner = new ReadField(river, spec, path, options);
    else this.inner = new SingleField(river, spec, path, { ...options, shared: this.kind === "text" });
    this.inner.el.dataset.path = path;
    if (this.inner.wide) this.inner.el.classList.add("wide");
    river.fields.add(this.inner.el);
    this.flag = null;
    this.#attend();
  }

  /** A flag in the partner's colour where they write; it takes no room, so that nothing moves. */
  #attend() {
    const { river, path } = this;
    const there = river.partnerNow.place === path && this.kind !== "rows";
    if (there === Boolean(this.flag)) return;
    this.flag?.remove();
    this.flag = there ? presenceFlag(river, river.partner) : null;
    if (this.flag) this.inner.el.append(this.flag);
  }

  /** Whether a change at one of `paths` can show here. */
  #concerns(paths) {
    const { river, spec, path } = this;
    if (!paths || river.touches(paths, path)) return true;
    // A link shows titles of other rows, and a number may have its unit from elsewhere.
    return spec.type === "link" || Boolean(spec.unit_from) || spec.type === "rows";
  }

  update(paths = null) {
    this.#rights();
    if (this.#concerns(paths)) this.inner.refresh(paths);
  }

  /** Whose field it is can change (a goal gets another owner): then it is drawn anew, but not under somebody's hands. */
  #rights() {
    const { river, spec, path, inner } = this;
    if (mayWrite(river, spec, path) === this.may || inner.el.contains(document.activeElement)) return;
    this.#anew();
  }

  #anew() {
    const { inner } = this;
    inner.destroy();
    this.#make();
    inner.el.replaceWith(this.inner.el);
  }

  /** A sentence of advice beside the field, or null. It is never an error. */
  advise(text) {
    const { inner } = this;
    if (!inner.shell.advise(text)) return;
    inner.refresh();
  }

  /** The form's advice by path, as far as it is about the rows in this field. */
  adviseRows(advices) {
    this.inner.adviseRows?.(advices);
  }

  get empty() {
    return isEmpty(this.river.value(this.path));
  }

  focus() {
    this.inner.focus();
  }

  destroy() {
    this.#off();
    this.inner.destroy();
  }
}
