// The advice that a form gives about what is written in it: its rules, held against one of its rows. Nothing is refused.

const BLANK = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/**
 * What a form's rules say about a row: a Map from the path of the field to its sentences.
 *
 * Of a field inside rows (`measures.target`) every row is looked at by itself; a second field of the same rows is
 * taken from the same row, any other from the form's row.
 */
export function advice(river, form, row) {
  const found = new Map();
  for (const rule of form.rules ?? []) {
    for (const place of places(river, row, rule.field)) {
      const sentence = judge(river, form, rule, place, row);
      if (sentence) found.set(place.path, [...(found.get(place.path) ?? []), sentence]);
    }
  }
  return found;
}

/** Every place that a rule's field has in a row: {path, value(name)}. */
function places(river, row, name) {
  const [field, column] = name.split(".");
  const outer = (other) => river.value(`${row}/${other}`);
  if (!column) return [{ path: `${row}/${field}`, value: outer }];
  return river.rows(`${row}/${field}`).map((inner) => ({
    path: `${inner.path}/${column}`,
    value: (other) => {
      const [rows, own] = other.split(".");
      return own && rows === field ? river.value(`${inner.path}/${own}`) : outer(other);
    },
  }));
}

function judge(river, form, rule, place, row) {
  const value = place.value(rule.field);
  const say = (words) => rule.message.replace(/\{(\w+)\}/g, (all, name) => (name in words ? String(words[name]) : all));
  switch (rule.kind) {
    case "differ": {
      const other = place.value(rule.than);
      return !BLANK(value) && value === other ? say({ value, other }) : "";
    }
    case "between": {
      const after = rule.after ? place.value(rule.after) : null;
      const before = rule.before ? place.value(rule.before) : null;
      const outside = !BLANK(value) && ((!BLANK(after) && value < after) || (!BLANK(before) && value > before));
      return outside ? say({ value, after, before }) : "";
    }
    case "asks":
      return empty(river, place.path) && holds(river, row, rule.when) ? say({}) : "";
    case "most": {
      const count = river.rows(form.id).filter((one) => holds(river, one.path, rule.when)).length;
      return count > rule.most && holds(river, row, rule.when) ? say({ count }) : "";
    }
    default:
      return "";
  }
}

function empty(river, path) {
  return BLANK(river.value(path)) && river.rows(path).length === 0;
}

function holds(river, row, when = {}) {
  return Object.entries(when).every(([name, options]) => options.includes(river.value(`${row}/${name}`)));
}
