// A question of a course to the room: chosen, sent, and its answer revealed.

import { announce, fill, h, icon, uid } from "../common/dom.js";

export class Lesson {
  constructor(live, { act }) {
    Object.assign(this, { live, act, modules: null });
    const [module, question] = [uid("module"), uid("question")];
    this.module = h("select", { id: module, onchange: () => this.#questions() });
    this.question = h("select", { id: question });
    this.body = h("div", { class: "stack" },
      h("div", { class: "field" }, h("label", { htmlFor: module }, live.say("live.lesson.module")), this.module),
      h("div", { class: "field" }, h("label", { htmlFor: question }, live.say("live.lesson.question")), this.question),
      h("div", { class: "row" }, h("button", { class: "btn", type: "submit" }, icon("sound"), live.say("live.lesson.send"))),
      h("p", { class: "small quiet" }, live.say("live.lesson.help")));
    this.fold = h("details", { class: "fold", ontoggle: () => this.fold.open && void this.#load() }, h("summary", null, icon("turn", "turn"), live.say("live.lesson")), this.body);
    this.reveal = h("button", { class: "btn primary", type: "button", onclick: () => void this.#reveal() }, icon("done"), live.say("live.lesson.reveal"));
    this.el = h("form", { class: "sheet lesson", "aria-label": live.say("live.lesson"), novalidate: true, onsubmit: (event) => (event.preventDefault(), void this.#send()) }, this.reveal, this.fold);
  }

  /** The courses are asked for once they are wanted. */
  async #load() {
    if (this.modules) return;
    const answer = await this.act("course");
    if (answer.kind === "trouble" || this.modules) return;
    this.modules = answer.modules;
    fill(this.module, this.modules.map(({ id, title }) => h("option", { value: id }, title)));
    this.#questions();
  }

  #questions() {
    const of = this.modules.find(({ id }) => id === this.module.value);
    fill(this.question, (of?.questions ?? []).map(({ id, text }) => h("option", { value: id }, text)));
  }

  async #send() {
    if (!this.question.value) return;
    const answer = await this.act("teach", { module: this.module.value, question: this.question.value });
    if (answer.kind !== "trouble") announce(this.live.say("live.ask.sent"));
  }

  async #reveal() {
    const answer = await this.act("reveal", { question: this.live.state.current.id });
    if (answer.kind === "trouble") return;
    announce(this.live.say("live.lesson.revealed"));
    this.fold.querySelector("summary").focus();
  }

  update() {
    const { state } = this.live;
    this.el.hidden = Boolean(state?.ended);
    this.reveal.hidden = !state?.lesson || Boolean(state.current?.revealed);
  }
}
