// The clock of a live session, as arithmetic. Nothing ticks in a session: it holds when the part that is on began, and
// since when the clock is paused; every page counts by the kernel's time. Pure.

/** Seconds: {total, used, left}; `left` is below zero where more was used than planned. Times ISO; `at` in milliseconds. */
export function stand({ began, paused = null, minutes }, at) {
  const total = (minutes ?? 0) * 60;
  const start = Date.parse(began ?? "");
  if (Number.isNaN(start)) return { total, used: 0, left: total };
  const until = paused ? Date.parse(paused) : at;
  const used = Math.max(0, until - start) / 1000;
  return { total, used, left: total - used };
}

/** When each part begins, in milliseconds: those before the one that is on as planned back from it, the others after it. */
export function schedule(plan, now, opened, at) {
  const on = plan.findIndex((part) => part.id === now.segment);
  const times = [];
  const first = on < 0 ? Math.max(Date.parse(opened ?? ""), at) || at : Date.parse(now.began);
  let time = first;
  for (let place = Math.max(on, 0) - 1; place >= 0; place -= 1) {
    time -= plan[place].minutes * 60_000;
    times[place] = time;
  }
  time = first;
  const late = on < 0 ? 0 : Math.max(0, -stand({ ...now, minutes: plan[on].minutes }, at).left) * 1000;
  for (let place = Math.max(on, 0); place < plan.length; place += 1) {
    times[place] = place > on && on >= 0 ? time + late : time;
    time += plan[place].minutes * 60_000;
  }
  return times;
}

/** How large a word is drawn: 1 for the least, 3 for the most. */
export function sizeOf(count, most) {
  return most <= 1 ? 1.5 : 1 + (2 * (Math.sqrt(count) - 1)) / (Math.sqrt(most) - 1);
}
