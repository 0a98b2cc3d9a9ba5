// About us: the profiles, and what they say beside each other: when to meet and how to reach each other, how each likes to
// talk, and strengths and growth areas as several sources see them.

import { track } from "../common/compare.js";
import { fill, h, icon, uid, voice } from "../common/dom.js";
import { optionLabel, said } from "../common/fields.js";
import { fieldsOf } from "../common/paths.js";
import { viewLink } from "../common/places.js";
import { viewOf } from "../common/form_view.js";
import { Both } from "../form/both.js";
import { SOURCES, farApart, overlap, triangulated } from "./talk.js";

const SHARED = ["good_days", "good_times", "channels_ok"];
const EACH = ["time_zone", "hours_per_month", "extra_time", "reply_time", "away", "limits"];
const STYLES = ["directness", "thinking", "planning"];
const TOLD = ["review_comments", "work_and_courses", "informal_feedback", "goal_needs_strengths", "common_growth"];

export class FirstPanel {
  constructor(river) {
    Object.assign(this, { river, form: river.spec("profile"), told: "" });
    this.specs = new Map(fieldsOf(this.form).map((spec) => [spec.id, spec]));
    this.both = new Both(river, this.form);
    this.reach = h("section", { class: "sheet roomy stack" });
    this.sources = h("section", { class: "sheet roomy stack" });
    this.next = h("div", { class: "row" });
    this.el = h("div", { class: "stack-l" }, h("p", { class: "quiet prose" }, this.form.intro), this.both.el, this.reach, this.sources, this.next);
    this.update();
  }

