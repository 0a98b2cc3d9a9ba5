// One meeting on one screen: before it, during it, after it.

import { day, machine } from "../common/dates.js";
import { announce, fill, h, icon, setText, uid } from "../common/dom.js";
import { field } from "../common/fields.js";
import { filled } from "../common/form.js";
import { holdsFocus, show } from "../common/keyed.js";
import { fieldsOf } from "../common/paths.js";
import { Feedback, Then } from "./after.js";
import { calendarButton } from "./calendar.js";
import { agendaOf, allMeetings, check, hint, hours, isOver, nameOf, ownHours, placeName, readMeeting } from "./meetings.js";
import { Decisions, LastActions, NewActions, Notes } from "./parts.js";
import { derivedId } from "./schedule.js";
import { Strip } from "./strip.js";

const WHEN = ["title", "date", "start_time", "length", "time_zone", "place", "place_detail", "status", "status_who", "status_why"];
const CHECKED = ["date", "start_time", "length"];
const BEFORE = ["wins", "stuck", "topics", "outcome_wanted", "prepare"];
const FRAME = 10; // minutes that a topic gets on the agenda, to begin with

/** An address that a press may lead to; null for anything that is none. */
export function webAddress(text) {
  const match = /https?:\/\/[^\s<>"]+/.exec(text ?? "");
  if (!match || !URL.canParse(match[0])) return null;
  return match[0];
}

export class MeetingSheet {
  /** `onclose()`: back to all meetings; `onopen(path)`: another one; `onplan(given)`: plan one that begins so. */
  constructor(river, path, { prompts, onclose, onopen, onplan, onremove }) {
    Object.assign(this, { river, path, onclose, onopen, onplan, onremove });
    const read = () => readMeeting(river, { path, id: path.split("/")[1] });
    this.read = read;
    this.heading = h("h2", { class: "name", tabindex: "-1" });
    this.facts = h("p", { class: "facts" });
    this.state = h("p", { class: "row small" });
    this.back = h("button", { class: "btn bare flush", type: "button", onclick: onclose }, icon("back"), river.say("meeting.all"));
    this.calendar = calendarButton(river, () => [path.split("/")[1]]);
    this.details = this.#details();
    this.before = this.#before();
    this.parts = [new Strip(river, path, read), new LastActions(river, path), new Decisions(river, path), new Notes(river, path, prompts), new NewActions(river, path), new Feedback(river, path, read), new Then(river, path, read, onopen)];
    const [strip, last, decisions, notes, actions, feedback, then] = this.parts;
    this.gone = h("div", { class: "note look", hidden: true }, icon("info"), h("p", null, river.say("meeting.removed")));
    this.whole = h("div", { class: "stack-l" }, this.details.el, this.before.el, strip.el,
      h("div", { class: "layout" }, h("div", { class: "col" }, last.el, decisions.el), h("div", { class: "col" }, notes.el, actions.el)),
      feedback.el, then.el);
    this.el = h("article", { class: "stack-l one", dataset: { path }, "aria-label": river.say("meeting.any") },
      h("div", null, this.back),
      h("div", { class: "title" }, h("div", null, this.heading, this.facts, this.state), h("div", { class: "row" }, this.details.button, this.calendar.el)), this.gone, this.whole);
    this.update(null);
  }

  // --- when and where

  #details() {
    const { river, path } = this;
    const id = uid("when");
    const specs = fieldsOf(river.spec("meetings"));
    const fields = new Map(WHEN.map((one) => [one, field(river, specs.find((spec) => spec.id === one), `${path}/${one}`, { class: one === "title" ? "wide" : "", quiet: true })]));
    const button = h("button", { class: "btn", type: "button", "aria-expanded": false, "aria-controls": id, onclick: () => toggle() }, icon("pencil"), river.say("meeting.details"));
    const again = h("button", { class: "btn", type: "button", onclick: () => this.#again() }, icon("plus"), river.say("meeting.again"));
    const remove = h("button", { class: "btn bare", type: "button", onclick: () => this.onremove() }, icon("bin"), river.say("meeting.remove"));
    const done = h("button", { class: "btn", type: "button", onclick: () => toggle() }, river.say("meeting.details.done"));
    const el = h("section", { class: "sheet when", id, hidden: true, "aria-label": river.say("meeting.details") }, h("div", { class: "fields two" }, [...fields.values()].map((one) => one.el)), h("div", { class: "row spread" }, h("div", { class: "row" }, done, again), remove));
    const toggle = () => {
      el.hidden = !el.hidden;
      button.setAttribute("aria-expanded", String(!el.hidden));
      if (el.hidden) button.focus();
      else fields.get("title").focus();
    };
    return { el, fields, button, again, remove, toggle };
  }

  /** A meeting that was moved: the new one begins with what the old one had. */
  #again() {
    const meeting = this.read();
    const value = (name) => this.river.value(`${this.path}/${name}`);
    const given = Object.fromEntries(["title", "start_time", "time_zone", "length", "place", "place_detail"].map((name) => [name, value(name)]));
    this.onplan({ ...given, date: null }, derivedId(meeting.id, "moved"));
  }

  #updateDetails(paths, meeting) {
    const { river, path, details } = this;
    for (const one of details.fields.values()) one.update(paths);
    const when = { date: meeting.date, start_time: meeting.start, time_zone: meeting.zone, length: meeting.length };
    const wrong = check(river, when, { past: meeting.status === "held" });
    wrong.start_time ??= hint(river, when) ?? undefined;
    for (const one of CHECKED) details.fields.get(one).advise(wrong[one] ?? null);
    this.wrong = Object.values(wrong).some(Boolean);
    const off = ["moved", "missed", "cancelled"].includes(meeting.status);
    for (const one of ["status_who", "status_why"]) show(details.fields.get(one).el, off);
    show(details.again, off && !river.readonly);
    details.button.hidden = Boolean(river.readonly);
    details.remove.hidden = Boolean(river.readonly) || river.author(`${path}/created`).by !== river.role;
  }

  // --- before it

  #before() {
    const { river, path } = this;
    const specs = fieldsOf(river.spec("meetings"));
    const fields = BEFORE.map((id) => field(river, specs.find((one) => one.id === id), `${path}/${id}`));
    const put = h("button", { class: "btn", type: "button", onclick: () => this.#topics() }, icon("arrow"), river.say("meeting.topics"));
    const fold = h("details", { class: "sheet before" }, h("summary", null, icon("turn", "turn"), h("h3", { class: "h2" }, river.say("meeting.before"))),
      h("div", { class: "stack-l" }, h("p", { class: "help" }, river.say("meeting.before.help")), h("div", { class: "fields two" }, fields.map((one) => one.el)), h("div", null, put)));
    return { el: fold, fields, put, begun: null };
  }

  /** The topics, ranked ones first, as [{id, what}]. */
  get #ranked() {
    const { river, path } = this;
    const rows = river.rows(`${path}/topics`).map((row) => ({ id: row.id, what: river.value(`${row.path}/what`), rank: river.value(`${row.path}/rank`) ?? 999 }));
    return rows.filter((row) => row.what).sort((a, b) => a.rank - b.rank);
  }

  get #waiting() {
    return this.#ranked.filter(({ id }) => !this.river.cell(`${this.path}/agenda/${derivedId(id, "topic")}/created`));
  }

  #topics() {
    for (const { id, what } of this.#waiting) this.river.add(`${this.path}/agenda`, { what, minutes: FRAME }, derivedId(id, "topic"));
    announce(this.river.say("meeting.topics.done"));
    this.before.el.querySelector("summary").focus();
  }

  /** To what is to be written before the meeting. */
  prepare() {
    this.before.el.open = true;
    this.before.el.scrollIntoView({ block: "start" });
    this.before.fields[0].focus();
  }

  // --- all of it

  update(paths) {
    const { river, path } = this;
    const removed = !river.cell(`${path}/created`) || river.cell(`${path}/removed`)?.v;
    this.gone.hidden = !removed;
    show(this.whole, !removed);
    this.calendar.el.hidden = Boolean(removed);
    if (removed) return;
    const meeting = allMeetings(river).find((one) => one.path === path) ?? this.read();
    setText(this.heading, meeting.title || nameOf(river, meeting));
    this.#updateDetails(paths, meeting);
    this.#facts(meeting);
    this.#updateBefore(paths, meeting);
    for (const part of this.parts) part.update(paths);
  }

  #updateBefore(paths, meeting) {
    const { river, before } = this;
    for (const one of before.fields) one.update(paths);
    show(before.put, this.#waiting.length > 0 && meeting.status === "planned" && !river.readonly);
    // Open for who comes beforehand; closed once it has begun, and then only opened by hand.
    const soon = meeting.begins !== null && meeting.begins < river.time.now();
    const begun = soon || meeting.status !== "planned" || Boolean(river.value(`${this.path}/now`)) || agendaOf(river, this.path).some((row) => row.done || row.took);
    if (begun === before.begun) return;
    before.begun = begun;
    if (!begun) before.el.open = !before.fields.every((one) => filled(river, one.spec, one.path));
    else if (!holdsFocus(before.el)) this.#fold(before.el);
  }

  /** Folds what stands above, and what was pressed stays where it is on the screen. */
  #fold(el) {
    const pressed = this.whole.contains(document.activeElement) ? document.activeElement : null;
    const top = pressed?.getBoundingClientRect().top;
    el.open = false;
    if (pressed) globalThis.scrollBy?.(0, pressed.getBoundingClientRect().top - top);
  }

  #facts(meeting) {
    const { river } = this;
    const number = meeting.title && meeting.number ? nameOf(river, meeting) : "";
    const place = placeName(river, meeting);
    const address = webAddress(meeting.placeDetail);
    const told = JSON.stringify([number, meeting.date, hours(river, meeting), ownHours(river, meeting), place, meeting.placeDetail, meeting.status, meeting.who, meeting.why, this.wrong, isOver(river, meeting)]);
    if (this.facts.dataset.told === told) return;
    this.facts.dataset.told = told;
    const fact = (name, ...words) => h("span", null, icon(name), ...words);
    const own = ownHours(river, meeting);
    fill(this.facts,
      number ? h("span", null, number) : null,
      fact("calendar", meeting.date ? h("time", { datetime: machine(meeting.date) }, day(river, meeting.date)) : river.say("meeting.undated")),
      meeting.start ? fact("clock", h("span", null, hours(river, meeting))) : null,
      own ? h("span", { class: "own" }, own) : null,
      address || meeting.place === "video" ? fact("video", address ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, river.say(meeting.place === "video" ? "meeting.link.video" : "meeting.link")) : h("span", null, [place, meeting.placeDetail].filter(Boolean).join(", "))) : null,
      meeting.place !== "video" && (place || (meeting.placeDetail && !address)) ? fact("people", h("span", null, [place, address ? "" : meeting.placeDetail].filter(Boolean).join(", "))) : null);
    const off = meeting.status !== "planned";
    fill(this.state, off ? h("span", { class: ["status", meeting.status === "held" ? "done" : ""] }, icon(meeting.status === "held" ? "done" : "info"), river.say(`meeting.is.${meeting.status}`)) : null,
      off && meeting.why ? h("span", { class: "quiet" }, meeting.why) : null,
      this.wrong ? h("span", { class: "status late" }, icon("warning"), Object.values(check(river, { date: meeting.date, start_time: meeting.start, time_zone: meeting.zone, length: meeting.length }))[0] ?? hint(river, { date: meeting.date, start_time: meeting.start, time_zone: meeting.zone })) : null);
    this.state.hidden = !this.state.childNodes.length;
  }

  focus() {
    this.heading.focus();
  }

  destroy() {
    for (const part of [...this.parts, ...this.details.fields.values(), ...this.before.fields]) part.destroy();
  }
}

