// Asking the room: the question of the part that is on, or one of the facilitator's own; and the one that is on every screen.

import { announce, errorLine, fill, h, icon, setProp, setText, uid } from "../common/dom.js";
import { stand } from "../common/live_time.js";
import { shownTime, untilTick } from "../meeting/clock.js";

const KINDS = ["text", "words", "choice", "multi", "scale5", "scale10", "none"];
const CHOSEN = ["choice", "multi"];

/** What the facilitator says and does in the part that is on, and its question to send. */
export class Part {
  constructor(live, { act }) {
    Object.assign(this, { live, act, drawn: "" });
    this.el = h("section", { class: "sheet part", "aria-label": live.say("live.part") });
  }

  update() {
    const { live } = this;
    const { state } = live;
    const on = state?.plan?.find((part) => part.id === state.now.segment);
    this.el.hidden = !on || Boolean(state.ended);
    const asked = state?.questions?.find((one) => one.segment === on?.id && one.text === on.prompt);
    const now = JSON.stringify([on, asked?.open, asked?.id, state?.current?.id]);
    if (!on || now === this.drawn) return;
    this.drawn = now;
    const again = asked && { ...asked };
    const is = asked && state.current?.id === asked.id;
    const send = () => this.act("push", { question: again ?? questionOf(on) });
    fill(
      this.el,
      h("div", { class: "head" }, h("h3", null, on.title), h("span", { class: "small" }, live.say(`live.setting.${on.setting}`))),
      h("p", null, on.facilitator),
      h("blockquote", { class: "well prompt" }, on.prompt),
      h("div", { class: "row" }, is
        ? h("p", { class: "status done" }, icon("done"), live.say("live.part.sent"))
        : h("button", { class: "btn primary send-part", type: "button", onclick: send }, icon("sound"), live.say(asked ? "live.part.again" : "live.part.send"))),
    );
  }
}

/** A part's prompt as a question. Exercises for pairs and groups have a timer. */
export function questionOf(part) {
  const timed = part.setting === "pair" || part.setting === "small-group";
  const { prompt: text, response, options, setting, keeps } = part;
  return { text, response, options, setting, segment: part.id, minutes: timed ? part.minutes : null, keeps };
}

/** A question of the facilitator's own. */
export class Ask {
  constructor(live, { act }) {
    Object.assign(this, { live, act });
    const [text, kind, options, minutes] = ["text", "kind", "options", "minutes"].map((name) => uid(name));
    this.error = h("div");
    this.text = h("textarea", { id: text, class: "grow", maxlength: 600, rows: 2, "aria-describedby": `${text}-help` });
    this.kind = h("select", { id: kind, onchange: () => this.#shape() }, KINDS.map((one) => h("option", { value: one }, live.say(`live.kind.${one}`))));
    this.options = h("textarea", { id: options, class: "grow", rows: 3, "aria-describedby": `${options}-help` });
    this.minutes = h("input", { id: minutes, type: "number", min: 1, max: 240, value: "" });
    this.optionsField = h("div", { class: "field" }, h("label", { htmlFor: options }, live.say("live.ask.options")), h("p", { class: "help", id: `${options}-help` }, live.say("live.ask.options.help")), this.options);
    this.el = h(
      "form",
      { class: "sheet ask", "aria-label": live.say("live.ask"), novalidate: true, onsubmit: (event) => (event.preventDefault(), void this.#send()) },
      h("h3", null, live.say("live.ask")),
      h("div", { class: "field" }, h("label", { htmlFor: text }, live.say("live.ask.question")), h("p", { class: "help", id: `${text}-help` }, live.say("live.ask.help")), this.text, this.error),
      h("div", { class: "fields two" }, h("div", { class: "field" }, h("label", { htmlFor: kind }, live.say("live.ask.kind")), this.kind), h("div", { class: "field short" }, h("label", { htmlFor: minutes }, live.say("live.ask.minutes")), this.minutes)),
      this.optionsField,
      h("div", { class: "row" }, h("button", { class: "btn primary", type: "submit" }, icon("sound"), live.say("live.ask.send"))),
    );
    this.#shape();
  }

  #shape() {
    this.optionsField.hidden = !CHOSEN.includes(this.kind.value);
  }

  async #send() {
    const response = this.kind.value;
    const lines = this.options.value.split("\n").map((line) => line.trim()).filter(Boolean);
    const options = CHOSEN.includes(response) ? lines.map((line, at) => [`o${at + 1}`, line]) : [];
    const minutes = this.minutes.value ? Number(this.minutes.value) : null;
    const setting = response === "none" ? "pair" : "plenary";
    const answer = await this.act("push", { question: { text: this.text.value, response, options, setting, minutes, segment: this.live.state?.now.segment ?? "" } }, { quiet: true });
    const wrong = answer.kind === "trouble" ? answer.message : "";
    fill(this.error, wrong ? errorLine(wrong, `${this.text.id}-error`) : null);
    setProp(this.text, "aria-invalid", wrong ? true : null);
    if (wrong) return this.text.focus();
    this.text.value = this.options.value = this.minutes.value = "";
    return announce(this.live.say("live.ask.sent"));
  }

  update() {
    this.el.hidden = Boolean(this.live.state?.ended);
  }
}

/** The question on every screen: how it stands, its timer, and the way to close it. */
export class Current {
  #timer = 0;

  constructor(live, { act }) {
    Object.assign(this, { live, act, drawn: "" });
    const minutes = uid("minutes");
    this.words = h("p", { class: "asked" });
    this.status = h("p", { class: "small quiet" });
    this.left = h("p", { class: "left", role: "timer" });
    this.shut = h("button", { class: "btn", type: "button", onclick: () => this.#shut() });
    this.minutes = h("input", { id: minutes, type: "number", min: 1, max: 240, value: 5, class: "short" });
    this.time = h(
      "form",
      { class: "row", onsubmit: (event) => (event.preventDefault(), void this.act("time", { question: this.question.id, minutes: Number(this.minutes.value) })) },
      h("label", { htmlFor: minutes }, live.say("live.timer")), this.minutes,
      h("button", { class: "btn", type: "submit" }, icon("clock"), live.say("live.timer.start")),
    );
    this.el = h("section", { class: "sheet current", "aria-label": live.say("live.current") }, h("h3", null, live.say("live.current")), this.words, this.status, this.left, h("div", { class: "row" }, this.shut, this.time));
  }

  get question() {
    return this.live.state?.current ?? null;
  }

  #shut() {
    const { question } = this;
    if (question.open) this.act("shut", { question: question.id });
    else this.act("push", { question });
  }

  update() {
    const { live, question } = this;
    clearTimeout(this.#timer);
    this.el.hidden = !question || Boolean(live.state.ended);
    if (!question) return;
    setText(this.words, question.text);
    setText(this.status, live.say(question.response === "none" ? "live.current.talk" : question.open ? "live.current.open" : "live.current.shut"));
    this.shut.hidden = question.response === "none";
    setText(this.shut, live.say(question.open ? "live.current.close" : "live.current.again"));
    this.#tick();
  }

  #tick() {
    const { question } = this;
    this.left.hidden = !question?.timer;
    if (!question?.timer) return;
    const { left } = stand({ began: question.timer, minutes: question.minutes }, this.live.now());
    setText(this.left, left <= 0 ? this.live.say("live.timer.over") : this.live.say("live.timer.left", { time: shownTime(left) }));
    clearTimeout(this.#timer);
    if (left > 0) this.#timer = setTimeout(() => this.#tick(), untilTick(left));
  }

  destroy() {
    clearTimeout(this.#timer);
  }
}
