// Rows of which there is one for each goal, or each open action: they are shown before anything is written in them, and
// nothing is stored until then. A row takes the id of what it is about, so that two pages make one.

const LINKED = ["goals", "actions"];
const CLOSED = ["done", "dropped"];

/** Which of them are not asked about, by what they are asked in. */
const LEFT_OUT = {
  "midpoint/goals_review": (status) => status === "dropped",
  "closure/open_actions": (status) => CLOSED.includes(status),
};

/**
 * The rows of a `rows` field: those that there is something to ask about, in its order, then the others:
 * [{id, path, created, by}]. Of each that stands for a goal or
 * an action, `given` are the answers that it begins with: {goal: ["goals/…"]}.
 */
export function oneForEach(river, spec, path) {
  const rows = river.rows(path);
  const column = spec.fields.find((one) => one.type === "link");
  if (!LINKED.includes(spec.one_for) || !column) return rows;
  const about = new Map(rows.map((row) => [(river.value(`${row.path}/${column.id}`) ?? [])[0] ?? row.path, row]));
  const removed = new Set(river.removedRows(path).map((row) => row.id));
  const asked = river.rows(spec.one_for).flatMap((one) => {
    const row = about.get(one.path);
    if (!row && (removed.has(one.id) || LEFT_OUT[path]?.(river.value(`${one.path}/status`)))) return [];
    if (row && row.id !== one.id) return [row];
    return [{ id: one.id, path: `${path}/${one.id}`, created: null, by: null, ...row, given: { [column.id]: [one.path] } }];
  });
  const shown = new Set(asked.map((row) => row.id));
  return [...asked, ...rows.filter((row) => !shown.has(row.id))];
}
