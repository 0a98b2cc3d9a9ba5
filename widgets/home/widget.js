// Home: the greeting and the journey, one next step, open actions, goals, recent reflections, the rhythm of meetings.

import { day, daysFromToday } from "../common/dates.js";
import { bones, fill, h, icon, setText } from "../common/dom.js";
import { hasView, markView, viewLink } from "../common/places.js";
import { partnerCame } from "../common/links.js";
import { joinRiver } from "../common/river.js";
import { actionsCard, draw, goalsCard, rhythmCard, wordsCard } from "./cards.js";
import { gather, next, stage } from "./facts.js";

function greeting(river, facts, now = new Date()) {
  const hour = now.getHours();
  const part = hour < 5 || hour >= 18 ? "evening" : hour < 12 ? "morning" : "afternoon";
  const params = { week: facts.week, weeks: facts.weeks, name: river.name(river.partner) };
  let lead = river.say("home.lead", params);
  if (facts.week !== null) {
    const over = facts.weeks !== null && facts.week > facts.weeks;
    lead = river.say(facts.weeks === null ? "home.lead.week" : over ? "home.lead.over" : "home.lead.weeks", params);
  } else if (facts.start && daysFromToday(river, facts.start, now) > 0) {
    lead = river.say("home.lead.soon", { ...params, day: day(river, facts.start, { now }) });
  }
  return { hello: river.say(`home.hello.${part}`, { name: river.name(river.role) }), lead };
}

/** Where a stage's work is done on this page. */
function viewOf({ forms = [] }) {
  if (forms.includes("agreement")) return "agreement";
  if (forms.includes("profile")) return "profile";
  return forms.includes("goals") ? "goals" : "reflection";
}

function rail(river, facts, stages) {
  const now = stage(facts, stages);
  return stages.map((one, at) => {
    const state = at < now ? "done" : at === now ? "current" : "later";
    const signed = one.forms?.includes("agreement") && facts.agreement ? facts.agreement : null;
    const both = signed?.signed.mentor && signed.signed.mentee ? [signed.signed.mentor, signed.signed.mentee].sort()[1] : null;
    return { ...one, at, state, both, changed: both ? signed.changed : 0 };
  });
}

function drawStage(river, one) {
  const what = { done: one.both ? river.say("home.stage.signed", { day: day(river, one.both, { bare: true }) }) : river.say("home.stage.done"), current: river.say("home.stage.here"), later: one.timing ?? "" }[one.state];
  const words = [
    h("span", { class: "dot", "aria-hidden": "true" }, one.state === "done" ? icon("check") : one.at + 1),
    h("span", { class: "name" }, one.title), h("span", { class: "what" }, what),
    one.changed ? h("span", { class: "flag" }, river.say("home.stage.changed", { count: one.changed })) : null,
  ];
  const props = { "aria-current": one.state === "current" ? "step" : null };
  const inside = viewLink(river, viewOf(one), props, words) ?? h("span", { ...props, class: "step" }, words);
  return h("li", { class: one.state }, inside);
}

function nextCard(river, facts) {
  const { key, view, path = null, minutes, params } = next(facts);
  const names = { ...params, name: river.name(river.partner) };
  return [
    h("p", { class: "kicker" }, icon("clock"), river.say("home.next.kicker", { count: minutes })),
    h("h2", null, river.say(`home.next.${key}.title`, names)),
    h("p", null, river.say(`home.next.${key}.text`, names)),
    view !== "home" && hasView(river, view)
      ? h("div", { class: "row" }, viewLink(river, view, { class: "btn primary", path }, river.say(`home.go.${view}`), icon("arrow")))
      : null,
  ];
}

/** On a shared server: the partner has never been here. */
function inviteCard(river) {
  const name = river.name(river.partner);
  const press = () => river.emit("share");
  return [
    h("h2", null, river.say("share.home.title", { name })),
    h("p", null, river.say("share.home.text", { name })),
    h("div", null, h("button", { class: "btn primary", type: "button", onclick: press }, icon("share"), river.say("share.invite.title", { name }))),
  ];
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const hello = h("h2", { class: "hello" });
  const lead = h("p", { class: "lead" });
  const stages = h("ol", { class: "stages", role: "list" });
  const journey = h("section", { class: "mb mb-journey", "aria-label": river.say("home.journey") }, h("div", { class: "greeting" }, hello, lead), stages);
  const root = h("section", { class: "mb mb-home", "aria-label": river.say("home.label") });
  el.append(journey, root);
  markView(river, model, root);
  let parts = [];
  let step = null;
  let invite = null;

  const build = () => {
    for (const part of parts) part.destroy?.();
    parts = [];
    if (!river.ready) {
      journey.hidden = true;
      fill(root, bones(river.say("home.loading")));
      return;
    }
    step = h("article", { class: "next" });
    invite = h("article", { class: "sheet invite" });
    parts = [actionsCard(river), goalsCard(river), rhythmCard(river), wordsCard(river)];
    const [actions, goals, rhythm, words] = parts;
    fill(root, h("div", { class: "grid" }, invite, step, rhythm.el, actions.el, goals.el, words.el));
    update();
  };

  const update = (paths = null) => {
    if (!river.ready) return;
    const facts = gather(river);
    journey.hidden = false;
    const told = greeting(river, facts);
    setText(hello, told.hello);
    setText(lead, told.lead);
    const line = rail(river, facts, river.journey?.stages ?? []);
    stages.hidden = !line.length;
    stages.style.setProperty("--stages", String(Math.max(1, line.length)));
    stages.classList.toggle("many", line.length > 5);
    draw(stages, line.map(({ id, state, both, changed }) => [id, state, both, changed]), () => line.map((one) => drawStage(river, one)));
    invite.hidden = partnerCame(river) !== false;
    draw(invite, [invite.hidden, river.partner, river.names], () => (invite.hidden ? null : inviteCard(river)));
    draw(step, next(facts), () => nextCard(river, facts));
    for (const part of parts) part.update(facts, paths);
  };

  const offs = [river.on("open", build), river.on("change", update), river.on("view", () => update()), river.on("links", () => update())];
  const minute = setInterval(() => update(), 60_000); // the hour and the day go on
  build();
  return () => {
    clearInterval(minute);
    for (const off of offs) off();
    for (const part of parts) part.destroy?.();
    journey.remove();
    root.remove();
  };
}

export default { render };