  #of(id, person) {
    return this.river.value(`profile/${person}/${id}`);
  }

  update(paths = null) {
    const { river } = this;
    this.both.update(paths);
    if (paths && !river.touches(paths, "profile")) return;
    const people = [river.role, river.partner];
    const answers = [...SHARED, ...EACH, ...STYLES].map((id) => people.map((person) => this.#of(id, person)));
    const lists = ["strengths", "growth"].map((id) => triangulated(river, `profile/mentee/${id}`));
    const words = TOLD.map((id) => this.#of(id, this.specs.get(id)?.who));
    const told = JSON.stringify([answers, lists, words, river.names]);
    if (told === this.told) return;
    this.told = told;
    this.#drawReach(people, answers.flat().some((one) => one !== null));
    this.#drawSources(lists, words.some(Boolean));
    const fit = river.spec("fit") && viewOf(river, "fit");
    fill(this.next, fit ? viewLink(river, fit, { class: "btn", path: `fit/${river.role}/at_ease` }, river.say("first.fit"), " ", icon("arrow")) : null);
  }

  // --- when and how

  #drawReach(people, any) {
    const { river } = this;
    this.reach.hidden = !any;
    if (!any) return;
    const id = uid("reach");
    this.reach.setAttribute("aria-labelledby", id);
    const styles = STYLES.filter((one) => this.specs.has(one)).map((one) => ({ id: one, mine: this.#of(one, people[0]), theirs: this.#of(one, people[1]) }));
    const apart = farApart(styles);
    const known = styles.filter(({ mine, theirs }) => mine !== null || theirs !== null);
    fill(this.reach, h("h2", { id }, river.say("first.reach")),
      SHARED.map((one) => this.#shared(one, people)),
      h("div", { class: "side-by-side" }, people.map((person) => this.#person(person))),
      known.length ? [h("h3", null, river.say("first.styles")), h("ul", { class: "questions-compared", role: "list" }, known.map((style) => this.#style(style, apart)))] : null);
  }

  #shared(id, [me, other]) {
    const { river } = this;
    const spec = this.specs.get(id);
    const [mine, theirs] = [this.#of(id, me), this.#of(id, other)];
    if (!mine && !theirs) return null;
    const { both } = overlap((spec.options ?? []).map((option) => option.id), mine, theirs);
    const list = (ids) => new Intl.ListFormat(river.locale).format(ids.map((one) => optionLabel(spec, one)));
    const words = mine && theirs ? (both.length ? river.say(`first.both.${id}`, { what: list(both) }) : river.say(`first.none.${id}`)) : river.say("first.only", { name: river.name(mine ? me : other), what: list(mine ?? theirs) });
    return h("p", { class: "found" }, icon(mine && theirs && both.length ? "done" : mine && theirs ? "speech" : "todo"), h("span", null, words));
  }

  #person(person) {
    const { river } = this;
    const given = EACH.map((id) => [this.specs.get(id), this.#of(id, person)]).filter(([spec, value]) => spec && value !== null);
    return h("div", { class: "one", dataset: { voice: person } }, voice(river, person, { you: true }),
      given.length ? h("dl", null, given.map(([spec, value]) => h("div", null, h("dt", null, river.say(`first.is.${spec.id}`)), h("dd", null, said(river, spec, value))))) : h("p", { class: "quiet" }, river.say("first.nothing")));
  }

  #style({ id, mine, theirs }, apart) {
    const { river } = this;
    const spec = this.specs.get(id);
    const name = river.name(river.partner);
    const words = [mine === null ? null : `${river.say("person.you")}: ${mine}`, theirs === null ? null : `${name}: ${theirs}`].filter(Boolean).join(" · ");
    const marks = [{ value: mine, voice: river.role, kind: "" }, { value: theirs, voice: river.partner, kind: "" }];
    return h("li", null, h("span", null, spec.label, h("span", { class: "said block" }, river.say("fields.ends", { low: spec.low, first: spec.ends[0], high: spec.high, last: spec.ends[1] }))),
      track({ low: spec.low, high: spec.high, marks, label: `${spec.label}: ${words}` }),
      h("span", { class: "said" }, h("span", { "aria-hidden": "true" }, words), " ", apart.includes(id) ? h("span", { class: "flag" }, icon("speech"), " ", river.say("fields.differ")) : null));
  }

  // --- strengths and growth areas

  #drawSources([strengths, growth], words) {
    const { river } = this;
    this.sources.hidden = !strengths.length && !growth.length && !words;
    if (this.sources.hidden) return;
    const id = uid("sources");
    this.sources.setAttribute("aria-labelledby", id);
    const columns = this.specs.get("strengths").fields.find((spec) => spec.id === "sources");
    const told = TOLD.map((one) => this.specs.get(one)).filter((spec) => spec && this.#of(spec.id, spec.who));
    fill(this.sources, h("h2", { id }, river.say("first.sources")), h("p", { class: "quiet prose" }, river.say("first.sources.why")),
      strengths.length ? this.#table(river.say("first.strengths"), strengths, columns) : null,
      growth.length ? this.#table(river.say("first.growth"), growth, columns) : null,
      told.length ? [h("h3", null, river.say("first.told")), h("div", { class: "side-by-side" }, told.map((spec) =>
        h("div", { class: "one", dataset: { voice: spec.who } }, voice(river, spec.who, { you: true }), h("p", { class: "label" }, spec.label), h("p", { class: "words" }, this.#of(spec.id, spec.who)))))] : null);
  }

  #table(title, list, columns) {
    const { river } = this;
    const heads = SOURCES.map((source) => river.say(`first.source.${source}`));
    const cell = (one, source) => h("td", { class: ["source", one.from[source] && "yes"] }, one.from[source] ? [icon("check"), h("span", { class: "sr" }, river.say("fields.yes"))] : h("span", { class: "sr" }, river.say("fields.no")));
    // Where there is no room for a column each, in words.
    const named = (one) => new Intl.ListFormat(river.locale).format(SOURCES.flatMap((source, at) => (one.from[source] ? [heads[at]] : [])));
    const more = (one) => [one.example, one.helps, one.view ? `${river.name("mentor")}: ${one.view}` : ""].filter(Boolean);
    return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
      h("table", { class: "table sources" }, h("caption", { class: "h3" }, title),
        h("thead", null, h("tr", null, h("th", { scope: "col" }, river.say("first.what")), heads.map((one, at) => h("th", { scope: "col", class: "source", title: optionLabel(columns, SOURCES[at]) }, one)), h("th", { scope: "col" }, river.say("first.sure")))),
        h("tbody", null, list.map((one) => h("tr", null,
          h("th", { scope: "row" }, h("span", { class: "label" }, one.what), one.own.length ? h("span", { class: "small quiet block" }, one.own.join(", ")) : null, more(one).map((line) => h("span", { class: "small block" }, line)), h("span", { class: "small from" }, icon("check"), named(one) || "–")),
          SOURCES.map((source) => cell(one, source)),
          h("td", null, h("span", { class: ["status", one.sure === "agree" && "done"] }, river.say(`first.sure.${one.sure}`, { count: one.count }))))))));
  }

  go(path) {
    return this.both.go(path);
  }

  destroy() {
    this.both.destroy();
  }
}
