// The knowledge check on the page: one question at a time, what was right about the answer, and how far one is.

import { fill, h, icon, setText, uid } from "../common/dom.js";
import { placeFor } from "../common/lesson.js";
import { answering } from "./answering.js";
import { complete, goOn, state, written } from "./answers.js";

const BADGE = { right: "done", wrong: "close", open: "todo" };

export class QuizPanel {
  constructor(river, model) {
    Object.assign(this, { river, module: model.get("module"), questions: model.get("questions"), objectives: model.get("objectives") });
    this.at = goOn(this.questions, this.stands.questions); // -1: the summary
    this.sent = null; // {id, path, tries} of the answer that is being checked
    this.again = false; // another answer is being tried
    this.heading = h("h2", { id: uid("quiz") }, river.say("quiz.title"));
    this.count = h("span", { class: "small" });
    this.nav = h("ol", { class: "steps", role: "list", "aria-label": river.say("quiz.questions") });
    this.said = h("div", { role: "status" });
    this.wrong = h("div", { role: "alert" });
    this.body = h("div", { class: "stack" });
    this.foot = h("div", { class: "row" });
    this.form = h("form", { class: "sheet roomy stack", "aria-labelledby": this.heading.id, novalidate: true, onsubmit: (event) => this.#submit(event) },
      h("div", { class: "head" }, this.heading, this.count), this.nav, this.body, this.wrong, this.said, this.foot);
    this.el = this.form;
    this.#draw();
  }

  get stands() {
    return this.river.lessons.get(this.module);
  }

  get question() {
    return this.questions[this.at];
  }

  #mark(question = this.question) {
    return this.stands.questions[question.id];
  }

  /** Whether the answer shown is one that has been checked. */
  get #checked() {
    return !this.again && !this.sent && Boolean(this.#mark()?.tries);
  }

  /** What was sent has been checked; or the same person has answered elsewhere. */
  update() {
    const sent = this.sent;
    if (sent && (this.#mark(sent.question)?.tries ?? 0) > sent.tries) {
      this.sent = null;
      this.again = false;
      this.#draw();
      this.foot.querySelector("button")?.focus();
    } else if (!sent && !this.again && !this.#busy()) this.#draw();
    else this.#drawSteps();
  }

  #busy() {
    return this.form.contains(document.activeElement);
  }

  /** What was sent was refused. */
  change(paths) {
    const why = this.sent && paths.has(this.sent.path) ? this.river.problem(this.sent.path) : null;
    if (!why) return;
    this.sent = null;
    this.again = true;
    fill(this.wrong, h("p", { class: "error" }, icon("warning"), h("span", null, why)));
    this.#drawFoot();
  }

  #go(at) {
    Object.assign(this, { at, again: false, sent: null });
    this.#draw();
    this.title.focus();
  }

