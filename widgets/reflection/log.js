// Looking back: what was written, newest first. An entry is made once and stays; only what it says is filled anew.

import { actionLine } from "../common/actions.js";
import { day, machine } from "../common/dates.js";
import { fill, h, icon, setText, uid, voice } from "../common/dom.js";
import { field, rowTitle } from "../common/fields.js";
import { Keyed } from "../common/keyed.js";
import { fieldsOf } from "../common/paths.js";
import { viewLink } from "../common/places.js";
import { contents, countThemes, overview, themeName } from "./entries.js";
import { confirmSharing } from "./form.js";

const PAGE = 10; // entries shown at first, and with every “Show earlier ones”
const THEMES = 8; // chips; rarer themes stand with their entries

export class Log {
  /** `editing()`: the id that is open in the form; `onedit(id)`. */
  constructor(river, { editing, onedit }) {
    Object.assign(this, { river, editing, onedit, shown: PAGE, theme: null, chips: new Map() });
    const id = uid("past");
    this.heading = h("h2", { id, tabindex: "-1" }, river.say("reflection.past"));
    this.count = h("span", { class: "small" });
    this.filter = h("div", { class: "chips", role: "group", "aria-label": river.say("reflection.filter") });
    this.list = h("ol", { class: "log", role: "list" });
    this.entries = new Keyed(this.list, (one) => new Entry(river, one, this));
    this.none = h("p", { class: "quiet" }, river.say("reflection.none", { name: river.name(river.partner) }));
    this.earlier = h("button", { class: "btn", type: "button", onclick: () => this.#earlier() }, river.say("reflection.earlier"));
    this.back = h("div");
    this.recurring = h("details", { class: "recurring" }, h("summary", null, icon("turn", "turn"), river.say("reflection.recurring")), this.back);
    this.el = h("div", { class: "past stack-l", role: "region", "aria-labelledby": id },
      h("div", { class: "head" }, this.heading, this.count), this.filter, this.recurring, this.none, this.list, h("div", null, this.earlier));
    this.update();
  }

  #earlier() {
    const before = this.shown;
    this.shown += PAGE;
    this.update();
    this.list.children[before]?.querySelector("article")?.focus();
  }

  #pick(theme) {
    this.theme = theme;
    this.shown = PAGE;
    this.update();
  }

  update(paths = null) {
    const { river } = this;
    const all = contents(river, { except: this.editing() });
    this.#drawCount(all);
    this.#drawChips(all);
    this.#drawRecurring(all);
    const fitting = this.theme ? all.filter((one) => one.themes.includes(this.theme)) : all;
    const visible = fitting.slice(0, this.shown);
    this.none.hidden = all.length > 0;
    this.earlier.hidden = fitting.length <= this.shown;
    this.entries.update(visible, paths);
  }

  #drawCount(all) {
    const parts = [this.river.role, this.river.partner]
      .map((person) => ({ person, count: all.filter((one) => one.by === person).length }))
      .filter((one) => one.count)
      .map(({ person, count }) => (person === this.river.role ? this.river.say("reflection.count.own", { count }) : this.river.say("reflection.count.from", { count, name: this.river.name(person) })));
    setText(this.count, all.length ? [this.river.say("reflection.count", { count: all.length }), ...parts].join(", ") : "");
  }

  #drawChips(all) {
    const { river } = this;
    const counts = countThemes(all).slice(0, THEMES);
    if (this.theme && !counts.some((one) => one.id === this.theme)) this.theme = null;
    const wanted = [{ id: null, count: 0 }, ...counts];
    for (const [id, chip] of this.chips) {
      if (wanted.some((one) => one.id === id)) continue;
      chip.remove();
      this.chips.delete(id);
    }
    for (const { id, count } of wanted) {
      if (!this.chips.has(id)) {
        const chip = h("button", { class: "chip", type: "button", onclick: () => this.#pick(id) });
        this.chips.set(id, chip);
        this.filter.append(chip);
      }
      const chip = this.chips.get(id);
      setText(chip, id === null ? river.say("reflection.all") : `${themeName(river, id)} ${count}`);
      chip.setAttribute("aria-pressed", String(this.theme === id));
    }
    this.filter.hidden = counts.length === 0;
  }

  /** What keeps coming back, as a table: how often, for whom, when last. */
  #drawRecurring(all) {
    const { river } = this;
    const themes = overview(all).filter((one) => one.count > 1);
    this.recurring.hidden = themes.length === 0;
    const told = JSON.stringify([themes, river.names]);
    if (this.back.dataset.told === told) return;
    this.back.dataset.told = told;
    const column = (text) => h("th", { scope: "col" }, text);
    const people = [river.role, river.partner].filter(Boolean);
    fill(this.back, h("table", { class: "table" },
      h("thead", null, h("tr", null, column(river.say("reflection.theme")), people.map((person) => column(voice(river, person, { you: true }))), column(river.say("reflection.last")))),
      h("tbody", null, themes.map((one) => h("tr", null,
        h("th", { scope: "row" }, themeName(river, one.id)), people.map((person) => h("td", { class: "num" }, one.people[person] || "–")),
        h("td", null, h("time", { datetime: machine(one.last) }, day(river, one.last, { bare: true }))))))));
  }

  /** To an entry: the focus, for who has just finished it. */
  focus(path) {
    (this.entries.get(path)?.article ?? this.heading).focus();
  }

  destroy() {
    this.entries.destroy();
  }
}

