// Where on a page a form is filled in: the view of its own, or one that several share.

import { hasView } from "./places.js";

const VIEWS = {
  profile: ["profile"], fit: ["fit", "checks", "profile"], agreement: ["agreement"], goals: ["goals"], actions: ["home"],
  meetings: ["meeting"], reflections: ["reflection"], stage_checks: ["journey"], pulses: ["pulse", "pulses", "checks"],
  skills: ["skills", "checks"], midpoint: ["midpoint", "checks"], moments: ["moments", "checks"],
  closure: ["closure"], evaluation: ["evaluation", "closure"],
};
const BOARD = ["activities", "activity"]; // what is written down together with an activity

/** The view in which a form is filled in, or null where this page has none. */
export function viewOf(river, form) {
  return [form, ...(VIEWS[form] ?? BOARD)].find((view) => hasView(river, view)) ?? null;
}
