// One goal, to write in. Its fields stand in parts, the everyday ones in sight, the rest in folds below.

import { today } from "../common/dates.js";
import { fill, h, icon, setText, uid, voice } from "../common/dom.js";
import { filled } from "../common/form.js";
import { show } from "../common/keyed.js";
import { fieldsOf } from "../common/paths.js";
import { mayWrite } from "../common/rights.js";
import { advice } from "../common/advice.js";
import { owns, readGoal } from "./goal.js";
import { Impact } from "./impact.js";
import { folds, lettersFor, LETTERS, PARTS } from "./layout.js";
import { Measures } from "./measures.js";
import { Mentions } from "./mentions.js";
import { placed, together } from "./placed.js";
import { Revisions } from "./revisions.js";
import { Milestones, Obstacles } from "./steps.js";
import { Updates } from "./updates.js";

const WIDE = ["long", "rows", "multi", "scale10"];

/** A goal as its parts see it: the river, its path, its specs, what the rules say. */
class Goal {
  constructor(river, path) {
    Object.assign(this, { river, path, form: river.spec("goals") });
    this.specs = new Map(fieldsOf(this.form).map((spec) => [spec.id, spec]));
    this.advice = new Map();
    this.read();
  }

  read() {
    const by = this.river.cell(`${this.path}/created`)?.by ?? this.river.role;
    Object.assign(this, readGoal(this.river, { path: this.path, by, created: null }));
    this.advice = advice(this.river, this.form, this.path);
  }

  get owns() {
    return owns(this.river, this);
  }

  spec(id) {
    return this.specs.get(id);
  }

  /** A field in its place; null where the pack has none of that id. */
  field(id, options = {}) {
    const spec = this.spec(id);
    return spec ? placed(this, options.spec ?? spec, `${this.path}/${id}`, options) : null;
  }

  value(id) {
    return this.river.value(`${this.path}/${id}`);
  }

  filled(id) {
    const spec = this.spec(id);
    return Boolean(spec) && filled(this.river, spec, `${this.path}/${id}`);
  }
}

export class Editor {
  /** `kept`: what was begun and not added, by goal; `onclose()`; `onowner()`: it is another's now, draw it anew. */
  constructor(river, path, { kept, onclose, onowner, onremove }) {
    Object.assign(this, { river, path, onowner, onremove, parts: [] });
    this.goal = new Goal(river, path);
    this.owner = this.goal.owner;
    this.status = this.goal.status;
    const heading = uid("goal");
    this.heading = h("h2", { class: "sr", id: heading, tabindex: -1 });
    this.gone = h("div", { hidden: true });
    this.el = h(
      "section",
      { class: "sheet roomy stack-l editor", "aria-labelledby": heading },
      this.heading, this.gone, this.#head(onclose), this.#think(), this.#add(new Measures(this.goal)).el, this.#steps(),
      this.#add(new Obstacles(this.goal)).el, (this.log = this.#add(new Updates(this.goal, kept))).el, this.#folds(), (this.foot = this.#foot()),
    );
    this.update(null);
  }

