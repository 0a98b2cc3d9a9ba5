// A whole goal to look at before writing one's own. Its words are in the catalogue; nothing of it is stored until it
// is chosen.

import { today } from "../common/dates.js";
import { h, uid } from "../common/dom.js";
import { fieldsOf } from "../common/paths.js";
import { LETTERS } from "./layout.js";

const day = (start, weeks) => new Date(Date.parse(`${start}T00:00:00Z`) + weeks * 7 * 86_400_000).toISOString().slice(0, 10);

/** The example as rows of answers: {goal, measure, milestones, obstacle}. */
export function example(river) {
  const told = (key) => river.say(`goals.example.${key}`);
  const start = today(river);
  const letters = Object.fromEntries(LETTERS.smart.map(([, id]) => [id, told(id)]));
  return {
    goal: { title: told("title"), why: told("why"), owner: river.role, status: "not-started", start_date: start, target_date: day(start, 8), frame: "smart", ...letters },
    measure: { name: told("measure"), unit: told("unit"), baseline: 0, target: 6 },
    milestones: [1, 2, 3].map((number) => ({ title: told(`step${number}`), due: day(start, number * 2) })),
    obstacle: { what: told("obstacle"), if: told("if"), then: told("then") },
  };
}

/** Stores the example as a goal of the reader's; returns its path. */
export function takeExample(river) {
  const { goal, measure, milestones, obstacle } = example(river);
  const path = `goals/${river.add("goals", goal)}`;
  river.add(`${path}/measures`, measure);
  for (const milestone of milestones) river.add(`${path}/milestones`, milestone);
  river.add(`${path}/obstacles`, obstacle);
  return path;
}

/** The example as a sheet: {el, focus()}. `onuse()`, `onclose()`. */
export function exampleSheet(river, { onuse, onclose }) {
  const { goal, measure, milestones, obstacle } = example(river);
  const labels = Object.fromEntries(fieldsOf(river.spec("goals")).map((spec) => [spec.id, spec.label]));
  const id = uid("example");
  const heading = h("h2", { id, tabindex: -1 }, goal.title);
  const said = (label, text) => h("div", null, h("dt", null, label), h("dd", null, text));
  const el = h(
    "section",
    { class: "sheet roomy stack-l example", "aria-labelledby": id },
    h("div", { class: "stack" }, h("p", { class: "small quiet" }, river.say("goals.example.lead")), heading, h("p", { class: "prose" }, goal.why)),
    h("dl", { class: "facts" },
      LETTERS.smart.map(([, field]) => said(labels[field], goal[field])),
      said(labels.measures, river.say("goals.example.counts", { name: measure.name, from: measure.baseline, to: measure.target })),
      said(labels.milestones, milestones.map((one) => one.title).join(" · ")),
      said(labels.obstacles, river.say("goals.example.plan", { if: obstacle.if, then: obstacle.then }))),
    h("div", { class: "row" },
      h("button", { class: "btn primary", type: "button", onclick: onuse }, river.say("goals.example.use")),
      h("button", { class: "btn bare", type: "button", onclick: onclose }, river.say("goals.example.close"))),
  );
  return { el, focus: () => heading.focus() };
}
