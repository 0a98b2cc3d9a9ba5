// Charts of a goal's measures: what the readings say (pure), where the shapes go (pure), and the drawing.
// Shapes stand inside the SVG, words outside it, and the numbers as a table in a fold.

import { parseDay } from "./dates.js";
import { svg } from "./dom.js";

const DAY = 86_400_000;
const LEVEL = 0.05; // within a twentieth of the whole way is "level with an even pace"
const STALE = 28; // days after which a reading no longer says how things stand today
const FAR = 3 * 365; // days beyond which a forecast date would be a pretence

/** Days since 1970 of an ISO date ("2026-03-16"), or null for anything else. */
export function dayNumber(date) {
  const midnight = parseDay(date);
  return midnight ? midnight / DAY : null;
}

/** The ISO date of a day number: the inverse of `dayNumber`. */
export function dateOf(day) {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** The id of the measure that a reading's link names: links hold paths or bare ids, in a list. */
export function linked(link) {
  const first = Array.isArray(link) ? link[0] : link;
  return typeof first === "string" && first ? first.slice(first.lastIndexOf("/") + 1) : null;
}

/**
 * One measure of a goal with its readings, oldest first.
 *
 * Readings that name no measure, or one that is gone, count for the goal's first measure.
 * @returns {{id, path, name, unit, baseline: number|null, target: number|null, start: string|null,
 *   end: string|null, readings: {id, path, by, date, value, note}[]}}
 */
export function series(river, goal, measure) {
  const measures = river.rows(`${goal}/measures`);
  const known = new Set(measures.map((row) => row.id));
  const first = measures.length > 0 && measures[0].id === measure.id;
  const readings = river
    .rows(`${goal}/readings`)
    .map((row) => ({
      id: row.id,
      path: row.path,
      by: row.by,
      measure: linked(river.value(`${row.path}/measure`)),
      date: river.value(`${row.path}/date`),
      value: number(river.value(`${row.path}/value`)),
      note: river.value(`${row.path}/note`) ?? "",
    }))
    .filter((reading) => reading.measure === measure.id || (first && !known.has(reading.measure)));
  const dated = readings.filter((reading) => dayNumber(reading.date) !== null && reading.value !== null);
  dated.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return {
    id: measure.id,
    path: measure.path,
    name: river.value(`${measure.path}/name`) ?? "",
    unit: river.value(`${measure.path}/unit`) ?? "",
    baseline: number(river.value(`${measure.path}/baseline`)),
    target: number(river.value(`${measure.path}/target`)),
    start: river.value(`${goal}/start_date`) ?? dated[0]?.date ?? null,
    end: river.value(`${measure.path}/target_date`) ?? river.value(`${goal}/target_date`) ?? null,
    readings: dated,
    undated: readings.filter((reading) => !dated.includes(reading)),
  };
}

/** Where a series stands now: the last reading, else the baseline, else null. */
export function standing(data) {
  return data.readings.at(-1)?.value ?? data.baseline;
}

/** How far a series has come from baseline to target, from 0 to 1; null where that cannot be said. */
export function progress(data) {
  const from = data.baseline ?? data.readings[0]?.value ?? null;
  const now = standing(data);
  if (from === null || now === null || data.target === null || data.target === from) return null;
  return clamp((now - from) / (data.target - from), 0, 1);
}

/**
 * What the readings honestly say about pace.
 *
 * Even pace is the straight line from (start, baseline) to (end, target); the last reading is held against
 * it on its own day, not today's. The forecast goes on at the average rate from the first reading to the
 * last. Nothing is said from fewer than two readings on different days.
 * @returns {{state: "none"|"one"|"reached"|"ahead"|"level"|"behind"|"open", trend: "nearer"|"same"|"away"|null,
 *   arrives: string|null, far: boolean, since: string|null, last: string|null, stale: boolean}}
 *   `state` "open": there is a trend, but no date or target to hold it against.
 */
export function pace(data, today) {
  const { readings, target } = data;
  const nothing = { trend: null, arrives: null, far: false, since: null, last: null, stale: false };
  if (readings.length === 0) return { state: "none", ...nothing };
  const [first, last] = [readings[0], readings.at(-1)];
  const from = data.baseline ?? first.value;
  const span = dayNumber(last.date) - dayNumber(first.date);
  const age = dayNumber(today) === null ? 0 : dayNumber(today) - dayNumber(last.date);
  const facts = { ...nothing, since: first.date, last: last.date, stale: age > STALE };
  const way = target === null ? 0 : target - from;
  if (way !== 0 && (last.value - target) * Math.sign(way) >= 0) return { state: "reached", ...facts };
  if (span === 0) return { state: "one", ...facts };
  if (way === 0) return { state: "open", ...facts };
  const rate = ((last.value - first.value) / span) * Math.sign(way); // towards the target, per day
  const trend = rate > 0 ? "nearer" : rate < 0 ? "away" : "same";
  const days = rate > 0 ? Math.ceil(Math.abs(target - last.value) / rate - 1e-9) : null;
  const far = days !== null && days > FAR;
  const arrives = days === null || far ? null : dateOf(dayNumber(last.date) + days);
  const expected = evenPace(data, last.date);
  if (expected === null) return { state: "open", ...facts, trend, arrives, far };
  const lead = ((last.value - expected) * Math.sign(way)) / Math.abs(way);
  const state = lead > LEVEL ? "ahead" : lead < -LEVEL ? "behind" : "level";
  return { state, ...facts, trend, arrives, far };
}

/** The value an even pace would have reached on `date`; null without start, end, baseline or target. */
export function evenPace(data, date) {
  const [start, end, day] = [dayNumber(data.start), dayNumber(data.end), dayNumber(date)];
  const from = data.baseline ?? data.readings[0]?.value ?? null;
  if (start === null || end === null || day === null || end <= start) return null;
  if (from === null || data.target === null) return null;
  return from + (data.target - from) * clamp((day - start) / (end - start), 0, 1);
}

/**
 * Where everything goes, as shares of the plot from the left (x) and from the top (y); null if nothing can
 * be drawn. The plot runs from the start (or the first reading) to the end (or today, or the last reading).
 * @returns {{points: {x, y, date, value}[], pace: {x, y}[]|null, aim: number|null, today: number|null,
 *   ticks: {y, value}[], from: string, to: string}|null}
 */
export function geometry(data, today) {
  const dates = [data.start, ...data.readings.map((reading) => reading.date)].map(dayNumber).filter(isNumber);
  const values = [data.baseline, data.target, ...data.readings.map((reading) => reading.value)].filter(isNumber);
  if (dates.length === 0 || values.length < 2) return null;
  const begin = Math.min(...dates);
  const now = dayNumber(today);
  let finish = Math.max(...dates, dayNumber(data.end) ?? now ?? begin);
  if (now !== null && now > finish && now - finish < (finish - begin) / 2) finish = now;
  if (finish <= begin) finish = begin + 1;
  let [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) [low, high] = [low - 1, high + 1];
  const x = (day) => (day - begin) / (finish - begin);
  const y = (value) => (high - value) / (high - low);
  const points = data.readings.map((r) => ({ x: x(dayNumber(r.date)), y: y(r.value), date: r.date, value: r.value }));
  const starts = dayNumber(data.start);
  const readAtStart = points.length > 0 && dayNumber(points[0].date) <= starts;
  const origin = data.baseline !== null && starts !== null && !readAtStart ? { x: x(starts), y: y(data.baseline) } : null;
  const [even, ends] = [evenPace(data, data.start), dayNumber(data.end)];
  const middle = (low + high) / 2;
  return {
    origin,
    points,
    pace: even === null ? null : [{ x: x(starts), y: y(even) }, { x: x(ends), y: y(data.target) }],
    aim: data.target === null ? null : y(data.target),
    today: now !== null && now >= begin && now <= finish ? x(now) : null,
    ticks: [high, middle, low].map((value) => ({ y: y(value), value: Number(value.toPrecision(6)) })),
    from: dateOf(begin),
    to: dateOf(finish),
  };
}

/** The SVG path through `points` (shares of the plot) on a plot of `width` × `height`. */
export function line(points, width, height) {
  const at = (share, size) => Number((share * size).toFixed(1));
  return points.map((p, i) => `${i === 0 ? "M" : "L"}${at(p.x, width)} ${at(p.y, height)}`).join("");
}

/** The plot of a chart: lines only, to be stretched over its box; `label` says what it shows. */
export function plot(shape, label) {
  const keep = { "vector-effect": "non-scaling-stroke" };
  const across = (y) => `M0 ${Number((y * 160).toFixed(1))}h300`;
  const track = shape.origin ? [shape.origin, ...shape.points] : shape.points;
  return svg(
    "svg",
    { viewBox: "0 0 300 160", preserveAspectRatio: "none", role: "img", "aria-label": label },
    svg("path", { ...keep, class: "grid-line", d: shape.ticks.map((tick) => across(tick.y)).join("") }),
    shape.today === null ? null : svg("path", { ...keep, class: "today-line", d: `M${Number((shape.today * 300).toFixed(1))} 0v160` }),
    shape.aim === null ? null : svg("path", { ...keep, class: "goal-line", d: across(shape.aim) }),
    shape.pace ? svg("path", { ...keep, class: "pace", d: line(shape.pace, 300, 160) }) : null,
    track.length > 1 ? svg("path", { ...keep, class: "track", d: line(track, 300, 160) }) : null,
  );
}

/** A spark: the readings as one small line, the aim as a dotted one, the last reading as a dot. */
export function spark(data, label) {
  const shape = geometry({ ...data, end: null, start: null }, null);
  const points = shape?.points ?? [];
  const place = (p) => ({ x: 4 + p.x * 86, y: 3 + p.y * 26 });
  const drawn = points.map(place).map((p) => ({ x: p.x, y: p.y }));
  const last = drawn.at(-1) ?? { x: 4, y: 29 };
  const aim = shape?.aim === null || shape?.aim === undefined ? 2 : place({ x: 0, y: shape.aim }).y;
  return svg(
    "svg",
    { class: "spark", viewBox: "0 0 96 32", role: "img", "aria-label": label },
    data.target === null ? null : svg("path", { class: "aim", d: `M0 ${aim.toFixed(1)}h96` }),
    drawn.length > 1 ? svg("path", { d: line(drawn, 1, 1) }) : null,
    svg("circle", { class: "now", cx: last.x.toFixed(1), cy: last.y.toFixed(1), r: 4.5 }),
  );
}

function number(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function isNumber(value) {
  return value !== null && Number.isFinite(value);
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
