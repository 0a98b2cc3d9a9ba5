// All meetings: the next one, those planned, those whose outcome nobody has told yet, and the past ones; and all actions.

import { actionForm, actionLine, byDay, openActions, readAction } from "../common/actions.js";
import { day, leaf, machine, near } from "../common/dates.js";
import { fill, h, icon, setText } from "../common/dom.js";
import { Keyed } from "../common/keyed.js";
import { optionLabel } from "../common/fields.js";
import { fieldsOf } from "../common/paths.js";
import { calendarButton } from "./calendar.js";
import { agendaOf, hours, nameOf, ownHours, placeName, sorted, titleOf } from "./meetings.js";
import { actionsFrom, headed } from "./parts.js";
import { isRhythm } from "./schedule.js";

const MOST = 6; // past or planned meetings shown at once
const AGENDA = 4; // items of the next meeting's agenda

/** The leaf of a calendar with a day. */
export function dayLeaf(river, date) {
  const at = leaf(river, date);
  return at ? h("div", { class: "leaf", "aria-hidden": "true" }, h("span", { class: "m" }, at.month), h("span", { class: "d" }, at.day), h("span", { class: "w" }, at.weekday)) : null;
}

/** The next meeting in a few lines: when, where, and the first items of its agenda. */
export function inShort(river, meeting) {
  const where = [meeting.length > 0 ? river.say("meeting.length", { count: meeting.length }) : "", placeName(river, meeting)].filter(Boolean).join(", ");
  const items = agendaOf(river, meeting.path).slice(0, AGENDA);
  const own = ownHours(river, meeting);
  return [
    h("div", { class: "day" }, meeting.date ? dayLeaf(river, meeting.date) : null,
      h("div", null,
        h("p", null, meeting.date ? h("time", { datetime: machine(meeting.date) }, day(river, meeting.date)) : river.say("meeting.undated")),
        h("p", { class: "small quiet" }, [hours(river, meeting), own].filter(Boolean).join(" · ")),
        where ? h("p", { class: "small quiet" }, where) : null)),
    items.length ? h("ul", { class: "agenda-of", role: "list" }, items.map((one) => h("li", null, h("span", null, one.what), h("span", { class: "mins" }, river.say("meeting.minutes", { count: one.minutes }))))) : null,
  ];
}

/** Whatever of the next meeting is shown, to tell whether it must be drawn anew. */
export function gist(river, meeting) {
  if (!meeting) return "";
  const items = agendaOf(river, meeting.path).slice(0, AGENDA).map((one) => [one.what, one.minutes]);
  return JSON.stringify([meeting.path, titleOf(river, meeting), meeting.date, hours(river, meeting), ownHours(river, meeting), meeting.length, meeting.place, items, near(river, meeting.date)]);
}

export class Overview {
  /** `onopen(path, prepare)`; `onplan()`; `onlog()`. */
  constructor(river, { onopen, onplan, onlog }) {
    Object.assign(this, { river, onopen, whole: new Set() });
    this.plan = h("button", { class: "btn primary", type: "button", onclick: onplan }, icon("plus"), river.say("meeting.plan"));
    this.log = h("button", { class: "btn bare", type: "button", onclick: onlog }, river.say("meeting.log"));
    this.buttons = h("div", { class: "row" }, river.readonly ? null : [this.plan, this.log]);
    this.empty = h("div", { class: "empty" }, icon("calendar"), h("h2", { class: "h3" }, river.say("meeting.empty.title")), h("p", null, river.say("meeting.empty.text")));
    this.place = h("div");
    this.next = h("div", { class: "stack" });
    this.nextSheet = headed("h2", river.say("meeting.next"), "next-one", this.next);
    this.unsettled = this.#part("unsettled", (one) => this.#ask(one));
    this.coming = this.#part("coming", (one) => this.#line(one));
    this.past = this.#part("past", (one) => this.#line(one));
    this.calendar = calendarButton(river, () => this.planned.map((one) => one.id), { look: "btn bare flush" });
    this.coming.el.append(this.calendar.el);
    this.actions = new AllActions(river);
    this.el = h("div", { class: "stack-l all" }, this.buttons, this.place, this.empty, this.nextSheet.el, this.unsettled.el, this.coming.el, this.past.el, this.actions.el);
    this.update(null);
  }

