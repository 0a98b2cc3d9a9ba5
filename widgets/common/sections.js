// The sections of a form, each a fold that lies on the page as a sheet while it is open. A section's fields are drawn
// when it is first opened, and stay.

import { advice } from "./advice.js";
import { fill, h, icon, setText, uid } from "./dom.js";
import { field, refreshTimes } from "./fields.js";
import { applies, completion, fieldsIn, filled } from "./form.js";

const FRESH = 30_000; // milliseconds until “just now” has become something else

/** What a section's state is called and how it looks: {words, icon, kind}; kind is "done", "late" or "". */
export function state(river, { total, done, mine, theirs, begun, fix, differ }) {
  const say = (key, name, kind = "", params = {}) => ({ words: river.say(key, params), icon: name, kind });
  if (fix) return say("form.fix", "warning", "late", { count: fix });
  if (mine && !done && !begun) return say("form.none", "todo");
  if (mine) return say("form.left", "todo", "", { count: mine });
  if (differ) return say("form.differ", "speech", "", { count: differ });
  if (theirs) return say("form.theirs", "todo", "", { name: river.name(river.partner) });
  if (total) return say("form.complete", "done", "done");
  return begun ? say("form.begun", "done", "done") : say("form.free", "todo");
}

class Part {
  constructor(river, form, section, { where, number, gathered, bare, level }) {
    Object.assign(this, { river, form, section, where, gathered, id: section.id, fields: null, drawn: "" });
    // Somebody else's answers are read: what they have not filled in and what they were asked to bear in mind stay away.
    this.theirs = form.per === "person" && where.person !== river.role;
    this.status = h("span", { class: "status" });
    this.body = h("div", { class: "body" });
    this.title = section.title || form.title;
    this.el = bare ? h("div", { class: "bare-part", id: uid("part") }, this.body) : this.#fold(number, level);
    if (bare) this.draw();
  }

  #fold(number, level) {
    return h(
      "details",
      { class: "fold part", id: uid("part"), ontoggle: () => this.el.open && this.draw() },
      h(
        "summary",
        null,
        icon("turn", "turn"),
        h(level, null, number ? h("span", { class: "n" }, `${number} `) : null, h("span", { class: "title" }, this.title)),
        this.status,
        icon("turn", "turn less"),
      ),
      this.body,
    );
  }

  draw() {
    if (this.fields) return;
    const { river, form, section, where } = this;
    // Of a survey its intro says who reads it, and how: in totals. At each question it would say something else.
    const options = { gathered: this.gathered, seen: form.seen !== "facilitator", ...(this.theirs ? { help: "" } : {}) };
    this.fields = fieldsIn(form, section, where).map(({ spec, path }) => field(river, spec, path, options));
    this.none = h("p", { class: "quiet", hidden: true }, river.say("form.nothing", { name: river.name(river.partner) }));
    this.body.append(this.none, h("div", { class: "fields two" }, this.fields.map((one) => one.el)));
    this.advised?.();
    this.#hideEmpty();
  }

  #hideEmpty() {
    if (!this.fields || !this.theirs) return;
    for (const one of this.fields) one.el.hidden = !one.may && !filled(this.river, one.spec, one.path);
    this.none.hidden = this.fields.some((one) => !one.el.hidden);
  }

  open() {
    this.el.open = true;
    this.draw(); // the event that says so comes later
  }

  /** `found`: what `completion` says of this section. */
  update(found, paths, advices) {
    const { river, form, section, where } = this;
    this.found = found;
    this.state = state(river, found);
    this.el.hidden = !applies(river, form, section, where);
    const { words, icon: name, kind } = this.state;
    this.status.hidden = this.theirs; // how far somebody else is, is their own business
    if (this.drawn !== `${kind} ${words}`) {
      this.drawn = `${kind} ${words}`;
      this.status.className = `status ${kind}`;
      fill(this.status, icon(name), " ", h("span", null, words));
    }
    for (const one of this.fields ?? []) one.update(paths);
    this.#hideEmpty();
    this.advised = () => {
      for (const one of this.fields ?? []) {
        one.advise(advices.get(one.path)?.join(" ") ?? null);
        one.adviseRows(advices);
      }
    };
    this.advised();
  }

  /** Goes to the field at a path, or to the field whose rows it is in. Returns whether it is here. */
  go(path) {
    const spot = fieldsIn(this.form, this.section, this.where).find((one) => path === one.path || path.startsWith(`${one.path}/`));
    if (!spot || this.el.hidden) return false;
    this.open();
    const one = this.fields.find((drawn) => drawn.path === spot.path);
    one.el.scrollIntoView({ block: "center" });
    one.focus();
    return true;
  }

  /** Goes to the section itself. */
  goHere() {
    this.open();
    this.el.scrollIntoView({ block: "start" });
    this.el.querySelector("summary").focus({ preventScroll: true });
  }

  destroy() {
    for (const one of this.fields ?? []) one.destroy();
  }
}

