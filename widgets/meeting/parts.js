// The parts of a meeting's page that are written during it: what became of the last actions, decisions, notes, new
// actions. Each is {el, update(paths), destroy()}.

import { actionForm, actionLine, readAction } from "../common/actions.js";
import { changer, endRow } from "../common/changer.js";
import { dayOf } from "../common/dates.js";
import { announce, errorLine, fill, h, icon, setText, uid } from "../common/dom.js";
import { field, optionLabel } from "../common/fields.js";
import { draftRow, Keyed, show } from "../common/keyed.js";
import { fieldsOf } from "../common/paths.js";
import { mayWrite } from "../common/rights.js";
import { allMeetings, heldBefore, plannedAfter, readMeeting } from "./meetings.js";

/** A sheet with a heading of the third level, within a meeting: {el, side, heading}. */
export function sheet(title, cls, ...children) {
  return headed("h3", title, cls, ...children);
}

/** A sheet with a heading: {el, side, heading}; `side` is a line at its right. */
export function headed(level, title, cls, ...children) {
  const id = uid("part");
  const side = h("span", { class: "small" });
  const heading = h(level, { id, class: "h2" }, title);
  const el = h("section", { class: ["sheet", cls], "aria-labelledby": id }, h("div", { class: "head" }, heading, side), children);
  return { el, side, heading };
}

const column = (river, rows, id) => fieldsOf(river.spec("meetings")).find((one) => one.id === rows).fields.find((one) => one.id === id);

// --- what became of the actions from before

const CLOSED = ["done", "dropped"];
const MOST = 6; // actions shown at once; more are a press away

/**
 * The actions to look at in a meeting, as readAction has them, each with `outcome`: those still open that do not come from
 * it, those done since the meeting before, and those settled in it. Of a meeting that is closed, only what was settled.
 */
export function toSettle(river, path) {
  const meeting = readMeeting(river, { path });
  const before = heldBefore(allMeetings(river), meeting);
  const review = `${path}/actions_review`;
  const found = [];
  for (const row of river.rows("actions")) {
    const action = { ...readAction(river, row.path), id: row.id };
    const outcome = river.cell(`${review}/${row.id}/created`) ? river.value(`${review}/${row.id}/outcome`) : null;
    const from = river.value(`${row.path}/came_from`);
    const own = Array.isArray(from) && from.includes(path);
    const open = !CLOSED.includes(action.status);
    const since = action.done_on && before?.date && action.done_on >= before.date && (!meeting.date || action.done_on <= meeting.date);
    const later = meeting.date && row.created && dayOf(river, row.created) > meeting.date;
    const wanted = meeting.status === "planned" ? (!own && action.what && (open || since)) || outcome : outcome && !later;
    if (wanted) found.push({ ...action, outcome });
  }
  return found.sort((a, b) => (a.due ?? "9").localeCompare(b.due ?? "9") || a.path.localeCompare(b.path));
}

const STATUS = { done: "done", open: "open", changed: "open", dropped: "dropped" };

export class LastActions {
  constructor(river, path) {
    Object.assign(this, { river, path });
    this.list = h("ul", { class: "actions" });
    this.none = h("p", { class: "quiet" }, river.say("meeting.last.none"));
    this.carry = h("button", { class: "btn bare flush", type: "button", onclick: () => this.#carry() }, icon("arrow"), h("span"));
    this.rest = h("button", { class: "btn bare flush", type: "button", onclick: () => this.#showAll() });
    const { el, side, heading } = sheet(river.say("meeting.last"), "last", this.list, this.none, this.rest, h("div", null, this.carry));
    Object.assign(this, { el, side, heading });
    heading.tabIndex = -1;
    this.whole = false;
    this.lines = new Keyed(this.list, (one) => this.#line(one));
  }

  #showAll() {
    this.whole = true;
    this.update(null);
    this.list.children[MOST]?.querySelector("input:not(:disabled), button:not([hidden]), summary")?.focus();
  }

  /** Where the outcome of an action is written: its row begins to exist with it, once, also from two pages. */
  #review(action) {
    const { river, path } = this;
    const draft = draftRow(river, `${path}/actions_review`, () => ({ action: [action.path] }), action.id);
    const set = (where, value) => {
      draft.river.set(where, value);
      if (where.endsWith("/outcome") && value) this.#follow(action.path, value);
    };
    const proxy = new Proxy(draft.river, { get: (target, name) => (name === "set" ? set : target[name]) });
    return { river: proxy, path: draft.path };
  }

  /** The action's own status follows from what became of it. */
  #follow(path, outcome) {
    const { river } = this;
    const spec = fieldsOf(river.spec("actions")).find((one) => one.id === "status");
    if (!mayWrite(river, spec, `${path}/status`) || river.value(`${path}/status`) === STATUS[outcome]) return;
    river.set(`${path}/status`, STATUS[outcome]);
    river.set(`${path}/done_on`, outcome === "done" ? dayOf(river, new Date()) : null);
  }

  #line(action) {
    const { river } = this;
    const review = this.#review(action);
    const line = actionLine(river, action.path, { origin: true, ontick: (done) => review.river.set(`${review.path}/outcome`, done ? "done" : "open") });
    const outcome = column(river, "actions_review", "outcome");
    const learned = column(river, "actions_review", "learned");
    const fields = [
      field(review.river, outcome, `${review.path}/outcome`, { compact: true, quiet: true, labelClass: "sr", label: river.say("meeting.last.outcome", { what: action.what }) }),
      field(review.river, learned, `${review.path}/learned`, { compact: true, label: river.say("meeting.last.learned") }),
    ];
    const words = h("span");
    const place = h("details", { class: "review" }, h("summary", null, icon("turn", "turn"), words, h("span", { class: "sr" }, `: ${action.what}`)), h("div", { class: "stack" }, fields.map((one) => one.el)));
    line.el.append(place);
    const update = (paths, one) => {
      line.update(paths);
      for (const part of fields) part.update(paths);
      show(fields[1].el, Boolean(one.outcome));
      place.classList.toggle("given", Boolean(one.outcome));
      setText(words, one.outcome ? optionLabel(outcome, one.outcome) : outcome.label);
    };
    update(null, action);
    return { el: line.el, update, destroy: () => [line, ...fields].forEach((part) => part.destroy()) };
  }

  get #open() {
    return this.actions.filter((one) => !CLOSED.includes(one.status) && !one.outcome);
  }

