// Where else a goal is spoken of: reflections, topics of meetings, actions, activities, smaller goals that are part of it.

import { day, near } from "../common/dates.js";
import { fill, h, icon, setText } from "../common/dom.js";
import { rowTitle } from "../common/fields.js";
import { viewOf } from "../common/form_view.js";
import { show } from "../common/keyed.js";
import { fieldsOf } from "../common/paths.js";
import { viewLink } from "../common/places.js";

const SOME = 8; // of each form, until more are asked for

const toGoals = (spec) => spec.type === "link" && String(spec.link ?? "").split("?")[0].split(", ").includes("goals");

/** The forms whose entries may name a goal, each with where: [{form, own: [field ids], rows: [[rows id, column id]]}]. */
export function naming(forms) {
  return forms
    .filter((form) => form.per === "many")
    .map((form) => ({
      form,
      own: fieldsOf(form).filter((spec) => toGoals(spec) && spec.id !== "came_from").map((spec) => spec.id),
      rows: fieldsOf(form).filter((spec) => spec.type === "rows" && !spec.one_for).flatMap((spec) => spec.fields.filter(toGoals).map((column) => [spec.id, column.id])),
    }))
    .filter(({ own, rows }) => own.length || rows.length);
}

/** What names a goal: [{form, entries: [{path, title, date}]}], the latest first; forms of which none does are left out. */
export function mentions(river, goal) {
  const named = (path) => (river.value(path) ?? []).includes?.(goal) ?? false;
  return naming(Object.values(river.model.get("forms") ?? {})).flatMap(({ form, own, rows }) => {
    const found = river.rows(form.id).filter(({ path }) =>
      path !== goal && (own.some((id) => named(`${path}/${id}`)) || rows.some(([list, column]) => river.rows(`${path}/${list}`).some((row) => named(`${row.path}/${column}`)))));
    const entries = found
      .map(({ path, created }) => ({ path, title: rowTitle(river, path), date: dateOf(river, form, path) ?? created?.slice(0, 10) ?? "" }))
      .sort((a, b) => b.date.localeCompare(a.date) || a.path.localeCompare(b.path));
    return entries.length ? [{ form, entries }] : [];
  });
}

function dateOf(river, form, path) {
  const field = ["date", "due", "planned_for", "made_on"].find((id) => fieldsOf(form).some((spec) => spec.id === id));
  const cell = field ? river.cell(`${path}/${field}`) : null;
  return typeof cell?.v === "string" ? cell.v : null;
}

/** The fold “Where it comes up”: {el, update(paths)}. */
export class Mentions {
  constructor(goal) {
    this.goal = goal;
    const { river } = goal;
    this.count = h("span", { class: "status" });
    this.body = h("div", { class: "stack mentions" });
    this.el = h("details", { ontoggle: () => this.el.open && this.#draw() }, h("summary", null, icon("turn", "turn"), h("span", null, river.say("goals.fold.mentions")), this.count), this.body);
    this.forms = naming(Object.values(river.model.get("forms") ?? {})).map(({ form }) => form.id);
    this.whole = new Set();
    this.told = "";
    this.update(null);
  }

  #draw() {
    const { river } = this.goal;
    const told = JSON.stringify(this.found.map(({ form, entries }) => [form.id, entries, this.whole.has(form.id)]));
    if (told === this.told || this.body.contains(document.activeElement)) return;
    this.told = told;
    fill(this.body, this.found.map(({ form, entries }) => h("div", null, h("h4", null, form.title), h("ul", { role: "list" }, this.#some(form, entries).map((one) => this.#line(form, one))), this.#more(form, entries))));
    if (!this.found.length) fill(this.body, h("p", { class: "quiet" }, river.say("goals.mentions.none")));
  }

  #some(form, entries) {
    return this.whole.has(form.id) ? entries : entries.slice(0, SOME);
  }

  #line(form, { path, title, date }) {
    const { river } = this.goal;
    const link = viewLink(river, viewOf(river, form.id), { path }, title);
    return h("li", null, link ?? h("span", null, title), date ? h("time", { class: "small quiet", datetime: date, title: near(river, date) }, day(river, date, { bare: true })) : null);
  }

  #more(form, entries) {
    const left = entries.length - this.#some(form, entries).length;
    if (!left) return null;
    const press = (event) => {
      const list = event.currentTarget.previousElementSibling;
      event.currentTarget.blur();
      this.whole.add(form.id);
      const at = [...this.body.children].indexOf(list.parentElement);
      this.#draw();
      this.body.children[at].querySelectorAll("li")[SOME]?.querySelector("a")?.focus();
    };
    return h("button", { class: "btn bare flush", type: "button", onclick: press }, this.goal.river.say("meeting.past.more", { count: left }));
  }

  update(paths) {
    const { river, path } = this.goal;
    if (paths && !this.forms.some((form) => river.touches(paths, form))) return;
    this.found = mentions(river, path);
    const count = this.found.reduce((sum, { entries }) => sum + entries.length, 0);
    setText(this.count, count ? river.say("goals.mentions.count", { count }) : "");
    show(this.el, this.forms.length > 0 && Boolean(river.cell(`${path}/created`)));
    if (this.el.open) this.#draw();
  }

  destroy() {}
}
