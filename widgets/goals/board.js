// The board: every goal as a card, in the lane of its status.

import { day } from "../common/dates.js";
import { fill, h, icon, setText, uid, voice } from "../common/dom.js";
import { Keyed } from "../common/keyed.js";
import { distance, footLine } from "./goal.js";

const MAIN = ["waiting", "active", "reached"];

export class Board {
  /** `onopen(path)`: a card was pressed. */
  constructor(river, { onopen }) {
    Object.assign(this, { river, onopen, opened: null });
    this.lanes = Object.fromEntries(MAIN.map((id) => [id, this.#lane(id)]));
    this.asideList = h("div", { class: "cards" });
    this.asideCount = h("span");
    this.aside = h("details", { hidden: true }, h("summary", null, icon("turn", "turn"), this.asideCount), this.asideList);
    this.lanes.reached.el.append(this.aside);
    this.keyed = Object.fromEntries([...MAIN, "aside"].map((id) => [id, new Keyed(id === "aside" ? this.asideList : this.lanes[id].list, (goal) => this.#card(goal))]));
    this.el = h("div", { class: "board" }, MAIN.map((id) => this.lanes[id].el));
  }

  #lane(id) {
    const heading = uid("lane");
    const count = h("span", { class: "num" });
    const list = h("div", { class: "cards" });
    const none = h("p", { class: "small quiet" }, this.river.say(`goals.none.${id}`));
    const el = h("section", { class: id === "active" ? "lane active" : "lane", "aria-labelledby": heading },
      h("h2", { class: "h3", id: heading }, this.river.say(`goals.lane.${id}`), " ", count), none, list);
    return { el, count, list, none };
  }

  update({ lanes }, paths = null, opened = this.opened) {
    this.opened = opened;
    for (const id of MAIN) {
      setText(this.lanes[id].count, String(lanes[id].length));
      this.lanes[id].none.hidden = lanes[id].length > 0 || (id === "reached" && lanes.aside.length > 0);
    }
    // A card that changes lanes is another card; if the reader was on it, they go along.
    const was = document.activeElement?.closest?.(".card")?.dataset.path;
    for (const id of [...MAIN, "aside"]) this.keyed[id].update(lanes[id], paths);
    this.aside.hidden = lanes.aside.length === 0;
    setText(this.asideCount, this.river.say("goals.lane.aside", { count: lanes.aside.length }));
    if (was) this.#follow(was, lanes);
  }

  #follow(path, lanes) {
    const lane = [...MAIN, "aside"].find((id) => lanes[id].some((goal) => goal.path === path));
    const card = lane && this.keyed[lane].get(path);
    if (!card || card.el.contains(document.activeElement)) return;
    if (lane === "aside") this.aside.open = true;
    card.focus();
  }

  /** Puts the focus on a goal's card; where there is none, nowhere. */
  focus(path) {
    for (const id of [...MAIN, "aside"]) {
      const card = this.keyed[id].get(path);
      if (!card) continue;
      if (id === "aside") this.aside.open = true;
      card.focus();
      return true;
    }
    return false;
  }

  #card(first) {
    const { river } = this;
    const button = h("button", { type: "button", class: "opener", onclick: () => this.onopen(first.path) });
    const said = h("p", { class: "small quiet" });
    const bar = h("progress", { max: 1 });
    const reached = h("p", { class: "status done" });
    const foot = h("p", { class: "foot-line" });
    const el = h("article", { class: "card", dataset: { path: first.path } }, h("h3", null, button), said, bar, reached, foot);
    const update = (paths, goal) => {
      const open = this.opened === goal.path;
      el.classList.toggle("open", open);
      el.classList.toggle("closed", ["reached", "aside"].includes(goal.lane));
      if (open) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      setText(button, goal.title || river.say("goals.untitled"));
      const far = ["waiting", "active"].includes(goal.lane) ? distance(river, goal.path) : null;
      setText(said, far?.text ?? "");
      said.hidden = !far;
      bar.hidden = far === null || far.share === null;
      bar.value = far?.share ?? 0;
      if (far?.towards) bar.setAttribute("aria-label", far.towards);
      const when = goal.lane === "reached" ? (goal.reached ? river.say("goals.reached", { day: day(river, goal.reached, { bare: true }) }) : river.say("goals.reached.some")) : "";
      reached.hidden = !when;
      if (reached.dataset.told !== when) {
        reached.dataset.told = when;
        fill(reached, icon("done"), h("span", null, when));
      }
      this.#foot(foot, goal);
    };
    update(null, first);
    return { el, update, focus: () => button.focus() };
  }

  #foot(el, goal) {
    const { river } = this;
    const { text, late } = footLine(river, goal);
    const told = JSON.stringify([goal.owner, text, late, goal.status, river.names]);
    if (el.dataset.told === told) return;
    el.dataset.told = told;
    const owners = goal.owner === "both" ? ["mentor", "mentee"] : [goal.owner];
    const state = goal.lane === "aside" ? h("span", null, river.say(`goals.aside.${goal.status === "dropped" ? "dropped" : "paused"}`)) : null;
    const end = !text ? null : late
      ? h("span", { class: "status late" }, icon("warning"), h("span", null, text))
      : goal.lane === "waiting" || goal.lane === "active" ? h("time", { datetime: goal.due }, text) : h("span", { class: "clip" }, text);
    fill(el, h("span", { class: "row owners" }, owners.map((person) => voice(river, person))), state, end);
  }

  destroy() {
    for (const keyed of Object.values(this.keyed)) keyed.destroy();
  }
}
