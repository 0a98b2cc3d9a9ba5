// What Home judges by: what the workbook says, gathered once. What follows from it is in next.js.

import { openActions } from "../common/actions.js";
import { daysFromToday, dayNear, dayOf } from "../common/dates.js";
import { completion, filled, pathOf } from "../common/form.js";
import { series } from "../common/chart.js";
import { gathered } from "../common/gathered.js";
import { exitsOf, journeyOf, onward, stageOf, standing, startOf, weekOf } from "../common/journey.js";
import { fieldsOf } from "../common/paths.js";
import { viewOf } from "../common/form_view.js";
import { signatures } from "../common/rail.js";
import { sorted } from "../meeting/meetings.js";

const APART = ["fit", "expectations", "stage_checks", "pulses", "midpoint"]; // forms in which one may wait for the other
const PREPARED = ["wins", "stuck", "outcome_wanted"]; // what one may have written before a meeting

/**
 * What the workbook says:
 *
 * `role`, `partner`; `profile` {mine, theirs}: required answers still empty; `agreement` {mine, theirs, differ,
 * sections, signed: {mentor, mentee} (moment or null), changed} (null where the page has no agreement); `goals`
 * [{path, title, status, owner, measured}]; `late`: my overdue actions; `reflected`: days since my last reflection, null
 * where there is none; `begun`: days since the agreement was signed by both, else since the start; `week`, `weeks`:
 * numbers or null; `meeting` {next, unsettled: {path, days, when, prepared} or null, held: days since the last, or null, on: its day};
 * `waiting`: what the partner has answered apart and the reader has not, [{form, path, title, view}]; `pulse`: days since
 * the reader's last pulse check, or null; `stage` {id, title, to, reached} or null; `midpoint` {due, mine}; `closing`
 * {due, closed}.
 */
export function gather(river, now = new Date()) {
  const { role, partner } = river;
  const start = startOf(river);
  const days = start ? daysFromToday(river, start, now) : null;
  const signed = signatures(river);
  const both = signed.mentor && signed.mentee ? [signed.mentor.at, signed.mentee.at].sort()[1] : null;
  const journey = journeyOf(river);
  const [week, weeks] = [weekOf(river, now), journey?.weeks ?? null];
  const stage = stageNow(river, journey);
  return {
    role, partner, start, week, weeks, stage,
    profile: profileOf(river),
    agreement: agreementOf(river, signed),
    goals: goalsOf(river),
    late: openActions(river, now).filter((one) => one.late && (one.owner ?? role) === role),
    reflected: reflectedAgo(river, now),
    begun: both ? -daysFromToday(river, dayOf(river, both), now) : days === null ? null : Math.max(0, -days),
    meeting: meetingsOf(river, now),
    waiting: waitingOf(river),
    pulse: pulseAgo(river, now),
    midpoint: midpointOf(river, journey, stage, { week, weeks }),
    closing: {
      due: Boolean(stage?.last) || (weeks !== null && week !== null && week >= weeks),
      closed: river.value("closure/closed") === true,
    },
  };
}

/** The stage they are in, and whether everything that should be there before they leave it is. */
function stageNow(river, journey) {
  const where = journey ? standing(river) : null;
  if (!where) return null;
  const stage = stageOf(journey, where.stage);
  const to = onward(journey, stage.id);
  const exits = exitsOf(river, stage);
  const last = stage === journey.stages.at(-1);
  return { id: stage.id, title: stage.title, to: stageOf(journey, to).title, last, reached: !last && exits.length > 0 && exits.every((one) => one.ticked || one.met) };
}

/** A form for halfway is due from the middle on, or in the stage that asks for it, until closing is. */
function midpointOf(river, journey, stage, { week, weeks }) {
  const form = river.spec("midpoint");
  const asked = (journey?.stages ?? []).find((one) => one.forms?.includes("midpoint"));
  if (!form || !asked || stage?.last) return { due: false, mine: false };
  const half = asked.weeks?.[0] ?? (weeks === null ? null : Math.ceil(weeks / 2));
  const due = asked.id === stage?.id || (half !== null && week !== null && week >= half);
  return { due, mine: gathered(river, form, {}).mine };
}

function meetingsOf(river, now) {
  if (!river.spec("meetings")) return { next: null, unsettled: null, held: null, on: null };
  const found = sorted(river, now);
  const told = (one) => one && { path: one.path, days: daysFromToday(river, one.date, now), when: dayNear(river, one.date, { now }), prepared: prepared(river, one.path) };
  const held = found.past.filter((one) => one.status === "held" && one.date).map((one) => one.date).sort().at(-1);
  const days = held ? -daysFromToday(river, held, now) : null;
  return { next: told(found.next), unsettled: told(found.unsettled[0] ?? null), held: days === null ? null : Math.max(0, days), on: held ?? null };
}

/** Whether the reader has written anything for a meeting. */
function prepared(river, path) {
  const specs = fieldsOf(river.spec("meetings")).filter(({ id }) => PREPARED.includes(id));
  if (specs.some((spec) => filled(river, spec, `${path}/${spec.id}`) && (spec.who === "each" || spec.who === river.role))) return true;
  return river.rows(`${path}/topics`).some((row) => row.by === river.role);
}

function waitingOf(river) {
  return APART.flatMap((id) => {
    const form = river.spec(id);
    if (!form) return [];
    const wheres = form.per === "many" ? river.rows(id).map(({ id: row }) => ({ row })) : [{}];
    return wheres.flatMap((where) => {
      const { mine, theirs } = gathered(river, form, where);
      if (mine || !theirs) return [];
      const path = pathOf(form, fieldsOf(form)[0], { ...where, person: river.role });
      return [{ form: id, path: where.row ? `${id}/${where.row}` : path, title: form.title, view: viewOf(river, id) }];
    });
  }).filter((one) => one.view);
}

function pulseAgo(river, now) {
  const form = river.spec("pulses");
  if (!form) return null;
  const days = river.rows("pulses").filter(({ id }) => gathered(river, form, { row: id }).mine).map(({ path, created }) => river.cell(`${path}/date`)?.answers?.[river.role]?.v ?? (created && dayOf(river, created)));
  const last = days.filter(Boolean).sort().at(-1);
  return last ? Math.max(0, -daysFromToday(river, last, now)) : null;
}

function profileOf(river) {
  const form = river.spec("profile");
  if (!form) return { mine: 0, theirs: 0 };
  const left = (person) => completion(river, form, { person }).reduce((sum, one) => sum + (one.total - one.done), 0);
  return { mine: left(river.role), theirs: left(river.partner) };
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