  #next() {
    this.#go(this.at + 1 < this.questions.length ? this.at + 1 : -1);
  }

  #submit(event) {
    event.preventDefault();
    if (this.at < 0 || this.sent) return;
    if (this.#checked) return void this.#next();
    const draft = this.fields.draft();
    if (!complete(this.question, draft)) {
      fill(this.wrong, h("p", { class: "error" }, icon("warning"), h("span", null, this.river.say(this.question.kind === "matching" ? "quiz.all" : "quiz.none"))));
      return void this.fields.focus();
    }
    fill(this.wrong);
    const { question } = this;
    const path = placeFor(this.river, this.module, question.id);
    this.sent = { question, path, tries: this.#mark()?.tries ?? 0 };
    this.river.set(path, written(question.kind, draft));
    if (!this.river.problem(path)) this.#drawFoot();
  }

  /** Another answer than the one that was checked. */
  #retry() {
    this.again = true;
    this.#draw();
    this.fields.focus();
  }

  #drawSteps() {
    const { river } = this;
    const step = (question, at) => {
      const now = state(this.#mark(question));
      const words = `${river.say("quiz.step", { number: at + 1 })} ${river.say(`quiz.state.${now}`)}`;
      return h("li", null, h("button", { class: ["chip", now], type: "button", "aria-current": at === this.at ? "step" : null, "aria-label": words, onclick: () => this.#go(at) }, icon(BADGE[now]), String(at + 1)));
    };
    const held = this.nav.contains(document.activeElement) ? [...this.nav.querySelectorAll("button")].indexOf(document.activeElement) : -1;
    fill(this.nav, this.questions.map(step));
    if (held >= 0) this.nav.querySelectorAll("button")[held].focus();
    setText(this.count, this.at < 0 ? river.say("quiz.score", { right: this.stands.right, of: this.stands.of }) : river.say("quiz.count", { number: this.at + 1, of: this.questions.length }));
  }

  #draw() {
    this.#drawSteps();
    fill(this.wrong);
    if (this.at < 0) this.#drawSummary();
    else this.#drawQuestion();
  }

  #drawQuestion() {
    const { question } = this;
    const mark = this.#checked ? this.#mark() : null;
    const changed = () => {
      fill(this.wrong);
      if (!this.#checked) return;
      this.again = true; // something else is chosen: what was said of the last answer goes
      fill(this.said);
      for (const one of this.body.querySelectorAll(".verdict, .why")) one.remove();
      for (const one of this.body.querySelectorAll(".right")) one.classList.remove("right");
      this.#drawFoot();
    };
    this.fields = answering(this.river, question, { mark, answer: mark?.last ?? "", onchange: changed });
    this.title = h("legend", { tabindex: "-1" }, question.text);
    fill(this.body, h("fieldset", null, this.title, question.kind === "multiple" ? h("p", { class: "help" }, this.river.say("quiz.several")) : null, this.fields.el));
    this.#drawSaid(mark);
    this.#drawFoot();
  }

  #drawSaid(mark) {
    const { river } = this;
    if (!mark) return void fill(this.said);
    const word = mark.right ? "quiz.right" : mark.more ? "quiz.more" : "quiz.not";
    const answers = mark.right && this.question.kind === "short" ? river.say("quiz.expected", { answer: mark.answer.join(" / ") }) : "";
    // Of one choice what is said is the explanation of what was chosen.
    const chosen = this.question.kind === "single" ? (mark.notes?.[mark.last]?.note ?? "") : "";
    const words = [mark.said, chosen, answers].filter(Boolean).join(" ");
    fill(this.said, h("div", { class: ["note", mark.right ? "good" : "look"] }, icon(mark.right ? "check" : "info"), h("span", null, h("strong", null, river.say(word)), words ? ` ${words}` : "")));
    if (chosen) this.body.querySelector(`input[value="${mark.last}"]`)?.closest(".option")?.querySelector(".why")?.classList.add("sr");
  }

  #drawFoot() {
    const { river } = this;
    if (this.sent) return void fill(this.foot, h("button", { class: "btn primary", type: "submit", "aria-disabled": "true" }, river.say("quiz.checking")));
    if (!this.#checked) return void fill(this.foot, h("button", { class: "btn primary", type: "submit", disabled: Boolean(river.readonly) }, river.say("quiz.check")));
    const last = this.at + 1 === this.questions.length;
    fill(this.foot, h("button", { class: "btn primary", type: "submit" }, river.say(last ? "quiz.result" : "quiz.next"), " ", icon("arrow")),
      river.readonly ? null : h("button", { class: "btn bare", type: "button", onclick: () => this.#retry() }, river.say("quiz.again")));
  }

  #drawSummary() {
    const { river, stands } = this;
    this.title = h("h3", { tabindex: "-1" }, river.say("quiz.score", { right: stands.right, of: stands.of }));
    const line = ({ id, text }) => {
      const [right, of] = stands.objectives[id];
      return h("li", null, h("span", { class: ["status", right === of && "done"] }, icon(right === of ? "done" : "todo")), h("span", null, text), h("span", { class: "small quiet num" }, river.say("quiz.objective", { right, of })));
    };
    const open = goOn(this.questions, stands.questions);
    const missing = stands.needed - stands.right;
    const words = stands.passed ? river.say("quiz.passed") : river.say("quiz.missing", { count: missing });
    fill(this.body, this.title,
      h("div", { class: ["note", stands.passed ? "good" : "look"] }, icon(stands.passed ? "check" : "info"), h("p", null, words)),
      h("h4", null, river.say("quiz.objectives")),
      h("ul", { class: "objectives", role: "list" }, this.objectives.filter(({ id }) => stands.objectives[id]).map(line)));
    fill(this.said);
    fill(this.foot, open >= 0 && !river.readonly ? h("button", { class: ["btn", !stands.passed && "primary"], type: "button", onclick: () => (this.#go(open), this.#mark()?.tries && this.#retry()) }, river.say("quiz.back"), " ", icon("arrow")) : null);
  }

  destroy() {}
}
