// One question on a participant's screen, and the way to answer it.

import { announce, errorLine, fill, h, icon, setProp, setText, uid } from "../common/dom.js";

const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export class AnswerForm {
  constructor(live, question) {
    Object.assign(this, { live, question, told: "" });
    this.heading = h("h2", { class: "question", id: uid("question"), tabindex: -1 }, question.text);
    this.error = h("div");
    this.status = h("p", { class: "standing", role: "status" });
    this.send = h("button", { class: "btn primary big", type: "submit" });
    this.inputs = this.#inputs();
    this.form = h("form", { class: "stack", novalidate: true, "aria-labelledby": this.heading.id, onsubmit: (event) => (event.preventDefault(), this.#submit()) }, this.inputs.el, this.error, h("div", { class: "row" }, this.send, this.status));
    this.closed = h("p", { class: "note" }, icon("lock"), h("span", null, live.say("participant.closed")));
    this.el = h("div", { class: "stack-l" }, this.heading, question.response === "none" ? this.#talk() : this.form, this.closed);
    const { id } = question;
    this.inputs.set(live.drafts.get(id) ?? live.given(id) ?? null);
  }

  #talk() {
    return h("p", { class: "lead" }, this.live.say(`participant.talk.${this.question.setting}`));
  }

  #inputs() {
    const { question } = this;
    const changed = () => this.#changed();
    switch (question.response) {
      case "none": return { el: null, get: () => null, set: () => {}, focus: () => {} };
      case "words": return words(this, changed);
      case "text": return text(this, changed);
      case "choice":
      case "multi": return options(this, question.options, changed);
      default: return scale(this, changed);
    }
  }

  /** What is typed or chosen lies in the tab until it is sent. */
  #changed() {
    const { live, question } = this;
    live.draft(question.id, this.inputs.get());
    fill(this.error);
    this.update(question);
  }

  #submit() {
    const { live, question } = this;
    const value = this.inputs.get();
    if (value === null || same(value, live.given(question.id)) && live.standing(question.id) !== "refused") {
      if (value === null) {
        fill(this.error, errorLine(live.say("participant.missing"), uid("error")));
        announce(live.say("participant.missing"));
      }
      return this.inputs.focus();
    }
    return live.answer(question.id, value);
  }

  /** Another state of the same question. */
  update(question) {
    const { live } = this;
    this.question = question;
    const standing = live.standing(question.id);
    const given = live.given(question.id);
    const altered = given !== undefined && !same(this.inputs.get(), given);
    const answered = question.response !== "none";
    this.closed.hidden = question.open || !answered;
    for (const control of this.form.elements) control.disabled = !question.open;
    const words = live.say(given === undefined ? "participant.send" : "participant.change");
    setText(this.send, words);
    this.send.hidden = given !== undefined && !altered && standing !== "refused";
    const sent = standing === "sent" && !altered;
    const say = standing === "sending" ? (live.river.connection === "live" ? "participant.sending" : "participant.waiting") : sent ? "participant.sent" : altered && standing === "sent" ? "participant.unsent" : "";
    if (this.told !== say) {
      this.told = say;
      fill(this.status, say ? [icon(sent ? "done" : standing === "sending" ? "saving" : "info"), " ", live.say(say)] : null);
      this.status.classList.toggle("done", sent);
    }
    const refused = live.refused.get(question.id);
    if (refused && !this.error.childNodes.length) fill(this.error, errorLine(refused, uid("error")));
    setProp(this.form, "data-standing", standing);
  }
}

function words({ heading }, changed) {
  const el = h("input", { type: "text", class: "large", maxlength: 60, autocomplete: "off", "aria-labelledby": heading.id, oninput: changed });
  return { el, get: () => el.value.trim() || null, set: (value) => (el.value = value ?? ""), focus: () => el.focus() };
}

function text({ heading }, changed) {
  const el = h("textarea", { class: "large", maxlength: 600, rows: 4, "aria-labelledby": heading.id, oninput: changed });
  return { el, get: () => el.value.trim() || null, set: (value) => (el.value = value ?? ""), focus: () => el.focus() };
}

function options({ heading, question }, given, changed) {
  const name = uid("option");
  const many = question.response === "multi";
  const inputs = given.map(([id]) => h("input", { type: many ? "checkbox" : "radio", name, value: id, onchange: changed }));
  const el = h("div", { class: "field", role: many ? "group" : "radiogroup", "aria-labelledby": heading.id }, given.map(([, label], at) => h("label", { class: "choice boxed" }, inputs[at], h("span", null, label))));
  const get = () => {
    const chosen = inputs.filter((one) => one.checked).map((one) => one.value);
    return chosen.length ? (many ? chosen : chosen[0]) : null;
  };
  const set = (value) => {
    for (const one of inputs) one.checked = many ? (value ?? []).includes(one.value) : one.value === value;
  };
  return { el, get, set, focus: () => inputs[0]?.focus() };
}

function scale({ heading, question }, changed) {
  const name = uid("scale");
  const points = Array.from({ length: question.response === "scale10" ? 10 : 5 }, (_, at) => at + 1);
  const labels = Object.fromEntries(question.options);
  const inputs = points.map((point) => h("input", { type: "radio", name, value: point, "aria-label": labels[point] ? `${point}, ${labels[point]}` : String(point), onchange: changed }));
  const ends = [labels[1], labels[points.length]];
  const el = h(
    "div",
    { class: "scale", role: "radiogroup", "aria-labelledby": heading.id },
    h("div", { class: "points" }, points.map((point, at) => h("label", null, inputs[at], h("span", { "aria-hidden": true }, point)))),
    h("div", { class: "ends small quiet", "aria-hidden": true }, h("span", null, ends[0] ?? ""), h("span", null, ends[1] ?? "")),
  );
  const get = () => Number(inputs.find((one) => one.checked)?.value) || null;
  const set = (value) => {
    for (const one of inputs) one.checked = Number(one.value) === value;
  };
  return { el, get, set, focus: () => inputs[0]?.focus() };
}
