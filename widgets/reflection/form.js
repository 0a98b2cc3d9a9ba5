// Writing a reflection: a few questions, what comes next, and who may read it.

import { actionLine, people, segments } from "../common/actions.js";
import { advice } from "../common/advice.js";
import { day, machine, today } from "../common/dates.js";
import { ask, errorLine, fill, h, icon, setText, uid, voice } from "../common/dom.js";
import { field } from "../common/fields.js";
import { canKeep } from "../common/keeping.js";
import { fieldsOf } from "../common/paths.js";
import { NoPlace } from "../common/private.js";

const WHY = ["worked_why", "did_not_why"]; // asked only of who wants to go on
const MORE = ["title", "date", "tone", "goal", "theme"];
const ELSEWHERE = ["variant", "sharing", "reply", "next_action", "next_owner", "next_due"]; // drawn in their own way, or filled in by itself

export class ReflectionForm {
  /**
   * `draft`: a Draft. `onclose(path|null)`: it was finished; the path of what was kept. `onplace()`: the reader has a
   * place of their own now.
   */
  constructor(river, draft, { onclose, onplace }) {
    Object.assign(this, { river, draft, onclose, onplace, place: null, who_reads: null });
    this.form = river.spec("reflections");
    this.specs = new Map(fieldsOf(this.form).map((spec) => [spec.id, spec]));
    this.fields = [];
    this.questions = h("div", { class: "questions" });
    this.choices = h("div", { class: "variants", hidden: true });
    this.other = h("button", { class: "btn bare", type: "button", "aria-expanded": false, onclick: () => this.#toggle() }, river.say("reflection.variants"));
    this.when = h("time", { class: "quiet" });
    this.saved = h("span", { class: "saved", hidden: true });
    this.become = h("div", { class: "become" });
    this.sharing = h("div", { class: "sharing" });
    this.more = h("details", { class: "more" }, h("summary", null, icon("turn", "turn"), river.say("reflection.more")));
    this.heading = h("h2", { class: "sr", tabindex: "-1" });
    this.el = h("form", { class: "sheet roomy prompts", novalidate: true, onsubmit: (event) => this.#done(event) },
      h("div", { class: "head" }, this.heading, h("p", { class: "row small quiet" }, voice(river, river.role, { you: true }), this.when), this.saved),
      this.questions, this.nextStep(), this.more, this.sharing,
      h("div", { class: "row" }, h("button", { class: "btn primary", type: "submit" }, river.say("reflection.done")), this.other), this.choices);
    this.build();
  }

  nextStep() {
    return h("div", { class: "after" }, this.become);
  }

  #field(id, { cls = "", ...options } = {}) {
    const made = field(this.draft.writer, { ...this.specs.get(id), required: "no" }, `${this.draft.path}/${id}`, options);
    made.el.classList.toggle("wide", cls === "wide");
    if (cls) made.el.classList.add(cls);
    this.fields.push(made);
    return made;
  }

  /** Draws everything anew: for another draft. What is typed is in the workbook. */
  build() {
    for (const one of this.fields) one.destroy();
    this.fields = [];
    const { river, draft } = this;
    setText(this.heading, river.say(draft.made ? "reflection.edit" : "reflection.new"));
    this.#drawQuestions();
    this.#drawNext();
    const more = [...MORE, ...this.#others()].filter((id) => this.#leads(id)).map((id) => this.#field(id, id === "theme" ? { cls: "wide" } : {}).el);
    this.more.replaceChildren(this.more.firstChild, h("div", { class: "fields two" }, more));
    this.#drawChoices();
    this.drawSharing();
    this.update();
  }

  /** Whether there is such a field, and a link has a form to lead to. */
  #leads(id) {
    const spec = this.specs.get(id);
    return spec !== undefined && (spec.type !== "link" || Boolean(spec.link));
  }

  /** What a trainer's pack adds, whatever the questions: ids. */
  #others() {
    const sections = this.form.sections.filter((section) => !Object.keys(section.when ?? {}).length);
    const ids = sections.flatMap((section) => section.fields.map((spec) => spec.id));
    return ids.filter((id) => ![...MORE, ...ELSEWHERE].includes(id));
  }

  #drawQuestions() {
    const { river, draft } = this;
    const chosen = this.form.sections.filter((section) => section.when?.variant === draft.variant);
    const three = draft.variant === "three";
    const list = chosen.flatMap((section) => section.fields);
    const prompt = (spec) => this.#field(spec.id, { cls: "prompt" }).el;
    const main = list.filter((spec) => !WHY.includes(spec.id));
    const why = list.filter((spec) => WHY.includes(spec.id));
    const shown = main.map(prompt);
    const folded = why.length
      ? h("details", { class: "more why" }, h("summary", null, icon("turn", "turn"), river.say("reflection.why")), h("div", { class: "fields two" }, why.map((spec) => this.#field(spec.id).el)))
      : null;
    const two = three ? h("div", { class: "fields two" }, shown.slice(0, 2)) : h("div", { class: ["fields", list.some((spec) => spec.type === "scale5") ? "two" : ""] }, shown);
    fill(this.questions, two, folded, three ? shown.slice(2) : null);
    if (folded) folded.open = why.some((spec) => river.value(`${draft.path}/${spec.id}`));
  }

  // --- what next: an action

  get action() {
    return this.river.rows("actions").find((row) => row.id === this.draft.id)?.path ?? null;
  }

  #drawNext() {
    const { river } = this;
    const id = uid("step");
    const what = this.#field("next_action", { label: river.say("reflection.step"), help: river.say("reflection.step.help") });
    const due = this.#field("next_due", { compact: true, help: "" });
    this.who = people(river, { legend: this.specs.get("next_owner").label, value: river.role, onpick: (person) => this.#own(person) });
    this.wrong = h("div", { id });
    this.asking = h("div", { class: "stack" }, what.el,
      h("div", { class: "line" }, this.who.el, due.el, h("button", { class: "btn", type: "button", "aria-describedby": id, onclick: () => this.#add(what, due) }, icon("plus"), river.say("reflection.add"))),
      this.wrong);
    this.line = null;
    this.list = h("ul", { class: "actions" });
    fill(this.become, h("h3", { class: "sr" }, river.say("reflection.next")), this.asking, this.list);
  }

  #own(person) {
    this.draft.ensure();
    this.river.set(`${this.draft.path}/next_owner`, person);
  }

  #add(what, due) {
    const { river, draft } = this;
    const value = (id) => river.value(`${draft.path}/${id}`);
    const [words, until] = [value("next_action")?.trim(), value("next_due")];
    const missing = !words ? "what" : !until ? "due" : null;
    fill(this.wrong, missing ? errorLine(river.say(`actions.${missing}.missing`)) : null);
    if (missing) return void (missing === "what" ? what : due).focus();
    const action = { what: words, owner: value("next_owner") ?? river.role, due: until, came_from: [draft.path], goal: value("goal"), status: "open" };
    const gone = river.cell(`actions/${draft.id}/created`);
    if (gone) {
      river.restore(`actions/${draft.id}`);
      for (const [name, to] of Object.entries(action)) river.set(`actions/${draft.id}/${name}`, to);
    } else river.add("actions", action, draft.id);
    // From here on its words are the action's, and in one place only.
    for (const id of ["next_action", "next_owner", "next_due"]) if (value(id) !== null) river.set(`${draft.path}/${id}`, null);
    this.update();
    this.list.querySelector("input")?.focus();
  }

  #updateNext(paths = null) {
    const path = this.action;
    this.asking.hidden = Boolean(path);
    this.list.hidden = !path;
    this.who.set(this.river.value(`${this.draft.path}/next_owner`) ?? this.river.role);
    if (!path) {
      this.line?.destroy();
      this.line = null;
      fill(this.list);
    } else if (this.line?.path === path) this.line.update(paths);
    else {
      this.line = actionLine(this.river, path);
      fill(this.list, this.line.el);
    }
  }

  // --- who can read it

  /** Who may read it. Where there is no place for what is private, it is shared, and that says why. */
  drawSharing() {
    const { river } = this;
    const both = river.say("reflection.us", { name: river.name(river.partner) });
    this.place?.destroy();
    [this.place, this.who_reads] = [null, null];
    this.means = h("p", { class: "means" });
    if (!canKeep(river)) {
      const why = river.say("reflection.noplace", { name: river.name(river.partner) });
      this.place = new NoPlace(river, { why, locked: river.say("reflection.locked"), onopen: this.onplace });
      const who = h("div", null, h("p", { class: "label" }, river.say("reflection.who")), h("p", { class: "status" }, icon("people"), " ", both));
      return void fill(this.sharing, who, h("div", { class: "stack" }, this.means, this.place.el));
    }
    this.who_reads = segments({
      legend: river.say("reflection.who"), value: this.#shared ? "shared" : "private", onpick: (to) => void this.#share(to),
      options: [{ id: "private", content: [icon("lock"), " ", river.say("reflection.me")] }, { id: "shared", content: [icon("people"), " ", both] }],
    });
    fill(this.sharing, this.who_reads.el, this.means);
  }

  get #shared() {
    return this.draft.shared;
  }

  /** To who may read it. */
  focusSharing() {
    (this.sharing.querySelector("input:checked") ?? this.sharing.querySelector("button"))?.focus();
  }

  async #share(to) {
    const { river, draft } = this;
    const { id, path } = draft;
    if ((to === "shared") === this.#shared) return;
    const agreed = await confirmSharing(this.el, river, to);
    if (agreed && draft.id === id) {
      draft.ensure();
      river.set(`${path}/sharing`, to);
    }
    this.update();
  }

  // --- other questions

  #toggle() {
    this.choices.hidden = !this.choices.hidden;
    this.other.setAttribute("aria-expanded", String(!this.choices.hidden));
    if (!this.choices.hidden) (this.choices.querySelector("input:checked") ?? this.choices.querySelector("input")).focus();
  }

  #drawChoices() {
    const { river, draft } = this;
    const known = this.specs.get("variant").options.filter((one) => one.id !== "mentor-self" || river.role === "mentor");
    const picker = segments({
      legend: this.specs.get("variant").label, value: draft.variant,
      options: known.map((one) => ({ id: one.id, content: one.label })),
      onpick: (variant) => {
        draft.ask(variant);
        this.#redrawQuestions();
      },
    });
    fill(this.choices, picker.el);
  }

  #redrawQuestions() {
    const asked = new Set(this.form.sections.filter((section) => section.when?.variant).flatMap((section) => section.fields.map((spec) => spec.id)));
    for (const one of this.fields) if (asked.has(one.spec.id)) one.destroy();
    this.fields = this.fields.filter((one) => !asked.has(one.spec.id));
    this.#drawQuestions();
  }

