// When meetings are: wall clocks and time zones, rhythms, and ids that two pages arrive at alike. Pure.

const MINUTE = 60_000;
const DAY = 86_400_000;
const formats = new Map();

/** The parts of an instant as clocks in `zone` show them. */
function parts(ms, zone) {
  if (!formats.has(zone)) {
    const options = { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };
    formats.set(zone, new Intl.DateTimeFormat("en-US", options));
  }
  return Object.fromEntries(formats.get(zone).formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
}

/** How far clocks in `zone` are ahead of UTC at an instant, in milliseconds. */
export function offset(ms, zone) {
  const { year, month, day, hour, minute, second } = parts(ms, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

/** Whether this browser knows a time zone. */
export function knows(zone) {
  try {
    return Boolean(zone) && Boolean(new Intl.DateTimeFormat("en-US", { timeZone: zone }));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}

/**
 * The instant at which clocks in `zone` show a day ("2026-03-26") and a time ("16:00"): {ms, kind}; null where one of
 * them is missing or no such thing.
 *
 * `kind`: "one"; "twice", in the hour that clocks put back show again (the first of the two is meant); "none", in the hour
 * that clocks put forward leave out (then it is as much later as they are put forward).
 */
export function instant(date, time, zone) {
  const [day, clock] = [/^(\d{4})-(\d{2})-(\d{2})$/.exec(date ?? ""), /^(\d{1,2}):(\d{2})$/.exec(time ?? "")];
  if (!day || !clock || !knows(zone)) return null;
  const wall = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]), Number(clock[1]), Number(clock[2]));
  if (Number.isNaN(wall)) return null;
  const [before, after] = [offset(wall - DAY, zone), offset(wall + DAY, zone)];
  const fits = [...new Set([before, after])].filter((one) => offset(wall - one, zone) === one).map((one) => wall - one);
  if (!fits.length) return { ms: wall - before, kind: "none" };
  return { ms: Math.min(...fits), kind: fits.length > 1 ? "twice" : "one" };
}

/** What clocks in `zone` show at an instant: {date: "2026-03-26", time: "16:00"}. */
export function wall(ms, zone) {
  const { year, month, day, hour, minute } = parts(ms, zone);
  const two = (number) => String(number).padStart(2, "0");
  return { date: `${year}-${two(month)}-${two(day)}`, time: `${two(hour)}:${two(minute)}` };
}

/** The instant `minutes` after another. */
export function later(ms, minutes) {
  return ms + minutes * MINUTE;
}

const atMidnight = (date) => new Date(`${date}T00:00:00Z`);
const written = (date) => date.toISOString().slice(0, 10);

/** The day `days` after another. */
export function plus(date, days) {
  return written(new Date(atMidnight(date).getTime() + days * DAY));
}

/** The weekday of a day, 0 for Monday. */
export function weekday(date) {
  return (atMidnight(date).getUTCDay() + 6) % 7;
}

/** The first day from `date` on with a weekday (0 for Monday). */
export function nextOn(date, day) {
  return plus(date, (day - weekday(date) + 7) % 7);
}

const WEEKS = { weekly: 1, "two-weekly": 2, "three-weekly": 3 };

/** Whether meetings come back: the option of `repeats` says so. */
export function isRhythm(repeats) {
  return repeats in WEEKS || repeats === "monthly";
}

/**
 * The day of the meeting `number` steps after the one on `date`.
 *
 * Monthly keeps the weekday and which one of the month it is (the third Thursday); a fifth is the last where there is none.
 */
export function step(date, repeats, number = 1) {
  if (repeats in WEEKS) return plus(date, 7 * WEEKS[repeats] * number);
  const first = atMidnight(date);
  const nth = Math.floor((first.getUTCDate() - 1) / 7);
  const month = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + number, 1));
  const day = plus(nextOn(written(month), weekday(date)), 7 * nth);
  return day.slice(0, 7) === written(month).slice(0, 7) ? day : plus(day, -7);
}

/** The days of `count` meetings in a rhythm, the first on `date`. */
export function series(date, repeats, count) {
  if (!isRhythm(repeats)) return [date];
  return Array.from({ length: count }, (_, number) => (number ? step(date, repeats, number) : date));
}

/** How many meetings of a rhythm there are from `date` until a day, that day included; at least one. */
export function countUntil(date, repeats, until, most) {
  let count = 1;
  while (count < most && isRhythm(repeats) && step(date, repeats, count) <= until) count += 1;
  return count;
}

/**
 * The id of a row that is made from another: always the same for the same source and name, so that two pages make one row.
 * 32 hex digits; ids of one source with numbers 0, 1, 2 … sort in their order.
 */
export function derivedId(source, name, number = 0) {
  const words = `${source}\0${name}`;
  const hash = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35].map((seed) => mix(words, seed).toString(16).padStart(8, "0")).join("");
  return hash + number.toString(16).padStart(8, "0");
}

/** A 32-bit hash of a text (the mixing of MurmurHash3, by Austin Appleby). */
function mix(text, seed) {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) {
    let part = Math.imul(text.charCodeAt(at), 0xcc9e2d51);
    part = Math.imul((part << 15) | (part >>> 17), 0x1b873593);
    hash ^= part;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
