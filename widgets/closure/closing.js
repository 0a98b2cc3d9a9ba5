// What a closing comes to: the outcome of every goal, what both chose and which of it counts, and the page worth keeping.

import { parseDay } from "../common/dates.js";
import { optionLabel, rowTitle, standing } from "../common/fields.js";
import { fieldsOf } from "../common/paths.js";

/** Where the two choose differently, the one that asks less of anybody comes first. */
export const CAREFUL = {
  contact: ["none", "periodic", "informal", "friends", "renew"],
  records: ["delete", "mentee-keeps", "each-keeps"],
};
const GOOD = ["more", "met"]; // results that count as reached

/** Of two choices the more careful one; null unless both are known. */
export function careful(id, mine, theirs) {
  return mine && theirs ? (CAREFUL[id].find((one) => one === mine || one === theirs) ?? null) : null;
}

/** Both people's answers to a field of the closure: {mine, theirs}, null where there is none, or it is not yet shown. */
export function answers(river, id) {
  const spec = fieldsOf(river.spec("closure")).find((one) => one.id === id);
  const { mine, theirs } = standing(river, spec, `closure/${id}`);
  return { mine: mine?.v ?? null, theirs: theirs?.v ?? null, both: mine !== null && theirs !== null };
}

/** What became of each goal: [{goal, title, result, label, evidence, learned, reached}], those with a result only. */
export function outcomes(river) {
  const spec = fieldsOf(river.spec("closure")).find((one) => one.id === "outcomes");
  const results = spec.fields.find((one) => one.id === "result");
  return river
    .rows("closure/outcomes")
    .map((row) => {
      const value = (id) => river.value(`${row.path}/${id}`);
      const goal = (value("goal") ?? [])[0] ?? null;
      const result = value("result");
      return { goal, title: goal ? (river.value(`${goal}/title`) ?? rowTitle(river, goal)) : "", result, label: result ? optionLabel(results, result) : "", evidence: value("evidence") ?? "", learned: value("learned") ?? "", reached: GOOD.includes(result) };
    })
    .filter((one) => one.result && one.title);
}

const isDay = (value) => (parseDay(value) ? value : null);

/** What of a closing page there is to show: {from, to, goals, thanks, strengths, moments, can, contact}. */
export function keepsake(river) {
  const people = ["mentor", "mentee"];
  const said = (id) => {
    const { mine, theirs, both } = answers(river, id);
    const of = (person) => (person === river.role ? mine : theirs);
    // Words for each other come on this page for both at once.
    return both ? people.map((person) => ({ by: person, words: of(person) })) : [];
  };
  const { mine, theirs } = answers(river, "contact");
  return {
    from: isDay(river.value("partnership/start")), to: isDay(river.value("closure/date")),
    goals: outcomes(river), thanks: said("thanks"), strengths: said("strength_seen"), moments: said("proudest"), can: said("can_now"),
    contact: careful("contact", mine, theirs), detail: river.value("closure/contact_detail") ?? "", closed: river.value("closure/closed") === true,
  };
}

/** How many of the goals' outcomes are there, of how many goals. */
export function settled(river) {
  const goals = river.rows("goals").filter((row) => river.value(`${row.path}/title`));
  const done = new Set(outcomes(river).map((one) => one.goal));
  return { done: goals.filter((row) => done.has(row.path)).length, total: goals.length };
}
