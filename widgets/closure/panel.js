// Closing on the page: looking back at every goal, skills then and now, thanks, what remains and what comes after, what
// becomes of the record, the programme's survey, and a page worth keeping.

import { fill, h, icon, note, uid } from "../common/dom.js";
import { optionLabel } from "../common/fields.js";
import { canKeep } from "../common/keeping.js";
import { fieldsOf } from "../common/paths.js";
import { NoPlace } from "../common/private.js";
import { Sections, progress } from "../common/sections.js";
import { filling } from "../form/filling.js";
import { downloadFile } from "../page/download.js";
import { skillsChart } from "../skills/chart.js";
import { thenNow } from "../skills/skills.js";
import { answers, careful, settled } from "./closing.js";
import { Keepsake } from "./keepsake.js";
import { sending } from "./sending.js";

export class ClosurePanel {
  constructor(river) {
    Object.assign(this, { river, form: river.spec("closure"), told: "", drawn: "", survey: null });
    this.sections = new Sections(river, this.form);
    this.far = progress(river, this.sections);
    this.goals = h("p", { class: "small quiet" });
    this.skills = h("section", { class: "sheet roomy stack-l", hidden: true });
    this.chosen = h("div", { class: "stack" });
    this.records = this.#records();
    this.asked = this.#survey();
    this.keepsake = new Keepsake(river);
    this.el = h("div", { class: "stack-l" }, h("p", { class: "quiet prose" }, this.form.intro), this.far.el, this.goals, this.sections.el, this.chosen, this.skills, this.records, this.asked, this.keepsake.el);
    this.update();
  }

  // --- what becomes of the record

  #records() {
    const { river } = this;
    const id = uid("records");
    this.said = h("div", { "aria-live": "polite" });
    const load = async () => {
      const answer = await downloadFile(river);
      if (answer.type === "trouble") fill(this.said, note("bad", h("p", null, answer.message)));
      else if (answer.type !== "none") fill(this.said, note("good", h("p", null, river.say("closure.records.done"))));
    };
    const way = river.shared ? "shared" : river.model.get("binder") ? "binder" : "own";
    return h("section", { class: "sheet roomy stack", "aria-labelledby": id }, h("h2", { id }, river.say("closure.records")),
      h("p", { class: "prose" }, river.say("closure.records.keep")),
      h("div", { class: "row" }, h("button", { class: "btn primary", type: "button", onclick: () => void load() }, icon("download"), " ", river.say("closure.records.download"))), this.said,
      h("details", { class: "more" }, h("summary", null, icon("turn", "turn"), river.say("closure.records.delete")),
        h("div", { class: "stack prose" }, h("p", null, river.say("closure.records.not_here")), h("p", null, river.say(`closure.records.${way}`, { file: river.file ?? "mentorbook" })), h("p", null, river.say("closure.records.copies", { name: river.name(river.partner) })))));
  }

  // --- the programme's survey

  #survey() {
    const { river } = this;
    const form = river.spec("evaluation");
    if (!form) return null;
    const place = (this.surveyPlace = h("div", { class: "stack-l" }));
    this.fold = h("details", { class: "sheet survey", ontoggle: () => this.fold.open && this.#drawSurvey(form, place) },
      h("summary", null, icon("turn", "turn"), h("h2", null, form.title)),
      h("div", { class: "stack-l" }, river.programme ? null : note("look", h("p", null, river.say("closure.survey"))), place));
    return this.fold;
  }

  /** The questions; where there is no place for what nobody else may see, why, and the way to one: once, not at each. */
  #drawSurvey(form, place) {
    const { river } = this;
    if (this.survey) return;
    if (!canKeep(river)) {
      const onopen = () => {
        this.#drawSurvey(form, place);
        place.firstElementChild.focus(); // what was pressed is gone
      };
      this.gate ??= new NoPlace(river, { why: river.say("keep.field", { name: river.name(river.partner) }), onopen });
      return void fill(place, this.gate.el);
    }
    this.survey = filling(river, form, { person: river.role }, { bare: true });
    return void fill(place, h("p", { class: "quiet prose", tabindex: "-1" }, form.intro), this.survey.el, river.programme ? sending(river) : null);
  }

  // --- kept true

  update(paths = null) {
    const { river } = this;
    this.sections.update(paths);
    this.far.update();
    this.survey?.update(paths);
    this.keepsake.update();
    const { done, total } = settled(river);
    const words = total ? river.say("closure.goals", { done, count: total }) : river.say("closure.goals.none");
    if (this.goals.textContent !== words) this.goals.textContent = words;
    this.#drawChosen();
    if (!paths || river.touches(paths, "skills")) this.#drawSkills();
  }

  /** That it is closed; what both chose for the time after, and which of it counts. */
  #drawChosen() {
    const { river } = this;
    const found = ["contact", "records"].map((id) => ({ id, ...answers(river, id) })).filter((one) => one.mine && one.theirs);
    const closed = river.value("closure/closed") === true;
    const told = JSON.stringify([found, closed, river.names]);
    if (told === this.told) return;
    this.told = told;
    const done = closed ? note("good", h("p", null, river.say("closure.closed"))) : null;
    const line = ({ id, mine, theirs }) => {
      const spec = fieldsOf(this.form).find((one) => one.id === id);
      const counts = optionLabel(spec, careful(id, mine, theirs) ?? mine);
      const words = mine === theirs ? river.say(`closure.${id}.same`, { what: counts }) : river.say(`closure.${id}.differ`, { mine: optionLabel(spec, mine), theirs: optionLabel(spec, theirs), name: river.name(river.partner), what: counts });
      return note(mine === theirs ? "" : "look", h("p", null, words));
    };
    fill(this.chosen, done, found.map(line));
    this.chosen.hidden = !found.length && !closed;
  }

  #drawSkills() {
    const { river } = this;
    const form = river.spec("skills");
    const people = [river.role, river.partner];
    const told = JSON.stringify([river.names, people.map((person) => form && thenNow(river, form, person))]);
    if (told === this.drawn) return;
    this.drawn = told;
    const charts = people.map((person) => skillsChart(river, person)).filter(Boolean);
    this.skills.hidden = !charts.length;
    const id = uid("then");
    this.skills.setAttribute("aria-labelledby", id);
    fill(this.skills, h("h2", { id }, river.say("closure.skills")), charts);
  }

  go(path) {
    if (path.startsWith("closure/")) return this.sections.go(path);
    if (!this.fold) return false;
    this.fold.open = true;
    this.#drawSurvey(this.river.spec("evaluation"), this.surveyPlace);
    return this.survey?.go(path) ?? false;
  }

  destroy() {
    this.sections.destroy();
    this.survey?.destroy();
    this.gate?.destroy();
  }
}