/** How it was, the goal it belongs to and its themes. */
function tags(river, one) {
  const goal = one.goal && river.cell(`${one.goal}/created`) ? rowTitle(river, one.goal) : "";
  const about = [one.toneName, ...one.themes.map((id) => themeName(river, id))].filter(Boolean);
  if (!goal && !about.length) return null;
  const link = goal ? (viewLink(river, "goals", { class: "chip", path: one.goal }, icon("target"), goal) ?? h("span", { class: "chip" }, icon("target"), goal)) : null;
  return h("ul", { class: "chips", role: "list", "aria-label": river.say("reflection.themes") }, goal ? h("li", null, link) : null, about.map((name) => h("li", { class: "chip" }, name)));
}

class Entry {
  constructor(river, one, log) {
    Object.assign(this, { river, one, log, reply: null, line: null, answering: false });
    const { own, by } = one;
    const name = river.name(river.partner);
    const bare = (key, onclick) => h("button", { class: "btn bare", type: "button", onclick }, river.say(key, { name }));
    this.time = h("time", null);
    this.status = h("span", { class: "status" }, icon("lock"), river.say("reflection.private"));
    this.about = h("h3", { class: "h4" });
    this.words = h("dl", { class: "thoughts" });
    this.actions = h("ul", { class: "actions" });
    this.tags = h("div", { class: "tags" });
    this.share = bare("reflection.share.with", () => void this.#share());
    this.answer = bare("reflection.reply", () => this.#open());
    this.edit = bare("reflection.edit.it", () => log.onedit(this.one.id));
    this.remove = bare("reflection.remove", () => this.#remove());
    this.row = h("div", { class: "row tools" }, this.tags, this.share, this.answer, this.edit, this.remove);
    this.place = h("div", { class: "reply" });
    const id = uid("entry");
    this.article = h("article", { class: "body", tabindex: "-1", "aria-labelledby": id },
      h("p", { class: "when", id }, h("strong", null, voice(river, by, { you: true }).lastChild.textContent), this.time, this.status),
      this.about, this.words, this.actions, this.row, this.place);
    this.article.querySelector("strong").setAttribute("class", "voice");
    this.el = h("li", { dataset: { voice: by, path: one.path } }, h("span", { class: "marker", "aria-hidden": "true" }), this.article);
    for (const button of [this.edit, this.remove]) button.hidden = !own || Boolean(river.readonly);
    this.update(null, one);
  }

  async #share() {
    const { river, one } = this;
    if (!(await confirmSharing(this.el, river, "shared"))) return;
    river.set(`${one.path}/sharing`, "shared");
    this.article.focus();
  }

  #remove() {
    const after = this.el.nextElementSibling ?? this.el.previousElementSibling;
    const path = this.one.path;
    (after?.querySelector("article") ?? this.log.heading).focus();
    this.river.remove(path);
  }

  #open() {
    this.answering = true;
    this.update(null, this.one);
    this.reply?.focus();
  }

  update(paths, one) {
    const { river } = this;
    this.one = one;
    const told = JSON.stringify(one);
    if (this.el.dataset.told !== told) {
      this.el.dataset.told = told;
      setText(this.time, day(river, one.date, { short: true }));
      this.time.setAttribute("datetime", machine(one.date));
      this.status.hidden = !one.private;
      setText(this.about, one.title);
      this.about.hidden = !one.title;
      fill(this.words, one.words.map(({ label, value }) => h("div", null, h("dt", null, label), h("dd", null, value))));
      fill(this.tags, tags(river, one));
      this.tags.hidden = !this.tags.children.length;
    }
    this.#updateAction(paths);
    this.actions.hidden = !one.action;
    this.share.hidden = !one.own || !one.private || Boolean(river.readonly);
    this.#updateReply(paths);
    this.row.hidden = [...this.row.children].every((child) => child.hidden);
  }

  #updateAction(paths) {
    const { action } = this.one;
    if (this.line?.path === action) return void this.line.update(paths);
    if (!action && !this.line) return;
    this.line?.destroy();
    this.line = action ? actionLine(this.river, action) : null;
    fill(this.actions, this.line?.el);
  }

  /** The reply is a live text: both write in it, once there is one. */
  #updateReply(paths) {
    const { river, one } = this;
    const path = `${one.path}/reply`;
    const wanted = !one.private && (this.answering || Boolean(river.text(path)));
    this.answer.hidden = one.private || one.own || wanted || Boolean(river.readonly);
    if (wanted && !this.reply) {
      const spec = fieldsOf(river.spec("reflections")).find((spec) => spec.id === "reply");
      const label = one.own ? river.say("reflection.reply.from", { name: river.name(river.partner) }) : river.say("reflection.reply.to", { name: river.name(one.by) });
      this.reply = field(river, spec, path, { label });
      fill(this.place, this.reply.el);
    } else if (!wanted && this.reply && !this.place.contains(document.activeElement)) {
      this.reply.destroy();
      this.reply = null;
      fill(this.place);
    } else this.reply?.update(paths);
    this.place.hidden = !this.reply;
  }

  destroy() {
    this.reply?.destroy();
    this.line?.destroy();
  }
}
