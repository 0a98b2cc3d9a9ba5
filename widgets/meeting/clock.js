// The clock of a meeting, as arithmetic: how much of an agenda item is left, and what is written down when somebody starts
// it, pauses it or goes on. Nothing ticks in the workbook: it holds which item is talked about (its time of writing is
// when it began, by the kernel's clock), and what an item took before that. Pure.

/**
 * Where the clock stands. `rows`: [{path, what, minutes, took, done}], in the agenda's order, minutes and took in minutes;
 * `on`: {path, since} of the item that is talked about (since in milliseconds), or null; `now` in milliseconds.
 *
 * Returns {current, running, total, used, left, begun}: the row (null where all are done), whether it runs, and seconds;
 * `left` is below zero where more was used than planned.
 */
export function stand(rows, on, now) {
  const running = on ? (rows.find((row) => row.path === on.path) ?? null) : null;
  const current = running ?? rows.find((row) => !row.done) ?? null;
  const begun = Boolean(running) || rows.some((row) => row.took > 0 || row.done);
  if (!current) return { current: null, running: false, total: 0, used: 0, left: 0, begun };
  const since = running ? Math.max(0, now - on.since) / 1000 : 0;
  const total = (current.minutes ?? 0) * 60;
  const used = (current.took ?? 0) * 60 + since;
  return { current, running: Boolean(running), total, used, left: total - used, begun };
}

const minutes = (seconds) => Math.round((seconds / 60) * 1000) / 1000;

/** The row after `path` that is not done; null where there is none. */
export function following(rows, path) {
  const at = rows.findIndex((row) => row.path === path);
  return rows.slice(at + 1).find((row) => !row.done) ?? null;
}

/** What each button writes: [[path, value]], the place of the running item last. `meeting` is the meeting's path. */
export const press = {
  start: (meeting, { current }) => [[`${meeting}/now`, [current.path]]],
  pause: (meeting, { current, used }) => [[`${current.path}/took`, minutes(used)], [`${meeting}/now`, null]],
  next(meeting, { current, used }, rows) {
    const next = following(rows, current.path);
    return [[`${current.path}/took`, minutes(used)], [`${current.path}/done`, true], [`${meeting}/now`, next ? [next.path] : null]];
  },
  more: (meeting, { current }, rows, by = 5) => [[`${current.path}/minutes`, (current.minutes ?? 0) + by]],
};

/** “12:40”, “+2:10” where more was used than planned, “1:05:00” for what is longer than an hour. */
export function shownTime(left) {
  const over = left < 0 && Math.floor(-left) > 0;
  const seconds = over ? Math.floor(-left) : Math.max(0, Math.ceil(left));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, rest] = [Math.floor(seconds / 3600), seconds % 3600];
  const text = hours ? `${hours}:${two(Math.floor(rest / 60))}:${two(rest % 60)}` : `${Math.floor(rest / 60)}:${two(rest % 60)}`;
  return over ? `+${text}` : text;
}

/** Milliseconds until the seconds shown change, so that two screens change together. */
export function untilTick(left) {
  const part = left - Math.floor(left);
  return Math.max(20, Math.round((part || 1) * 1000) + 5);
}

/** The minute that is worth saying: 5 and 1 before the end, 0 when it is over; null else. Told once each by who asks. */
export function mark(left, total) {
  if (left <= 0) return 0;
  if (left <= 60 && total > 60) return 1;
  return left <= 300 && total > 300 ? 5 : null;
}

/** The minutes of all items together. */
export function sum(rows) {
  return rows.reduce((all, row) => all + (row.minutes ?? 0), 0);
}

/**
 * A ready agenda for a meeting of `length` minutes: `ready` are rows {what, minutes}. The shares stay, in steps of five
 * minutes where that leaves none out, and add up to the length exactly.
 */
export function scaled(ready, length) {
  const whole = Math.max(ready.length, Math.round(length || sum(ready)));
  const fives = whole % 5 === 0 ? divide(ready, whole / 5).map((part) => part * 5) : [];
  const parts = fives.length && fives.every((part) => part > 0) ? fives : divide(ready, whole);
  for (let at = 0; at < parts.length; at += 1) {
    if (parts[at] > 0) continue; // every part has a minute, taken from the longest
    parts[parts.indexOf(Math.max(...parts))] -= 1;
    parts[at] = 1;
  }
  return ready.map((row, at) => ({ ...row, minutes: parts[at] }));
}

/** `whole` divided by the rows' minutes into whole numbers: what is left over goes where most was cut off. */
function divide(ready, whole) {
  const all = sum(ready);
  const exact = ready.map((row) => (row.minutes / all) * whole);
  const parts = exact.map(Math.floor);
  const order = exact.map((part, at) => [part - parts[at], at]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  const over = whole - parts.reduce((total, part) => total + part, 0);
  for (const [, at] of order.slice(0, over)) parts[at] += 1;
  return parts;
}

/** The instant a `now` cell speaks of: the kernel's own time of writing, once it has told it; before, the page's clock. */
export function since(cell, { pending, ahead }) {
  if (!cell?.v?.length || !cell.at) return null;
  return { path: cell.v[0], since: Date.parse(cell.at) + (pending ? ahead : 0) };
}

