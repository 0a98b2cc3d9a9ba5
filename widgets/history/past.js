// The workbook as it was at the end of a day, to read; with what reads otherwise now, and the way back to it.

import { day, today } from "../common/dates.js";
import { ask, fill, h, icon, uid, voice } from "../common/dom.js";
import { fieldAt, onePerPerson } from "../common/paths.js";
import { parent, rowTitle, shownIn } from "./places.js";
import { endOf } from "./days.js";

const REST = 700; // milliseconds without a change after which it is read again
const FEW = 60; // lines that are shown at once; more of them are folded, a fold a form

export class Past {
  /** `onback()`: to the changes again. */
  constructor(river, { onback }) {
    Object.assign(this, { river, onback, day: "", answer: null, only: false, timer: 0, turn: 0, folds: new Map() });
    const id = uid("day");
    this.heading = h("h2", { tabindex: "-1" });
    this.input = h("input", { id, class: "day", type: "date", max: today(river), onchange: () => this.input.value && this.show(this.input.value) });
    this.state = h("p", { class: "quiet", role: "status" });
    this.all = h("button", { class: "btn primary", type: "button", hidden: true, onclick: () => void this.#restore("") }, icon("undo"), " ", river.say("history.restore.all"));
    const box = h("input", { type: "checkbox", onchange: () => ((this.only = box.checked), this.draw()) });
    this.choice = h("label", { class: "choice", hidden: true }, box, h("span", null, river.say("history.only")));
    this.body = h("div", { class: "stack-l" });
    this.el = h(
      "div",
      { class: "stack-l past" },
      h("div", null, h("button", { class: "btn bare flush", type: "button", onclick: () => onback() }, icon("back"), " ", river.say("history.back"))),
      h(
        "div",
        { class: "sheet stack" },
        this.heading,
        this.state,
        h("div", { class: "field" }, h("label", { for: id }, river.say("history.day")), this.input),
        this.choice,
        h("div", { class: "row" }, this.all),
      ),
      this.body,
    );
  }

  /** Shows another day. */
  show(when) {
    const { river } = this;
    this.day = when;
    this.answer = null;
    this.input.value = when;
    fill(this.heading, river.say("history.past", { day: day(river, when) }));
    this.state.textContent = river.say("history.wait");
    for (const el of [this.all, this.choice]) el.hidden = true;
    fill(this.body);
    void this.load();
  }

  async load() {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const answer = await this.river.past(endOf(this.day));
    if (turn !== this.turn) return;
    if (answer.type === "trouble") return void (this.state.textContent = answer.message);
    this.answer = answer;
    this.draw();
  }

  /** Something was written: what differs may differ no longer. */
  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.el.isConnected && this.day && this.load(), REST);
  }

  // --- drawing

  draw() {
    const { river } = this;
    const { parts, steps, kept } = this.answer;
    const held = this.el.contains(document.activeElement) ? document.activeElement : null;
    const count = steps.length;
    const none = kept.length ? river.say("history.differs.kept", { count: kept.length, name: river.name(river.partner) }) : river.say("history.differs.none");
    this.state.textContent = !parts.length ? river.say("history.past.none") : river.readonly ? river.readonly : count ? river.say("history.differs", { count }) : none;
    this.all.hidden = !count;
    this.choice.hidden = !count || !parts.length;
    this.kinds = new Map(steps.map((step) => [step.path, step.kind]));
    const drawn = new Set();
    fill(this.body, this.#sheets(parts, drawn), this.#since(steps.filter((step) => !drawn.has(step.path))));
    if (held && (!held.isConnected || held.hidden)) this.#refocus(held);
  }

  /** What was pressed may be gone once it is restored: then the form it was in, or the day, is where one is. */
  #refocus(held) {
    const keys = [held.dataset.key, held.closest("details")?.querySelector("summary").dataset.key].filter(Boolean);
    const again = keys.map((key) => this.body.querySelector(`[data-key="${CSS.escape(key)}"]`)).find((el) => el?.checkVisibility?.() ?? el);
    (again ?? this.heading).focus({ preventScroll: true });
  }

