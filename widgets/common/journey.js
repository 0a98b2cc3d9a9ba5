// Where a pair stands on its journey, and what it has to show for it. The same rules as mentorbook.workbook.journeys;
// both are held to tests/journeys/cases.json. What begins with a `river` reads the workbook, the rest is pure.

import { daysFromToday, parseDay } from "./dates.js";
import { differs, isEmpty } from "./fields/answers.js";
import { fieldsOf } from "./paths.js";

const PEOPLE = ["mentor", "mentee"];
const NEEDED = ["yes", "sign"];
const DAY = 86_400_000;

/** The journeys of the pack: [journey]. */
export function journeysOf(river) {
  return Object.values(river.model.get("journeys") ?? {});
}

/** The journey that the pair has chosen, or null. */
export function journeyOf(river) {
  return river.model.get("journeys")?.[river.value("partnership/journey")] ?? null;
}

export const indexOf = (journey, id) => journey.stages.findIndex((stage) => stage.id === id);
export const stageOf = (journey, id) => journey.stages.find((stage) => stage.id === id) ?? null;

/** A signal's or exit point's path. */
export const tickPath = (stage, point) => `journey/${stage.id}/${point.id}`;

/**
 * What people call a place that the journey keeps: {label, within, spec, may}, or null where it is none. `spec`: as of a
 * form's field; `may`: whether the reader ticks there.
 */
export function journeyPlace(river, path) {
  const [section, first, second] = path.split("/");
  if (section === "partnership" && ["journey", "plan"].includes(first)) {
    const plans = journeysOf(river).flatMap(({ id, plans: some = [] }) => some.map((plan) => ({ id: `${id}/${plan.id}`, label: plan.title })));
    const options = first === "plan" ? plans : journeysOf(river).map(({ id, title }) => ({ id, label: title }));
    return { label: river.say(first === "plan" ? "journey.choice.plan" : "journey.choice"), within: "", spec: { id: first, type: "choice", who: "together", options }, may: false };
  }
  if (section !== "journey") return null;
  const stage = journeysOf(river).flatMap(({ stages }) => stages).find(({ id }) => id === first);
  const point = [...(stage?.signals ?? []), ...(stage?.exits ?? [])].find(({ id }) => id === second);
  const spec = { id: second, type: "yesno", who: point?.who === "both" ? "each" : (point?.who ?? "together") };
  const may = Boolean(point) && ["each", "together", river.role].includes(spec.who);
  return { label: point?.text ?? path, within: stage?.title ?? "", spec, may };
}

// --- where they stand

/**
 * Where decisions and ticks put a pair: {stage, since, left}. `decisions`: [{what, to, at}]; `ticked`: when each exit point
 * was ticked, {stage: {point: at}}; `chosen`: when they chose this journey. `left`: the other stages that lie behind
 * them or that they have been in, with when they left each ("" where nobody said).
 */
export function stand(journey, { decisions = [], ticked = {}, chosen = "" }) {
  const order = journey.stages.map((stage) => stage.id);
  let [now, since, first] = [byExits(journey, ticked), "", true];
  const left = {};
  for (const one of decisions.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    if (one.to ? !order.includes(one.to) : one.at < chosen) continue; // made on another journey
    if (first) now = byExits(journey, before(ticked, one.at));
    first = false;
    const to = one.to || target(journey, now, one.what);
    if (to !== now) [left[now], since] = [one.at, one.at];
    now = to;
  }
  for (const stage of order.slice(0, order.indexOf(now))) left[stage] ??= latest(Object.values(ticked[stage] ?? {}));
  delete left[now];
  return { stage: now, since, left };
}

const latest = (moments) => moments.reduce((last, at) => (at > last ? at : last), "");

function before(ticked, at) {
  const kept = (points) => Object.fromEntries(Object.entries(points).filter(([, when]) => when <= at));
  return Object.fromEntries(Object.entries(ticked).map(([stage, points]) => [stage, kept(points)]));
}

/** The stage of the exit point that was ticked last; once all of its points are ticked, the one after. */
function byExits(journey, ticked) {
  let [last, found] = ["", null];
  for (const stage of journey.stages) {
    const at = latest(Object.values(ticked[stage.id] ?? {}));
    if (at && at >= last) [last, found] = [at, stage];
  }
  if (!found) return journey.stages[0].id;
  return (found.exits ?? []).every((point) => point.id in ticked[found.id]) ? onward(journey, found.id) : found.id;
}

