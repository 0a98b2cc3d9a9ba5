// “How do we know we are ready to move on?” The signals of a stage: each ticks their own, and both see both.

import { fill, h, icon, setText, uid, voice } from "../common/dom.js";
import { noticed, tickPath } from "../common/journey.js";

const KINDS = { here: "target", ready: "arrow", warn: "warning" };

const has = (signal, person) => signal.who === "both" || signal.who === person;

export class Signals {
  constructor(river, stage) {
    Object.assign(this, { river, stage, rows: [], counts: [] });
    const signals = stage.signals ?? [];
    const kinds = Object.keys(KINDS).filter((kind) => signals.some((one) => one.kind === kind));
    this.talk = h("p", { class: "note look", hidden: true }, icon("speech"), h("span", null, river.say("journey.talk")));
    this.el = h("div", { class: "stack-l" }, kinds.map((kind) => this.#group(kind, signals.filter((one) => one.kind === kind))), this.talk);
    this.update();
  }

  #group(kind, signals) {
    const { river } = this;
    const heading = uid("signals");
    const count = h("span", { class: "small quiet" });
    this.counts.push({ count, signals });
    const person = (who) => h("th", { scope: "col" }, voice(river, who, { you: true }));
    return h(
      "div",
      { class: ["signals", kind] },
      h("div", { class: "head" }, h("h4", { id: heading }, icon(KINDS[kind]), " ", river.say(`journey.kind.${kind}`)), count),
      h(
        "table",
        { "aria-labelledby": heading },
        h("thead", null, h("tr", null, h("th", { scope: "col" }, h("span", { class: "sr" }, river.say("journey.sign"))), person(river.role), person(river.partner))),
        h("tbody", null, signals.map((signal) => this.#row(signal))),
      ),
    );
  }

  #row(signal) {
    const { river, stage } = this;
    const path = tickPath(stage, signal);
    const id = uid("signal");
    const box = has(signal, river.role)
      ? h("input", { type: "checkbox", "aria-labelledby": id, disabled: Boolean(river.readonly), onchange: () => river.set(path, box.checked ? true : null) })
      : null;
    const theirs = h("td", { class: "theirs", dataset: { voice: river.partner } });
    const mine = h("td", { class: "mine", dataset: { path } }, box ? h("label", { class: "tick" }, box, h("span", { class: "sr" }, signal.text)) : [h("span", { "aria-hidden": "true" }, "–"), h("span", { class: "sr" }, river.say("journey.yours.none"))]);
    const el = h("tr", null, h("th", { scope: "row", id }, signal.text), mine, theirs);
    this.rows.push({ signal, box, theirs, el, drawn: null });
    return el;
  }

  update() {
    const { river, stage } = this;
    let stop = false;
    for (const row of this.rows) {
      const [mine, theirs] = [noticed(river, stage, row.signal, river.role), noticed(river, stage, row.signal, river.partner)];
      if (row.box) row.box.checked = mine;
      stop ||= row.signal.kind === "warn" && (mine || theirs);
      row.el.classList.toggle("apart", row.signal.who === "both" && mine !== theirs);
      if (row.drawn === theirs) continue;
      row.drawn = theirs;
      const name = river.name(river.partner);
      const words = !has(row.signal, river.partner) ? river.say("journey.yours.none") : river.say(theirs ? "journey.theirs.yes" : "journey.theirs.no", { name });
      fill(row.theirs, theirs ? icon("check") : h("span", { "aria-hidden": "true" }, has(row.signal, river.partner) ? "" : "–"), h("span", { class: "sr" }, words));
    }
    for (const { count, signals } of this.counts) {
      const told = [river.role, river.partner].map((person) => {
        const own = signals.filter((one) => has(one, person));
        const name = person === river.role ? river.say("journey.you") : river.name(person);
        return own.length ? river.say("journey.tally", { person: name, some: own.filter((one) => noticed(river, stage, one, person)).length, all: own.length }) : "";
      });
      setText(count, told.filter(Boolean).join(" · "));
    }
    this.talk.hidden = !stop;
  }
}
