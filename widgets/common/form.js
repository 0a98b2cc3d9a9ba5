// A form as a whole: where its fields lie, what is filled in, what is missing, and where the two differ.

import { differs as differing, isEmpty } from "./fields/answers.js";
import { standing } from "./fields/both.js";
import { problemAt } from "./fields/problems.js";
import { kindOf, writers } from "./fields/rights.js";

const PEOPLE = ["mentor", "mentee"];

/** The path of a field of a form, for one row or one person where the form has them: `where` {row, person}. */
export function pathOf(form, spec, { row = null, person = null } = {}) {
  if (form.per === "many") return `${form.id}/${row}/${spec.id}`;
  if (form.per !== "person" || spec.who === "together") return `${form.id}/${spec.id}`;
  return `${form.id}/${PEOPLE.includes(spec.who) ? spec.who : person}/${spec.id}`;
}

/** The fields of a section that concern this row or person, without views of signatures: [{spec, path}]. */
export function fieldsIn(form, section, where = {}) {
  return section.fields
    .filter((spec) => !spec.view_of)
    .filter((spec) => form.per !== "person" || !PEOPLE.includes(spec.who) || spec.who === where.person)
    .map((spec) => ({ spec, path: pathOf(form, spec, where) }));
}

/** Whether a section applies: its `when` names answers of other fields. */
export function applies(river, form, section, where = {}) {
  const fields = form.sections.flatMap((one) => one.fields);
  return Object.entries(section.when ?? {}).every(([id, wanted]) => {
    const spec = fields.find((one) => one.id === id) ?? { id, who: "together" };
    return river.value(pathOf(form, spec, where)) === wanted;
  });
}

/** Whether there is an answer at a path: anybody's, or where each has one of their own the reader's. */
export function filled(river, spec, path) {
  if (spec.type === "rows") return river.rows(path).length > 0;
  const kind = kindOf(river, spec, path);
  if (kind === "text") return river.text(path).trim() !== "";
  if (kind !== "apart") return !blank(river.value(path));
  const { mine, theirs } = standing(river, spec, path);
  return mine !== null || (spec.who !== "each" && theirs !== null);
}

const blank = (value) => isEmpty(value) || (typeof value === "string" && !value.trim());

/**
 * How far each section is, in the form's order:
 * [{section, fields, total, done, mine, theirs, missing, begun, fix, differ}].
 *
 * `total` counts the fields that must be filled in (now, or before signing), `done` those that are. `missing` are the
 * others; `mine` of them the reader can fill in, `theirs` only the partner. `begun` counts every field with an answer,
 * `fix` those with something wrong, `differ` those to talk about. A section that does not apply has nothing in it.
 */
export function completion(river, form, where = {}) {
  return form.sections.map((section) => {
    const fields = applies(river, form, section, where) ? fieldsIn(form, section, where) : [];
    const needed = fields.filter(({ spec }) => spec.required === "yes" || spec.required === "sign");
    const missing = needed.filter(({ spec, path }) => !filled(river, spec, path));
    const theirs = missing.filter(({ spec, path }) => !writers(river, spec, path).includes(river.role));
    return {
      section, fields, missing,
      total: needed.length,
      done: needed.length - missing.length,
      mine: missing.length - theirs.length,
      theirs: theirs.length,
      begun: fields.filter(({ spec, path }) => filled(river, spec, path)).length,
      fix: fields.filter(({ spec, path }) => wrong(river, spec, path)).length,
      differ: fields.filter(({ spec, path }) => differs(river, path, spec)).length,
    };
  });
}

/** Whether something is wrong at a path, or in a row under it. */
function wrong(river, spec, path) {
  if (problemAt(river, path)) return true;
  if (spec.type !== "rows") return false;
  return river.rows(path).some((row) => spec.fields.some((column) => problemAt(river, `${row.path}/${column.id}`)));
}

/** Whether the two differ at a path and have not yet talked about it. */
export function differs(river, path, spec = null) {
  const cell = river.cell(path);
  if (!cell?.answers || cell.talked) return false;
  if (!spec) return Boolean(cell.differs);
  return differing(spec, cell.answers.mentor?.v, cell.answers.mentee?.v);
}

/** Where the two differ and have not yet talked about it: [{spec, path, section}]. */
export function differences(river, form, where = {}) {
  return form.sections.flatMap((section) =>
    fieldsIn(form, section, where)
      .filter(({ spec, path }) => differs(river, path, spec))
      .map((one) => ({ ...one, section })),
  );
}