  /** What is still open is noted as such; it comes back by itself. */
  #carry() {
    const open = this.#open;
    for (const one of open) {
      const { river, path } = this.#review(one);
      river.set(`${path}/outcome`, "open");
    }
    announce(this.river.say("meeting.last.carried", { count: open.length }));
    this.heading.focus();
  }

  update(paths) {
    const { river } = this;
    this.actions = toSettle(river, this.path);
    const shown = this.whole ? this.actions : this.actions.slice(0, MOST);
    this.lines.update(shown, paths);
    this.rest.hidden = shown.length === this.actions.length;
    if (!this.rest.hidden) setText(this.rest, river.say("meeting.past.more", { count: this.actions.length - shown.length }));
    this.list.hidden = !this.actions.length;
    this.none.hidden = this.actions.length > 0;
    const done = this.actions.filter((one) => one.status === "done").length;
    setText(this.side, this.actions.length ? river.say("meeting.last.done", { done, count: this.actions.length }) : "");
    const open = this.#open.length;
    show(this.carry, open > 0 && !river.readonly && readMeeting(river, { path: this.path }).status === "planned");
    setText(this.carry.lastChild, open ? river.say("meeting.last.carry", { count: open }) : "");
  }

  destroy() {
    this.lines.destroy();
  }
}

// --- decisions

export class Decisions {
  constructor(river, path) {
    Object.assign(this, { river, path: `${path}/decisions` });
    this.list = h("ul", { class: "decisions" });
    this.rows = new Keyed(this.list, (row) => this.#item(row));
    this.form = river.readonly ? null : this.#adder();
    const { el } = sheet(river.say("meeting.decisions"), "", this.list, this.form);
    this.el = el;
  }

  #adder() {
    const { river, path } = this;
    const id = uid("decision");
    const wrong = h("div");
    const input = h("input", { id, type: "text", autocomplete: "off", maxlength: 2000, placeholder: river.say("meeting.decisions.placeholder"), "aria-describedby": `${id}-wrong` });
    const add = (event) => {
      event.preventDefault();
      const what = input.value.trim();
      input.setAttribute("aria-invalid", String(!what));
      fill(wrong, what ? null : errorLine(river.say("meeting.decisions.missing"), `${id}-wrong`));
      if (what) river.add(path, { what });
      if (what) input.value = "";
      input.focus();
      input.scrollIntoView?.({ block: "nearest" });
    };
    this.input = input;
    return h("form", { class: "add-one", novalidate: true, onsubmit: add }, h("div", { class: "field" }, h("label", { class: "sr", for: id }, river.say("meeting.decisions.new")), input, wrong),
      h("button", { class: "btn", type: "submit" }, river.say("meeting.decisions.add")));
  }

