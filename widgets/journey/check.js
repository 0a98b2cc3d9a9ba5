// The stage check: each says alone where they are, then both look at both, then they decide.

import { day, today } from "../common/dates.js";
import { fill, h, icon, setText } from "../common/dom.js";
import { field, optionLabel } from "../common/fields.js";
import { fieldsOf } from "../common/paths.js";
import { gathered } from "../common/gathered.js";
import { journeyOf, stageOf } from "../common/journey.js";
import { Keyed, draftRow } from "../common/keyed.js";
import { filling } from "../form/filling.js";

const FORM = "stage_checks";
const DECIDED = ["decision", "to_stage"];

/** The form with the stages of one journey to choose from, and without what is drawn apart from it. */
function formFor(river, journey) {
  const form = river.spec(FORM);
  const stages = new Set(journey.stages.map(({ id }) => id));
  const own = (spec) => (spec.options_from === "stages" ? { ...spec, options: spec.options.filter(({ id }) => stages.has(id)) } : spec);
  const fields = fieldsOf(form).map(own);
  const apart = fields.filter((spec) => !DECIDED.includes(spec.id) && spec.type !== "rows");
  return { form: { ...form, sections: [{ ...form.sections[0], title: "", fields: apart }] }, decided: fields.filter((spec) => DECIDED.includes(spec.id)), answer: fieldsOf(form).find((spec) => spec.id === "signals").fields.find((spec) => spec.id === "answer") };
}

/** Whether it is a check, not decided yet or with answers in it; else a decision was written down by itself. */
const isCheck = (river, { path }) => !river.value(`${path}/decision`) || ["date", "stage", "ready"].some((id) => river.cell(`${path}/${id}`));

const dayOfCheck = (river, { path, created }) => Object.values(river.cell(`${path}/date`)?.answers ?? {}).find((one) => one?.v)?.v ?? created;

export class StageChecks {
  constructor(river, { level = "h4" } = {}) {
    Object.assign(this, { river, level });
    this.button = h("button", { class: "btn", type: "button", onclick: () => this.#start() }, icon("plus"), river.say("journey.check.start"));
    this.intro = h("p", { class: "small quiet" }, river.spec(FORM).intro);
    this.open = h("div", { class: "stack-l" });
    this.past = h("ul", { class: "plain stack", role: "list" });
    this.earlier = h("div", { class: "stack" }, h(level, null, river.say("journey.check.earlier")), this.past);
    this.el = h("div", { class: "stack-l" }, this.intro, this.open, h("div", null, this.button), this.earlier);
    this.now = new Keyed(this.open, (row) => new Check(river, row, { level }));
    this.lines = new Keyed(this.past, (row) => new Line(river, row, { level }));
    this.update();
  }

  #start() {
    const { river } = this;
    const id = river.add(FORM, { date: today(river) });
    this.update();
    this.now.get(`${FORM}/${id}`)?.focus();
  }

  update(paths = null) {
    const { river } = this;
    const rows = river.rows(FORM);
    const open = rows.filter(({ path }) => !river.value(`${path}/decision`)).slice(-1);
    this.now.update(open, paths);
    this.lines.update(rows.filter((row) => !open.includes(row)).toReversed(), paths);
    this.button.hidden = Boolean(river.readonly) || open.length > 0;
    this.earlier.hidden = rows.length === open.length;
  }

  destroy() {
    this.now.destroy();
    this.lines.destroy();
  }
}

/** One check: what each says alone; the signals of the stage that the reader named; what both decide, once they see. */
class Check {
  constructor(river, row, { level }) {
    Object.assign(this, { river, row, level });
    this.title = h(level, null);
    this.signals = h("div", { class: "fields two" });
    this.heading = h(level, null);
    this.named = h("div", { class: "stack" }, this.heading, this.signals);
    this.decided = h("div", { class: "fields two" });
    this.place = h("div", { class: "stack-l" });
    this.el = h("article", { class: "check stack-l", dataset: { path: row.path }, tabindex: "-1" }, this.title, this.place);
    this.build();
  }

