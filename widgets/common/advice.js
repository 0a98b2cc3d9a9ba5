// The advice that a form gives about what is written in it: its rules, held against one of its rows. Nothing is refused.

import { day, firstDay, parseDay } from "./dates.js";
import { fill, h, icon } from "./dom.js";

const START = "partnership/start"; // in a rule: the first day of the partnership

const BLANK = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/**
 * What a form's rules say about a row: a Map from the path of the field to its sentences.
 *
 * Of a field inside rows (`measures.target`) every row is looked at by itself; a second field of the same rows is
 * taken from the same row, any other from the form's row.
 */
export function advice(river, form, row) {
  const found = new Map();
  const between = new Set(); // one sentence about where a day lies is enough
  for (const rule of form?.rules ?? []) {
    for (const place of places(river, row, rule.field)) {
      if (rule.kind === "between" && between.has(place.path)) continue;
      const sentence = judge(river, form, rule, place, row);
      if (!sentence) continue;
      found.set(place.path, [...(found.get(place.path) ?? []), sentence]);
      if (rule.kind === "between") between.add(place.path);
    }
  }
  return found;
}

/**
 * What the rules would say about an entry that is not there yet: {field: sentence}. `values`: its answers by field. With
 * `rows`, it is one of the rows of that field in the entry at `row`.
 */
export function adviceAhead(river, form, values, { row = "", rows = "" } = {}) {
  const found = {};
  for (const rule of form?.rules ?? []) {
    const [first, column] = rule.field.split(".");
    const own = rows ? first === rows && column : !column && first;
    if (!own || !["between", "differ"].includes(rule.kind) || found[own]) continue;
    const value = (name) => {
      const [field, other] = name.split(".");
      return rows && !(field === rows && other) ? river.value(`${row}/${name}`) : values[other ?? field];
    };
    const sentence = judge(river, form, rule, { path: "", value }, row);
    if (sentence) found[own] = sentence;
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
  const written = (one) => (typeof one === "string" && parseDay(one) ? day(river, one) : String(one));
  const say = (words) => rule.message.replace(/\{(\w+)\}/g, (all, name) => (name in words ? written(words[name]) : all));
  const end = (name) => (name === START ? firstDay(river) : name ? place.value(name) : null);
  switch (rule.kind) {
    case "differ": {
      const other = place.value(rule.than);
      return !BLANK(value) && value === other ? say({ value, other }) : "";
    }
    case "between": {
      const [after, before] = [end(rule.after), end(rule.before)];
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

/** Advice that stands elsewhere than at its field: {el, set(sentences)}. */
export function adviceLine({ id = null } = {}) {
  const el = h("div", { class: "advises", id });
  let told = "";
  return {
    el,
    set(sentences = []) {
      if (told === sentences.join("\n")) return;
      told = sentences.join("\n");
      fill(el, sentences.map((text) => h("p", { class: "advice" }, icon("info"), h("span", null, text))));
    },
  };
}
