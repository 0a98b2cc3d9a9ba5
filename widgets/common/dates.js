// Days and times as the reader's locale writes them. `river` is whatever has `locale`, `zone` and `say`.
// A day is "2026-03-26", a time of day "16:00", a moment an ISO string in UTC or a Date.

const DAY = 86_400_000; // milliseconds
const cache = new Map(); // making a format takes as long as a hundred uses of it

function format({ locale }, options, zone) {
  const key = JSON.stringify([locale, zone, options]);
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }));
  return cache.get(key);
}

/** A day without a time, as the Date at its midnight in UTC; null where it is none. */
export function parseDay(day) {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(day ?? "");
  if (!match) return null;
  const date = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  return date.getUTCDate() === Number(match[3]) ? date : null;
}

/** Today in the reader's zone, as "2026-03-19". */
export function today(river, now = new Date()) {
  const parts = format({ locale: "en-CA" }, { dateStyle: "short" }, river.zone).formatToParts(now);
  const part = (type) => parts.find((one) => one.type === type).value;
  return `${part("year")}-${part("month").padStart(2, "0")}-${part("day").padStart(2, "0")}`;
}

/** The day of a moment in the reader's zone, as "2026-03-19"; a day stays what it is. */
export function dayOf(river, moment) {
  if (typeof moment === "string" && /^\d{4}-\d{2}-\d{2}$/.test(moment)) return moment;
  return today(river, new Date(moment));
}

/** How many days `day` is from today: -2 the day before yesterday, 7 in a week. Null where there is no day. */
export function daysFromToday(river, day, now = new Date()) {
  const date = parseDay(day);
  return date ? Math.round((date - parseDay(today(river, now))) / DAY) : null;
}

/** The first day of the partnership: as agreed, or the day its workbook began, whichever is earlier; null for neither. */
export function firstDay(river) {
  const agreed = river.cell("agreement/start_date");
  const said = [river.value("partnership/start"), agreed && !(agreed.differs && !agreed.settled) ? agreed.v : null];
  return said.filter((day) => typeof day === "string" && parseDay(day)).sort()[0] ?? null;
}

const sameYear = (day, river, now) => day.slice(0, 4) === today(river, now).slice(0, 4);

/**
 * “Thursday 26 March”, with the year where it is not this one. `short`: “Thu 26 March”; `bare`: “26 March”.
 * "" where there is no day.
 */
export function day(river, when, { short = false, bare = false, now = new Date() } = {}) {
  if (!when) return "";
  const text = dayOf(river, when);
  const date = parseDay(text);
  if (!date) return String(when);
  const weekday = bare ? undefined : short ? "short" : "long";
  const year = sameYear(text, river, now) ? undefined : "numeric";
  return format(river, { weekday, day: "numeric", month: "long", year }, "UTC").format(date).replace(/(\p{L}),/u, "$1");
}

/**
 * How near a day is, in words, or "" where it is further than two weeks: “today”, “tomorrow”, “in 7 days”,
 * “yesterday”, “3 days ago”; with `due`, what is past is late: “2 days late”, however long.
 */
export function near(river, when, { due = false, now = new Date() } = {}) {
  const days = when ? daysFromToday(river, dayOf(river, when), now) : null;
  if (days === null) return "";
  if (days === 0) return river.say("dates.today");
  if (due && days < 0) return river.say("dates.late", { count: -days });
  if (Math.abs(days) > 14) return "";
  if (days === 1) return river.say("dates.tomorrow");
  if (days === -1) return river.say("dates.yesterday");
  return days > 0 ? river.say("dates.in", { count: days }) : river.say("dates.ago", { count: -days });
}

/** A day with how near it is: “Tue 17 March, 2 days late”. */
export function dayNear(river, when, options = {}) {
  return [day(river, when, { short: true, ...options }), near(river, when, options)].filter(Boolean).join(", ");
}

/** “16:00”, or “4:00 pm” where the reader's locale writes it so: of a time of day "16:00" or of a moment. */
export function time(river, when) {
  if (!when) return "";
  const clock = /^(\d{1,2}):(\d{2})/.exec(when);
  const style = { timeStyle: "short" };
  if (!clock) return format(river, style, river.zone).format(new Date(when));
  return format(river, style, "UTC").format(new Date(Date.UTC(2000, 0, 1, Number(clock[1]), Number(clock[2]))));
}

/** A moment in short: “just now”, “3 minutes ago”, “14:02” (today), “yesterday 14:02”, “Thu 12 March”. */
export function moment(river, when, { now = new Date() } = {}) {
  if (!when) return "";
  const date = new Date(when);
  const minutes = Math.floor((now - date) / 60_000);
  if (minutes < 1) return river.say("dates.now");
  if (minutes < 60) return river.say("dates.minutes", { count: minutes });
  const days = daysFromToday(river, dayOf(river, date), now);
  if (days === 0) return time(river, date);
  if (days === -1) return `${river.say("dates.yesterday")} ${time(river, date)}`;
  return day(river, date, { short: true, now });
}

/** A number as the reader's locale writes it. */
export function number({ locale }, value, options = {}) {
  const key = JSON.stringify([locale, options]);
  if (!cache.has(key)) cache.set(key, new Intl.NumberFormat(locale, options));
  return cache.get(key).format(Number(value));
}

/** The name of a month, a weekday and the day of the month, for a leaf of a calendar: {month, weekday, day}. */
export function leaf(river, when) {
  const date = parseDay(dayOf(river, when));
  if (!date) return null;
  return {
    month: format(river, { month: "long" }, "UTC").format(date),
    weekday: format(river, { weekday: "short" }, "UTC").format(date),
    day: format(river, { day: "numeric" }, "UTC").format(date),
  };
}

/** A `time` element's datetime and text go together; this is the first: a day as it is, a moment in ISO. */
export function machine(when) {
  if (typeof when === "string" && /^\d{4}-\d{2}-\d{2}$/.test(when)) return when;
  return new Date(when).toISOString();
}
