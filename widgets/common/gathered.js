// Forms in which each answers alone, and both see both once both have said that theirs is in: that is said for all
// answers of an entry at once. What stands there is counted here (pure), and drawn as one line with one button.

import { fill, h, icon } from "./dom.js";
import { differs, fieldsIn, filled } from "./form.js";


/** Whether that is so in a form. */
export const answersApart = (form) => form.seen === "reveal";

/** The path that stands for all answers of an entry: a row, a form, or one person's part of it. */
export function wholeOf(form, { row = null, person = null } = {}) {
  if (form.per === "many") return `${form.id}/${row}`;
  return form.per === "person" ? `${form.id}/${person}` : form.id;
}

/** The fields that `person` answers alone in an entry: [{spec, path}]. */
export function ownFields(form, where, person) {
  const at = form.per === "person" ? { ...where, person } : where;
  return form.sections
    .flatMap((section) => fieldsIn(form, section, at))
    .filter(({ spec }) => spec.seen === "reveal" && spec.type !== "rows" && (spec.who === "each" || spec.who === person));
}

/**
 * How far an entry is, for the reader: {mine, theirs, left, begun, differ}.
 *
 * `mine`, `theirs`: whether their answers are in (theirs are seen only then). `left`: how many the reader has still to give
 * before; `begun`: how many they gave; `differ`: how many are far apart, once both are in.
 */
export function gathered(river, form, where = {}) {
  const own = ownFields(form, where, river.role);
  const others = ownFields(form, where, river.partner);
  const given = own.filter(({ spec, path }) => filled(river, spec, path));
  const mine = own.some(({ path }) => river.cell(path)?.mine_in);
  const theirs = others.some(({ path }) => theirsAt(river, form, path));
  const left = own.filter(({ spec, path }) => spec.required === "yes" && !filled(river, spec, path)).length;
  return { mine, theirs, left: left || (given.length ? 0 : 1), begun: given.length, differ: mine && theirs ? own.filter(({ spec, path }) => differs(river, path, spec)).length : 0 };
}

/** Whether something of the other's is there, hidden or not. */
function theirsAt(river, form, path) {
  const cell = river.cell(path);
  if (!cell) return false;
  if (cell.hidden) return true;
  if (cell.answers) return Boolean(cell.answers[river.partner]);
  return cell.v !== null && cell.by === river.partner;
}

/** The line that says how far it is, and the button: {el, update(), state}. */
export class Gathered {
  constructor(river, form, where) {
    Object.assign(this, { river, form, where, told: "" });
    this.words = h("p", null);
    this.button = h("button", { class: "btn primary", type: "button", onclick: () => this.#press() }, icon("check"), " ", river.say("reveal.in"));
    this.left = h("p", { class: "small quiet" });
    this.row = h("div", { class: "row" }, this.button, this.left);
    this.el = h("div", { class: "note gathered" }, icon("lock"), h("div", { class: "stack" }, this.words, this.row));
    this.words.setAttribute("role", "status");
    this.update();
  }

  #press() {
    const { river, form, where } = this;
    if (this.state.left || this.state.mine) return;
    river.reveal(wholeOf(form, form.per === "person" ? { ...where, person: river.role } : where));
    this.sent = true;
    this.update();
    this.words.tabIndex = -1;
    this.words.focus();
  }

  update() {
    const { river, form, where } = this;
    const state = gathered(river, form, where);
    if (this.sent && !river.saved.waiting) this.sent = state.mine; // refused, or known by now
    if (this.sent) state.mine = true;
    this.state = state;
    const told = JSON.stringify([state, river.readonly]);
    if (told === this.told) return;
    this.told = told;
    const name = river.name(river.partner);
    const { mine, theirs, left, differ } = state;
    const words = mine && theirs
      ? differ ? river.say("reveal.differ", { count: differ }) : river.say("reveal.both")
      : river.say(mine ? "reveal.mine" : theirs ? "reveal.theirs" : "reveal.why", { name });
    fill(this.words, words);
    fill(this.left, !mine && left ? river.say("reveal.left", { count: left }) : "");
    this.el.className = ["note gathered", mine && theirs && differ ? "look" : mine ? "good" : ""].filter(Boolean).join(" ");
    this.el.firstElementChild.replaceWith(icon(mine && theirs ? (differ ? "speech" : "done") : mine ? "done" : "lock"));
    const focused = this.button === document.activeElement;
    this.row.hidden = this.button.hidden = mine || Boolean(river.readonly);
    if (left) this.button.setAttribute("aria-disabled", "true");
    else this.button.removeAttribute("aria-disabled");
    if (focused && this.button.hidden) {
      this.words.tabIndex = -1;
      this.words.focus();
    }
  }
}

