// A form as a whole: where its fields lie, what is filled in, and where the two differ.

import { onePerPerson, sharedText } from "./paths.js";

/** The path of a field of a form, for one row or one person where the form has them. */
export function pathOf(form, spec, { row = null, person = null } = {}) {
  if (form.per === "many") return `${form.id}/${row}/${spec.id}`;
  if (form.per !== "person" || spec.who === "together") return `${form.id}/${spec.id}`;
  return `${form.id}/${["mentor", "mentee"].includes(spec.who) ? spec.who : person}/${spec.id}`;
}

/** The fields of a section that concern this person: [{spec, path}]. */
export function fieldsIn(form, section, where = {}) {
  return section.fields
    .filter((spec) => !spec.view_of)
    .filter((spec) => form.per !== "person" || !["mentor", "mentee"].includes(spec.who) || spec.who === where.person)
    .map((spec) => ({ spec, path: pathOf(form, spec, where) }));
}

/** Whether a section applies: its `when` names answers of other fields. */
export function applies(river, form, section, where = {}) {
  return Object.entries(section.when ?? {}).every(([id, wanted]) => river.value(pathOf(form, { id, who: "together" }, where)) === wanted);
}

/** Whether there is an answer at a path, by anyone. */
export function filled(river, spec, path) {
  if (spec.type === "rows") return river.rows(path).length > 0;
  if (sharedText(river.model.get("forms") ?? {}, path)) return river.text(path).trim() !== "";
  const cell = river.cell(path);
  if (cell?.answers) {
    const answers = Object.values(cell.answers).filter((one) => one && one.v !== null);
    return spec.who === "each" ? answers.some((one) => one.by === river.role) : answers.length > 0;
  }
  return cell !== undefined && cell !== null && cell.v !== null;
}

/**
 * How far each section is: [{section, total, done, mine, theirs, fix, differ}].
 *
 * Counted are the fields that must be filled in. `mine` and `theirs` are those still empty that are mine (or both of
 * ours) and those only my partner can fill in; `fix` those with something wrong; `differ` where we differ.
 */
export function completion(river, form, where = {}) {
  return form.sections.map((section) => {
    const fields = fieldsIn(form, section, where).filter(() => applies(river, form, section, where));
    const needed = fields.filter(({ spec }) => spec.required !== "no");
    const empty = needed.filter(({ spec, path }) => !filled(river, spec, path));
    const partners = empty.filter(({ spec }) => spec.who === river.partner);
    return {
      section, fields, total: needed.length, done: needed.length - empty.length,
      mine: empty.length - partners.length, theirs: partners.length, missing: empty,
      fix: fields.filter(({ path }) => river.problem(path)).length,
      differ: fields.filter(({ path }) => differs(river, path)).length,
    };
  });
}

/** Whether the two differ at a path and have not yet talked about it. */
export function differs(river, path) {
  const cell = river.cell(path);
  return Boolean(cell?.differs && !cell.talked && onePerPerson(river.model.get("forms") ?? {}, path));
}

/** Where the two differ: [{spec, path, section}]. */
export function differences(river, form) {
  return form.sections.flatMap((section) => fieldsIn(form, section).filter(({ path }) => differs(river, path)).map((one) => ({ ...one, section })));
}
