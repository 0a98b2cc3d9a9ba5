// The pulse check on the page: the one to answer, both answers of the last beside each other, and how it went over time.

import { numbers, overTime, track } from "../common/compare.js";
import { day, number, today } from "../common/dates.js";
import { fill, h, icon, setText, uid } from "../common/dom.js";
import { field } from "../common/fields.js";
import { fieldsOf } from "../common/paths.js";
import { filling } from "../form/filling.js";
import { Entries } from "../form/entries.js";
import { attention, checks, mean, ratings, strongest } from "./pulse.js";

/** A river that writes the reader's date with their first answer in an entry. */
function dated(river, path) {
  const set = (where, value) => {
    river.set(where, value);
    const own = river.cell(`${path}/date`)?.answers?.[river.role]?.v;
    if (value !== null && where !== `${path}/date` && !own) river.set(`${path}/date`, today(river));
  };
  return new Proxy(river, {
    get(target, name) {
      if (name === "set") return set;
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

export class PulsePanel {
  constructor(river) {
    Object.assign(this, { river, form: river.spec("pulses"), open: null, inside: null, told: "", met: false, talk: null });
    this.specs = ratings(this.form);
    // What the two will talk about comes once they see both; a line there would be seen before.
    this.alone = { ...this.form, sections: this.form.sections.map((section) => ({ ...section, fields: section.fields.filter((spec) => spec.who !== "together") })) };
    this.lead = h("p", { class: "prose" });
    this.button = h("button", { class: "btn primary", type: "button", onclick: () => this.begin() }, icon("plus"), " ", h("span"));
    this.now = h("section", { class: "sheet roomy stack-l", hidden: true });
    const last = uid("last");
    this.lastHeading = h("h2", { id: last, tabindex: "-1" });
    this.compared = h("div", { class: "stack" });
    this.talks = h("div");
    this.last = h("section", { class: "sheet roomy stack", "aria-labelledby": last, hidden: true }, this.lastHeading, this.compared, this.talks);
    this.course = h("section", { class: "sheet roomy stack", hidden: true });
    this.all = new Entries(river, this.form, { level: "h3" });
    this.all.button?.remove();
    this.earlier = h("details", { class: "more" }, h("summary", null, icon("turn", "turn"), river.say("pulse.all")), this.all.el);
    this.el = h("div", { class: "stack-l" }, h("p", { class: "quiet prose" }, this.form.intro), h("div", { class: "row" }, this.button, this.lead), this.now, this.last, this.course, this.earlier);
    this.update();
  }

  /** The check to answer: the newest in which the reader's answers are not in; else a new one. */
  begin() {
    const waits = checks(this.river).findLast((one) => !one.state.mine);
    const id = waits?.id ?? this.river.add("pulses", { date: today(this.river) });
    this.#show(id);
    this.heading.focus();
  }

  #show(id) {
    const { river } = this;
    if (this.open === id) return;
    this.inside?.destroy();
    Object.assign(this, { open: id, inside: null, met: false });
    this.now.hidden = !id;
    if (!id) return void fill(this.now);
    const name = uid("pulse");
    this.heading = h("h2", { id: name, tabindex: "-1" }, river.say("pulse.now"));
    this.now.setAttribute("aria-labelledby", name);
    this.inside = filling(dated(river, `pulses/${id}`), this.alone, { row: id }, { bare: true });
    fill(this.now, h("div", { class: "head" }, this.heading, h("button", { class: "btn bare", type: "button", onclick: () => this.#close() }, river.say("pulse.close"))), this.inside.el);
  }

  #close() {
    this.#show(null);
    this.update();
    (this.button.hidden ? this.lead : this.button).focus();
  }

  update(paths = null) {
    const { river } = this;
    const list = checks(river);
    if (this.open && !list.some((one) => one.id === this.open)) this.#show(null);
    this.inside?.update(paths);
    this.all.update(paths);
    this.talk?.update(paths);
    const waiting = list.findLast((one) => !one.state.mine);
    // The partner may have begun it: only who has answered something goes on.
    const begun = waiting && !waiting.state.theirs && Object.values(waiting.mine).some((one) => one !== null);
    const words = waiting ? (begun ? "pulse.go_on" : "pulse.answer") : "pulse.begin";
    setText(this.button.lastChild, river.say(words));
    this.button.hidden = Boolean(river.readonly) || (this.open !== null && this.open === waiting?.id);
    const name = river.name(river.partner);
    const pending = list.findLast((one) => one.state.mine && !one.state.theirs);
    setText(this.lead, waiting?.state.theirs ? river.say("pulse.theirs", { name }) : pending ? river.say("pulse.pending", { name }) : this.form.when ? river.say("pulse.when", { when: this.form.when }) : "");
    const both = list.filter((one) => one.state.mine && one.state.theirs);
    this.earlier.hidden = list.length === 0;
    const told = JSON.stringify([both, river.names]);
    if (told !== this.told) {
      this.told = told;
      this.#drawLast(both);
      this.#drawCourse(both);
    }
    if (!this.met && both.some((one) => one.id === this.open)) this.#meet();
  }

  /** Both are in: what both say takes the place of the questions, but not under somebody's hands. */
  #meet() {
    const here = this.now.contains(document.activeElement);
    this.met = true;
    if (here && document.activeElement.matches("input, textarea, select")) return;
    this.#show(null);
    this.update();
    if (!here) return;
    this.lastHeading.focus({ preventScroll: true });
    this.last.scrollIntoView({ block: "start" });
  }

  #label(id) {
    return this.specs.find((spec) => spec.id === id).label;
  }

  #drawLast(both) {
    const { river } = this;
    const now = both.at(-1);
    this.last.hidden = !now;
    if (!now) return;
    const before = both.at(-2) ?? null;
    const notes = attention(now, before);
    const good = strongest(now);
    const name = river.name(river.partner);
    const line = (spec) => {
      const [mine, theirs] = [now.mine[spec.id], now.theirs[spec.id]];
      const words = river.say("pulse.both", { mine: mine ?? "–", name, theirs: theirs ?? "–" });
      const marks = [{ value: mine, voice: river.role, kind: "" }, { value: theirs, voice: river.partner, kind: "" }];
      return h("li", null, h("span", null, spec.label), track({ marks, label: `${spec.label}: ${words}` }), h("span", { class: "said", "aria-hidden": "true" }, words));
    };
    const sentence = (note) => river.say(`pulse.note.${note.kind}${note.who ? `.${note.who}` : ""}`, { label: this.#label(note.id), name, from: note.from ?? "", to: note.to });
    setText(this.lastHeading, river.say("pulse.last", { day: day(river, now.date, { bare: true }) }));
    this.#drawTalk(now);
    const more = fieldsOf(this.form).filter((spec) => spec.id === "more_of" || spec.id === "less_of").flatMap((spec) => this.#wish(now, spec));
    fill(this.compared,
      h("ul", { class: "questions-compared", role: "list" }, this.specs.map(line)),
      h("div", { class: ["note", notes.length ? "look" : "good"] }, icon(notes.length ? "speech" : "check"),
        h("div", { class: "stack" }, notes.length
          ? [h("p", null, h("strong", null, river.say("pulse.talk"))), h("ul", { class: "plain stack-s", role: "list" }, notes.map((note) => h("li", null, sentence(note))))]
          : h("p", null, river.say("pulse.fine")),
        good.length ? h("p", { class: "small" }, river.say("pulse.good", { what: new Intl.ListFormat(river.locale).format(good.map((one) => this.#label(one))) })) : null)),
      more.length ? h("ul", { class: "plain stack-s", role: "list" }, more) : null,
      h("p", { class: "small quiet" }, this.form.reading));
  }

  /** What the two will talk about, to write down beside what they see. */
  #drawTalk(now) {
    const spec = fieldsOf(this.form).find((one) => one.who === "together");
    const path = spec ? `${now.path}/${spec.id}` : null;
    if (this.talk?.path === path) return;
    this.talk?.destroy();
    this.talk = spec ? field(this.river, spec, path) : null;
    fill(this.talks, this.talk?.el);
  }

  #wish(now, spec) {
    const { river } = this;
    const cell = river.cell(`${now.path}/${spec.id}`);
    return [river.role, river.partner].flatMap((person) => {
      const words = cell?.answers?.[person]?.v;
      return words ? [h("li", null, h("span", { class: "quiet" }, `${person === river.role ? river.say("person.you") : river.name(person)}: ${spec.label}: `), words)] : [];
    });
  }

  #drawCourse(both) {
    const { river } = this;
    this.course.hidden = both.length < 2;
    if (both.length < 2) return;
    const means = both.map((one) => ({ mine: mean(one.mine), theirs: mean(one.theirs) }));
    const name = river.name(river.partner);
    const say = (value) => (value === null ? "–" : number(river, value));
    const times = both.map((one) => day(river, one.date, { bare: true }));
    const [first, last] = [means[0], means.at(-1)];
    const label = river.say("pulse.course.label", { from: times[0], to: times.at(-1), mine: say(first.mine), mine_now: say(last.mine), name, theirs: say(first.theirs), theirs_now: say(last.theirs) });
    const ends = [this.specs[0].options?.[0]?.label ?? "", this.specs[0].options?.at(-1)?.label ?? ""];
    const id = uid("course");
    this.course.setAttribute("aria-labelledby", id);
    const series = [{ voice: river.role, values: means.map((one) => one.mine) }, { voice: river.partner, values: means.map((one) => one.theirs) }];
    fill(this.course, h("h2", { id }, river.say("pulse.course")), h("p", null, label), overTime(river, { series, times, ends, label }),
      numbers(river.say("pulse.numbers"), "", [river.say("pulse.question"), ...both.flatMap((_, at) => [`${times[at]}, ${river.say("person.you")}`, `${times[at]}, ${name}`])],
        this.specs.map((spec) => [spec.label, ...both.flatMap((one) => [String(one.mine[spec.id] ?? "–"), String(one.theirs[spec.id] ?? "–")])])));
  }

  /** Goes to a check, or to a field in it. */
  go(path) {
    const id = path.split("/")[1];
    const one = checks(this.river).find((check) => check.id === id);
    if (!one) return;
    if (one.state.mine && one.state.theirs) {
      this.earlier.open = true;
      this.all.go(path);
    } else {
      this.#show(id);
      this.inside.go(path) || this.heading.focus();
    }
  }

  destroy() {
    this.inside?.destroy();
    this.talk?.destroy();
    this.all.destroy();
  }
}

