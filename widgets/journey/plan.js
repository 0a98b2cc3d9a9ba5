// A journey's plan, week by week: the pair chooses a track, or none.

import { day } from "../common/dates.js";
import { fill, h, uid } from "../common/dom.js";
import { daysOf, startOf, weekOf } from "../common/journey.js";

const PARTS = ["before", "meeting", "after"];

export class Plan {
  constructor(river, journey) {
    Object.assign(this, { river, journey, drawn: "" });
    const name = uid("track");
    this.inputs = new Map();
    const choice = (value, words) => {
      const input = h("input", { type: "radio", name, value, disabled: Boolean(river.readonly), onchange: () => river.set("partnership/plan", value || null) });
      this.inputs.set(value, input);
      return h("label", null, input, words);
    };
    const tracks = journey.plans.map((plan) => choice(this.#id(plan), plan.title));
    this.weeks = h("ol", { class: "weeks", role: "list" });
    this.el = h(
      "section",
      { class: "sheet stack" },
      h("h3", null, river.say("journey.plan")),
      h("p", { class: "small quiet" }, river.say("journey.plan.why")),
      h("fieldset", { class: "field" }, h("legend", { class: "sr" }, river.say("journey.plan.track")), h("div", { class: "segments" }, tracks, choice("", river.say("journey.plan.none")))),
      this.weeks,
    );
    this.update();
  }

  #id(plan) {
    return `${this.journey.id}/${plan.id}`;
  }

  update() {
    const { river, journey } = this;
    const chosen = journey.plans.find((plan) => this.#id(plan) === river.value("partnership/plan")) ?? null;
    for (const [value, input] of this.inputs) input.checked = value === (chosen ? this.#id(chosen) : "");
    const [start, now] = [startOf(river), weekOf(river)];
    const told = JSON.stringify([chosen?.id, start, now]);
    if (told === this.drawn) return;
    this.drawn = told;
    this.weeks.hidden = !chosen;
    fill(this.weeks, (chosen?.weeks ?? []).map((one) => this.#week(one, start, one.week === now)));
  }

  #week(one, start, current) {
    const { river } = this;
    const days = daysOf({ weeks: [one.week, one.week] }, start);
    const when = [river.say("journey.plan.week", { week: one.week }), days ? day(river, days.from, { bare: true }) : "", current ? river.say("journey.plan.now") : ""].filter(Boolean).join(" · ");
    const parts = PARTS.filter((part) => one[part]).flatMap((part) => [h("dt", null, river.say(`journey.plan.${part}`)), h("dd", null, one[part])]);
    return h("li", { class: current ? "now" : "", "aria-current": current ? "step" : null }, h("p", { class: "small quiet" }, when), h("h4", null, one.title), one.goal ? h("p", null, one.goal) : null, h("dl", { class: "small" }, parts));
  }
}