export class Sections {
  /**
   * All sections of a form, for one row or person.
   *
   * Options: `where` {row, person}; `opened(found, index)` → whether a section starts open; `gathered`: that one's answers
   * are in is said for all of them at once, elsewhere; `bare`: a form of one section stands as it is, without a fold (what
   * it lies in has its heading); `level`: of the headings.
   */
  constructor(river, form, { where = {}, opened = (_found, index) => index === 0, gathered = false, bare = false, level = "h2" } = {}) {
    Object.assign(this, { river, form, where });
    const several = form.sections.length > 1;
    this.parts = form.sections.map((section, index) => new Part(river, form, section, { where, gathered, level, bare: bare && !several, number: several ? index + 1 : 0 }));
    this.el = h("div", { class: "parts" }, this.parts.map((part) => part.el));
    completion(river, form, where).forEach((found, index) => opened(found, index) && this.parts[index].open());
    this.update();
    this.printing = () => this.#print();
    globalThis.addEventListener?.("beforeprint", this.printing);
    this.clock = setInterval(() => refreshTimes(river, this.el), FRESH);
  }

  update(paths = null) {
    const { river, form, where } = this;
    const base = form.per === "many" ? `${form.id}/${where.row}` : form.id;
    const advices = form.per === "person" ? new Map() : advice(river, form, base);
    completion(river, form, where).forEach((found, index) => this.parts[index].update(found, paths, advices));
  }

  /** The sections that apply now. */
  get shown() {
    return this.parts.filter((part) => !part.el.hidden);
  }

  go(path) {
    return this.parts.some((part) => part.go(path));
  }

  /** Paper shows everything: folds are opened for it, and folded again after. */
  #print() {
    const folded = this.shown.filter((part) => !part.el.open);
    for (const part of folded) part.open();
    globalThis.addEventListener("afterprint", () => folded.forEach((part) => (part.el.open = false)), { once: true });
  }

  destroy() {
    clearInterval(this.clock);
    globalThis.removeEventListener?.("beforeprint", this.printing);
    for (const part of this.parts) part.destroy();
  }
}

/** “4 of 6 sections complete”, with its bar: {el, update()}. Sections in which nothing is asked for do not count. */
export function progress(river, sections) {
  const id = uid("progress");
  const words = h("label", { for: id });
  const bar = h("progress", { id, max: 1, value: 0 });
  const el = h("div", { class: "how-far" }, h("p", { class: "small" }, words), bar);
  const update = () => {
    const counted = sections.shown.filter((part) => part.found.total > 0);
    const done = counted.filter(({ found }) => found.done === found.total && !found.fix).length;
    el.hidden = counted.length === 0;
    bar.max = counted.length || 1;
    bar.value = done;
    setText(words, river.say("form.progress", { done, count: counted.length }));
  };
  update();
  return { el, update };
}
