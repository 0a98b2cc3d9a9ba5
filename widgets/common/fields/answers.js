// What an answer is, without a page: how it reads, how it is taken from what was typed, when two of them differ.
// It says the same as the kernel's own checks (mentorbook.content.values), so that a mistake shows while one types.

import { day, number, time } from "../dates.js";
import { fieldsOf } from "../paths.js";

export const OWN = "own:"; // stands before an answer in one's own words, in place of an option's id
export const LONGEST = { long: 1_000_000, short: 2000 }; // characters
const LARGEST = 1e15;
const NUMBER = /^[+-]?(\d{1,30}|\d{1,3}(?: \d{3}){1,5})(?:[.,](\d{1,30}))?$/;
const EITHER_WAY = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const QUOTED = 40; // characters of what was typed that a sentence repeats
const SEGMENTS = 40; // characters that fit on one line of segments; half of it beside another's answer
const BOXES = { alone: 7, beside: 3 }; // options, until a list that opens is lighter

export const isText = (spec) => spec.type === "short" || spec.type === "long";
export const isScale = (spec) => spec.type === "scale5" || spec.type === "scale10";

/** Whether nothing was answered. */
export function isEmpty(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** Whether two answers to one field say the same: the order of several choices does not count. */
export function same(spec, a, b) {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && new Set([...a, ...b]).size === new Set(a).size;
  return a === b;
}

/** Whether two people's answers are a difference to talk about: both are there, and not alike. */
export function differs(spec, a, b) {
  if (isEmpty(a) || isEmpty(b)) return false;
  if (isScale(spec)) return Math.abs(a - b) >= 2;
  if (!isText(spec)) return !same(spec, a, b);
  // Words that each writes for themselves always differ; that is nothing to talk about.
  return spec.who !== "each" && plain(a) !== plain(b);
}

const plain = (text) => text.trim().split(/\s+/).join(" ").toLowerCase();

// --- how it reads

/** One chosen option as people read it; an answer in one's own words as it was written. */
export function optionLabel(spec, id) {
  if (id.startsWith(OWN)) return id.slice(OWN.length).trim();
  if (spec.options_from === "time_zones") return zoneName(id);
  return spec.options?.find((option) => option.id === id)?.label ?? id;
}

/** “Paris (Europe)” for "Europe/Paris": a city is found by its own name. */
export function zoneName(zone) {
  const cut = zone.indexOf("/");
  if (cut < 0) return zone;
  const [region, city] = [zone.slice(0, cut), zone.slice(cut + 1)].map((part) => part.replaceAll("_", " ").replaceAll("/", ", "));
  return `${city} (${region})`;
}

/** The parts an answer consists of, as people read them: several for a multi-choice or a link, else one; [] if empty. */
export function parts(river, spec, value, path = "") {
  if (isEmpty(value)) return [];
  switch (spec.type) {
    case "choice": return [optionLabel(spec, value)];
    case "multi": return value.map((one) => optionLabel(spec, one));
    case "link": return value.map((one) => rowTitle(river, linked(river, spec, path, one)));
    case "yesno": return [river.say(value ? "fields.yes" : "fields.no")];
    case "date": return [day(river, value)];
    case "time": return [time(river, value)];
    case "number": return [withUnit(number(river, value), unitOf(river, spec, path))];
    case "scale5":
    case "scale10": return [pointName(river, spec, value)];
    default: return [String(value)];
  }
}

/** An answer as one text: “Every two weeks”, “Thursday 26 March”, “60 minutes”; "" if there is none. */
export function said(river, spec, value, path = "") {
  const words = parts(river, spec, value, path);
  return words.length > 1 ? new Intl.ListFormat(river.locale).format(words) : (words[0] ?? "");
}

/** A point of a scale: “4 of 5, Mostly”. */
export function pointName(river, spec, point) {
  const word = pointWord(spec, point);
  const place = river.say("fields.point", { point, high: spec.high });
  return word ? `${place}, ${word}` : place;
}

/** The word for a point of a scale, where it has one. */
export function pointWord(spec, point) {
  const own = spec.options?.find((option) => option.id === String(point))?.label;
  if (own) return own;
  return point === spec.low ? spec.ends?.[0] : point === spec.high ? spec.ends?.[1] : "";
}

const withUnit = (text, unit) => (unit ? `${text} ${unit}` : text);

/** The unit of a number: the field's own, or what people wrote in the column that holds it. */
export function unitOf(river, spec, path) {
  if (!spec.unit_from || spec.unit === "" || !path) return spec.unit ?? "";
  const row = parent(path);
  const [first, column] = spec.unit_from.split(".");
  if (!column) return river.value(`${row}/${first}`) ?? "";
  const [chosen] = river.value(`${row}/${first}`) ?? [];
  if (!chosen) return "";
  const link = fieldBeside(river, path, first);
  return (link && river.value(`${linked(river, link, `${row}/${first}`, chosen)}/${column}`)) || "";
}

/** The path without its last part. */
export function parent(path) {
  return path.slice(0, path.lastIndexOf("/"));
}

/** The column `id` of the rows that `path` is in. */
function fieldBeside(river, path, id) {
  const form = river.spec(path.split("/")[0]);
  const rows = path.split("/").at(-3);
  return fieldsOf(form).find((field) => field.id === rows)?.fields?.find((column) => column.id === id);
}

// --- links

/** The rows a link may lead to: [{value, path, title}], of each of its targets the oldest first. */
export function linkable(river, spec, path) {
  return (spec.link ?? "").split(",").flatMap((target) => {
    const [name, condition] = target.trim().split("?");
    const prefix = name && besideOrForm(river, name, path);
    if (!prefix) return [];
    const [field, wanted] = condition?.split("=") ?? [];
    return river
      .rows(prefix)
      .filter((row) => !field || river.value(`${row.path}/${field}`) === wanted)
      .filter((row) => !path.startsWith(`${row.path}/`)) // nothing leads to itself
      .map((row) => ({ value: row.path, path: row.path, title: rowTitle(river, row.path) }));
  });
}

/** Where the rows called `name` are: beside the field (in the same entry), or a form of that name. */
function besideOrForm(river, name, path) {
  const [section, row] = path.split("/");
  const form = river.spec(section);
  const beside = form && fieldsOf(form).some((field) => field.id === name && field.type === "rows");
  if (beside) return form.per === "pair" ? `${section}/${name}` : `${section}/${row}/${name}`;
  return river.spec(name) ? name : "";
}

/** The path of a linked row; a row of the same entry may be linked by its id alone. */
function linked(river, spec, path, value) {
  if (value.includes("/") || !path) return value;
  return linkable(river, spec, path).find((row) => row.path.endsWith(`/${value}`))?.path ?? value;
}

/** The words a row is known by: its headline or what it is about, where that must be there; else its first answer. */
export function rowTitle(river, path) {
  if (river.untold?.(path)) return "…";
  const section = path.split("/")[0];
  const form = river.spec(section);
  const rows = path.split("/").at(-2);
  const fields = form ? fieldsOf(form) : [];
  const columns = fields.find((field) => field.id === rows && field.type === "rows")?.fields ?? fields;
  const heads = columns.filter((field, at) => field.required === "yes" && (field.type === "short" || (field.type === "link" && !at)));
  for (const field of [...heads, ...columns]) {
    const value = river.value(`${path}/${field.id}`);
    if (isEmpty(value) || field.id === "sharing" || !(heads.includes(field) || ["short", "long", "date", "choice"].includes(field.type))) continue;
    const [line] = said(river, field, value, `${path}/${field.id}`).split("\n");
    return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line;
  }
  return river.say("fields.untitled");
}

// --- what was typed

/** A typed text as a sentence repeats it: ‘an hour’, on one line, shortened. */
export function quote(text) {
  const words = text.trim().split(/\s+/).join(" ");
  return `‘${words.length > QUOTED ? `${words.slice(0, QUOTED - 1).trimEnd()}…` : words}’`;
}

/**
 * What was typed into a field, as an answer: {value} (null where nothing was), or {problem}: a sentence that says what
 * to write instead.
 */
export function parse(river, spec, typed, path = "") {
  if (!typed.trim()) return { value: null };
  switch (spec.type) {
    case "number": return parseNumber(river, spec, typed, path);
    case "date": return parseDate(river, typed);
    case "time": return /^([01]?\d|2[0-3]):[0-5]\d/.test(typed) ? { value: typed.slice(0, 5) } : wrong(river, "value.time", typed);
    default: return parseText(river, spec, typed);
  }
}

const wrong = (river, key, typed, params = {}) => ({ problem: river.say(key, { typed: quote(typed), ...params }) });

function parseText(river, spec, typed) {
  const longest = LONGEST[spec.type] ?? LONGEST.short;
  const length = Array.from(typed).length;
  return length > longest ? { problem: river.say("value.long", { length, longest }) } : { value: typed };
}

function parseDate(river, typed) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(typed);
  if (!match) return wrong(river, "value.date", typed);
  if (match[1] < "1900" || match[1] > "2199") return wrong(river, "value.date.year", typed);
  return { value: typed };
}

