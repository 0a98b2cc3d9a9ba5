// Where a pair stands, and the one thing to do next. `gather` reads the workbook; `stage` and `next` are pure: they
// judge by what `gather` found, and by nothing else.

import { openActions } from "../common/actions.js";
import { daysFromToday, dayOf } from "../common/dates.js";
import { completion } from "../common/form.js";
import { series } from "../common/chart.js";

const CLOSED = ["achieved", "dropped"];
const QUIET = 14; // days without a reflection after which one is suggested

/**
 * What the workbook says:
 *
 * `role`, `partner`; `profile` {mine, theirs}: required answers still empty; `agreement` {mine, theirs, differ,
 * sections, signed: {mentor, mentee} (moment or null), changed} (null where the page has no agreement); `goals`
 * [{path, title, status, owner, measured}]; `late`: my overdue actions; `reflected`: days since my last reflection, null
 * where there is none; `begun`: days since the agreement was signed by both, else since the start; `week`, `weeks`:
 * numbers or null.
 */
export function gather(river, now = new Date()) {
  const { role, partner } = river;
  const start = startOf(river);
  const days = start ? daysFromToday(river, start, now) : null;
  const signed = signatures(river);
  const both = signed.mentor && signed.mentee ? [signed.mentor.at, signed.mentee.at].sort()[1] : null;
  return {
    role, partner,
    profile: profileOf(river),
    agreement: agreementOf(river, signed),
    goals: goalsOf(river),
    late: openActions(river, now).filter((one) => one.late && (one.owner ?? role) === role),
    reflected: reflectedAgo(river, now),
    begun: both ? -daysFromToday(river, dayOf(river, both), now) : days === null ? null : Math.max(0, -days),
    start,
    week: days === null || days > 0 ? null : Math.floor(-days / 7) + 1,
    weeks: river.journey?.weeks ?? null,
  };
}

function startOf(river) {
  const day = river.value("partnership/start");
  if (typeof day === "string" && day) return day;
  const cell = river.cell("agreement/start_date");
  return cell && !cell.differs && typeof cell.v === "string" ? cell.v : null;
}

function profileOf(river) {
  const form = river.spec("profile");
  if (!form) return { mine: 0, theirs: 0 };
  const left = (person) => completion(river, form, { person }).reduce((sum, one) => sum + (one.total - one.done), 0);
  return { mine: left(river.role), theirs: left(river.partner) };
}

/** The newest signature of each under the agreement: {mentor: {at, changed}|null, mentee: …}. */
export function signatures(river) {
  const found = { mentor: null, mentee: null };
  for (const [path, { v, by, at }] of river.told) {
    if (!path.startsWith("signatures/") || !path.endsWith("/signed") || v?.form !== "agreement" || !(by in found)) continue;
    if (!found[by] || found[by].at < at) found[by] = { at, changed: v.changed?.length ?? 0 };
  }
  return found;
}

function agreementOf(river, signed) {
  const form = river.spec("agreement");
  if (!form) return null;
  const parts = completion(river, form);
  const sum = (name) => parts.reduce((total, one) => total + one[name], 0);
  return {
    mine: sum("mine"), theirs: sum("theirs"), differ: sum("differ"),
    sections: parts.filter((one) => one.mine > 0).length,
    signed: { mentor: signed.mentor?.at ?? null, mentee: signed.mentee?.at ?? null },
    changed: signed.mentor && signed.mentee ? Math.max(signed.mentor.changed, signed.mentee.changed) : 0,
  };
}

/** The goals that have a title: [{path, title, status, owner, measured, series|null}]. */
export function goalsOf(river) {
  return river
    .rows("goals")
    .map(({ path, by }) => {
      const measures = river.rows(`${path}/measures`);
      return {
        path,
        title: river.value(`${path}/title`) ?? "",
        status: river.value(`${path}/status`) ?? "not-started",
        owner: river.value(`${path}/owner`) ?? by,
        measured: measures.length > 0,
        series: measures.length ? series(river, path, measures[0]) : null,
      };
    })
    .filter((goal) => goal.title);
}

