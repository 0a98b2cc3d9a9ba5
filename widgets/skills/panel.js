// The lists of skills on the page: the next one to fill in, then and now of both, and the lists themselves.

import { day, today } from "../common/dates.js";
import { fill, h, icon, setText, uid } from "../common/dom.js";
import { canKeep } from "../common/keeping.js";
import { NoPlace } from "../common/private.js";
import { filling } from "../form/filling.js";
import { skillsChart } from "./chart.js";
import { MOMENTS, formFor, listsOf, ratings } from "./skills.js";

export class SkillsPanel {
  constructor(river) {
    Object.assign(this, { river, form: river.spec("skills"), open: null, inside: null, told: "" });
    this.own = formFor(this.form, river.role);
    this.buttons = new Map(MOMENTS.map((moment) => [moment, this.#button(moment)]));
    this.place = new NoPlace(river, { why: river.say("skills.no_place", { name: river.name(river.partner) }) });
    this.now = h("section", { class: "sheet roomy stack-l", hidden: true });
    this.charts = h("section", { class: "sheet roomy stack-l", hidden: true });
    this.el = h("div", { class: "stack-l" }, h("p", { class: "quiet prose" }, this.form.intro),
      h("ul", { class: "moments", role: "list" }, [...this.buttons.values()].map(({ el }) => el)), this.place.el, this.now, this.charts);
    this.update();
  }

  #button(moment) {
    const { river } = this;
    const status = h("p", { class: "small quiet" });
    const button = h("button", { class: "btn", type: "button", onclick: () => this.begin(moment) });
    return { el: h("li", { class: "well stack-s" }, h("p", { class: "label" }, river.say(`skills.${moment}`)), status, h("div", null, button)), status, button };
  }

  /** Opens the reader's list of a moment; where there is none it is made. */
  begin(moment) {
    const { river } = this;
    const row = listsOf(river, river.role)[moment];
    const fields = { moment, date: today(river), sharing: canKeep(river) ? "private" : "shared" };
    this.#show(row?.id ?? river.add("skills", fields));
    this.heading.focus();
  }

  #show(id) {
    const { river } = this;
    this.inside?.destroy();
    this.open = id;
    this.inside = id ? filling(river, this.own, { row: id }, { level: "h3" }) : null;
    this.now.hidden = !id;
    if (!id) return void fill(this.now);
    const name = uid("skills");
    this.heading = h("h2", { id: name, tabindex: "-1" }, river.say("skills.list", { moment: river.say(`skills.${river.value(`skills/${id}/moment`) ?? "before"}`) }));
    this.now.setAttribute("aria-labelledby", name);
    fill(this.now, h("div", { class: "head" }, this.heading, h("button", { class: "btn bare", type: "button", onclick: () => this.#close() }, river.say("skills.close"))), this.inside.el);
    for (const fold of this.now.querySelectorAll("details.part")) fold.open = true;
    return undefined;
  }

  #close() {
    const moment = this.river.value(`skills/${this.open}/moment`) ?? "before";
    this.#show(null);
    this.update();
    this.buttons.get(moment).button.focus();
  }

  update(paths = null) {
    const { river } = this;
    if (this.open && !river.rows("skills").some((row) => row.id === this.open)) this.#show(null);
    this.inside?.update(paths);
    const lists = listsOf(river, river.role);
    const asked = ratings(this.form, river.role);
    for (const [moment, { status, button, el }] of this.buttons) {
      const row = lists[moment];
      const given = row ? asked.filter((spec) => river.value(`${row.path}/${spec.id}`) !== null).length : 0;
      const date = row ? river.value(`${row.path}/date`) : null;
      setText(status, !row ? river.say("skills.none") : given < asked.length ? river.say("skills.left", { count: asked.length - given }) : river.say("skills.done", { day: date ? day(river, date, { bare: true }) : "–" }));
      setText(button, river.say(row ? (river.readonly ? "skills.read" : "skills.change") : "skills.rate"));
      button.hidden = !row && Boolean(river.readonly);
      setLabel(button, `${button.textContent}: ${river.say(`skills.${moment}`)}`);
      el.classList.toggle("done", Boolean(row) && given === asked.length);
    }
    const people = [river.role, river.partner];
    const told = JSON.stringify([river.names, people.map((person) => Object.values(listsOf(river, person)).map((row) => [row.path, ...ratings(this.form, person).map((spec) => river.value(`${row.path}/${spec.id}`)), river.value(`${row.path}/looking_back`), river.value(`${row.path}/moment`)]))]);
    if (told === this.told) return;
    this.told = told;
    this.#draw(people);
  }

  #draw(people) {
    const { river } = this;
    const charts = people.map((person) => skillsChart(river, person));
    this.charts.hidden = !charts[0] && !charts[1];
    const id = uid("charts");
    this.charts.setAttribute("aria-labelledby", id);
    fill(this.charts, h("h2", { id }, river.say("skills.charts")), charts, charts[0] && !charts[1] ? h("p", { class: "small quiet" }, river.say("skills.theirs", { name: river.name(river.partner) })) : null);
  }

  go(path) {
    const row = this.river.rows("skills").find((one) => one.id === path.split("/")[1]);
    if (!row || row.by !== this.river.role) return;
    this.#show(row.id);
    this.inside.go(path) || this.heading.focus();
  }

  destroy() {
    this.inside?.destroy();
    this.place.destroy();
  }
}

function setLabel(el, label) {
  if (el.getAttribute("aria-label") !== label) el.setAttribute("aria-label", label);
}
