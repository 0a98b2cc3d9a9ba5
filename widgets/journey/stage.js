// One stage as it is looked at: what it is for, its signals and exit points, where next, the stage check, what to use.

import { day } from "../common/dates.js";
import { h, icon, setText, uid, voice } from "../common/dom.js";
import { daysOf, journeyOf, standing, startOf } from "../common/journey.js";
import { Exits } from "./exits.js";
import { Moves } from "./moves.js";
import { Signals } from "./signals.js";
import { activities, formsDue, questions, under } from "./use.js";

function sheet(river, key, ...children) {
  const id = uid("part");
  return h("section", { class: ["sheet stack", key.replace("journey.", "part-")], "aria-labelledby": id }, h("h3", { id }, river.say(key)), children);
}

/** Who is more active: their name in their colour, or both. */
function active(river, { active: who = "both" }) {
  if (who === "both") return river.say("journey.active.both");
  if (who === "mentor-then-both") return river.say("journey.active.then", { name: river.name("mentor") });
  return voice(river, who, { you: true });
}

export class StagePanel {
  /** `onmove`: as for `Moves`. */
  constructor(river, model, stage, { onmove }) {
    Object.assign(this, { river, stage });
    const id = uid("stage");
    this.where = h("span", null);
    this.when = h("dd", null);
    this.title = h("h3", { class: "h2", id, tabindex: "-1" }, stage.title);
    this.parts = [new Signals(river, stage), new Exits(river, stage), new Moves(river, stage, { onmove })];
    const [signals, exits, moves] = this.parts;
    const use = [under("h4", river.say("journey.prompts"), questions(river, model, stage)), under("h4", river.say("journey.forms"), formsDue(river, stage)), under("h4", river.say("journey.activities"), activities(river, model, stage))];
    this.el = h(
      "div",
      { class: "stage stack-l", role: "group", "aria-labelledby": id },
      h(
        "div",
        { class: "about stack" },
        h("p", { class: "status" }, icon("target"), this.where),
        this.title,
        h("p", { class: "lead" }, stage.purpose ?? ""),
        h("dl", { class: "facts" }, [
          stage.task ? h("div", null, h("dt", null, river.say("journey.task")), h("dd", null, stage.task)) : null,
          h("div", null, h("dt", null, river.say("journey.active")), h("dd", null, active(river, stage))),
          h("div", null, h("dt", null, river.say("journey.when")), this.when),
        ]),
      ),
      h(
        "div",
        { class: "sides" },
        sheet(river, "journey.signals", h("p", { class: "small quiet" }, river.say("journey.signals.why")), signals.el),
        h("div", { class: "stack-l" }, sheet(river, "journey.exits", h("p", { class: "small quiet" }, river.say("journey.exits.why")), exits.el), sheet(river, "journey.move", moves.el)),
      ),
      use.some(Boolean) ? sheet(river, "journey.use", h("div", { class: "uses" }, use)) : null,
    );
    this.update();
  }

  update() {
    const { river, stage } = this;
    const journey = journeyOf(river);
    const number = journey.stages.indexOf(stage) + 1;
    const place = river.say("journey.number", { number, count: journey.stages.length });
    setText(this.where, standing(river).stage === stage.id ? `${place}. ${river.say("journey.here")}.` : place);
    const days = daysOf(stage, startOf(river));
    const dates = days ? river.say("journey.days", { from: day(river, days.from, { bare: true }), to: day(river, days.to, { bare: true }) }) : "";
    setText(this.when, [stage.timing, dates].filter(Boolean).join(" · "));
    this.when.parentElement.hidden = !this.when.textContent;
    for (const part of this.parts) part.update();
  }

  focus() {
    this.title.focus();
  }
}
