// The signatures under a form as the page knows them, and what has changed since one of them. Nothing is drawn here.

import { isEmpty, same } from "../common/fields.js";
import { fieldAt } from "../common/paths.js";

const PEOPLE = ["mentor", "mentee"];

/** Every signature under a form, oldest first: [{by, at, name, version, changed: [paths], was: {path: answer}}]. */
export function signaturesOf(river, form) {
  const found = [];
  for (const [path, cell] of river.told) {
    if (path.startsWith("signatures/") && cell?.v?.form === form) found.push({ ...cell.v, by: cell.by, at: cell.at });
  }
  return found.sort((a, b) => a.at.localeCompare(b.at));
}

/** The last signature of a person, or null. */
export function latest(signatures, person) {
  return signatures.findLast((one) => one.by === person) ?? null;
}

/** The version that would be signed now: the one last signed while nothing has changed in it, else the next. */
export function nextVersion(signatures) {
  const newest = signatures.reduce((best, one) => (!best || one.version >= best.version ? one : best), null);
  if (!newest) return 1;
  return newest.changed?.length ? newest.version + 1 : newest.version;
}

/**
 * What has changed since a signature: [{path, spec, label, person, before, after}], in the order of the form.
 *
 * Where each has an answer of their own, `person` says whose has changed; null where it is the pair's.
 */
export function changesSince(river, form, signature) {
  const order = form.sections.flatMap((section) => section.fields.map((field) => field.id));
  const place = (path) => order.indexOf(path.split("/")[1]);
  return [...(signature.changed ?? [])]
    .sort((a, b) => place(a) - place(b))
    .flatMap((path) => changesAt(river, form, path, signature.was?.[path] ?? null));
}

function changesAt(river, form, path, was) {
  const found = fieldAt({ [form.id]: form }, path);
  if (!found) return []; // signed with a form that had this field
  const { field: spec, column } = found;
  const rows = column ? fieldAt({ [form.id]: form }, path.split("/").slice(0, -2).join("/")) : null;
  const label = rows ? `${rows.field.label}: ${spec.label}` : spec.label;
  const cell = river.cell(path);
  if (!cell?.answers && !perPerson(was)) {
    const gone = column && river.cell(`${path.slice(0, path.lastIndexOf("/"))}/removed`)?.v;
    return [{ path, spec, label, person: null, before: was, after: gone ? null : river.value(path) }];
  }
  const before = (person) => (perPerson(was) ? (was[person] ?? null) : was);
  const after = (person) => (cell?.answers ? (cell.answers[person]?.v ?? null) : (cell?.v ?? null));
  const moved = PEOPLE.filter((person) => !same(spec, before(person), after(person)));
  const alike = PEOPLE.every((person) => same(spec, after(person), after("mentor")) && same(spec, before(person), before("mentor")));
  if (alike && moved.length) return [{ path, spec, label, person: null, before: before("mentor"), after: after("mentor") }];
  return moved.map((person) => ({ path, spec, label, person, before: before(person), after: after(person) }));
}

/** Whether a signed answer is kept as one a person: {mentor: …, mentee: …}. */
function perPerson(was) {
  return !isEmpty(was) && typeof was === "object" && !Array.isArray(was);
}
