// A goal as people see it: which lane it lies in, how far it is, whose it is. Pure: reads a river, draws nothing.

import { progress, series, standing } from "../common/chart.js";
import { day, daysFromToday, near, number } from "../common/dates.js";

/** The lanes of the board, and the statuses that lie in them; what fits none lies in the first. */
export const LANES = [
  { id: "waiting", statuses: ["not-started"] },
  { id: "active", statuses: ["active"] },
  { id: "reached", statuses: ["achieved"] },
  { id: "aside", statuses: ["paused", "dropped"] },
];

/** One goal: {path, id, title, owner, status, lane, due, reached, why, created}. `owner`: mentor, mentee or both. */
export function readGoal(river, row) {
  const value = (name) => river.value(`${row.path}/${name}`);
  const status = value("status") ?? "not-started";
  return {
    ...row,
    title: (value("title") ?? "").trim(),
    owner: value("owner") ?? row.by,
    status,
    lane: LANES.find((lane) => lane.statuses.includes(status))?.id ?? LANES[0].id,
    due: value("target_date"),
    reached: value("achieved_on"),
    why: value("status_why") ?? "",
  };
}

/** Every goal by lane: those with a day first, the nearest first; reached ones by the day, the latest first. */
export function board(river) {
  const goals = river.rows("goals").map((row) => readGoal(river, row));
  const byDay = (a, b) => (a.due ?? "9999").localeCompare(b.due ?? "9999") || (a.created ?? "").localeCompare(b.created ?? "");
  const lanes = Object.fromEntries(LANES.map(({ id }) => [id, goals.filter((goal) => goal.lane === id).sort(byDay)]));
  lanes.reached.sort((a, b) => (b.reached ?? "").localeCompare(a.reached ?? "") || byDay(a, b));
  return { lanes, total: goals.length };
}

/** “5 goals. 2 under way, 1 reached, 1 set aside.” What there is none of is left out. */
export function summary(river, { lanes, total }) {
  const parts = ["waiting", "active", "reached", "aside"]
    .filter((id) => lanes[id].length)
    .map((id) => river.say(`goals.sum.${id}`, { number: lanes[id].length }));
  return `${river.say("goals.sum", { count: total })} ${parts.join(", ")}.`;
}

/** Whether the reader is an owner of a goal: it is then theirs to fill in. */
export function owns(river, goal) {
  return goal.owner === "both" || goal.owner === river.role;
}

/** The first measure of a goal as a series with readings, or null. */
export function firstSeries(river, path) {
  const measures = river.rows(`${path}/measures`);
  return measures.length ? series(river, path, measures[0]) : null;
}

/**
 * How far a goal is, by its first measure, else by its milestones: {text, share, towards} or null.
 *
 * `share` is from 0 to 1, null where that cannot be said. “3 of 6 talks” is only said of what is counted up from
 * nothing; else it says from where to where.
 */
export function distance(river, path) {
  const data = firstSeries(river, path);
  const now = data && standing(data);
  if (data && now !== null && now !== undefined) return { ...measured(river, data, now), share: progress(data) };
  const steps = river.rows(`${path}/milestones`);
  if (!steps.length) return null;
  const done = steps.filter((row) => river.value(`${row.path}/done`) === true).length;
  return {
    text: river.say("goals.steps", { done, count: steps.length }),
    share: done / steps.length,
    towards: river.say("goals.towards.steps"),
  };
}

function measured(river, data, now) {
  const words = { now: number(river, now), name: data.name, unit: data.unit };
  const bare = data.unit ? "" : data.name ? ".named" : ".bare";
  if (data.target === null) return { text: river.say(`goals.measure.open${bare}`, words), towards: "" };
  const from = data.baseline ?? data.readings[0]?.value ?? 0;
  const target = number(river, data.target);
  const kind = from === 0 && data.target > 0 ? "up" : "from";
  return {
    text: river.say(`goals.measure.${kind}${bare}`, { ...words, target, from: number(river, from) }),
    towards: river.say("goals.towards", { target: `${target} ${data.unit}`.trim() }),
  };
}

/** What stands at the right foot of a card: until when, or how early or late it was reached, or why it is set aside. */
export function footLine(river, goal) {
  if (goal.lane === "aside") return { text: goal.why, late: false };
  if (goal.lane === "reached") return { text: earliness(river, goal), late: false };
  if (!goal.due) return { text: "", late: false };
  const late = (daysFromToday(river, goal.due) ?? 0) < 0;
  const when = day(river, goal.due, { bare: true });
  return { text: river.say("goals.by", { day: late ? `${when}, ${near(river, goal.due, { due: true })}` : when }), late };
}

function earliness(river, { reached, due }) {
  const [end, wanted] = [reached && daysFromToday(river, reached), due && daysFromToday(river, due)];
  if (typeof end !== "number" || typeof wanted !== "number") return "";
  if (end === wanted) return river.say("goals.on_the_day");
  return end < wanted ? river.say("goals.early", { count: wanted - end }) : river.say("goals.late", { count: end - wanted });
}
