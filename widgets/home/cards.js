// The cards of the home page. Each is {el, update(facts)}: made once, filled anew only where what it says has changed.

import { actionForm, actionLine, byDay, openActions, readAction } from "../common/actions.js";
import { spark, standing } from "../common/chart.js";
import { day, dayNear, machine, near, number, time } from "../common/dates.js";
import { fill, h, icon, setText, uid, voice } from "../common/dom.js";
import { Keyed, show } from "../common/keyed.js";
import { fieldsOf } from "../common/paths.js";
import { viewLink } from "../common/places.js";
import { shown } from "../common/show.js";
import { newId } from "../common/tab.js";
import { calendarButton } from "../meeting/calendar.js";
import { gist, inShort } from "../meeting/list.js";
import { sorted } from "../meeting/meetings.js";
import { contents, themes } from "../reflection/entries.js";
import { goalsOf } from "./facts.js";

const MOST_ACTIONS = 8;
const MOST_GOALS = 4;
const PRESSING = ["active", "not-started", "paused", "achieved"]; // the order in which goals are shown
const MOST_WORDS = 3;

function card(river, key, cls, ...children) {
  const id = uid("card");
  const side = h("span", { class: "small" });
  const el = h("article", { class: ["sheet", cls], "aria-labelledby": id }, h("div", { class: "head" }, h("h2", { id }, river.say(`home.${key}`)), side), children);
  return { el, side };
}

/** Fills `el` only where what is told has changed, and never while the focus is in it. */
export function draw(el, told, make) {
  const words = JSON.stringify(told);
  if (el.dataset.told === words || (el.dataset.told !== undefined && el.contains(document.activeElement))) return;
  el.dataset.told = words;
  fill(el, make());
}

/** The line to another view, and to what is at `path` there, where this page has it. */
function toView(river, view, text, cls = "small", path = null) {
  return viewLink(river, view, { class: cls, path }, text);
}

// --- open actions

export function actionsCard(river) {
  const list = h("ul", { class: "actions" });
  const none = h("p", { class: "quiet" }, river.say("home.actions.none"));
  const place = h("div", { class: "bottom" });
  const more = toView(river, "meeting", " ", "btn bare flush", "actions");
  const { el, side } = card(river, "actions", "", h("div", null, list, none, more), place);
  const lines = new Keyed(list, (one) => actionLine(river, one.path));
  const open = () => openActions(river);
  const ticked = new Set(); // what was open on this page: ticked off, it stays where it is until the page is drawn anew
  const asked = new Set(); // what has been shown stays
  const add = h("button", { class: "btn bare flush", type: "button", onclick: () => ask() }, icon("plus"), river.say("actions.add"));
  const close = () => {
    fill(place, add);
    add.focus();
  };
  const ask = () => {
    const form = actionForm(river, {
      onadd: (action) => {
        const id = newId();
        asked.add(`actions/${id}`);
        river.add("actions", { ...action, status: "open" }, id);
        close();
        lines.get(`actions/${id}`)?.el.querySelector("input")?.focus();
      },
      oncancel: close,
    });
    fill(place, form.el);
    form.focus();
  };
  if (!river.readonly) fill(place, add);

  const update = (facts, paths = null) => {
    const todo = open();
    for (const { path } of todo) ticked.add(path);
    const done = river.rows("actions").filter(({ path }) => ticked.has(path) && river.value(`${path}/status`) === "done").map(({ path }) => readAction(river, path));
    const order = [...todo, ...done].sort(byDay);
    for (const { path } of more ? todo.slice(0, MOST_ACTIONS) : todo) asked.add(path);
    const near = order.filter(({ path }) => asked.has(path));
    lines.update(near, paths);
    if (more) show(more, near.length < order.length);
    if (more && near.length < order.length) setText(more, river.say("home.actions.more", { count: order.length - near.length }));
    list.hidden = !order.length;
    none.hidden = order.length > 0;
    const late = todo.filter((one) => one.late).length;
    setText(side, todo.length ? [river.say("home.actions.open", { count: todo.length }), late ? river.say("home.actions.late", { count: late }) : ""].filter(Boolean).join(", ") : "");
  };
  return { el, update, destroy: () => lines.destroy() };
}

// --- goals

function goalLine(river, goal) {
  const data = goal.series;
  const now = data ? standing(data) : null;
  const unit = data?.unit ? ` ${data.unit}` : "";
  const parts = [];
  if (data && now !== null && data.target !== null) parts.push(river.say("home.goal.of", { now: number(river, now), target: number(river, data.target), unit }));
  else parts.push(river.say(data ? "home.goal.unread" : "home.goal.bare"));
  if (data?.end) parts.push(river.say("home.goal.by", { day: day(river, data.end, { bare: true }) }));
  const values = data?.readings.map((one) => number(river, one.value)).join(", ");
  const label = !values ? river.say("home.goal.none") : data.target === null ? values : river.say("home.goal.way", { values, target: number(river, data.target) });
  return h("li", { dataset: { path: goal.path } },
    h("div", null, h("h3", { class: "h4" }, viewLink(river, "goals", { path: goal.path }, goal.title) ?? goal.title), h("p", { class: "small quiet" }, parts.join(", "))),
    data ? spark(data, label) : null);
}

