// A participant's own answers: to look at, to take along, and to keep in the pair's workbook.

import { announce, fill, h, icon, note } from "../common/dom.js";
import { saveFile } from "../common/files.js";

/** An answer as a person reads it. */
export function inWords(live, question, value) {
  const labels = Object.fromEntries(question.options);
  if (Array.isArray(value)) return value.map((one) => labels[one] ?? one).join(", ");
  if (question.response === "choice") return labels[value] ?? String(value);
  return labels[value] && question.response.startsWith("scale") ? `${value} (${labels[value]})` : String(value);
}

export class Mine {
  constructor(live) {
    Object.assign(this, { live, drawn: "", said: h("div", { role: "status" }) });
    this.list = h("dl");
    this.keep = h("button", { class: "btn", type: "button", onclick: () => void this.#keep() }, icon("pair"), live.say("participant.keep"));
    this.load = h("button", { class: "btn", type: "button", onclick: () => this.#download() }, icon("download"), live.say("participant.download"));
    this.count = h("span");
    this.fold = h("details", { class: "fold" }, h("summary", null, icon("turn", "turn"), this.count), this.list, h("p", { class: "help" }, live.say("participant.mine.help")), h("div", { class: "row" }, this.keep, this.load), this.said);
    this.el = h("div", { class: "mine" }, this.fold);
  }

  /** [[question, words]] of what has been answered, in order. */
  get answers() {
    const { live } = this;
    const known = new Map([...(live.state?.asked ?? []), live.state?.current].filter(Boolean).map((one) => [one.id, one]));
    return [...known.values()]
      .filter((one) => live.given(one.id) !== undefined && live.given(one.id) !== null)
      .sort((a, b) => a.at.localeCompare(b.at))
      .map((one) => [one, inWords(live, one, live.given(one.id))]);
  }

  update({ open = null } = {}) {
    const { live, answers } = this;
    this.el.hidden = !answers.length;
    this.keep.hidden = !live.river.ready;
    if (open !== null && !this.opened) this.fold.open = this.opened = open;
    const now = JSON.stringify(answers.map(([one, words]) => [one.id, words]));
    if (now === this.drawn) return;
    this.drawn = now;
    this.count.textContent = live.say("participant.mine", { count: answers.length });
    fill(this.list, answers.map(([one, words]) => [h("dt", null, one.text), h("dd", null, words)]));
  }

  async #keep() {
    const { live } = this;
    const done = await live.request("keep");
    if (done.kind === "trouble") return fill(this.said, note("bad", h("p", null, done.message)));
    const places = done.into.map(([form, field]) => h("li", null, `${form}: ${field}`));
    return fill(
      this.said,
      note(
        done.into.length ? "good" : "look",
        h("p", null, live.say(done.into.length ? "participant.kept" : "participant.kept.none", { count: done.into.length })),
        places.length ? h("ul", null, places) : null,
        done.left.length ? h("p", null, live.say("participant.left", { count: done.left.length })) : null,
      ),
    );
  }

  #download() {
    const { live } = this;
    const text = this.answers.map(([one, words]) => `${one.text}\n${words}\n`).join("\n");
    saveFile(live.say("participant.file"), [`${live.state?.title ?? ""}\n\n${text}`], "text/plain");
    announce(live.say("participant.downloaded"));
  }
}
