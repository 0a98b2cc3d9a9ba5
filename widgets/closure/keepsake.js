// The page worth keeping: names and days, what was reached, and the words they have for each other. It prints by itself.

import { machine, parseDay } from "../common/dates.js";
import { fill, h, icon, uid, voice } from "../common/dom.js";
import { keepsake } from "./closing.js";

/** With the year: this page is read again years later. */
function longDay(river, when) {
  return new Intl.DateTimeFormat(river.locale, { dateStyle: "long", timeZone: "UTC" }).format(parseDay(when));
}

export class Keepsake {
  constructor(river) {
    Object.assign(this, { river, told: "" });
    const id = uid("keepsake");
    this.heading = h("h2", { id }, river.say("closure.page"));
    this.paper = h("div", { class: "paper" });
    this.button = h("button", { class: "btn", type: "button", onclick: () => this.print() }, icon("print"), " ", river.say("closure.print"));
    this.el = h("section", { class: "sheet roomy stack-l keepsake", "aria-labelledby": id },
      h("div", { class: "head" }, this.heading, this.button), h("p", { class: "quiet prose why" }, river.say("closure.page.why")), this.paper);
    this.update();
  }

  /** Paper takes this page alone. */
  print() {
    const root = document.documentElement;
    root.dataset.mbPrint = "keepsake";
    const after = () => {
      delete root.dataset.mbPrint;
      this.button.focus({ preventScroll: true }); // it was not there on paper
    };
    globalThis.addEventListener("afterprint", after, { once: true });
    globalThis.print();
  }

  update() {
    const { river } = this;
    const data = keepsake(river);
    const told = JSON.stringify([data, river.names]);
    if (told === this.told) return;
    this.told = told;
    const { from, to, goals, thanks, strengths, moments, can, contact, detail } = data;
    const span = [...new Set([from, to])].filter(Boolean).map((one) => h("time", { datetime: machine(one) }, longDay(river, one)));
    const quotes = (title, list) => (list.length ? h("section", { class: "words" }, h("h4", null, title), h("div", { class: "side-by-side" }, list.map(({ by, words }) => h("blockquote", { class: "one", dataset: { voice: by } }, h("p", null, words), h("footer", null, voice(river, by)))))) : null);
    const reached = goals.filter((one) => one.reached);
    const others = goals.filter((one) => !one.reached);
    const goal = (one) => h("li", null, icon(one.reached ? "done" : "arrow"), h("div", null, h("p", null, one.title), h("p", { class: "small quiet" }, one.label), one.evidence ? h("p", { class: "small" }, one.evidence) : null, one.learned ? h("p", { class: "small quiet" }, one.learned) : null));
    const empty = !goals.length && !thanks.length && !strengths.length && !moments.length && !can.length;
    this.button.hidden = empty;
    fill(this.paper,
      h("h3", { class: "names" }, river.names.mentor || river.name("mentor"), h("span", { class: "and" }, ` ${river.say("closure.and")} `), river.names.mentee || river.name("mentee")),
      span.length ? h("p", { class: "span" }, span[0], span[1] ? [" – ", span[1]] : null) : null,
      empty ? h("p", { class: "quiet" }, river.say("closure.page.empty")) : null,
      reached.length ? h("section", null, h("h4", null, river.say("closure.reached")), h("ul", { class: "plain goals", role: "list" }, reached.map(goal))) : null,
      others.length ? h("section", null, h("h4", null, river.say("closure.others")), h("ul", { class: "plain goals", role: "list" }, others.map(goal))) : null,
      quotes(river.say("closure.thanks"), thanks), quotes(river.say("closure.strengths"), strengths), quotes(river.say("closure.moments"), moments), quotes(river.say("closure.can"), can),
      contact ? h("p", { class: "onwards" }, river.say(`closure.onwards.${contact}`), " ", detail) : null);
  }
}