  /** A sheet a form. What is drawn with a button of its own joins `drawn`. */
  #sheets(parts, drawn) {
    const sheets = [];
    for (const part of parts) {
      if (part.level === 1) sheets.push({ title: part, parts: [] });
      else sheets.at(-1)?.parts.push(part);
    }
    const drawings = sheets.map(({ title, parts: inside }) => {
      let second = false; // whether a heading of the second level stands above
      const rows = inside.map((part) => {
        second ||= part.level === 2;
        return { part, el: part.level ? this.#heading(part, drawn, second) : this.#answer(part, drawn) };
      });
      const count = rows.filter(({ part, el }) => (part.level ? this.kinds.has(`${part.path}/removed`) : el.dataset.differs)).length;
      const shown = this.only ? rows.filter(({ part, el }) => (part.level ? this.#within(part.path).length : el.dataset.differs)) : rows;
      return { title: title.text, count, shown };
    });
    const few = drawings.reduce((sum, { shown }) => sum + shown.length, 0) <= FEW;
    return drawings.filter(({ shown }) => shown.length).map(({ title, count, shown }) => this.#fold(title, count, h("div", { class: "stack" }, shown.map(({ el }) => el)), few));
  }

  /** A form as a fold, which stays as the reader left it; half a year would be a hundred screens without. */
  #fold(title, count, inside, open) {
    const words = count ? h("span", { class: "flag" }, this.river.say("history.differs.here", { count })) : null;
    const fold = h("details", { class: "sheet form", open: this.folds.get(title) ?? open },
      h("summary", { dataset: { key: title }, onclick: () => this.folds.set(title, !fold.open) }, icon("turn", "turn"), h("h3", { class: "h2" }, title), words), inside);
    return fold;
  }

  #within(path) {
    return this.answer.steps.filter((step) => !path || step.path === path || step.path.startsWith(`${path}/`));
  }

  #heading({ level, text, path }, drawn, second) {
    const { river } = this;
    const kind = this.kinds.get(`${path}/removed`);
    if (kind) drawn.add(`${path}/removed`);
    const any = this.#within(path).length > 0;
    const isRow = /\/[\w-]{8,}$/.test(path);
    return h(
      "div",
      { class: ["head", `level-${level}`] },
      h(level > 2 && second ? "h5" : "h4", { class: level === 2 ? "h3" : "h4" }, text),
      kind === "back" ? h("span", { class: "flag" }, river.say("history.gone")) : null,
      any && isRow ? this.#button(path, river.say("history.restore.row")) : null,
    );
  }

  #answer({ path, label, who, words }, drawn) {
    const { river } = this;
    const mine = !who || !onePerPerson(river.model.get("forms") ?? {}, path) || who === river.names[river.role];
    const differs = mine && this.kinds.has(path) && !drawn.has(path);
    if (differs) drawn.add(path);
    const forms = river.model.get("forms") ?? {};
    const field = fieldAt(forms, path)?.field;
    const person = ["mentor", "mentee"].find((one) => who && river.names[one] === who);
    return h(
      "div",
      { class: "told", dataset: differs ? { differs: "yes" } : {} },
      h("p", { class: "name" }, label, person ? [" ", voice(river, person, { you: true })] : who ? ` ${who}` : null),
      h("p", { class: "words" }, field?.type === "date" ? day(river, words) : words),
      differs ? h("p", { class: "row" }, h("span", { class: "flag" }, river.say("history.otherwise")), this.#button(path, river.say("history.restore.field"))) : null,
    );
  }

  /** What has been written since, where there was nothing on that day. */
  #since(steps) {
    const { river } = this;
    if (!steps.length) return null;
    const line = ({ path, kind }) => {
      const row = path.endsWith("/removed");
      const { label, within } = shownIn(river, path);
      const words = row ? rowTitle(river, parent(path)) : label;
      return h(
        "li",
        null,
        h("p", null, h("strong", null, words), h("span", { class: "quiet within" }, ` ${within}`)),
        this.#button(row ? parent(path) : path, river.say(kind === "remove" ? "history.row.remove" : kind === "back" ? "history.row.back" : kind === "empty" ? "history.empty" : "history.restore.field")),
      );
    };
    return this.#fold(river.say("history.since"), steps.length, h("ul", { class: "plain since" }, steps.map(line)), steps.length <= FEW);
  }

  #button(path, words) {
    return h("button", { class: "btn bare flush", type: "button", dataset: { key: path }, onclick: () => void this.#restore(path) }, icon("undo"), " ", words);
  }

  // --- restoring

  async #restore(path) {
    const { river } = this;
    const steps = this.#within(path);
    const kept = this.answer.kept.filter((one) => !path || one === path || one.startsWith(`${path}/`));
    const count = (kind) => steps.filter((step) => step.kind === kind).length;
    const will = [
      ["change", "history.will.change"],
      ["empty", "history.will.empty"],
      ["back", "history.will.back"],
      ["remove", "history.will.remove"],
    ].filter(([kind]) => count(kind)).map(([kind, key]) => river.say(key, { count: count(kind) }));
    if (kept.length) will.push(river.say("history.will.keep", { count: kept.length, name: river.name(river.partner) }));
    const sure = await ask(this.el, {
      title: path ? river.say("history.sure.day", { day: day(river, this.day, { bare: true }) }) : river.say("history.sure.all", { day: day(river, this.day, { bare: true }) }),
      text: [...will, river.say("history.undoable")].join(" "),
      yes: river.say("history.restore"),
      no: river.say("history.no"),
    });
    if (sure) river.restoreAsOf(path, { moment: endOf(this.day) });
  }

  destroy() {
    clearTimeout(this.timer);
    this.turn += 1;
  }
}
