// What a programme's surveys say together: numbers with how many answers each is from, nothing from fewer than five.

import { fill, h, icon, note, setText } from "../common/dom.js";
import { saveFile } from "../common/files.js";

export class Evaluation {
  constructor(run) {
    this.run = run;
    this.told = "";
    this.body = h("div", { class: "stack-l" });
    this.el = h("details", { class: "sheet evaluation", ontoggle: () => this.update() }, h("summary", null, icon("turn", "turn"), h("h2", null, run.say("evaluation.title"))), this.body);
  }

  async update() {
    if (!this.el.open) return;
    const { evaluation, problem } = await this.run.request("evaluation");
    if (problem) return void fill(this.body, note("bad", h("p", null, problem)));
    const told = JSON.stringify(evaluation);
    if (told === this.told) return;
    this.told = told;
    this.#draw(evaluation);
  }

  #draw(found) {
    const { run } = this;
    const { came, invited, counted } = found;
    const shown = found.asked.filter((one) => one.all.n);
    const skills = found.skills.filter((one) => one.n);
    fill(
      this.body,
      h("div", { class: "stack" }, h("p", null, run.say("evaluation.n", { came: this.#number(came), invited: this.#number(invited), counted: this.#number(counted) })), h("p", { class: "small quiet prose" }, run.say("evaluation.few"))),
      shown.length ? [this.#report(), this.#asked(found.asked)] : h("p", { class: "quiet" }, run.say("evaluation.none")),
      skills.length ? this.#skills(skills) : null,
      found.words.length ? this.#words(found.words) : null,
    );
  }

  #report() {
    const { run } = this;
    const said = h("span", { class: "small quiet", role: "status" });
    const wrong = h("div");
    const make = async () => {
      button.disabled = true;
      fill(wrong);
      setText(said, run.say("evaluation.making"));
      const answer = await run.request("impact", { locale: run.river.locale, zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
      button.disabled = false;
      setText(said, answer.problem ? "" : run.say("evaluation.done"));
      if (answer.problem) fill(wrong, note("bad", h("p", null, answer.problem)));
      else saveFile(answer.name, [answer.bytes], answer.mime);
    };
    const button = h("button", { class: "btn primary", type: "button", onclick: () => void make() }, icon("download"), " ", run.say("evaluation.report"));
    return h("div", { class: "stack" }, h("div", { class: "row" }, button, said), wrong);
  }

  #asked(asked) {
    const { run } = this;
    const row = ({ label, options, all, unit }) => {
      const median = all.median === null ? "" : `${run.say("evaluation.median")} ${this.#number(all.median)}${unit ? ` ${unit}` : ""}`;
      const head = h("h4", null, label);
      if (!all.n) return h("div", { class: "asked" }, head, h("p", { class: "small quiet" }, run.say("evaluation.hidden")));
      const most = Math.max(...all.counts, 1);
      const bars = all.counts.map((count, at) => h("tr", null, h("th", { scope: "row" }, options[at]), h("td", { class: "bar" }, h("i", { style: { "--share": `${(count / most) * 100}%` } })), h("td", null, this.#number(count))));
      return h(
        "div",
        { class: "asked stack" },
        head,
        h("p", { class: "small quiet" }, `n = ${this.#number(all.n)}`, median ? ` · ${median}` : ""),
        bars.length ? h("table", { class: "bars" }, h("caption", { class: "sr" }, label), h("thead", { class: "sr" }, h("tr", null, ["what", "bar", "count"].map((key) => h("th", { scope: "col" }, run.say(`running.chart.${key}`))))), h("tbody", null, bars)) : null,
      );
    };
    return h("section", { class: "stack" }, h("h3", null, run.say("evaluation.asked")), h("div", { class: "charts" }, asked.map(row)));
  }

  #skills(skills) {
    const { run } = this;
    const say = (key) => run.say(key);
    const cell = (value) => h("td", null, this.#number(value));
    return h(
      "section",
      { class: "stack" },
      h("h3", null, say("evaluation.skills")),
      h("p", { class: "small quiet" }, say("evaluation.skills.help")),
      h(
        "table",
        { class: "table moved" },
        h("caption", { class: "sr" }, say("evaluation.skills")),
        h("thead", null, h("tr", null, ["evaluation.skill", "evaluation.then", "evaluation.now"].map((key) => h("th", { scope: "col" }, say(key))), h("th", { scope: "col" }, "n"))),
        h("tbody", null, skills.map((one) => h("tr", null, h("th", { scope: "row" }, one.label), cell(one.first), cell(one.last), cell(one.n)))),
      ),
    );
  }

  #words(words) {
    return h(
      "section",
      { class: "stack" },
      h("h3", null, this.run.say("evaluation.words")),
      words.map(([label, texts]) => h("div", { class: "stack" }, h("h4", null, label, h("span", { class: "small quiet" }, ` n = ${this.#number(texts.length)}`)), h("ul", { class: "stack quotes" }, texts.map((text) => h("li", null, text))))),
    );
  }

  #number(value) {
    return value.toLocaleString(this.run.river.locale);
  }
}
