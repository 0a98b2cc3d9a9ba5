// The end of a meeting: how it was for each, and the one after it.

import { day, time } from "../common/dates.js";
import { announce, fill, h, icon, setText } from "../common/dom.js";
import { field } from "../common/fields.js";
import { standing } from "../common/fields/both.js";
import { show } from "../common/keyed.js";
import { fieldsOf } from "../common/paths.js";
import { adopt, sheet } from "./parts.js";
import { stand, since } from "./clock.js";
import { agendaOf, agreed, allMeetings, check, hint, hours, plannedAfter } from "./meetings.js";
import { derivedId, isRhythm, step } from "./schedule.js";

const ASKED = ["usefulness", "takeaway"];
const MORE = ["worked_for_me", "change_next", "mentor_share"];

/** How it was: each answers apart, and sees the other's answers once both are in. */
export class Feedback {
  constructor(river, path, read) {
    Object.assign(this, { river, path, read });
    const specs = fieldsOf(river.spec("meetings"));
    const make = (id) => field(river, specs.find((one) => one.id === id), `${path}/${id}`, { gathered: true });
    this.asked = [...ASKED, ...MORE].map(make);
    this.note = field(river, specs.find((one) => one.id === "private_note"), `${path}/private_note`);
    this.ready = h("button", { class: "btn", type: "button", onclick: () => this.#reveal() }, river.say("meeting.feedback.in"));
    this.said = h("p", { class: "small quiet", role: "status" });
    this.close = h("button", { class: "btn primary", type: "button", onclick: () => this.#close() }, river.say("meeting.close"));
    this.again = h("button", { class: "btn bare flush", type: "button", onclick: () => this.#open() }, river.say("meeting.reopen"));
    this.closed = h("p", { class: "small quiet" });
    const more = h("details", { class: "more" }, h("summary", null, icon("turn", "turn"), river.say("meeting.feedback.more")), h("div", { class: "stack" }, this.asked.slice(ASKED.length).map((one) => one.el)));
    const own = h("details", { class: "more" }, h("summary", null, icon("lock"), river.say("meeting.private")), this.note.el);
    const { el, heading } = sheet(river.say("meeting.feedback"), "feedback-sheet",
      h("p", { class: "help" }, river.say("meeting.feedback.help", { name: river.name(river.partner) })),
      h("div", { class: "feedback" }, this.asked.slice(0, ASKED.length).map((one) => one.el)), more,
      h("div", { class: "row" }, this.ready, this.said), own,
      h("div", { class: "row rule-top" }, this.close, this.again, this.closed));
    more.open = this.asked.slice(ASKED.length).some((one) => !one.empty);
    own.open = !this.note.empty;
    heading.tabIndex = -1;
    Object.assign(this, { el, heading });
  }

  #reveal() {
    for (const one of this.asked) {
      const { mine, mineIn } = standing(this.river, one.spec, one.path);
      if (mine && !mineIn) this.river.reveal(one.path);
    }
    if (this.ready.hidden) this.heading.focus();
  }

  #close() {
    const { river, path } = this;
    const rows = agendaOf(river, path);
    const cell = river.cell(`${path}/now`);
    if (cell?.v) {
      const on = since(cell, { pending: "v" in (river.laid.get(`${path}/now`) ?? {}), ahead: river.time.ahead });
      const { current, used } = stand(rows, on, river.time.now());
      if (current) river.set(`${current.path}/took`, Math.round((used / 60) * 1000) / 1000);
      river.set(`${path}/now`, null);
    }
    adopt(river, path);
    river.set(`${path}/status`, "held");
    announce(river.say("meeting.closed.said"));
    this.again.focus();
  }

  #open() {
    this.river.set(`${this.path}/status`, "planned");
    this.close.focus();
  }

  update(paths) {
    const { river } = this;
    for (const one of [...this.asked, this.note]) one.update(paths);
    const all = this.asked.map((one) => standing(river, one.spec, one.path));
    const waits = all.filter((one) => one.mine && !one.mineIn).length;
    const isIn = all.some((one) => one.mineIn);
    const both = all.some((one) => one.mineIn && one.theirs);
    const name = river.name(river.partner);
    show(this.ready, !river.readonly && (waits > 0 || !isIn));
    this.ready.disabled = false;
    if (waits) this.ready.removeAttribute("aria-disabled");
    else this.ready.setAttribute("aria-disabled", "true");
    const hidden = all.some((one) => one.hidden);
    setText(this.said, both ? river.say("meeting.feedback.both") : isIn ? river.say("meeting.feedback.mine", { name }) : hidden ? river.say("meeting.feedback.theirs", { name }) : waits ? "" : river.say("meeting.feedback.first"));
    const { status } = this.read();
    show(this.close, status === "planned" && !river.readonly);
    show(this.again, status !== "planned" && !river.readonly);
    setText(this.closed, river.say(status === "planned" ? "meeting.close.help" : "meeting.closed"));
  }

  destroy() {
    for (const one of [...this.asked, this.note]) one.destroy();
  }
}

/** The meeting after this one: planned already, or to be fixed here. */
export class Then {
  constructor(river, path, read, onopen) {
    Object.assign(this, { river, path, read, onopen });
    const specs = fieldsOf(river.spec("meetings"));
    this.fields = ["next_date", "next_time", "next_topic"].map((id) => field(river, specs.find((one) => one.id === id), `${path}/${id}`, { quiet: true }));
    this.take = h("button", { class: "btn", type: "button", onclick: () => this.#take() });
    this.plan = h("button", { class: "btn", type: "button", onclick: () => this.#plan() }, icon("plus"), river.say("meeting.then.plan"));
    this.wrong = h("p", { class: "small quiet", role: "status" });
    this.form = h("div", { class: "stack" }, h("p", { class: "help" }, river.say("meeting.then.help")), h("div", { class: "fields three" }, this.fields.map((one) => one.el)), h("div", { class: "row" }, this.take, this.plan, this.wrong));
    this.when = h("p", { class: "often" });
    this.open = h("button", { class: "btn", type: "button", onclick: () => this.onopen(this.next.path) }, river.say("meeting.open"));
    this.left = h("p", { class: "small quiet" });
    this.move = h("button", { class: "btn bare", type: "button", onclick: () => this.#move() }, icon("arrow"), h("span"));
    this.there = h("div", { class: "stack" }, this.when, h("div", { class: "row" }, this.open, this.move), this.left);
    const { el, heading } = sheet(river.say("meeting.then"), "then", this.there, this.form);
    heading.tabIndex = -1;
    Object.assign(this, { el, heading });
  }

  /** One step of the rhythm on. */
  get #suggested() {
    const { frequency } = agreed(this.river);
    const { date } = this.read();
    return date && isRhythm(frequency) ? step(date, frequency) : null;
  }

  #take() {
    const { river, path } = this;
    const { start } = this.read();
    river.set(`${path}/next_date`, this.#suggested);
    if (start && !river.value(`${path}/next_time`)) river.set(`${path}/next_time`, start);
    this.plan.focus();
  }

  get #when() {
    const { river, path } = this;
    const { start, zone, length } = this.read();
    return { date: river.value(`${path}/next_date`), start_time: river.value(`${path}/next_time`) ?? start, time_zone: zone, length };
  }

  #plan() {
    const { river, path } = this;
    const { date, ...when } = this.#when;
    if (!date) {
      setText(this.wrong, river.say("meeting.then.missing"));
      return void this.fields[0].focus();
    }
    // What stands beside the field is no advice here: such a meeting would be planned where none can be.
    const problems = check(river, this.#when);
    if (problems.date || problems.start_time) return void this.fields[problems.date ? 0 : 1].focus();
    const { id, place, placeDetail } = this.read();
    const fields = { date, ...when, place, place_detail: placeDetail || null, title: river.value(`${path}/next_topic`), status: "planned", repeats: "no" };
    const next = derivedId(id, "next");
    if (river.cell(`meetings/${next}/removed`)?.v) river.restore(`meetings/${next}`);
    river.add("meetings", fields, next);
    // From here on they are the next meeting's own, and in one place only.
    for (const one of this.fields) if (river.value(one.path) !== null) river.set(one.path, null);
    announce(river.say("meeting.planned", { count: 1 }));
    this.open.focus();
  }

  get #undone() {
    const rows = this.read().status === "held" ? agendaOf(this.river, this.path) : [];
    return rows.some((row) => row.done) ? rows.filter((row) => !row.done && row.what) : [];
  }

  #move() {
    const { river } = this;
    const rows = this.#undone;
    for (const row of rows) river.add(`${this.next.path}/agenda`, { what: row.what, minutes: row.minutes || 10, lead: row.lead }, derivedId(row.id, "moved"));
    announce(river.say("meeting.then.moved", { count: rows.length }));
    this.open.focus();
  }

  update(paths) {
    const { river, path } = this;
    const meeting = this.read();
    this.next = plannedAfter(allMeetings(river), { ...meeting, path });
    for (const one of this.fields) one.update(paths);
    const problems = check(river, this.#when);
    this.fields[0].advise(this.#when.date ? (problems.date ?? null) : null);
    this.fields[1].advise(this.#when.date ? (problems.start_time ?? hint(river, this.#when)) : null);
    if (this.#when.date) setText(this.wrong, "");
    show(this.form, !this.next && !river.readonly);
    show(this.there, Boolean(this.next));
    const suggested = this.#suggested;
    show(this.take, Boolean(suggested) && !this.#when.date);
    if (suggested) fill(this.take, [day(river, suggested), meeting.start ? time(river, meeting.start) : ""].filter(Boolean).join(", "));
    if (!this.next) return;
    const words = [day(river, this.next.date), hours(river, this.next), this.next.title].filter(Boolean).join(" · ");
    if (this.when.dataset.says !== words) fill(this.when, icon("calendar"), h("span", null, words));
    this.when.dataset.says = words;
    const undone = this.#undone;
    const moved = undone.filter((row) => river.cell(`${this.next.path}/agenda/${derivedId(row.id, "moved")}/created`)).length;
    show(this.move, undone.length > moved && !river.readonly);
    setText(this.move.lastChild, undone.length ? river.say("meeting.then.move", { count: undone.length - moved }) : "");
    setText(this.left, undone.length > moved ? river.say("meeting.then.left", { count: undone.length - moved }) : moved ? river.say("meeting.then.moved", { count: moved }) : "");
    this.left.hidden = !this.left.textContent;
  }

  destroy() {
    for (const one of this.fields) one.destroy();
  }
}

