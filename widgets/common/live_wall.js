// The answers on the wall: bars for what was chosen, columns for a scale, words by size, cards for sentences. To be read
// from across a room; nobody's name is in it.

import { fill, h, icon, setText, uid } from "./dom.js";
import { sizeOf } from "./live_time.js";

export class WallView {
  /** `tools`: whether cards can be hidden and put together (the facilitator's own wall). */
  constructor(live, { tools = false, heading = "h2" } = {}) {
    Object.assign(this, { live, tools, drawn: "", chosen: new Set() });
    this.title = h(heading, { id: uid("wall") });
    this.count = h("p", { class: "small" });
    this.body = h("div", { class: "body" });
    this.el = h("div", { class: "live-wall", role: "group", "aria-labelledby": this.title.id }, h("div", { class: "head" }, this.title, this.count), this.body);
  }

  /** The question whose answers are shown, as the kernel told it; null where there is none. */
  get question() {
    return this.live.state?.displayed ?? null;
  }

  update() {
    const { live, question } = this;
    const wall = live.wall?.question === question?.id ? live.wall : null;
    // Beside the question itself it is not said twice.
    const beside = !this.tools && !live.lead && question?.id === live.state?.current?.id;
    setText(this.title, beside ? live.say("live.wall.everyone") : (question?.text ?? ""));
    setText(this.count, wall ? this.#answered(wall) : "");
    const now = JSON.stringify([wall, question?.id, question?.revealed, this.tools]);
    if (now === this.drawn) return;
    this.drawn = now;
    for (const key of this.chosen) if (!wall?.cards.some((card) => card.key === key)) this.chosen.delete(key);
    const focus = this.body.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(this.body, wall ? this.#draw(question, wall) : null, wall && question.revealed ? this.#revealed(question.revealed) : null);
    if (focus) this.body.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  #answered({ answers, mean }) {
    const { live } = this;
    const people = Math.max(live.people ?? 0, answers);
    const words = live.people === null ? live.say("session.answers", { count: answers }) : live.say("live.wall.of", { count: answers, people });
    return mean === null ? words : `${words} ${live.say("session.mean", { mean })}`;
  }

  #draw(question, wall) {
    if (question.response.startsWith("scale")) return this.#columns(wall);
    if (wall.bars.length) return this.#bars(wall, question.revealed?.right ?? []);
    if (!wall.cards.length) return h("p", { class: "quiet nothing" }, this.live.say("live.wall.nothing"));
    return question.response === "words" ? this.#words(wall) : this.#cards(wall);
  }

  /** What is right, of a question of a course, once it has been revealed. */
  #revealed({ words, why }) {
    const { live } = this;
    return h("div", { class: "note good", role: "status" }, icon("check"), h("p", null, h("strong", null, live.say("live.wall.right", { answer: words.join(" · ") })), why ? ` ${why}` : ""));
  }

  #bars({ bars }, right) {
    const most = Math.max(1, ...bars.map(([, , count]) => count));
    const row = ([id, label, count]) =>
      h(
        "tr",
        { dataset: { option: id }, class: [right.includes(id) && "right"] },
        h("th", { scope: "row" }, label, right.includes(id) ? h("span", { class: "status done" }, " ", icon("done"), this.live.say("quiz.yes")) : null),
        h("td", { class: "bar", "aria-hidden": true }, h("i", { style: { "--share": `${(100 * count) / most}%` } })),
        h("td", { class: "num" }, count),
      );
    return h("table", { class: "bars" }, h("caption", { class: "sr" }, this.live.say("live.wall.bars")), h("tbody", null, bars.map(row)));
  }

  #columns({ bars }) {
    const most = Math.max(1, ...bars.map(([, , count]) => count));
    const column = ([id, label, count]) =>
      h(
        "li",
        { dataset: { option: id } },
        h("span", { class: "sr" }, this.live.say("live.wall.point", { point: label === id ? id : `${id}, ${label}`, count })),
        h("span", { class: "num", "aria-hidden": true }, count),
        h("i", { "aria-hidden": true, style: { "--share": `${(100 * count) / most}%` } }),
        h("span", { class: "at", "aria-hidden": true }, id),
        h("span", { class: "small quiet", "aria-hidden": true }, label === id ? "" : label),
      );
    return h("ol", { class: "columns", role: "list" }, bars.map(column));
  }

  #words({ cards }) {
    const most = Math.max(...cards.map((card) => card.count));
    const word = (card) =>
      h(
        "li",
        { class: [card.hidden && "off"], style: { "--size": sizeOf(card.count, most) } },
        h("span", { class: "word" }, card.text),
        card.count > 1 ? h("span", { class: "times", "aria-hidden": true }, `×${card.count}`) : null,
        card.count > 1 ? h("span", { class: "sr" }, this.live.say("session.answers", { count: card.count })) : null,
        this.tools ? this.#hide(card) : null,
      );
    return h("ul", { class: "words", role: "list" }, cards.map(word));
  }

  #cards({ cards }) {
    const groups = [...new Set(cards.map((card) => card.group))].sort((a, b) => Number(!a) - Number(!b) || a.localeCompare(b));
    const named = groups.some(Boolean);
    return groups.map((group) => [
      named ? h("h3", { class: "h3" }, group || this.live.say("live.wall.others")) : null,
      h("ul", { class: "cards", role: "list" }, cards.filter((card) => card.group === group).map((card) => this.#card(card))),
    ]);
  }

  #card(card) {
    if (!this.tools) return h("li", null, h("p", null, card.text));
    const id = uid("card");
    const tick = h("input", {
      type: "checkbox", id, checked: this.chosen.has(card.key), dataset: { key: `tick-${card.key}` },
      onchange: () => (tick.checked ? this.chosen.add(card.key) : this.chosen.delete(card.key), this.onchoose?.()),
    });
    return h(
      "li",
      { class: [card.hidden && "off"] },
      h("label", { class: "choice", htmlFor: id }, tick, h("span", { class: "text" }, card.text)),
      this.#hide(card),
    );
  }

  #hide(card) {
    const press = () => void this.live.request("hide", { question: this.question.id, answers: [card.key], hidden: !card.hidden });
    const words = this.live.say(card.hidden ? "live.wall.unhide" : "live.wall.hide");
    return h(
      "button",
      { class: "btn bare", type: "button", onclick: press, dataset: { key: card.key } },
      card.hidden ? icon("hidden") : null, words, h("span", { class: "sr" }, ` ${card.text}`),
    );
  }
}