  build() {
    const { river, row } = this;
    this.journey = journeyOf(river);
    const { form, decided, answer } = formFor(river, this.journey);
    Object.assign(this, { form, spec: answer });
    this.inside = filling(river, form, { row: row.id }, { bare: true, level: "h4" });
    this.fields = decided.map((spec) => field(river, spec, `${row.path}/${spec.id}`));
    this.rows = new Keyed(this.signals, (one) => this.#signal(one));
    fill(this.decided, this.fields.map((one) => one.el));
    fill(this.place, this.inside.el, this.decided);
    // The signals stand before the line that says “my answers are in”.
    this.inside.el.lastElementChild.before(this.named);
    this.update();
  }

  /** What the check asks about: the signals of the stage that the reader named, and all that somebody has answered. */
  #asked() {
    const { river, row, journey } = this;
    const named = river.cell(`${row.path}/stage`)?.answers?.[river.role]?.v;
    const stage = named ? stageOf(journey, named) : null;
    const own = (stage?.signals ?? []).filter((one) => one.who === "both" || one.who === river.role);
    const asked = own.map((one) => ({ path: `${row.path}/signals/${stage.id}-${one.id}`, id: `${stage.id}-${one.id}`, signal: `${stage.id}/${one.id}`, text: one.text }));
    const there = river.rows(`${row.path}/signals`).filter(({ path }) => !asked.some((one) => one.path === path));
    for (const { path, id } of there) {
      const cell = river.cell(`${path}/signal`);
      const signal = cell?.answers?.[river.partner]?.v ?? cell?.answers?.[river.role]?.v ?? cell?.v;
      const text = journey.stages.flatMap(({ id: at, signals = [] }) => signals.filter((one) => `${at}/${one.id}` === signal)).map((one) => one.text)[0];
      if (text) asked.push({ path, id, signal, text });
    }
    return { stage, asked };
  }

  #signal({ path, id, signal, text }) {
    const { river, row, spec } = this;
    const draft = draftRow(river, `${row.path}/signals`, () => ({ signal }), id);
    return field(draft.river, { ...spec, required: "no" }, `${path}/answer`, { label: text, help: "", gathered: true, labelClass: "text" });
  }

  update(paths = null) {
    const { river, row } = this;
    if (this.journey !== journeyOf(river)) {
      this.#clear();
      return void this.build();
    }
    setText(this.title, river.say("journey.check.of", { day: day(river, dayOfCheck(river, row), { bare: true }) }));
    this.inside.update(paths);
    const { stage, asked } = this.#asked();
    this.rows.update(asked, paths);
    setText(this.heading, stage ? river.say("journey.check.signals", { stage: stage.title }) : river.say("journey.check.first"));
    const { mine, theirs } = gathered(river, this.form, { row: row.id });
    this.decided.hidden = !(mine && theirs) && !river.value(`${row.path}/decision`);
    for (const one of this.fields) one.update(paths);
  }

  focus() {
    this.el.focus();
  }

  #clear() {
    this.inside.destroy();
    this.rows.destroy();
    fill(this.signals);
    for (const one of this.fields) one.destroy();
  }

  destroy() {
    this.#clear();
  }
}

/** A check that is over, or a decision by itself: a line, which opens where there is something to read. */
class Line {
  constructor(river, row, { level }) {
    Object.assign(this, { river, row, level, check: null });
    this.words = h("span", null);
    this.body = h("div", { class: "body" });
    this.fold = h("details", { class: "line", ontoggle: () => this.fold.open && this.#draw() }, h("summary", null, icon("turn", "turn"), this.words), this.body);
    this.plain = h("p", { class: "small" });
    this.el = h("li", { dataset: { path: row.path } }, isCheck(river, row) ? this.fold : this.plain);
    this.update();
  }

  #draw() {
    if (this.check) return;
    this.check = new Check(this.river, this.row, { level: this.level });
    this.body.append(this.check.el);
  }

  update(paths = null) {
    const { river, row } = this;
    const [decision, to] = fieldsOf(river.spec(FORM)).filter((spec) => DECIDED.includes(spec.id));
    const said = [decision, to].map((spec) => [spec, river.value(`${row.path}/${spec.id}`)]).filter(([, value]) => value).map(([spec, value]) => optionLabel(spec, value));
    const words = [day(river, dayOfCheck(river, row), { bare: true }), said.length ? river.say("journey.check.decided", { decision: said.join(" → ") }) : ""].filter(Boolean).join(". ");
    setText(this.words, words);
    setText(this.plain, words);
    this.check?.update(paths);
  }

  destroy() {
    this.check?.destroy();
  }
}
