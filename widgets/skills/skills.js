// What the lists of skills say: each one's ratings at the start, halfway and at the end, and how far they have come.

import { fieldsOf } from "../common/paths.js";

export const MOMENTS = ["before", "middle", "after"];

/** The ratings that are asked of a person: those of their side. */
export function ratings(form, person) {
  return fieldsOf(form).filter((spec) => spec.type === "scale5" && spec.who === person);
}

/** The form as it is put to one person: without the other's list. */
export function formFor(form, person) {
  const sections = form.sections
    .map((section) => ({ ...section, fields: section.fields.filter((spec) => spec.who === "each" || spec.who === "author" || spec.who === "together" || spec.who === person) }))
    .filter((section) => section.fields.length);
  return { ...form, sections };
}

/** A person's lists that the reader may see, by moment, the newest of each: {before: row, middle: row, after: row}. */
export function listsOf(river, person) {
  const found = {};
  for (const row of river.rows("skills").filter((one) => one.by === person)) {
    const moment = river.value(`${row.path}/moment`);
    if (MOMENTS.includes(moment)) found[moment] = row;
  }
  return found;
}

/**
 * Then and now of each skill: {from, to, rows: [{id, label, then, now, way}], up, down, back}, or null where there is no list.
 * `from`, `to`: the moments compared (the same where there is one list only); `up`, `down`: how many rose and fell; `back`:
 * how they rate the start, looking back.
 */
export function thenNow(river, form, person) {
  const lists = listsOf(river, person);
  const there = MOMENTS.filter((moment) => lists[moment]);
  if (!there.length) return null;
  const [from, to] = [there[0], there.at(-1)];
  const at = (moment, id) => river.value(`${lists[moment].path}/${id}`);
  const rows = ratings(form, person).map((spec) => {
    const [then, now] = [at(from, spec.id), from === to ? null : at(to, spec.id)];
    return { id: spec.id, label: spec.label, then, now, way: then !== null && now !== null ? now - then : null };
  });
  const back = lists.after ? at("after", "looking_back") : null;
  const moved = rows.filter((row) => row.way !== null);
  return { from, to, rows, up: moved.filter((row) => row.way > 0).length, down: moved.filter((row) => row.way < 0).length, same: moved.filter((row) => row.way === 0).length, back };
}

/** What has grown most: the labels of at most `most` skills, the furthest first. */
export function furthest(compared, most = 3) {
  return compared.rows.filter((row) => row.way > 0).sort((a, b) => b.way - a.way).slice(0, most).map((row) => row.label);
}