  #add(part) {
    this.parts.push(part);
    return part;
  }

  #fields(ids, options = {}) {
    return ids.map((id) => this.goal.field(id, typeof options === "function" ? options(id) : options)).filter(Boolean).map((part) => this.#add(part));
  }

  // --- who, what, until when, how it stands

  #head(onclose) {
    const { river, goal } = this;
    this.owners = h("p", { class: "small row owners" });
    this.title = this.#add(goal.field("title", { class: "title-field", wrap: true, always: true, help: "", labelClass: "sr" }));
    const line = this.#fields(PARTS.head.slice(1), (id) => (id === "owner" ? { spec: this.#whose(), help: "", always: true } : { compact: true, always: id !== "start_date" }));
    this.outcome = this.#outcome();
    return h(
      "div",
      { class: "stack head-part" },
      h("div", { class: "title-line" },
        h("p", { class: "label", "aria-hidden": "true" }, goal.spec("title").label), this.owners,
        h("button", { class: "btn bare", type: "button", onclick: onclose }, icon("close"), river.say("goals.close"))),
      this.title.el,
      h("div", { class: "fields four" }, line.map((part) => part.el)),
      this.outcome.el,
    );
  }

  /** “Alex’s”, “Sam’s”, “Ours” in place of “The mentee’s”, “The mentor’s”. */
  #whose() {
    const spec = this.goal.spec("owner");
    const label = (one) => (["mentor", "mentee"].includes(one.id) ? this.river.say("goals.whose", { name: this.river.name(one.id) }) : one.label);
    return { ...spec, options: spec.options.map((one) => ({ ...one, label: label(one) })) };
  }

  /** What is asked once a goal is reached or set aside. */
  #outcome() {
    const parts = Object.fromEntries(PARTS.outcome.map((id) => [id, this.goal.field(id, { wrap: id === "status_why" })]).filter(([, part]) => part));
    for (const part of Object.values(parts)) this.#add(part);
    const wants = { status_why: ["paused", "dropped"], achieved_on: ["achieved"], evidence: ["achieved"] };
    const places = Object.entries(parts).map(([id, part]) => [id, h("div", null, part.el)]);
    const el = h("div", { class: "well fields outcome" }, places.map(([, place]) => place));
    const update = () => {
      const asked = places.filter(([id, place]) => {
        const seen = (wants[id] ?? []).includes(this.goal.status) || this.goal.filled(id);
        show(place, seen && parts[id].seen);
        return seen && parts[id].seen;
      });
      show(el, asked.length > 0);
    };
    return { el, update };
  }

  // --- thinking it through

  #think() {
    const { goal, river } = this;
    const frame = goal.spec("frame");
    // “SMART – a clear result by a date” is “SMART” on the switch; the rest is said below it.
    const short = frame && { ...frame, options: frame.options.map((one) => ({ ...one, label: one.label.split(" – ")[0] })) };
    const why = this.#fields(["why"]);
    const chosen = frame ? this.#fields(["frame"], { spec: short, help: "", class: "frame-field" }) : [];
    this.frameWords = h("p", { class: "help" });
    this.letters = Object.entries(LETTERS).map(([name, letters]) => {
      const parts = letters.map(([letter, id]) => [letter, this.goal.field(id)]).filter(([, part]) => part);
      const items = parts.map(([letter, part]) => {
        this.#add(part);
        return { part, el: h("li", null, h("span", { class: "cap", "aria-hidden": "true" }, letter), part.el) };
      });
      const el = h("ol", { class: "letters", role: "list", "aria-label": name.toUpperCase() }, items.map((one) => one.el));
      return { name, el, items };
    });
    return h("div", { class: "chapter" }, h("h3", null, river.say("goals.think")), why.map((one) => one.el), chosen.map((one) => one.el), this.frameWords, this.letters.map((one) => one.el));
  }

  #updateThink() {
    const { goal, river } = this;
    const shown = lettersFor(goal.value("frame"), (id) => goal.filled(id));
    for (const { name, el, items } of this.letters) {
      for (const item of items) show(item.el, item.part.seen);
      show(el, shown.includes(name) && items.some((item) => item.part.seen));
    }
    const option = goal.spec("frame")?.options.find((one) => one.id === goal.value("frame"));
    const [name, ...words] = option?.label.split(" – ") ?? [];
    setText(this.frameWords, !option ? river.say("goals.frame.help") : words.length ? river.say("goals.frame.words", { name, words: words.join(" – ") }) : "");
    this.frameWords.hidden = !this.frameWords.textContent || (!option && !goal.owns);
  }

  // --- steps, and how sure one is

  #steps() {
    this.milestones = this.#add(new Milestones(this.goal));
    this.stand = this.#fields(PARTS.stand);
    this.standEl = h("div", { class: "stack-l" }, h("h3", null, this.goal.owns ? this.river.say("goals.stand") : this.river.say("goals.stand.theirs", { name: this.river.name(this.goal.owner) })), this.stand.map((one) => one.el));
    this.stepsEl = h("div", { class: "chapter two-up" }, this.milestones.el, this.standEl);
    return this.stepsEl;
  }

  // --- the rest

  #folds() {
    const { goal, river } = this;
    this.foldList = folds(goal.form).map(({ id, specs }) => {
      const parts = specs.map((spec) => ({ spec, part: this.#add(goal.field(spec.id, { class: WIDE.includes(spec.type) ? "wide" : "" })) }));
      const count = h("span", { class: "status" });
      const el = h("details", null, h("summary", null, icon("turn", "turn"), h("span", null, this.#foldTitle(id)), count),
        h("div", { class: "fields two" }, parts.map(({ spec, part }) => {
          part.el.classList.toggle("wide", WIDE.includes(spec.type));
          return spec.id === "impact" ? [part.el, this.#add(new Impact(goal)).el] : part.el;
        })));
      // A fold in which the other person has written stays closed and says so.
      const update = () => {
        const seen = parts.filter(({ part }) => part.seen);
        show(el, seen.length > 0);
        const done = parts.filter(({ spec }) => goal.filled(spec.id)).length;
        setText(count, done ? river.say("goals.fold.filled", { count: done }) : "");
      };
      return { id, el, update };
    });
    // What others say of it elsewhere changes without a word in the goal itself.
    this.mentions = new Mentions(goal);
    const revisions = this.#add(new Revisions(goal));
    return h("div", { class: "chapter folds" }, this.foldList.map((one) => one.el), this.mentions.el, revisions.el);
  }

  #foldTitle(id) {
    const { river, goal } = this;
    if (id === "mentor") return river.say("goals.fold.mentor", { name: river.name(goal.owner === "mentor" ? "mentee" : "mentor") });
    return river.say(`goals.fold.${id}`);
  }

  #foot() {
    const status = this.goal.spec("status");
    this.removeButton = h("button", { class: "btn bare danger-text", type: "button", onclick: () => this.onremove() }, icon("bin"), this.river.say("goals.remove"));
    this.mayRemove = Boolean(status) && mayWrite(this.river, status, `${this.path}/status`);
    return h("div", { class: "row" }, this.removeButton);
  }

  // --- what changes

  update(paths) {
    this.mentions.update(paths);
    if (paths && !this.river.touches(paths, "goals")) return;
    this.goal.read();
    if (this.goal.owner !== this.owner) return void this.onowner();
    this.#reachedNow();
    together(this.parts).update(paths);
    this.outcome.update();
    this.#updateThink();
    for (const fold of this.foldList) fold.update();
    show(this.standEl, this.stand.some((part) => part.seen));
    show(this.stepsEl, !this.milestones.empty || this.stand.some((part) => part.seen));
    setText(this.heading, this.river.say("goals.heading", { title: this.goal.title || this.river.say("goals.untitled") }));
    // Before there is a word in it there is nothing to log or to remove.
    const there = Boolean(this.river.cell(`${this.path}/created`));
    show(this.log.el, there && !this.log.empty);
    show(this.foot, there && this.mayRemove);
    this.#updateOwners();
    this.#updateGone();
  }

  #updateOwners() {
    const people = this.goal.owner === "both" ? ["mentor", "mentee"] : [this.goal.owner];
    const told = JSON.stringify([people, this.river.names]);
    if (this.owners.dataset.told === told) return;
    this.owners.dataset.told = told;
    fill(this.owners, people.map((person) => voice(this.river, person)));
  }

  /** The day it was reached is filled in when the reader says that it is. */
  #reachedNow() {
    const { status } = this.goal;
    const mine = this.river.cell(`${this.path}/status`)?.by === this.river.role;
    if (status === "achieved" && this.status !== "achieved" && mine && !this.goal.value("achieved_on")) {
      this.river.set(`${this.path}/achieved_on`, today(this.river));
    }
    this.status = status;
  }

  /** Somebody removed the goal that is open here: it stays in sight, and can be brought back. */
  #updateGone() {
    const removed = this.river.cell(`${this.path}/removed`);
    const gone = removed?.v === true;
    if (!this.gone.hidden === gone) return;
    this.gone.hidden = !gone;
    const back = () => {
      this.river.restore(this.path);
      this.heading.focus();
    };
    fill(this.gone, !gone ? null : h("div", { class: "note look", role: "status" }, icon("info"), h("div", { class: "stack" },
      h("p", null, this.river.say("goals.gone", { name: this.river.name(removed.by ?? this.river.partner) })),
      this.mayRemove ? h("div", { class: "row" }, h("button", { class: "btn", type: "button", onclick: back }, icon("undo"), this.river.say("goals.back"))) : null)));
  }

  focus(id = null) {
    if (id === "title" && this.title.writes) this.title.focus();
    else if (id === "owner") this.el.querySelector('[data-path$="/owner"] input:checked, [data-path$="/owner"] select')?.focus();
    else this.heading.focus();
  }

  destroy() {
    together(this.parts).destroy();
  }
}