export function goalsCard(river) {
  const list = h("ul", { class: "goal-rows" });
  const none = h("p", { class: "quiet" }, river.say("home.goals.none"));
  const bottom = h("div", { class: "bottom" }, toView(river, "goals", river.say("home.goals.update"), "btn bare flush"));
  const { el, side } = card(river, "goals", "", h("div", null, list, none), bottom);
  fill(side, toView(river, "goals", river.say("home.goals.all")));
  const update = () => {
    const goals = goalsOf(river).filter((goal) => PRESSING.includes(goal.status)).sort((a, b) => PRESSING.indexOf(a.status) - PRESSING.indexOf(b.status)).slice(0, MOST_GOALS);
    draw(list, goals, () => goals.map((goal) => goalLine(river, goal)));
    list.hidden = !goals.length;
    none.hidden = goals.length > 0;
    const [link] = bottom.children;
    if (link) setText(link, river.say(goals.length ? "home.goals.update" : "home.goals.first"));
  };
  return { el, update };
}

// --- the rhythm of the meetings

/** What the agreement says of the meetings: {field: words} of what is answered and not in dispute. */
export function rhythm(river) {
  const form = river.spec("agreement");
  const found = {};
  for (const spec of form ? fieldsOf(form) : []) {
    if (!spec.id.startsWith("meeting_")) continue;
    const cell = river.cell(`agreement/${spec.id}`);
    if (!cell || cell.v === null || (cell.differs && !cell.settled)) continue;
    found[spec.id] = spec.type === "time" ? time(river, cell.v) : shown(river, spec, cell.v);
    if (spec.id === "meeting_day" && cell.v === "varies") found.varies = true;
  }
  return found;
}

/** The next meeting that is planned; where none is, what the agreement says of the rhythm. */
export function rhythmCard(river) {
  const body = h("div", { class: "rhythm" });
  const { el, side } = card(river, "meetings", "", body);
  const heading = el.querySelector("h2");
  const update = () => {
    const said = rhythm(river);
    const next = river.spec("meetings") ? sorted(river).next : null;
    setText(heading, next?.title || river.say(next ? "meeting.next" : "home.meetings"));
    setText(side, next ? near(river, next.date) : "");
    body.classList.toggle("planned", Boolean(next));
    if (next) return void draw(body, gist(river, next), () => [inShort(river, next), h("div", { class: "row" }, toView(river, "meeting", river.say("meeting.prepare"), "btn", `${next.path}/wins`), calendarButton(river, () => [next.id], { look: "btn bare" }).el)]);
    draw(body, said, () => {
      if (!said.meeting_frequency) {
        return [
          h("p", null, river.say("home.meetings.none")),
          h("div", { class: "row" }, toView(river, "agreement", river.say("home.meetings.settle"), "btn")),
        ];
      }
      const when = said.varies ? said.meeting_day : [said.meeting_day, said.meeting_time].filter(Boolean).join(", ");
      const how = [said.meeting_length, said.meeting_place, said.meeting_place_detail].filter(Boolean).join(" · ");
      return [
        h("p", { class: "often" }, icon("calendar"), h("span", null, said.meeting_frequency)),
        when ? h("p", null, when) : null,
        how ? h("p", { class: "quiet" }, how) : null,
        said.meeting_time_zone ? h("p", { class: "small quiet" }, river.say("home.meetings.zone", { zone: said.meeting_time_zone })) : null,
        h("div", { class: "row" }, toView(river, "meeting", river.say("meeting.plan"), "btn", "plan"), toView(river, "agreement", river.say("home.meetings.change"))),
      ];
    });
    return undefined;
  };
  return { el, update };
}

// --- recent reflections

export function wordsCard(river) {
  const list = h("ul", { class: "words" });
  const none = h("p", { class: "quiet" }, river.say("home.words.none", { name: river.name(river.partner) }));
  const { el, side } = card(river, "words", "wide", list, none);
  fill(side, toView(river, "reflection", river.say("home.words.all")));
  const update = () => {
    const latest = contents(river).slice(0, MOST_WORDS);
    draw(list, latest.map(({ path, by, date, words, own, themes: about }) => [path, by, date, words[0]?.value, own, about, dayNear(river, date)]), () => latest.map((one) =>
      h("li", { dataset: { path: one.path } },
        h("p", { class: "row spread small" }, voice(river, one.by, { you: true }), h("time", { class: "quiet", datetime: machine(one.date) }, day(river, one.date, { short: true }))),
        h("blockquote", null, cut(one.words[0]?.value ?? "")),
        themes(river, one),
        one.private ? h("p", { class: "status" }, icon("lock"), river.say("reflection.private")) : null)));
    list.hidden = !latest.length;
    none.hidden = latest.length > 0;
  };
  return { el, update };
}

/** The beginning of a long text: whole sentences where they are short enough. */
export function cut(text, most = 180) {
  if (text.length <= most) return text;
  const sentence = /^[\s\S]{40,180}?[.!?…](?=\s)/.exec(text);
  return sentence ? sentence[0] : `${text.slice(0, most).replace(/\s+\S*$/, "")} …`;
}
