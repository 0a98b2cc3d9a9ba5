// What two profiles say beside each other: when both have time, how each likes to talk, and what several sources say of a
// strength or a growth area.

/** The sources that a strength or growth area can have, by what the option is called, and where more is written about it. */
export const SOURCES = ["me", "review", "work-course", "feedback", "mentor"];
const LIKELY = 3; // sources that agree, from which a picture can be trusted

/** What two lists of choices share: {both, first, second}, each in the order of `options`. */
export function overlap(options, first, second) {
  const [a, b] = [new Set(first ?? []), new Set(second ?? [])];
  const all = [...options, ...[...a, ...b].filter((one) => !options.includes(one))];
  const kept = (test) => [...new Set(all)].filter(test);
  return { both: kept((one) => a.has(one) && b.has(one)), first: kept((one) => a.has(one) && !b.has(one)), second: kept((one) => b.has(one) && !a.has(one)) };
}

/**
 * Each strength (or growth area) with who or what says so: [{path, what, example, helps, view, from: {source: bool}, own, count,
 * sure}]. The mentor's view counts as a source; `own`: sources in the mentee's own words; `sure`: "alone", "some" or "agree".
 */
export function triangulated(river, prefix) {
  return river
    .rows(prefix)
    .map((row) => {
      const value = (id) => river.value(`${row.path}/${id}`);
      const named = value("sources") ?? [];
      const view = (value("mentor_view") ?? "").trim();
      const from = Object.fromEntries(SOURCES.map((source) => [source, named.includes(source) || (source === "mentor" && view !== "")]));
      const own = named.filter((one) => one.startsWith("own:")).map((one) => one.slice(4).trim());
      const count = Object.values(from).filter(Boolean).length + own.length;
      return { path: row.path, what: value("what") ?? "", example: value("example") ?? "", helps: value("helps_how") ?? "", view, from, own, count, sure: count >= LIKELY ? "agree" : count === 2 ? "some" : "alone" };
    })
    .filter((one) => one.what);
}

/** Where the two are far apart on how they like to talk: the ids, the furthest first. */
export function farApart(styles) {
  return styles.filter(({ mine, theirs }) => mine !== null && theirs !== null && Math.abs(mine - theirs) >= 2).sort((a, b) => Math.abs(b.mine - b.theirs) - Math.abs(a.mine - a.theirs)).map(({ id }) => id);
}