  #part(key, make) {
    const list = h("ul", { class: "meetings", role: "list" });
    const rest = h("button", { class: "btn bare flush", type: "button", onclick: () => ((this.whole.add(key), this.update(null)), lines.get(this[key].shown[MOST]?.path)?.focus?.()) });
    const { el, side } = headed("h2", this.river.say(`meeting.${key}`), key, list, rest);
    const lines = new Keyed(list, make);
    return { el, side, list, rest, lines, shown: [] };
  }

  #show(key, meetings, paths) {
    const part = this[key];
    part.shown = this.whole.has(key) ? meetings : meetings.slice(0, MOST);
    part.lines.update(part.shown, paths);
    part.el.hidden = !meetings.length;
    const more = meetings.length - part.shown.length;
    part.rest.hidden = !more;
    if (more) setText(part.rest, this.river.say("meeting.past.more", { count: more }));
  }

  #line(first) {
    const { river } = this;
    const opener = h("button", { class: "opener", type: "button", onclick: () => this.onopen(first.path) });
    const when = h("time");
    const sum = h("span", { class: "small quiet" });
    const status = h("span", { class: "status" });
    const el = h("li", { dataset: { path: first.path } }, h("p", { class: "what" }, opener), h("p", { class: "meta" }, when, status, sum));
    const update = (_paths, one) => {
      setText(opener, titleOf(river, one));
      setText(when, one.date ? [day(river, one.date, { short: true }), hours(river, one)].filter(Boolean).join(", ") : river.say("meeting.undated"));
      when.dateTime = one.date ?? "";
      const told = one.status;
      if (status.dataset.told !== told) fill(status, told === "planned" ? null : [icon(told === "held" ? "done" : "info"), river.say(`meeting.is.${told}`)]);
      status.dataset.told = told;
      status.classList.toggle("done", told === "held");
      const decisions = river.rows(`${one.path}/decisions`).length;
      const actions = actionsFrom(river, one.path).length;
      setText(sum, [decisions ? river.say("meeting.sum.decisions", { count: decisions }) : "", actions ? river.say("meeting.sum.actions", { count: actions }) : "", one.why].filter(Boolean).join(" · "));
    };
    update(null, first);
    return { el, update, focus: () => opener.focus() };
  }

  /** Held, missed or cancelled? One press settles it. */
  #ask(first) {
    const { river } = this;
    const line = this.#line(first);
    const press = (status) => {
      this.plan.focus();
      river.set(`${first.path}/status`, status);
      if (status !== "held") this.onopen(first.path, "details");
    };
    const button = (status) => h("button", { class: "btn", type: "button", "aria-label": river.say("meeting.was.of", { what: river.say(`meeting.was.${status}`), name: titleOf(river, first) }), onclick: () => press(status) }, river.say(`meeting.was.${status}`));
    if (!river.readonly) line.el.append(h("div", { class: "row" }, ["held", "missed", "moved", "cancelled"].map(button)));
    return line;
  }

  update(paths) {
    const { river } = this;
    const { next, coming, unsettled, past } = sorted(river);
    this.planned = [next, ...coming].filter(Boolean);
    this.empty.hidden = Boolean(next || coming.length || unsettled.length || past.length) || this.place.childElementCount > 0;
    this.nextSheet.el.hidden = !next;
    const told = gist(river, next);
    if (this.next.dataset.told !== told && !this.next.contains(document.activeElement)) {
      this.next.dataset.told = told;
      fill(this.next, next ? this.#next(next) : null);
    }
    setText(this.nextSheet.heading, next?.title ? river.say("meeting.titled", { name: river.say("meeting.next"), title: next.title }) : river.say("meeting.next"));
    setText(this.nextSheet.side, next ? [nameOf(river, next), near(river, next.date)].filter(Boolean).join(", ") : "");
    this.#show("unsettled", unsettled, paths);
    this.#show("coming", coming, paths);
    this.#show("past", past, paths);
    const spec = fieldsOf(river.spec("meetings")).find((one) => one.id === "repeats");
    const often = coming.find((one) => isRhythm(one.repeats));
    setText(this.coming.side, often ? river.say("meeting.sum.repeats", { often: optionLabel(spec, often.repeats), count: coming.length }) : "");
    setText(this.calendar.words, river.say("meeting.calendar.all", { count: this.planned.length }));
    this.actions.update(paths);
  }

  #next(meeting) {
    const { river } = this;
    const open = (how) => () => this.onopen(meeting.path, how);
    return [inShort(river, meeting), h("div", { class: "row" },
      h("button", { class: "btn", type: "button", onclick: open(null) }, river.say("meeting.open")),
      h("button", { class: "btn bare", type: "button", onclick: open("prepare") }, river.say("meeting.prepare")),
      calendarButton(river, () => [meeting.id], { look: "btn bare" }).el)];
  }

  /** A form above the list, or nothing. */
  hold(form) {
    fill(this.place, form?.el);
    this.buttons.hidden = Boolean(form);
    this.update(null);
    form?.focus();
  }

  /** To the line of a meeting; else to what plans one. */
  focus(path = null) {
    const line = path && (this.coming.lines.get(path) ?? this.past.lines.get(path) ?? this.unsettled.lines.get(path));
    if (line) line.focus();
    else (this.next.querySelector("button") ?? this.plan).focus();
  }

  destroy() {
    for (const key of ["unsettled", "coming", "past"]) this[key].lines.destroy();
    this.actions.destroy();
  }
}