  // --- all of it

  update(paths = null) {
    if (this.draft.adding) return;
    const { river, draft } = this;
    const said = advice(river, this.form, draft.path);
    for (const one of this.fields) {
      one.update(paths);
      one.advise(said.get(one.path)?.join(" ") ?? null);
    }
    const when = river.value(`${draft.path}/date`) ?? today(river);
    setText(this.when, day(river, when));
    this.when.setAttribute("datetime", machine(when));
    this.#updateNext(paths);
    if (!this.el.querySelector("dialog") && !this.el.closest(".mb")?.querySelector("dialog")) this.who_reads?.set(this.#shared ? "shared" : "private");
    const means = this.#shared ? "shared" : river.passphrase ? "private" : river.shared ? "private.link" : "private.file";
    setText(this.means, river.say(`reflection.means.${means}`, { name: river.name(river.partner) }));
    this.updateSaved();
  }

  updateSaved() {
    const { state } = this.river.saved;
    this.saved.hidden = !this.draft.made || state === "none";
    const text = this.river.say({ saving: "saved.saving", kept: "saved.kept" }[state] ?? "saved.now");
    if (this.saved.dataset.told === text) return;
    this.saved.dataset.told = text;
    fill(this.saved, icon(state === "saved" ? "check" : "saving"), h("span", null, text));
  }

  #done(event) {
    event.preventDefault();
    const { river, draft } = this;
    if (!draft.made) return void this.fields[0]?.focus();
    const path = draft.path;
    const said = this.form.sections.flatMap((section) => section.fields).some((spec) => !["variant", "date", "sharing"].includes(spec.id) && river.value(`${path}/${spec.id}`));
    if (!said) river.remove(path);
    draft.open();
    this.choices.hidden = true;
    this.other.setAttribute("aria-expanded", "false");
    this.more.open = false;
    this.build();
    this.onclose(said ? path : null);
  }

  /** Goes on with a reflection that is there already. */
  edit(id) {
    this.draft.open(id);
    this.build();
    this.heading.focus({ preventScroll: true });
    this.el.scrollIntoView?.({ block: "start" });
  }

  destroy() {
    for (const one of this.fields) one.destroy();
    this.place?.destroy();
  }
}

/** Asks before a reflection is shared, or taken back. Resolves to whether to do it. */
export function confirmSharing(host, river, to) {
  const name = river.name(river.partner);
  const key = to === "shared" ? "share" : "back";
  return ask(host, {
    title: river.say(`reflection.${key}.title`, { name }), text: river.say(`reflection.${key}.text`, { name }),
    yes: river.say(`reflection.${key}.yes`, { name }), no: river.say(`reflection.${key}.no`),
  });
}