function reflectedAgo(river, now) {
  const own = river.rows("reflections").filter((row) => row.by === river.role);
  const days = own.map((row) => river.value(`${row.path}/date`) ?? (row.created ? dayOf(river, row.created) : null)).filter(Boolean);
  if (!days.length) return null;
  return Math.max(0, -daysFromToday(river, days.sort().at(-1), now));
}

/**
 * The stage a pair is in: its number, from 0, in `stages` (each {id, forms}). The first that is not through.
 *
 * Until the agreement's stage, a stage is through when what it asks for is there: both profiles have their required
 * answers, there is a goal; once both have signed, everything up to the signature is through, whatever was skipped.
 * The last stage begins in the last week, or when there are goals and all are closed. What lies between shares the
 * weeks evenly, where the journey has weeks; where it has none, work stays at its first stage.
 */
export function stage(facts, stages) {
  if (!stages.length) return -1;
  const last = stages.length - 1;
  const agree = stages.findIndex((one) => one.forms?.includes("agreement"));
  const signed = facts.agreement === null || Boolean(facts.agreement.signed.mentor && facts.agreement.signed.mentee);
  if (!signed) {
    for (let at = 0; at < Math.max(agree, 0); at += 1) if (!through(facts, stages[at])) return at;
    return Math.max(agree, 0);
  }
  const first = Math.min(agree + 1, last);
  const closed = facts.goals.length > 0 && facts.goals.every((goal) => CLOSED.includes(goal.status));
  const ending = facts.weeks !== null && facts.week !== null && facts.week >= facts.weeks;
  if (closed || ending) return last;
  const work = last - first; // stages between the agreement's and the last
  if (work <= 1 || facts.weeks === null || facts.week === null) return first;
  // The first week is for agreeing and the last for closing.
  const share = (facts.week - 2) / Math.max(1, facts.weeks - 2);
  return first + Math.min(work - 1, Math.max(0, Math.floor(share * work)));
}

function through(facts, { forms = [] }) {
  if (forms.includes("profile") && facts.profile.mine + facts.profile.theirs > 0) return false;
  return !(forms.includes("goals") && facts.goals.length === 0);
}

/**
 * The one next step: {key, view, minutes, params}, and the `path` of what it is about where there is one. `key` names the sentences (`home.next.<key>.title` …).
 *
 * In this order: what keeps the two from starting, then what keeps a goal from being one, then what is late.
 */
export function next(facts) {
  const { profile, agreement, goals, late, reflected, begun } = facts;
  if (profile.mine > 0) return step("profile", "profile", 10, { count: profile.mine });
  if (agreement) {
    const { signed } = agreement;
    const mine = signed[facts.role] !== null;
    if (!mine && agreement.mine > 0) return step("agreement", "agreement", 15, { count: agreement.sections });
    if (agreement.differ > 0) return step("talk", "agreement", 5 * Math.min(agreement.differ, 6), { count: agreement.differ });
    if (!mine && agreement.theirs > 0) return step("answers", goals.length ? "reflection" : "goals", 5, { count: agreement.theirs });
    if (!mine) return step("sign", "agreement", 2);
    if (agreement.changed > 0 && signed[facts.partner] !== null) return step("resign", "agreement", 5, { count: agreement.changed });
    if (signed[facts.partner] === null) return step("partner", goals.length ? "reflection" : "goals", 5);
  }
  // The mentee chooses; a goal is its owner's to fill in.
  if (!goals.length && facts.role === "mentee") return step("goal", "goals", 10);
  const own = goals.filter((goal) => !CLOSED.includes(goal.status) && [facts.role, "both"].includes(goal.owner));
  const bare = own.find((goal) => !goal.measured);
  if (bare) return { ...step("measure", "goals", 5, { goal: bare.title }), path: bare.path };
  if (late.length) return step("late", "home", 2, { count: late.length, what: late[0].what });
  if (reflected === null ? (begun ?? QUIET) >= QUIET : reflected >= QUIET) {
    return reflected === null ? step("reflect.first", "reflection", 5) : step("reflect", "reflection", 5, { days: reflected });
  }
  return step("going", "goals", 2);
}

function step(key, view, minutes, params = {}) {
  return { key, view, minutes, params };
}
