// Meetings as they are read: when each is, which comes next, what the agreement says of them, and what cannot be meant.
// Reads a river, draws nothing.

import { day, firstDay, parseDay, time, today } from "../common/dates.js";
import { fieldsOf } from "../common/paths.js";
import { instant, isRhythm, knows, later, nextOn, plus, step, wall } from "./schedule.js";

const HOUR = 60; // minutes, where a meeting does not say how long it is
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export const LINGERS = 120; // minutes after its end for which a meeting that is not closed is still the next one

/**
 * One meeting: {id, path, by, title, date, start, zone, length, place, placeDetail, repeats, status, who, why, begins, ends,
 * kind}; begins and ends in milliseconds, null where that cannot be said; kind as `instant` has it.
 */
export function readMeeting(river, row) {
  const value = (name) => river.value(`${row.path}/${name}`);
  const [date, start, zone, length] = [value("date"), value("start_time"), value("time_zone") ?? river.zone, value("length")];
  const at = instant(date, start, zone);
  const began = at?.ms ?? null;
  return {
    ...row, date, start, zone, length,
    title: (value("title") ?? "").trim(), place: value("place"), placeDetail: (value("place_detail") ?? "").trim(),
    repeats: value("repeats"), status: value("status") ?? "planned", who: value("status_who"), why: value("status_why") ?? "",
    begins: began, ends: began === null ? null : later(began, length > 0 ? length : HOUR), kind: at?.kind ?? null,
  };
}

/** Every meeting in the order of the calendar, each with its `number` among those that were or will be held. */
export function allMeetings(river) {
  const meetings = river.rows("meetings").map((row) => readMeeting(river, row)).sort(inOrder);
  let number = 0;
  for (const one of meetings) one.number = ["planned", "held"].includes(one.status) ? (number += 1) : null;
  return meetings;
}

function inOrder(a, b) {
  const [x, y] = [a, b].map((one) => `${one.date ?? "9999"} ${one.start ?? ""}`);
  return a.begins !== null && b.begins !== null ? a.begins - b.begins || a.path.localeCompare(b.path) : x.localeCompare(y) || a.path.localeCompare(b.path);
}

/** Whether a planned meeting is over for so long that somebody should say what became of it. */
export function isOver(river, meeting, now = new Date()) {
  if (meeting.status !== "planned") return false;
  if (meeting.ends !== null) return later(meeting.ends, LINGERS) < now.getTime();
  return Boolean(meeting.date) && meeting.date < today(river, now);
}

/**
 * All of them, sorted: {next, coming, unsettled, past}. `coming` are the planned ones after the next; `unsettled` those
 * whose day is over and of which nobody has said what became of them; `past` the others, the latest first.
 */
export function sorted(river, now = new Date()) {
  const meetings = allMeetings(river);
  const planned = meetings.filter((one) => one.status === "planned");
  const [next = null, ...coming] = planned.filter((one) => !isOver(river, one, now));
  const unsettled = planned.filter((one) => isOver(river, one, now));
  return { next, coming, unsettled, past: meetings.filter((one) => one.status !== "planned").reverse() };
}

/** The meeting held before this one; null where there is none. */
export function heldBefore(meetings, meeting) {
  const at = meetings.findIndex((one) => one.path === meeting.path);
  return meetings.slice(0, Math.max(at, 0)).findLast((one) => one.status === "held") ?? null;
}

/** The planned meeting after this one; null where there is none. */
export function plannedAfter(meetings, meeting) {
  const at = meetings.findIndex((one) => one.path === meeting.path);
  return meetings.slice(at + 1).find((one) => one.status === "planned") ?? null;
}

/** “Meeting 4”, or “Meeting” where it has no number. */
export function nameOf(river, { number }) {
  return number ? river.say("meeting.number", { number }) : river.say("meeting.any");
}

/** “Meeting 4: Career plan”. */
export function titleOf(river, meeting) {
  return meeting.title ? river.say("meeting.titled", { name: nameOf(river, meeting), title: meeting.title }) : nameOf(river, meeting);
}

/** “16:00 to 16:45, London time”; without a time of day "". */
export function hours(river, meeting) {
  const { begins, ends, start, zone } = meeting;
  if (!start) return "";
  const until = begins !== null && meeting.length > 0 ? time(river, wall(ends, zone).time) : "";
  const span = until ? river.say("meeting.span", { from: time(river, start), to: until }) : time(river, start);
  return river.say("meeting.zone", { time: span, zone: cityOf(zone) });
}

/** The reader's own time, where their clock shows another: “11:00 to 11:45 for you”, with the day where that differs. */
export function ownHours(river, meeting) {
  const { begins, ends, zone, date } = meeting;
  if (begins === null || zone === river.zone) return "";
  const [from, there] = [wall(begins, river.zone), wall(begins, zone)];
  if (from.date === there.date && from.time === there.time) return "";
  const until = time(river, wall(ends, river.zone).time);
  const span = meeting.length > 0 ? river.say("meeting.span", { from: time(river, from.time), to: until }) : time(river, from.time);
  return from.date === date ? river.say("meeting.own", { time: span }) : river.say("meeting.own.day", { time: span, day: day(river, from.date, { short: true }) });
}

