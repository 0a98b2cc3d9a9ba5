// Whose a field is. The kernel decides what may be written (mentorbook.workbook.rights); this is what is drawn: a field
// one may fill in, or somebody else's words.

import { fieldAt, fieldsOf, onePerPerson, sharedText } from "../paths.js";
import { parent } from "./answers.js";

const PAIR = ["mentor", "mentee"];

const formsAt = (river, path) => {
  const section = path.split("/")[0];
  return { [section]: river.spec(section) };
};

/** How answers are kept at a path: "view" (of a signature), "rows", "text" (both write one), "apart", "single". */
export function kindOf(river, spec, path) {
  const forms = formsAt(river, path);
  if (spec.view_of) return "view";
  if (spec.type === "rows") return "rows";
  if (sharedText(forms, path)) return "text";
  return onePerPerson(forms, path) ? "apart" : "single";
}

/** The people who may write at a path: of a field, or of a `rows` field (whoever may add a row). */
export function writers(river, spec, path) {
  const [section, second] = path.split("/");
  const form = river.spec(section);
  const person = form.per === "person" && PAIR.includes(second) ? second : null;
  const column = Boolean(fieldAt(formsAt(river, path), path)?.column);
  const inner = column ? parent(path) : null;
  const row = form.per === "many" ? `${section}/${second}` : inner;
  const author = row ? river.author(`${row}/created`).by : null;
  const hasOwner = fieldsOf(form).some((field) => field.id === "owner");
  const owner = row && hasOwner ? (river.value(`${row}/owner`) ?? author) : null;
  const rows = spec.type === "rows";
  const may = byWho(spec, { person, author, owner, inner, rows, river });
  if (form.by === "person" && row && author && spec.who !== "together") return may.filter((one) => one === author);
  return may;
}

function byWho(spec, { person, author, owner, inner, rows, river }) {
  switch (spec.who) {
    case "together": return PAIR;
    case "each": return person ? [person] : PAIR;
    case "author": {
      if (spec.either) return PAIR;
      if (rows) return PAIR; // who adds one is its author
      if (inner) return [river.author(`${inner}/created`).by].filter(Boolean);
      return author ? PAIR.filter((one) => one === author || owner === "both" || owner === one) : PAIR;
    }
    case "mentee": return owner === "both" ? PAIR : [owner ?? "mentee"];
    case "mentor": return [owner === "mentor" ? "mentee" : "mentor"];
    default: return [];
  }
}

/** Whether the reader may write here. */
export function mayWrite(river, spec, path) {
  if (river.readonly || !river.role || spec.view_of) return false;
  return writers(river, spec, path).includes(river.role);
}

/** Whether the reader may remove a row of a `rows` field: whoever may add one, or its author where each has their own. */
export function mayRemove(river, spec, rowPath) {
  if (!mayWrite(river, spec, parent(rowPath))) return false;
  return spec.who !== "author" || river.author(`${rowPath}/created`).by === river.role;
}
