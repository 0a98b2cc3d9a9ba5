// Home: the greeting and the journey, one next step, open actions, goals, recent reflections, the rhythm of meetings.

import { day, daysFromToday } from "../common/dates.js";
import { bones, fill, h, icon, setText } from "../common/dom.js";
import { hasView, markView, viewLink } from "../common/places.js";
import { partnerCame } from "../common/links.js";
import { viewOf } from "../common/form_view.js";
import { rail } from "../common/rail.js";
import { joinRiver } from "../common/river.js";
import { actionsCard, draw, goalsCard, rhythmCard, wordsCard } from "./cards.js";
import { gather } from "./facts.js";
import { next } from "./next.js";

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
  if (facts.meeting.on) lead = `${lead} ${river.say("home.lead.met", { day: day(river, facts.meeting.on, { now }) })}`;
  return { hello: river.say(`home.hello.${part}`, { name: river.name(river.role) }), lead };
}

/** Where a stage is looked at: on the journey's own view, or where its work is done. */
function stageLink(river, { stage }, words, props) {
  if (hasView(river, "journey")) return viewLink(river, "journey", { ...props, path: `journey/${stage.id}` }, words);
  const view = ["agreement", "profile", "goals"].find((form) => stage.forms?.includes(form)) ?? "reflection";
  return viewLink(river, view, props, words);
}

/** The view of this page in which something is done: of that name, or where that form is. */
const placeFor = (river) => (view) => (hasView(river, view) ? view : viewOf(river, view));

const NAMED = ["profile", "agreement", "goals", "reflection", "meeting", "journey", "report"]; // have words of their own

function nextCard(river, { key, view, path, minutes, params }) {
  const names = { ...params, name: river.name(river.partner) };
  const go = NAMED.includes(view) ? `home.go.${view}` : "home.go.any";
  return [
    h("p", { class: "kicker" }, icon("clock"), river.say("home.next.kicker", { count: minutes })),
    h("h2", null, river.say(`home.next.${key}.title`, names)),
    h("p", null, river.say(`home.next.${key}.text`, names)),
    view !== "home" && hasView(river, view)
      ? h("div", { class: "row" }, viewLink(river, view, { class: "btn primary", path }, river.say(go), icon("arrow")))
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
  const journey = h("section", { class: "mb mb-journey", "aria-label": river.say("home.journey") }, h("div", { class: "greeting" }, hello, lead));
  const root = h("section", { class: "mb mb-home", "aria-label": river.say("home.label") });
  el.append(journey, root);
  await markView(river, model, root);
  let parts = [];
  let step = null;
  let line = null;
  let invite = null;

  const build = () => {
    for (const part of parts) part.destroy?.();
    parts = [];
    if (!river.ready) {
      journey.hidden = true;
      fill(root, bones(river.say("home.loading")));
      return;
    }
    line?.el.remove();
    line = rail(river, { link: (one, words, props) => stageLink(river, one, words, props) });
    journey.append(line.el);
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
    line.update();
    invite.hidden = partnerCame(river) !== false;
    draw(invite, [invite.hidden, river.partner, river.names], () => (invite.hidden ? null : inviteCard(river)));
    const now = next(facts, placeFor(river));
    draw(step, [now, river.names], () => nextCard(river, now));
    for (const part of parts) part.update(facts, paths);
  };

  const offs = [river.on("open", build), river.on("change", update), river.on("view", () => update()), river.on("links", () => update()), river.on("names", () => update())];
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
