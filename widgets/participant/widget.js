// A participant in a live session: the question that is on, large and calm, and one's own answer to it.

import { announce, errorLine, fill, h, icon, note, setProp, setText, uid } from "../common/dom.js";
import { joinLive } from "../common/live.js";
import { stand } from "../common/live_time.js";
import { WallView } from "../common/live_wall.js";
import { joinRiver } from "../common/river.js";
import { markView } from "../common/places.js";
import { shownTime, untilTick } from "../meeting/clock.js";
import { AnswerForm } from "./answer.js";
import { Mine } from "./mine.js";
import { Screen } from "./screen.js";

/** The part that is on, and how much of its time is left; the question's own timer where it has one. */
class Clock {
  #timer = 0;

  constructor(live) {
    this.live = live;
    this.part = h("span");
    this.time = h("span", { class: "time", role: "timer" });
    this.el = h("p", { class: "clock" }, this.part, " ", this.time);
  }

  update() {
    clearTimeout(this.#timer);
    const { live } = this;
    const { state } = live;
    const part = state.part ?? state.plan?.find((one) => one.id === state.now.segment) ?? null;
    const asked = state.current;
    const timed = asked?.timer && asked.open !== false ? asked : null;
    this.el.hidden = Boolean(state.ended) || (!part && !timed);
    if (this.el.hidden) return;
    const running = timed ? { began: timed.timer, minutes: timed.minutes } : { ...state.now, minutes: part.minutes };
    const { left } = stand(running, live.now());
    setText(this.part, part?.title ?? "");
    setText(this.time, running.paused ? live.say("live.paused") : left <= 0 && timed ? live.say("live.timer.over") : shownTime(left));
    if (!running.paused && (left > 0 || !timed)) this.#timer = setTimeout(() => this.update(), untilTick(left));
  }

  destroy() {
    clearTimeout(this.#timer);
  }
}

class Participant {
  constructor(live) {
    Object.assign(this, { live, form: null });
    this.clock = new Clock(live);
    this.screen = new Screen(live, new Clock(live));
    this.mine = new Mine(live);
    this.wall = new WallView(live, { heading: "h3" });
    this.title = h("p", { class: "session small quiet" });
    this.door = this.#door();
    this.asking = h("div", { class: "asking" });
    this.shown = h("div", { class: "sheet shown" }, this.wall.el, h("p", { class: "small quiet" }, live.say("participant.anonymous")));
    this.anew = h("p", { class: "small" }, h("button", { class: "btn bare flush", type: "button", onclick: () => void live.leave() }, live.say("participant.leave")));
    this.room = h("div", { class: "stack-l" }, h("div", { class: "top" }, this.title, this.clock.el), this.asking, this.shown, this.mine.el, this.anew);
    this.bones = h("p", { class: "quiet", role: "status" }, live.say("participant.loading"));
    this.el = h("div", null, this.bones, this.door, this.room, this.screen.el);
  }

  #door() {
    const { live } = this;
    const id = uid("code");
    const error = h("div");
    const input = h("input", { type: "text", id, class: "large", autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: 100, enterkeyhint: "go", "aria-describedby": `${id}-help` });
    const button = h("button", { class: "btn primary big", type: "submit" }, live.say("participant.join"), " ", icon("arrow"));
    const wrong = (words) => {
      fill(error, words ? errorLine(words, `${id}-error`) : null);
      setProp(input, "aria-invalid", words ? true : null);
      setProp(input, "aria-describedby", words ? `${id}-help ${id}-error` : `${id}-help`);
      if (words) announce(words);
    };
    const submit = async (event) => {
      event.preventDefault();
      if (!input.value.trim()) return (wrong(live.say("participant.code.missing")), input.focus());
      button.disabled = true;
      const answer = await live.join({ code: input.value });
      button.disabled = false;
      wrong(answer.kind === "trouble" ? answer.message : "");
      return answer.kind === "trouble" && input.focus();
    };
    this.why = h("div");
    return h(
      "form",
      { class: "sheet stack door", novalidate: true, onsubmit: (event) => void submit(event) },
      this.why,
      h("div", { class: "field" }, h("label", { htmlFor: id }, live.say("participant.code")), h("p", { class: "help", id: `${id}-help` }, live.say("participant.code.help")), input, error),
      h("div", null, button),
      h("p", { class: "small quiet" }, live.say("participant.promise")),
    );
  }

  update() {
    const { live } = this;
    const open = live.phase === "open" && live.state !== null;
    this.bones.hidden = open || live.phase === "closed";
    this.door.hidden = live.phase !== "closed";
    fill(this.why, live.trouble && live.phase === "closed" ? note("bad", h("p", null, live.trouble.message)) : null);
    this.room.hidden = !open || live.lead;
    this.screen.el.hidden = !open || !live.lead;
    if (!open) {
      this.form = null;
      fill(this.asking);
      return;
    }
    if (live.lead) {
      void this.screen.update();
      this.screen.clock.update();
    } else this.#room();
  }

  #room() {
    const { live } = this;
    const { state } = live;
    setText(this.title, state.title);
    this.clock.update();
    const question = state.ended ? null : state.current;
    if (question && this.form?.question.id === question.id) this.form.update(question);
    else if (question) {
      const first = this.form === null;
      this.form = new AnswerForm(live, question);
      this.form.update(question);
      fill(this.asking, h("div", { class: "sheet" }, this.form.el));
      if (!first) announce(live.say("participant.new", { question: question.text }));
    } else if (this.form !== null || !this.asking.childNodes.length || state.ended) {
      this.form = null;
      const key = state.ended ? "participant.ended" : "participant.wait";
      if (this.asking.dataset.now !== key) fill(this.asking, h("div", { class: "sheet calm" }, h("h2", null, live.say(key)), h("p", { class: "quiet" }, live.say(`${key}.lead`))));
    }
    this.asking.dataset.now = question ? "" : state.ended ? "participant.ended" : "participant.wait";
    this.showWall();
    this.mine.update({ open: Boolean(state.ended) || null });
  }

  showWall() {
    const { live } = this;
    const { displayed } = live.state ?? {};
    // One's own answer first: then those of the others.
    const own = displayed && (displayed.id !== live.state.current?.id || !displayed.open || live.given(displayed.id) !== undefined);
    this.shown.hidden = !displayed || !displayed.shown || displayed.response === "none" || !own || live.wall?.question !== displayed.id;
    if (!this.shown.hidden) this.wall.update();
  }

  answered() {
    const { live } = this;
    if (live.phase !== "open" || live.lead || !live.state) return;
    if (this.form) this.form.update(live.state.current ?? this.form.question);
    this.mine.update();
    this.showWall();
  }

  destroy() {
    this.clock.destroy();
    this.screen.clock.destroy();
  }
}

async function render({ model, el }) {
  const river = await joinRiver(model);
  const live = joinLive(river);
  const root = h("section", { class: "mb mb-participant", "aria-label": river.say("participant.label") });
  el.append(root);
  await markView(river, model, root);
  const participant = new Participant(live);
  root.append(participant.el);
  const offs = [
    live.on("state", () => participant.update()),
    live.on("wall", () => live.state && !live.lead && participant.showWall()),
    live.on("mine", () => participant.answered()),
    live.on("saved", () => participant.answered()),
    river.on("open", () => participant.answered()),
  ];
  participant.update();
  return () => {
    for (const off of offs) off();
    participant.destroy();
    root.remove();
  };
}

export default { render };
