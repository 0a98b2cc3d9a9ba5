// How a goal has changed since it was first written: its own words, dates and measures, each from what to what, by whom.

import { changeItem, marker } from "../common/changed.js";
import { fill, h, icon } from "../common/dom.js";
import { show } from "../common/keyed.js";

const OWN = ["measures"]; // rows that are part of what a goal says; readings, milestones and the log are seen as they are

/** The changes that are revisions of a goal, the latest first: what had been something else before. */
export function revisions(changes, goal) {
  return changes
    .filter(({ path, before, after }) => {
      const [name, ...inside] = path.slice(goal.length + 1).split("/");
      const own = inside.length === 0 || OWN.includes(name);
      return own && !marker(path) && before !== null && before !== undefined && before !== "" && JSON.stringify(before) !== JSON.stringify(after);
    })
    .toReversed();
}

/** The fold “How it has changed”, which reads the history once it is opened: {el, update(paths)}. */
export class Revisions {
  constructor(goal) {
    this.goal = goal;
    const { river } = goal;
    this.body = h("div", { class: "stack" }, h("p", { class: "quiet", role: "status" }, river.say("history.wait")));
    this.el = h("details", { ontoggle: () => this.el.open && void this.#load() }, h("summary", null, icon("turn", "turn"), h("span", null, river.say("goals.fold.revisions"))), this.body);
    this.turn = 0;
    this.update(null);
  }

  async #load() {
    const { river, path, form } = this.goal;
    const turn = ++this.turn;
    const answer = await river.changesOf({ row: path, count: 500 });
    if (turn !== this.turn) return;
    if (answer.type === "trouble") return void fill(this.body, h("p", { class: "quiet", role: "status" }, answer.message));
    const found = revisions(answer.changes, path);
    const words = (label) => (label.startsWith(`${form.title}: `) ? label.slice(form.title.length + 2) : label);
    fill(this.body, found.length
      ? h("ol", { class: "log", role: "list" }, found.map((one) => changeItem(river, one, { title: h("strong", null, words(one.label)), days: true })))
      : h("p", { class: "quiet" }, river.say("goals.revisions.none")));
  }

  update(paths) {
    const { river, path } = this.goal;
    show(this.el, Boolean(river.cell(`${path}/created`)));
    if (paths && this.el.open && !this.el.contains(document.activeElement) && [...paths].some((one) => one.startsWith(`${path}/`))) void this.#load();
  }

  destroy() {
    this.turn += 1;
  }
}
