// Where next? The ways that the journey names out of the stage, and saying that one is somewhere else.

import { fill, h, icon, setText, uid } from "../common/dom.js";
import { gathered } from "../common/gathered.js";
import { decisionFor, exitsOf, journeyOf, movesFrom, stageOf, standing } from "../common/journey.js";

/** Titles of the points of a stage that are not ticked, as a sentence lists them; "" where there are none. */
export function openPoints(river, stage) {
  const open = exitsOf(river, stage).filter((one) => !one.ticked && !one.met).map(({ point }) => `“${point.text}”`);
  return open.length ? new Intl.ListFormat(river.locale).format(open) : "";
}

/** Writes that the pair is in a stage now: in the check that both have answered and not decided, else by itself. */
export function decide(river, to) {
  const journey = journeyOf(river);
  const what = decisionFor(journey, standing(river).stage, to);
  const form = river.spec("stage_checks");
  const open = river.rows("stage_checks").findLast(({ id, path }) => {
    const { mine, theirs } = gathered(river, form, { row: id });
    return mine && theirs && !river.value(`${path}/decision`);
  });
  if (!open) return void river.add("stage_checks", { decision: what, to_stage: to });
  river.set(`${open.path}/decision`, what);
  river.set(`${open.path}/to_stage`, to);
}

export class Moves {
  /** `onmove(from, to, left)`: the pair has moved; `left` names what was open. */
  constructor(river, stage, { onmove }) {
    Object.assign(this, { river, stage, onmove, drawn: "" });
    this.left = h("p", { class: "small" });
    this.ways = h("ul", { class: "ways", role: "list" });
    this.else = h("div", null);
    this.el = h("div", { class: "stack" }, this.left, this.ways, this.else);
    this.update();
  }

  #go(to) {
    const { river } = this;
    const from = stageOf(journeyOf(river), standing(river).stage);
    const left = to === from.id ? "" : openPoints(river, from);
    decide(river, to);
    this.onmove(from, stageOf(journeyOf(river), to), left);
  }

  #button(words, name, to, primary = false) {
    return h("button", { class: ["btn", primary && "primary"], type: "button", onclick: () => this.#go(to) }, icon(name), words);
  }

  update() {
    const { river, stage } = this;
    const journey = journeyOf(river);
    const now = standing(river).stage;
    const here = now === stage.id;
    const open = here ? openPoints(river, stage) : "";
    const count = exitsOf(river, stage).filter((one) => !one.ticked && !one.met).length;
    setText(this.left, !here ? "" : open ? river.say("journey.left", { count, points: open }) : river.say("journey.left.none"));
    this.left.hidden = !here;
    const told = JSON.stringify([journey.id, now, river.readonly]);
    if (told === this.drawn) return;
    this.drawn = told;
    this.el.hidden = Boolean(river.readonly);
    if (!here) {
      fill(this.ways, h("li", null, this.#button(river.say("journey.here.now"), "target", stage.id, true)));
      fill(this.else);
      return;
    }
    const name = (id) => stageOf(journey, id).title;
    let first = true;
    fill(this.ways, movesFrom(journey, stage.id).map(({ enter, when, back }) => {
      const primary = first && !back;
      first &&= back;
      const words = river.say(back ? "journey.move.back" : "journey.move.to", { stage: name(enter) });
      return h("li", null, this.#button(words, back ? "back" : "arrow", enter, primary), when ? h("p", { class: "small quiet" }, when) : null);
    }));
    this.#elsewhere(journey);
  }

  /** Any other stage, in case they find themselves there. */
  #elsewhere(journey) {
    const { river, stage } = this;
    const id = uid("are");
    const select = h("select", { id, class: "medium" }, journey.stages.filter((one) => one !== stage).map((one) => h("option", { value: one.id }, one.title)));
    const go = h("button", { class: "btn", type: "button", onclick: () => this.#go(select.value) }, river.say("journey.are.yes"));
    fill(this.else, h("details", { class: "elsewhere" }, h("summary", null, icon("turn", "turn"), river.say("journey.are")), h("div", { class: "field" }, h("label", { for: id }, river.say("journey.are.in")), h("div", { class: "row" }, select, go))));
  }
}
