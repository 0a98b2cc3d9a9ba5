// How far a learner is in a course, from what the kernel told of its modules.

/** "passed", "begun" or "new". */
export function state(stands) {
  if (stands?.passed) return "passed";
  return stands?.at ? "begun" : "new";
}

/** The module to go on with: where something was done last and is not passed, else the first that is not; null for none. */
export function goOn(modules, lessons) {
  const open = modules.filter(({ id }) => !lessons.get(id)?.passed);
  const begun = open.filter(({ id }) => lessons.get(id)?.at);
  begun.sort((a, b) => lessons.get(b.id).at.localeCompare(lessons.get(a.id).at));
  return begun[0] ?? open[0] ?? null;
}

/** How many modules are passed. */
export function passed(modules, lessons) {
  return modules.filter(({ id }) => lessons.get(id)?.passed).length;
}