const CLOSED = 20; // closed actions drawn, the latest first

/** One list of everything the two said they would do, whatever it came from. */
export class AllActions {
  constructor(river) {
    this.river = river;
    this.list = h("ul", { class: "actions" });
    this.none = h("p", { class: "quiet" }, river.say("meeting.actions.none"));
    this.closedList = h("ul", { class: "actions" });
    this.summary = h("span");
    this.rest = h("button", { class: "btn bare flush", type: "button", onclick: () => ((this.whole = true), this.update(null), this.closedList.children[CLOSED]?.querySelector("input, button:not([hidden])")?.focus()) });
    this.fold = h("details", { class: "more", ontoggle: () => this.update(null) }, h("summary", null, icon("turn", "turn"), this.summary), this.closedList, this.rest);
    this.add = h("button", { class: "btn bare flush", type: "button", onclick: () => this.#ask() }, icon("plus"), river.say("actions.add"));
    this.place = h("div", null, river.readonly ? null : this.add);
    const { el, side, heading } = headed("h2", river.say("meeting.actions"), "all-actions", this.list, this.none, this.place, this.fold);
    heading.tabIndex = -1;
    Object.assign(this, { el, side, heading, seen: new Set(), whole: false });
    const make = (one) => actionLine(river, one.path, { origin: true });
    this.open = new Keyed(this.list, make);
    this.closed = new Keyed(this.closedList, make);
  }

  #ask() {
    const close = () => {
      fill(this.place, this.add);
      this.add.focus();
    };
    const onadd = (action) => {
      this.river.add("actions", { ...action, status: "open" });
      close();
    };
    const form = actionForm(this.river, { onadd, oncancel: close });
    fill(this.place, form.el);
    form.focus();
  }

  update(paths) {
    const { river } = this;
    const todo = openActions(river);
    for (const { path } of todo) this.seen.add(path);
    const others = river.rows("actions").map((row) => readAction(river, row.path)).filter((one) => ["done", "dropped"].includes(one.status));
    // What was ticked here stays where it is until the page is drawn anew.
    const ticked = others.filter(({ path }) => this.seen.has(path));
    this.open.update([...todo, ...ticked].sort(byDay), paths);
    this.list.hidden = !this.list.childElementCount;
    this.none.hidden = todo.length + others.length > 0;
    const late = todo.filter((one) => one.late).length;
    setText(this.side, todo.length ? [river.say("home.actions.open", { count: todo.length }), late ? river.say("home.actions.late", { count: late }) : ""].filter(Boolean).join(", ") : "");
    const closed = others.filter(({ path }) => !this.seen.has(path)).sort((a, b) => (b.done_on ?? "").localeCompare(a.done_on ?? "") || a.path.localeCompare(b.path));
    this.fold.hidden = !closed.length;
    if (closed.length) setText(this.summary, river.say("meeting.actions.closed", { count: closed.length }));
    const shown = this.whole ? closed : closed.slice(0, CLOSED);
    if (this.fold.open) this.closed.update(shown, paths);
    this.rest.hidden = shown.length === closed.length;
    setText(this.rest, river.say("meeting.past.more", { count: closed.length - shown.length }));
  }

  focus() {
    this.el.scrollIntoView({ block: "start" });
    this.heading.focus({ preventScroll: true });
  }

  destroy() {
    this.open.destroy();
    this.closed.destroy();
  }
}
