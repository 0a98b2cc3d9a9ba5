// “Which goal would change most?” The goals of one owner by how much reaching them would change, beside the question.

import { fill, h } from "../common/dom.js";
import { fieldsOf } from "../common/paths.js";
import { owns, readGoal } from "./goal.js";

const HIGH = 7; // from here on a goal is worth its time
const OVER = ["achieved", "dropped"];

/** The goals that somebody rated and that are not over, the greatest first: [{path, title, impact}]; `own`: the open one's owner. */
export function byImpact(river, owner) {
  return river
    .rows("goals")
    .map((row) => ({ ...readGoal(river, row), impact: river.value(`${row.path}/impact`) }))
    .filter((goal) => goal.title && goal.owner === owner && typeof goal.impact === "number" && !OVER.includes(goal.status))
    .sort((a, b) => b.impact - a.impact || a.title.localeCompare(b.title));
}

/** The list below the question: {el, update()}. Seen once there are two to compare, or one that is low. */
export class Impact {
  constructor(goal) {
    this.goal = goal;
    this.said = h("p", { class: "advice" });
    this.list = h("ol", { class: "impacts", role: "list" });
    this.el = h("div", { class: "wide stack impact" }, this.said, this.list);
    this.update();
  }

  update() {
    const { goal } = this;
    const { river } = goal;
    const rated = fieldsOf(goal.form).some((spec) => spec.id === "impact") ? byImpact(river, goal.owner) : [];
    const mine = rated.find((one) => one.path === goal.path);
    const low = mine && mine.impact < HIGH;
    const higher = low ? rated.find((one) => one.impact >= HIGH) : null;
    const words = !low || !owns(river, goal) ? "" : higher ? river.say("goals.impact.higher", { title: higher.title, points: higher.impact }) : river.say("goals.impact.low");
    const told = JSON.stringify([rated.map(({ path, title, impact }) => [path, title, impact]), words]);
    if (told === this.told) return;
    this.told = told;
    this.said.textContent = words;
    this.said.hidden = !words;
    this.list.hidden = rated.length < 2 || !mine;
    this.el.hidden = this.said.hidden && this.list.hidden;
    this.list.setAttribute("aria-label", river.say("goals.impact.list"));
    fill(this.list, rated.map((one) => h("li", one === mine ? { "aria-current": "true" } : null, h("span", null, one.title), h("span", { class: "track", "aria-hidden": "true" }, h("i", { style: { width: `${one.impact * 10}%` } })), h("span", { class: "num" }, river.say("goals.impact.points", { points: one.impact })))));
  }

  destroy() {}
}
