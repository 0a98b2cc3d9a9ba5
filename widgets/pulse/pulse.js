// What the pulse checks of a pair say: each one's answers, the mean of each over time, and what is worth a talk.

import { dayOf } from "../common/dates.js";
import { standing } from "../common/fields.js";
import { gathered } from "../common/gathered.js";
import { fieldsOf } from "../common/paths.js";

const LOW = 2; // an answer that low is worth a talk
const APART = 2; // so is a difference of so much between the two
const FALL = 2; // and a fall of so much since the last time

/** The ratings asked for in a pulse check. */
export function ratings(form) {
  return fieldsOf(form).filter((spec) => spec.type === "scale5");
}

/**
 * Every pulse check, oldest first: [{id, path, date, state, mine, theirs}]; mine and theirs are {rating: points}, with what
 * the reader may see. `state`: see `gathered`.
 */
export function checks(river) {
  const form = river.spec("pulses");
  const found = river.rows("pulses").map((row) => {
    const [mine, theirs] = [{}, {}];
    const dates = [];
    for (const spec of fieldsOf(form)) {
      if (spec.who !== "each") continue;
      const both = standing(river, spec, `${row.path}/${spec.id}`);
      if (spec.id === "date") dates.push(both.mine?.v, both.theirs?.v);
      if (spec.type !== "scale5") continue;
      if (both.mine) mine[spec.id] = both.mine.v;
      if (both.theirs) theirs[spec.id] = both.theirs.v;
    }
    const date = dates.filter(Boolean).sort()[0] ?? (row.created ? dayOf(river, row.created) : "");
    return { ...row, date, state: gathered(river, form, { row: row.id }), mine, theirs };
  });
  return found.sort((a, b) => a.date.localeCompare(b.date) || a.path.localeCompare(b.path));
}

/** The mean of some answers, to one decimal; null of none. */
export function mean(answers) {
  const values = Object.values(answers);
  return values.length ? Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10) / 10 : null;
}

/**
 * What is worth a talk, the most pressing first: [{id, kind, who, from, to}]. `now` and `before` are {mine, theirs} of this
 * check and of the one before it (or null). Kinds: "apart", "low" and "fell"; a rating comes up once.
 */
export function attention(now, before = null) {
  const found = new Map();
  const add = (id, weight, note) => {
    if (!found.has(id) || found.get(id).weight < weight) found.set(id, { id, weight, ...note });
  };
  for (const id of new Set([...Object.keys(now.mine), ...Object.keys(now.theirs)])) {
    const [mine, theirs] = [now.mine[id], now.theirs[id]];
    if (mine !== undefined && theirs !== undefined && Math.abs(mine - theirs) >= APART) add(id, 10 + Math.abs(mine - theirs), { kind: "apart", who: null, from: mine, to: theirs });
    for (const [who, value, was] of [["mine", mine, before?.mine[id]], ["theirs", theirs, before?.theirs[id]]]) {
      if (value === undefined) continue;
      if (was !== undefined && was - value >= FALL) add(id, 5 + was - value, { kind: "fell", who, from: was, to: value });
      if (value <= LOW) add(id, 4 - value, { kind: "low", who, from: null, to: value });
    }
  }
  return [...found.values()].sort((a, b) => b.weight - a.weight).map(({ weight: _, ...note }) => note);
}

/** What goes well by both: the ids that both rate highest and at 4 or more, three at most. */
export function strongest(now, most = 3) {
  const least = (id) => Math.min(now.mine[id] ?? 0, now.theirs[id] ?? 0);
  return Object.keys(now.mine).filter((id) => least(id) >= 4).sort((a, b) => least(b) - least(a)).slice(0, most);
}
