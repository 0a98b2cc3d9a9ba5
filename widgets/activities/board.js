// The activities of a pair as plain data: which are chosen, how each stands, and what has been written down for it.

import { optionLabel } from "../common/fields.js";
import { fieldsOf } from "../common/paths.js";

const ADVISED = 3; // chosen at once, beyond which the advice is to let one wait

/** How a chosen activity stands: "idea", "planned", "doing" (something has been written down), "done", "not-for-us". */
export function standing(status, records) {
  if (status === "planned" && records > 0) return "doing";
  return status ?? "idea";
}

/** How many entries there are in a form: rows, or 1 where a form of the pair has anything in it. */
export function recorded(river, form) {
  if (!form) return 0;
  if (form.per === "many") return river.rows(form.id).length;
  return fieldsOf(form).some((spec) => river.text(`${form.id}/${spec.id}`) || river.cell(`${form.id}/${spec.id}`)) ? 1 : 0;
}

/**
 * Every activity of the pack, then the pair's own ideas: [{id, path, own, title, suits, mentor, mentee, both, forms, chosen,
 * state, records, date}]. An entry of a chosen activity has its id, so that two pages make one.
 */
export function board(river, activities) {
  const rows = river.rows("activities");
  const rowOf = (id) => rows.find((row) => row.id === id) ?? rows.find((row) => river.value(`${row.path}/activity`) === id);
  const spec = fieldsOf(river.spec("activities")).find((one) => one.id === "activity");
  const listed = activities.map((activity) => {
    const row = rowOf(activity.id);
    const forms = activity.forms.filter((form) => river.spec(form));
    return read(river, { ...activity, own: false, forms }, row);
  });
  const known = new Set(listed.map((one) => one.path));
  const others = rows.filter((row) => !known.has(row.path)).map((row) => {
    const named = river.value(`${row.path}/activity`);
    const title = named ? optionLabel(spec, named) : (river.text(`${row.path}/own_idea`).split("\n")[0] || river.say("activities.own.untitled"));
    return read(river, { id: row.id, own: true, title, suits: "", mentor: "", mentee: "", both: "", forms: [] }, row);
  });
  return [...listed, ...others];
}

function read(river, activity, row) {
  const path = row?.path ?? `activities/${activity.id}`;
  const records = activity.forms.reduce((sum, form) => sum + recorded(river, river.spec(form)), 0);
  const state = row ? standing(river.value(`${path}/status`), records) : records ? "doing" : null;
  return { ...activity, path, chosen: Boolean(row), state, records, date: row ? river.value(`${path}/planned_for`) : null };
}

/** What the advice is: {key, count}: none chosen yet, about right, or many at once. */
export function advised(list) {
  const count = list.filter((one) => one.state === "planned" || one.state === "doing").length;
  return { key: count === 0 ? "none" : count > ADVISED ? "many" : "right", count };
}
