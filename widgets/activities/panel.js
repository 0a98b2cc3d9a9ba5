// The board of activities, and below it the one that is open: the plan for it, and what is written down.

import { fill, h, icon, note, setText, uid, voice } from "../common/dom.js";
import { Keyed } from "../common/keyed.js";
import { goTo, hasView } from "../common/places.js";
import { Entries } from "../form/entries.js";
import { filling } from "../form/filling.js";
import { advised, board } from "./board.js";
import { Card } from "./card.js";

/** The plan of an activity without what its card says already. */
function planForm(form, activity) {
  const left = activity.own ? [] : ["activity"];
  return { ...form, sections: form.sections.map((section) => ({ ...section, fields: section.fields.filter((spec) => !left.includes(spec.id)) })) };
}

/** One activity, opened: {el, update(paths), go(path), destroy()}. */
class Opened {
  constructor(river, activity, { onchoose, onclose, onremove }) {
    Object.assign(this, { river, activity, onchoose, plan: null });
    const id = uid("opened");
    this.heading = h("h2", { id, tabindex: "-1" }, activity.title);
    this.planned = h("div", { class: "stack" });
    this.records = activity.forms.map((name) => {
      const form = river.spec(name);
      const many = form.per === "many";
      const inside = many ? new Entries(river, form, { about: form.title, level: "h4" }) : filling(river, form, {}, { bare: true, level: "h4" });
      return { name, inside, el: h("section", { class: "chapter stack", "aria-label": form.title }, h("h3", null, form.title), form.intro ? h("p", { class: "quiet prose" }, form.intro) : null, inside.el) };
    });
    const remove = activity.own && !river.readonly ? h("button", { class: "btn bare flush", type: "button", onclick: onremove }, icon("bin"), " ", river.say("activities.remove")) : null;
    const side = (person, words) => (words ? h("div", { class: "one", dataset: { voice: person } }, voice(river, person, { you: true }), h("p", null, words)) : null);
    const sides = activity.mentor || activity.mentee ? h("div", { class: "side-by-side" }, side("mentor", activity.mentor), side("mentee", activity.mentee)) : null;
    const agreement = activity.forms.includes("expectations") && hasView(river, "agreement")
      ? h("p", null, h("button", { class: "btn bare flush", type: "button", onclick: () => goTo(river, this.el, "agreement", "agreement/channels_between") }, river.say("activities.agreement"), " ", icon("arrow")))
      : null;
    this.el = h("section", { class: "sheet roomy opened stack-l", "aria-labelledby": id },
      h("div", { class: "head" }, this.heading, h("button", { class: "btn bare", type: "button", onclick: onclose }, river.say("activities.close"))),
      sides, activity.both ? h("p", { class: "quiet prose" }, activity.both) : null, this.planned, this.records.map(({ el }) => el), agreement, remove);
    this.#drawPlan();
  }

  #drawPlan() {
    const { river, activity } = this;
    if (this.plan) return;
    if (!activity.chosen) {
      fill(this.planned, river.readonly ? null : h("div", { class: "row" }, h("button", { class: "btn primary", type: "button", onclick: () => this.onchoose(activity) }, icon("plus"), " ", river.say("activities.choose"))));
      return;
    }
    const form = planForm(river.spec("activities"), activity);
    this.plan = filling(river, form, { row: activity.path.split("/")[1] }, { bare: true });
    fill(this.planned, h("h3", null, river.say("activities.plan")), this.plan.el);
  }

  update(paths, activity) {
    this.activity = activity;
    setText(this.heading, activity.title);
    this.#drawPlan();
    this.plan?.update(paths);
    for (const { inside } of this.records) inside.update(paths);
  }

  go(path) {
    const [form] = path.split("/");
    if (form === "activities") return this.plan?.go(path) ?? false;
    return this.records.find(({ name }) => name === form)?.inside.go(path) ?? false;
  }

  destroy() {
    this.plan?.destroy();
    for (const { inside } of this.records) inside.destroy();
  }
}

export class BoardPanel {
  constructor(river, activities) {
    Object.assign(this, { river, activities, opened: null });
    const form = river.spec("activities");
    this.advice = h("div");
    this.cards = h("div", { class: "activities" });
    this.keyed = new Keyed(this.cards, (one) => new Card(river, one, { onchoose: (activity) => this.choose(activity), onopen: (activity) => this.open(activity.id) }), { key: (one) => one.id });
    this.own = river.readonly ? null : h("button", { class: "btn", type: "button", onclick: () => this.ownIdea() }, icon("plus"), " ", river.say("activities.own"));
    this.below = h("div");
    this.el = h("div", { class: "stack-l" }, h("p", { class: "quiet prose" }, form.intro), this.advice, this.cards, h("div", null, this.own), this.below);
    this.update();
  }

  choose(activity) {
    const { river } = this;
    const fields = { activity: activity.id, status: "planned" };
    if (river.cell(`activities/${activity.id}/created`)) {
      river.restore(`activities/${activity.id}`);
      river.set(`activities/${activity.id}/status`, "planned");
    } else river.add("activities", fields, activity.id);
    this.open(activity.id);
  }

  ownIdea() {
    this.open(this.river.add("activities", { status: "idea" }));
  }

  open(id, path = null) {
    const activity = this.#list().find((one) => one.id === id);
    if (!activity) return;
    if (this.opened?.activity.id !== id) {
      this.opened?.destroy();
      this.opened = new Opened(this.river, activity, { onchoose: (one) => this.choose(one), onclose: () => this.close(), onremove: () => this.#remove(activity) });
      fill(this.below, this.opened.el);
    }
    this.update();
    if (path && this.opened.go(path)) return;
    this.opened.el.scrollIntoView({ block: "start" });
    this.opened.heading.focus({ preventScroll: true });
  }

  close() {
    const id = this.opened?.activity.id;
    this.opened?.destroy();
    this.opened = null;
    fill(this.below);
    (this.keyed.get(id) ?? this.own)?.focus();
  }

  #remove(activity) {
    this.close();
    this.river.remove(activity.path);
    this.own?.focus();
  }

  #list() {
    return board(this.river, this.activities);
  }

  update(paths = null) {
    const { river } = this;
    const list = this.#list();
    this.keyed.update(list, paths);
    const { key, count } = advised(list);
    const told = `${key} ${count}`;
    if (this.advice.dataset.told !== told) {
      this.advice.dataset.told = told;
      fill(this.advice, note(key === "many" ? "look" : "", h("p", null, key === "none" ? river.say("activities.advice.none") : river.say(`activities.advice.${key}`, { count }))));
    }
    if (!this.opened) return;
    const activity = list.find((one) => one.id === this.opened.activity.id);
    if (activity) this.opened.update(paths, activity);
    else if (!this.below.contains(document.activeElement)) this.close();
  }

  /** Goes to an entry of one of the forms in which an activity is written down. */
  go(path) {
    const [form, row] = path.split("/");
    const one = this.#list().find((activity) => (form === "activities" ? activity.id === row || activity.path === `activities/${row}` : activity.forms.includes(form)));
    if (one) this.open(one.id, path);
  }

  destroy() {
    this.opened?.destroy();
    this.keyed.destroy();
  }
}
