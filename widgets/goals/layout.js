// Where each field of a goal stands in the editor. What a trainer's pack adds is not named here: it goes to the end.

import { fieldsOf } from "../common/paths.js";

/** The parts that are always in sight, in the order of the page; each is drawn in its own way. */
export const PARTS = {
  head: ["title", "status", "start_date", "target_date", "owner"],
  outcome: ["status_why", "achieved_on", "evidence"],
  think: ["why", "frame"],
  measures: ["measures", "readings"],
  steps: ["milestones"],
  stand: ["confidence", "commitment", "one_higher"],
  obstacles: ["obstacles"],
  log: ["updates", "comments"],
};

/** The letters of the two frames, each with its field. */
export const LETTERS = {
  smart: [["S", "smart_specific"], ["M", "smart_measurable"], ["A", "smart_achievable"], ["R", "smart_relevant"], ["T", "smart_time_bound"]],
  real: [["R", "real_realistic"], ["E", "real_engaging"], ["A", "real_actionable"], ["L", "real_linked"]],
};

/** Folds below: what is good to think of, and not needed every day. */
export const FOLDS = [
  { id: "mentor", fields: ["mentor_view", "mentor_alternatives"] },
  { id: "right", fields: ["impact", "mine", "can_change", "organisation_link"] },
  { id: "where", fields: ["kind", "horizon", "part_of", "topic", "reality_now", "strengths_used", "growth_needed"] },
  { id: "help", fields: ["activities", "approaches", "help_needed", "help_from", "support"] },
  { id: "levels", fields: ["gas_plus_2", "gas_plus_1", "gas_0", "gas_minus_1", "gas_minus_2", "gas_start", "gas_now"] },
];

/** The ids of all fields that have a place above. */
export function placed() {
  const letters = Object.values(LETTERS).flat().map(([, id]) => id);
  return new Set([...Object.values(PARTS).flat(), ...letters, ...FOLDS.flatMap((fold) => fold.fields)]);
}

/** The folds of a form with their fields' specs; last “more”, with whatever has no place of its own. */
export function folds(form) {
  const specs = fieldsOf(form).filter((spec) => !spec.view_of);
  const known = placed();
  const more = { id: "more", fields: specs.filter((spec) => !known.has(spec.id)).map((spec) => spec.id) };
  return [...FOLDS, more]
    .map((fold) => ({ id: fold.id, specs: fold.fields.map((id) => specs.find((spec) => spec.id === id)).filter(Boolean) }))
    .filter((fold) => fold.specs.length);
}

/** The columns of a rows field that are not drawn by name. */
export function otherColumns(spec, drawn) {
  return spec.fields.filter((column) => !drawn.includes(column.id));
}

/** Which letters are shown for a goal's frame: what was chosen; before that, whatever has been written in. */
export function lettersFor(frame, filled) {
  if (frame === "both") return ["smart", "real"];
  if (frame === "smart" || frame === "real") return [frame];
  if (frame) return [];
  return Object.keys(LETTERS).filter((name) => LETTERS[name].some(([, id]) => filled(id)));
}
