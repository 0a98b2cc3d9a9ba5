// The run sheet itself: its parts with their minutes, and the clock that everybody sees.

import { time } from "../common/dates.js";
import { fill, h, icon, setText } from "../common/dom.js";
import { schedule, stand } from "../common/live_time.js";
import { shownTime, untilTick } from "../meeting/clock.js";

export class Steps {
  #timer = 0;

  constructor(live, { act }) {
    Object.assign(this, { live, act, drawn: "" });
    const button = (name, words, onclick) => h("button", { class: "btn", type: "button", onclick }, icon(name), h("span", null, words));
    this.time = h("p", { class: "time", role: "timer" });
    this.name = h("p", { class: "h4" });
    this.used = h("p", { class: "small quiet" });
    this.progress = h("progress", { "aria-label": live.say("live.used"), max: 1, value: 0 });
    this.pause = button("pause", live.say("live.pause"), () => this.act(this.state.now.paused ? "resume" : "pause"));
    this.next = button("next", live.say("live.next"), () => this.#step(1));
    this.back = h("button", { class: "btn square", type: "button", "aria-label": live.say("live.back"), onclick: () => this.#step(-1) }, icon("back"));
    this.more = button("plus", live.say("live.more"), () => this.#more());
    this.buttons = h("div", { class: "row" }, this.back, this.pause, this.next, this.more);
    this.clock = h("div", { class: "now" }, this.time, h("div", { class: "stack-s" }, this.name, this.used, this.progress));
    this.list = h("ol", { class: "steps", role: "list" });
    this.title = h("h3", null, live.say("live.sheet"));
    this.el = h("section", { class: "sheet", "aria-label": live.say("live.sheet") }, this.title, this.clock, this.buttons, this.list);
  }

  get state() {
    return this.live.state;
  }

  get at() {
    return this.state.plan.findIndex((part) => part.id === this.state.now.segment);
  }

  #step(by) {
    const to = this.state.plan[this.at + by];
    if (to) this.act("go", { segment: to.id });
  }

  #more() {
    const on = this.state.plan[this.at];
    if (on) this.act("give", { segment: on.id, minutes: on.minutes + 1 });
  }

  update() {
    const { live, state, at } = this;
    clearTimeout(this.#timer);
    if (!state?.plan) return;
    const on = state.plan[at] ?? null;
    this.el.hidden = !state.plan.length;
    this.clock.hidden = !on;
    this.buttons.hidden = Boolean(state.ended);
    for (const one of [this.back, this.pause, this.more]) one.hidden = !on;
    this.back.disabled = at <= 0;
    this.next.disabled = at === state.plan.length - 1;
    setText(this.next.lastChild, live.say(on ? "live.next" : "live.start"));
    const paused = Boolean(state.now.paused);
    if (this.pause.dataset.now !== String(paused)) {
      this.pause.dataset.now = String(paused);
      fill(this.pause, icon(paused ? "turn" : "pause"), h("span", null, live.say(paused ? "live.resume" : "live.pause")));
    }
    setText(this.name, on?.title ?? "");
    const now = JSON.stringify([state.plan, state.now, state.ended, state.current?.segment]);
    if (now !== this.drawn) {
      this.drawn = now;
      this.#draw();
    }
    this.#tick();
  }

  #draw() {
    const { live, state, at } = this;
    const times = schedule(state.plan, state.now, state.opened, live.now());
    const step = (part, place) =>
      h(
        "li",
        { class: [at >= 0 && place < at && "over"], "aria-current": place === at ? "step" : null, dataset: { segment: part.id } },
        h("time", null, time(live.river, new Date(times[place]))),
        h("button", { class: "btn bare", type: "button", disabled: Boolean(state.ended), onclick: () => this.act("go", { segment: part.id }) }, part.title),
        h("span", { class: "mins" }, live.say("live.minutes", { count: part.minutes })),
      );
    const focus = this.list.contains(document.activeElement) ? document.activeElement.closest("li").dataset.segment : null;
    fill(this.list, state.plan.map(step));
    if (focus) this.list.querySelector(`[data-segment="${CSS.escape(focus)}"] button`)?.focus();
  }

  #tick() {
    const { live, state, at } = this;
    const on = state?.plan?.[at];
    if (!on) return;
    const { total, used, left } = stand({ ...state.now, minutes: on.minutes }, live.now());
    setText(this.time, shownTime(left));
    this.time.classList.toggle("over", left < 0);
    setText(this.used, state.now.paused ? live.say("live.paused") : live.say("live.used.of", { used: Math.floor(used / 60), total: on.minutes }));
    this.progress.max = total;
    this.progress.value = Math.min(used, total);
    clearTimeout(this.#timer);
    if (!state.now.paused) this.#timer = setTimeout(() => this.#tick(), untilTick(left));
  }

  destroy() {
    clearTimeout(this.#timer);
  }
}
