// Matching: the roster, proposals with their reasons, other mentors for a mentee, and what counts.

import { announce, bones, fill, h, icon, note, setText, uid } from "../common/dom.js";
import { markView } from "../common/places.js";
import { joinRun } from "../common/running.js";
import { couple } from "../programme/dialogs.js";
import { RosterPart } from "./roster.js";
import { rulesPart } from "./rules.js";

const PAGE = 25;

class Panel {
  constructor(run) {
    Object.assign(this, { run, rules: null, locked: run.state.locked, told: null, before: null, most: PAGE, waiting: -1 });
    const say = (key, params) => run.say(key, params);
    this.roster = new RosterPart(run);
    const heading = uid("match");
    this.count = h("span", { class: "small" });
    this.said = h("div", { role: "status" });
    this.list = h("ul", { class: "proposals", role: "list" });
    this.left = h("details", { class: "more" });
    this.change = h("div");
    this.more = h("button", { class: "btn", type: "button", onclick: () => ((this.most += PAGE), this.#draw()) }, say("running.after"));
    this.everybody = h("button", { class: "btn primary", type: "button", onclick: () => void this.#pair(this.told.proposals) });
    this.head = h("h2", { id: heading, tabindex: "-1" }, say("matching.title"));
    this.sheet = h(
      "section",
      { class: "sheet stack-l", "aria-labelledby": heading },
      h("div", { class: "stack" }, h("div", { class: "head" }, this.head, this.count), h("p", { class: "quiet prose" }, say("matching.text"))),
      this.said,
      this.list,
      h("div", { class: "row" }, this.everybody, this.more),
      this.left,
      this.change,
    );
    this.el = h("div", { class: "stack-l" }, this.roster.el, this.sheet);
    this.more.hidden = this.everybody.hidden = this.left.hidden = this.list.hidden = true; // until there are proposals
    this.update();
  }

  update() {
    this.roster.update();
    const { waiting, people } = this.run.state;
    const now = `${waiting}/${people}`;
    if (now !== this.waiting) {
      this.waiting = now;
      void this.#propose();
    }
    setText(this.count, this.run.say("matching.waiting", { count: waiting }));
  }

  async #propose() {
    const { run } = this;
    const answer = await run.request("propose", { rules: this.rules, locked: this.locked });
    if (answer.problem) return void fill(this.said, note("bad", h("p", null, answer.problem)));
    this.before = this.told?.mean ?? null;
    this.told = answer;
    this.rules ??= answer.rules;
    if (!this.change.childElementCount) fill(this.change, rulesPart(run, answer, (rules) => this.#changed(rules)).el);
    this.#draw();
    return undefined;
  }

  async #changed(rules) {
    this.rules = rules;
    const before = this.told?.mean;
    await this.#propose();
    if (before !== undefined && this.told) this.#tell("", this.run.say("matching.compared", { now: this.told.mean, before, count: this.told.proposals.length }));
  }

  #tell(kind, text) {
    fill(this.said, note(kind, h("p", null, text)));
  }

  #draw() {
    const { run, told } = this;
    const shown = told.proposals.slice(0, this.most);
    fill(this.list, shown.map((one) => this.#proposal(one)));
    this.list.hidden = !shown.length;
    this.more.hidden = told.proposals.length <= this.most;
    this.everybody.hidden = !told.proposals.length;
    setText(this.everybody, run.say("matching.pair_all", { count: told.proposals.length }));
    this.left.hidden = !told.left.length;
    fill(this.left, h("summary", null, icon("turn", "turn"), run.say("matching.left", { count: told.left.length })), h("ul", { class: "stack" }, told.left.map((why) => h("li", null, why))));
    if (!told.exact) this.#tell("look", run.say("matching.inexact"));
  }

  #proposal(one) {
    const { run } = this;
    const names = { mentor: one.mentor.name, mentee: one.mentee.name };
    const others = h("div", { class: "others" });
    const button = (key, press, look = "btn bare", more = {}) => h("button", { class: look, type: "button", "aria-label": run.say(`${key}.who`, names), onclick: press, ...more }, run.say(key));
    return h(
      "li",
      { class: "proposal" },
      h("div", { class: "couple" }, couple(run, names)),
      h("ul", { class: "chips", role: "list", "aria-label": run.say("matching.why") }, one.locked ? h("li", { class: "chip" }, run.say("matching.locked")) : null, one.why.map((why) => h("li", { class: "chip" }, why))),
      h("div", { class: "fit" }, h("div", { class: "head small" }, h("span", null, run.say("matching.fit")), h("span", { class: "num" }, run.say(`matching.fit.${one.word}`, { fit: one.fit }))), h("meter", { "aria-label": run.say("matching.fit.of", names), min: 0, max: 100, value: one.fit })),
      h(
        "div",
        { class: "row" },
        button("matching.pair", () => void this.#pair([one]), "btn"),
        button("matching.another", () => void this.#others(one, others)),
        button(one.locked ? "matching.unlock" : "matching.lock", () => void this.#lock(one), "btn bare", { "aria-pressed": one.locked }),
      ),
      others,
    );
  }

  async #pair(wanted) {
    const { run, locked } = this;
    const made = new Set(wanted.map((one) => one.mentee.id));
    this.locked = locked.filter(([, mentee]) => !made.has(mentee)); // before the answer, whose news asks for proposals anew
    const answer = await run.request("pair", { pairs: wanted.map((one) => [one.mentor.id, one.mentee.id, one.fit]) });
    if (answer.problem) {
      this.locked = locked;
      return this.#tell("bad", answer.problem);
    }
    this.#tell("good", run.say("matching.paired", { count: wanted.length }));
    this.head.focus();
    return undefined;
  }

  async #lock(one) {
    const others = this.locked.filter(([, mentee]) => mentee !== one.mentee.id);
    this.locked = one.locked ? others : [...others, [one.mentor.id, one.mentee.id]];
    await this.#propose();
  }

  async #others(one, place) {
    const { run } = this;
    if (place.childElementCount) return void fill(place);
    const answer = await run.request("alternatives", { mentee: one.mentee.id, rules: this.rules, locked: this.locked });
    if (answer.problem) return void fill(place, note("bad", h("p", null, answer.problem)));
    const take = async (other) => {
      const locked = this.locked;
      this.locked = [...locked.filter(([, mentee]) => mentee !== one.mentee.id), [other.mentor.id, one.mentee.id]];
      const before = this.told;
      await this.#propose();
      if (this.told === before) this.locked = locked;
      else announce(run.say("matching.settled", { mentor: other.mentor.name, mentee: one.mentee.name }));
      this.head.focus();
    };
    const line = (other) =>
      h(
        "li",
        null,
        h("span", null, h("strong", null, other.mentor.name), ` ${run.say("matching.other.fit", { fit: other.fit })} `, h("span", { class: "small quiet" }, [other.why.join("; "), other.change ? run.say("matching.other.change", { change: other.change }) : run.say("matching.other.same")].filter(Boolean).join(". "))),
        other.mentor.id === one.mentor.id ? h("span", { class: "small quiet" }, run.say("matching.other.now")) : h("button", { class: "btn", type: "button", onclick: () => void take(other) }, run.say("matching.other.take")),
      );
    const found = answer.alternatives;
    fill(place, found.length > 1 ? h("ul", { class: "well", role: "list" }, found.map(line)) : h("p", { class: "quiet" }, run.say("matching.other.none")));
    return undefined;
  }
}

async function render({ model, el }) {
  const run = await joinRun(model);
  const root = h("section", { class: "mb mb-matching", "aria-label": run.say("matching.label") });
  el.append(root);
  await markView(run.river, model, root);
  let drawn = null;
  let phase = null;
  const draw = () => {
    const now = `${run.phase} ${run.state?.id ?? ""}`;
    if (now === phase) return void drawn?.update();
    phase = now;
    drawn = run.phase === "open" ? new Panel(run) : null;
    fill(root, drawn ? drawn.el : run.phase === "closed" ? note("", h("p", null, run.say("matching.closed"))) : bones(run.say("running.loading")));
    return undefined;
  };
  const off = run.on(draw);
  draw();
  return () => {
    off();
    root.remove();
  };
}

export default { render };