/** The stage that comes after: by the first of the moves that leads on, else the next one of all. */
export function onward(journey, stage) {
  return along(journey, stage, true);
}

function along(journey, stage, forward) {
  const at = indexOf(journey, stage);
  const move = (journey.moves ?? []).find(({ leave, enter }) => leave === stage && indexOf(journey, enter) > at === forward);
  if (move) return move.enter;
  return journey.stages[forward ? Math.min(at + 1, journey.stages.length - 1) : Math.max(at - 1, 0)].id;
}

/** Where a decision that names no stage leads. */
function target(journey, now, what) {
  if (what === "move") return onward(journey, now);
  if (what === "back") return along(journey, now, false);
  return what === "close" ? journey.stages.at(-1).id : now;
}

/** What a pair decides that goes from one stage to another. */
export function decisionFor(journey, from, to) {
  const [here, there] = [indexOf(journey, from), indexOf(journey, to)];
  if (here === there) return "stay";
  if (there < here) return "back";
  return there === journey.stages.length - 1 ? "close" : "move";
}

/** The ways out of a stage that the journey names: [{enter, when, back}], on before back. */
export function movesFrom(journey, stage) {
  const at = indexOf(journey, stage);
  const moves = (journey.moves ?? []).filter(({ leave }) => leave === stage);
  const ways = moves.map(({ enter, when = "" }) => ({ enter, when, back: indexOf(journey, enter) < at }));
  if (!ways.some(({ back }) => !back) && at < journey.stages.length - 1) ways.unshift({ enter: onward(journey, stage), when: "", back: false });
  return ways.toSorted((a, b) => Number(a.back) - Number(b.back));
}

/** Whether a pair may go back and forth: some move leads back to where another came from. */
export function bothWays(journey, one, other) {
  const moves = journey.moves ?? [];
  const way = (leave, enter) => moves.some((move) => move.leave === leave && move.enter === enter);
  return way(one, other) && way(other, one);
}

// --- read from the workbook

/** Where the pair stands, or null where it has chosen no journey: see `stand`. */
export function standing(river) {
  const journey = journeyOf(river);
  if (!journey?.stages?.length) return null;
  const ticked = Object.fromEntries(journey.stages.map((stage) => [stage.id, ticksOf(river, stage)]));
  return stand(journey, { decisions: decisionsOf(river), ticked, chosen: river.cell("partnership/journey")?.at ?? "" });
}

function decisionsOf(river) {
  if (!river.spec("stage_checks")) return [];
  return river.rows("stage_checks").flatMap(({ path }) => {
    const [made, to] = [river.cell(`${path}/decision`), river.cell(`${path}/to_stage`)];
    return made?.v ? [{ what: made.v, to: to?.v ?? null, at: latest([made.at ?? "", to?.at ?? ""]) }] : [];
  });
}

/** The exit points of a stage that the pair has ticked, with when: {point: at}. */
export function ticksOf(river, stage) {
  const cells = (stage.exits ?? []).map((point) => [point.id, river.cell(tickPath(stage, point))]);
  return Object.fromEntries(cells.filter(([, cell]) => cell?.v === true).map(([id, cell]) => [id, cell.at ?? ""]));
}

/** Whether a person has ticked a signal. */
export function noticed(river, stage, signal, person) {
  if (signal.who !== "both" && signal.who !== person) return false;
  const cell = river.cell(tickPath(stage, signal));
  if (signal.who !== "both") return cell?.v === true;
  if (cell?.answers) return cell.answers[person]?.v === true;
  return cell?.by === person && cell.v === true;
}

/** The day that weeks are counted from: as agreed, else of the first meeting held, else as created with; or null. */
export function startOf(river) {
  const agreed = river.cell("agreement/start_date");
  if (agreed && typeof agreed.v === "string" && !agreed.differs) return agreed.v;
  const held = river.rows("meetings").filter(({ path }) => river.value(`${path}/status`) === "held");
  const first = held.map(({ path }) => river.value(`${path}/date`)).filter(Boolean).sort()[0];
  const made = river.value("partnership/start");
  return first ?? (typeof made === "string" && made ? made : null);
}

/** The week of the journey that today lies in, from 1; null before it starts. */
export function weekOf(river, now = new Date()) {
  const start = startOf(river);
  const days = start ? daysFromToday(river, start, now) : null;
  return days === null || days > 0 ? null : Math.floor(-days / 7) + 1;
}