function parseNumber(river, spec, typed, path) {
  const text = typed.replace(/[\u00a0\u202f\u2009]/g, " ").replace("\u2212", "-").trim();
  if (EITHER_WAY.test(text)) return wrong(river, "value.number.comma", text, { whole: text.replace(",", "") });
  if (!NUMBER.test(text)) return notANumber(river, spec, typed, path);
  const value = Number(text.replaceAll(" ", "").replace(",", "."));
  if (Math.abs(value) >= LARGEST) return wrong(river, "value.number.huge", typed);
  const { low, high } = spec;
  const small = low !== undefined && value < low;
  if (!small && !(high !== undefined && value > high)) return { value };
  if (high === undefined) return wrong(river, "value.range.low", typed, { low });
  if (low === undefined) return wrong(river, "value.range.high", typed, { high });
  return wrong(river, "value.range.number", typed, { low, high });
}

function notANumber(river, spec, typed, path) {
  const example = spec.example ?? Math.max(3, spec.low ?? 0);
  const unit = unitOf(river, spec, path);
  if (!unit) return wrong(river, "value.number", typed, { example });
  return wrong(river, unit === "per cent" || unit === "%" ? "value.number.share" : "value.number.unit", typed, { unit, example });
}

/** An answer as it stands in an input: numbers as the reader writes them, without groups. */
export function written(river, spec, value) {
  if (isEmpty(value)) return "";
  if (spec.type !== "number") return String(value);
  return number(river, value, { useGrouping: false, maximumFractionDigits: 12 });
}

// --- how it is asked

/**
 * How a choice is drawn: "segments" (few and short), "boxes" (a few), "select" (many, or little room).
 *
 * Options: `beside`, another person's answer stands next to it; `compact`, it is one of a row's columns.
 */
export function choiceKind(spec, { beside = false, compact = false } = {}) {
  if (spec.options_from || compact) return "select";
  const count = (spec.options?.length ?? 0) + (spec.own ? 1 : 0);
  const length = (spec.options ?? []).reduce((sum, option) => sum + option.label.length, spec.own ? 15 : 0);
  if (count <= 4 && length <= (beside ? SEGMENTS * 0.7 : SEGMENTS)) return "segments";
  return count <= (beside ? BOXES.beside : BOXES.alone) ? "boxes" : "select";
}

/** The names of all time zones, the reader's own first. */
export function timeZones(own) {
  const zones = Intl.supportedValuesOf("timeZone");
  return [own, ...zones.filter((zone) => zone !== own)].filter(Boolean);
}