/** The city of a time zone: “London”, “Buenos Aires”. */
export function cityOf(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}

/** Where a meeting is: “By video”, "" where nobody has said. */
export function placeName(river, meeting) {
  const spec = fieldsOf(river.spec("meetings")).find((one) => one.id === "place");
  return spec?.options?.find((one) => one.id === meeting.place)?.label ?? "";
}

// --- what the agreement says

/** What of the agreement is answered and not in dispute: {frequency, length, day, time, zone, place, detail, until}. */
export function agreed(river) {
  const value = (name) => {
    const cell = river.cell(`agreement/${name}`);
    return cell && !(cell.differs && !cell.settled) ? (cell.v ?? null) : null;
  };
  return {
    frequency: value("meeting_frequency"), length: value("meeting_length"), day: value("meeting_day"), time: value("meeting_time"),
    zone: value("meeting_time_zone"), place: value("meeting_place"), detail: value("meeting_place_detail"), until: value("end_date"),
  };
}

/** What a new meeting begins with: as agreed; else as the last one was; the day one step of the rhythm after it. */
export function proposal(river, now = new Date()) {
  const said = agreed(river);
  const last = allMeetings(river).findLast((one) => ["planned", "held"].includes(one.status) && one.date) ?? null;
  const places = fieldsOf(river.spec("meetings")).find((one) => one.id === "place")?.options ?? [];
  const zone = [said.zone, last?.zone, river.zone].find(knows);
  const tomorrow = plus(wall(now.getTime(), zone).date, 1);
  const rhythm = isRhythm(said.frequency) ? said.frequency : null;
  let date = null;
  if (last && rhythm) date = step(last.date, rhythm);
  if (!date || date < tomorrow) date = DAYS.includes(said.day) ? nextOn(tomorrow, DAYS.indexOf(said.day)) : date && last ? nextOn(tomorrow, DAYS.indexOf(weekdayName(last.date))) : null;
  return {
    title: null, date, start_time: said.time ?? last?.start ?? null, time_zone: zone, length: said.length ?? last?.length ?? HOUR,
    place: places.some((one) => one.id === said.place) ? said.place : (last?.place ?? null),
    place_detail: said.detail ?? (last?.placeDetail || null), repeats: "no",
  };
}

const weekdayName = (date) => DAYS[(parseDay(date).getUTCDay() + 6) % 7];

// --- what cannot be meant

/**
 * What is wrong with when a meeting is: {field: sentence} of `date`, `start_time` and `length`. `when`: {date, start_time,
 * time_zone, length}; `past`: it has taken place already.
 */
export function check(river, when, { past = false, now = new Date() } = {}) {
  const found = {};
  const first = firstDay(river);
  if (when.date && first && when.date < first) found.date = river.say("meeting.wrong.early", { day: day(river, first) });
  else if (when.date && past && when.date > wall(now.getTime(), knows(when.time_zone) ? when.time_zone : river.zone).date) found.date = river.say("meeting.wrong.future");
  const at = instant(when.date, when.start_time, when.time_zone);
  const words = at && { day: day(river, when.date), time: time(river, when.start_time), zone: cityOf(when.time_zone) };
  if (at?.kind === "none") found.start_time = river.say("meeting.wrong.gap", { ...words, then: time(river, wall(at.ms, when.time_zone).time) });
  if (typeof when.length === "number" && when.length <= 0) found.length = river.say("meeting.wrong.length");
  else if (typeof when.length === "number" && when.length > 24 * HOUR) found.length = river.say("meeting.wrong.long");
  return found;
}

/** What is to be thought about when a meeting is in the hour that clocks show twice: a sentence, or null. */
export function hint(river, when) {
  if (instant(when.date, when.start_time, when.time_zone)?.kind !== "twice") return null;
  return river.say("meeting.wrong.twice", { day: day(river, when.date), time: time(river, when.start_time), zone: cityOf(when.time_zone) });
}

// --- the agenda

/** The agenda of a meeting in order: [{path, id, what, minutes, took, done, lead, place}]. `place`: null where nobody has moved it. */
export function agendaOf(river, path) {
  const rows = river.rows(`${path}/agenda`).map((row) => {
    const value = (name) => river.value(`${row.path}/${name}`);
    return { ...row, what: value("what") ?? "", minutes: value("minutes") ?? 0, took: value("took") ?? 0, done: value("done") === true, lead: value("lead"), place: value("place") ?? null };
  });
  return rows.sort((a, b) => (a.place ?? Infinity) - (b.place ?? Infinity) || 0); // those that were never moved stay as they came
}

/**
 * What is written where the item at `at` of an agenda goes to `to`: [{path, place}]. What stands behind both and was
 * never moved stays without a place, and what is added comes last.
 */
export function moved(rows, at, to) {
  const order = rows.toSpliced(at, 1).toSpliced(to, 0, rows[at]);
  const last = Math.max(at, to, order.findLastIndex((row) => row.place !== null));
  return order.slice(0, last + 1).map((row, index) => ({ path: row.path, was: row.place, place: index + 1 })).filter(({ was, place }) => was !== place);
}