/** When a stage begins and ends, as days, where the journey counts in weeks: {from, to}, or null. */
export function daysOf(stage, start) {
  const first = parseDay(start);
  if (!stage.weeks || !first) return null;
  const day = (days) => new Date(first.getTime() + days * DAY).toISOString().slice(0, 10);
  return { from: day((stage.weeks[0] - 1) * 7), to: day(stage.weeks[1] * 7 - 1) };
}

// --- evidence

/** Whether what an exit point names is there, in what both may see. */
export function met(river, point) {
  const forms = new Map();
  for (const name of point.evidence ?? []) {
    const [form, ...rest] = name.split("/");
    forms.set(form, [...(forms.get(form) ?? []), rest.join("/")]);
  }
  return forms.size > 0 && [...forms].every(([id, wanted]) => Boolean(river.spec(id)) && shows(river, river.spec(id), wanted, point));
}

/** The exit points of a stage: [{point, ticked, met}]. */
export function exitsOf(river, stage) {
  const ticked = ticksOf(river, stage);
  return (stage.exits ?? []).map((point) => ({ point, ticked: point.id in ticked, met: met(river, point) }));
}

function shows(river, form, wanted, { least = 1, every = false }) {
  if (form.per !== "many") return wanted.every((name) => holds(river, form, form.id, name));
  const rows = river.rows(form.id).filter(({ path }) => sharedRow(river, form, path));
  const good = rows.filter(({ path }) => wanted.every((name) => holds(river, form, path, name)));
  if (every) return rows.length > 0 && good.length === rows.length;
  if (form.by !== "person") return good.length >= least;
  return PEOPLE.every((person) => good.filter(({ by }) => by === person).length >= least);
}

/** What one keeps alone shows nothing to both. */
function sharedRow(river, form, path) {
  return Object.entries(form.shared_when ?? {}).every(([id, value]) => river.value(`${path}/${id}`) === value);
}

function holds(river, form, base, name) {
  if (!name) {
    const chosen = ([id, wanted]) => placesOf(form, base, id).some((path) => river.value(path) === wanted);
    const sections = form.sections.filter((section) => Object.entries(section.when ?? {}).every(chosen));
    const needed = sections.flatMap(({ fields }) => fields).filter((spec) => NEEDED.includes(spec.required));
    return needed.every((spec) => holds(river, form, base, spec.id));
  }
  const [field, option = ""] = name.split("=");
  const [id, column = ""] = field.split(".");
  const spec = fieldsOf(form).find((one) => one.id === id);
  return Boolean(spec) && placesOf(form, base, id).every((path) => answered(river, form, path, spec, column, option));
}

/** Where a field of a form, or of one of its entries, is kept: of each person, where each has their own. */
function placesOf(form, base, id) {
  const who = fieldsOf(form).find((one) => one.id === id)?.who;
  if (form.per !== "person" || who === "together") return [`${base}/${id}`];
  return (PEOPLE.includes(who) ? [who] : PEOPLE).map((person) => `${base}/${person}/${id}`);
}

function answered(river, form, path, spec, column, option) {
  if (spec.type === "rows") {
    const rows = river.rows(path);
    if (column) {
      const inner = spec.fields.find((one) => one.id === column);
      return rows.some((row) => answered(river, form, `${row.path}/${column}`, inner, "", option));
    }
    const wanted = river.spec(spec.one_for)?.per === "many" ? river.rows(spec.one_for).length : 1;
    return rows.length >= Math.max(1, wanted);
  }
  if (spec.type === "long" && spec.who === "together") return says(river.text(path), option);
  const cell = river.cell(path);
  if (!cell) return false;
  const eachTheirOwn = form.per !== "person" && form.by !== "person" && spec.who === "each";
  if (eachTheirOwn) return PEOPLE.every((person) => says(cell.answers?.[person]?.v ?? null, option));
  if (spec.seen === "reveal" && PEOPLE.includes(spec.who) && !cell.mine_in) return false;
  if (!cell.answers) return says(cell.v ?? null, option);
  return says(cell.v ?? null, option) && (cell.talked || !differs(spec, cell.answers.mentor?.v, cell.answers.mentee?.v));
}

function says(value, option) {
  if (option) return Array.isArray(value) ? value.includes(option) : value === option;
  if (typeof value === "boolean") return value;
  return typeof value === "string" ? value.trim() !== "" : !isEmpty(value);
}