  #item(row) {
    const { river } = this;
    const words = h("span", { class: "words" });
    const why = h("span", { class: "small quiet" });
    const place = h("div", { class: "edit", hidden: true });
    const columns = fieldsOf(river.spec("meetings")).find((one) => one.id === "decisions").fields;
    const draw = (close) => {
      const fields = columns.map((one) => field(river, one, `${row.path}/${one.id}`, { compact: true }));
      const remove = () => {
        this.input.focus();
        river.remove(row.path);
      };
      fill(place, h("div", { class: "stack" }, fields.map((one) => one.el)), endRow(river, { done: close, remove, removeLabel: river.say("meeting.decisions.remove") }));
      return fields;
    };
    const opener = river.readonly ? null : changer(river, { place, name: () => river.say("meeting.decisions.change", { what: words.textContent }), draw });
    const el = h("li", null, icon("check"), h("div", { class: "said-so" }, words, why), opener?.button, place);
    const update = (paths) => {
      setText(words, river.value(`${row.path}/what`) ?? "");
      setText(why, river.value(`${row.path}/why`) ?? "");
      why.hidden = !why.textContent;
      opener?.update(paths);
    };
    update(null);
    return { el, update, destroy: () => opener?.destroy() };
  }

  update(paths) {
    const rows = this.river.rows(this.path);
    this.rows.update(rows, paths);
    this.list.hidden = !rows.length;
  }

  destroy() {
    this.rows.destroy();
  }
}

// --- notes, with a question at hand

export class Notes {
  /** `prompts`: [{id, text, group}], those on listening. */
  constructor(river, path, prompts) {
    const spec = (id) => fieldsOf(river.spec("meetings")).find((one) => one.id === id);
    this.notes = field(river, spec("notes"), `${path}/notes`, { labelClass: "sr", help: river.say("meeting.notes.help", { name: river.name(river.partner) }) });
    this.more = ["summary", "listening"].map((id) => field(river, spec(id), `${path}/${id}`));
    const fold = h("details", { class: "more" }, h("summary", null, icon("turn", "turn"), river.say("meeting.sumup")), h("div", { class: "stack" }, this.more.map((one) => one.el)));
    const { el } = sheet(river.say("meeting.notes"), "notes", this.notes.el, ask(river, prompts), fold);
    this.el = el;
    fold.open = this.more.some((one) => !one.empty);
  }

  update(paths) {
    for (const one of [this.notes, ...this.more]) one.update(paths);
  }

  destroy() {
    for (const one of [this.notes, ...this.more]) one.destroy();
  }
}

/** A question, one at a time, and how to say back and sum up. Small, and closed until somebody wants it. */
function ask(river, prompts) {
  const open = prompts.filter((one) => one.id.startsWith("open-"));
  const rest = ["restate", "sum-up"].map((id) => prompts.find((one) => one.id === id)).filter(Boolean);
  if (!open.length) return null;
  let at = Math.floor(Math.random() * open.length);
  const words = h("q", { "aria-live": "polite" }, open[at].text);
  const another = () => setText(words, open[(at = (at + 1) % open.length)].text);
  return h("details", { class: "more prompts" }, h("summary", null, icon("turn", "turn"), river.say("meeting.prompts")),
    h("dl", null,
      h("div", null, h("dt", null, river.say("meeting.prompts.open")), h("dd", null, words, " ", h("button", { class: "btn bare", type: "button", onclick: another }, river.say("meeting.prompts.more")))),
      rest.map((one) => h("div", null, h("dt", null, river.say(`meeting.prompts.${one.id}`)), h("dd", null, h("q", null, one.text))))));
}

// --- actions from today

/** The actions that came from a meeting, the oldest first. */
export function actionsFrom(river, path) {
  return river.rows("actions").filter((row) => (river.value(`${row.path}/came_from`) ?? []).includes(path));
}

/** Rows that were written as a meeting's new actions elsewhere (from Python, in another form) become actions, once. */
export function adopt(river, path) {
  for (const row of river.rows(`${path}/new_actions`)) {
    const value = (name) => river.value(`${row.path}/${name}`);
    if (!value("what")) continue;
    river.add("actions", { what: value("what"), owner: value("owner") ?? river.role, due: value("due"), came_from: [path], status: "open" }, row.id);
    river.remove(row.path);
  }
}

export class NewActions {
  constructor(river, path) {
    Object.assign(this, { river, path });
    this.list = h("ul", { class: "actions" });
    this.none = h("p", { class: "quiet" }, river.say("meeting.new.none"));
    this.lines = new Keyed(this.list, (row) => actionLine(river, row.path));
    const due = () => plannedAfter(allMeetings(river), readMeeting(river, { path }))?.date ?? "";
    const onadd = (action) => river.add("actions", { ...action, status: "open", came_from: [path] });
    this.form = river.readonly ? null : actionForm(river, { onadd, given: due });
    const { el } = sheet(river.say("meeting.new"), "", this.list, this.none, this.form?.el);
    this.el = el;
  }

  update(paths) {
    const rows = actionsFrom(this.river, this.path);
    this.lines.update(rows, paths);
    this.list.hidden = !rows.length;
    this.none.hidden = rows.length > 0;
    this.form?.update();
  }

  destroy() {
    this.lines.destroy();
  }
}

