// The journey as a line of stages: behind, here, to come. For Home and for the journey itself.

import { day } from "./dates.js";
import { fill, h, icon } from "./dom.js";
import { bothWays, daysOf, journeyOf, standing, startOf } from "./journey.js";

/** The newest signature of each under the agreement: {mentor: {at, changed}|null, mentee: …}. */
export function signatures(river) {
  const found = { mentor: null, mentee: null };
  for (const [path, { v, by, at }] of river.told) {
    if (!path.startsWith("signatures/") || !path.endsWith("/signed") || v?.form !== "agreement" || !(by in found)) continue;
    if (!found[by] || found[by].at < at) found[by] = { at, changed: v.changed?.length ?? 0 };
  }
  return found;
}

/**
 * The stages of the chosen journey: [{stage, at, state, left, days, swap, signed, changed}].
 *
 * `state`: "done" (behind them), "current", "been" (they have been there, further on), "later". `left`: when they left it, ""
 * where nobody said. `days` {from, to} or null. `swap`: one may go back and forth between it and the one before. `signed`:
 * when both had signed, for the stage of the agreement; `changed`: how many answers have changed since.
 */
export function stagesOf(river) {
  const journey = journeyOf(river);
  const where = journey ? standing(river) : null;
  if (!where) return [];
  const start = startOf(river);
  const { mentor, mentee } = signatures(river);
  const both = mentor && mentee ? [mentor.at, mentee.at].sort()[1] : null;
  const now = journey.stages.findIndex(({ id }) => id === where.stage);
  return journey.stages.map((stage, at) => {
    const behind = at < now ? "done" : stage.id in where.left ? "been" : "later";
    const agreed = both && stage.forms?.includes("agreement");
    return {
      stage, at,
      state: at === now ? "current" : behind,
      left: where.left[stage.id] ?? "",
      days: daysOf(stage, start),
      swap: at > 0 && bothWays(journey, journey.stages[at - 1].id, stage.id),
      signed: agreed ? both : null,
      changed: agreed ? Math.max(mentor.changed, mentee.changed) : 0,
    };
  });
}

/** What stands under a stage's name. */
export function said(river, { state, stage, left, days, signed, at }, { last = false } = {}) {
  if (state === "current") return river.say("home.stage.here");
  if (state === "been") return river.say("journey.stage.been", { day: day(river, left, { bare: true }) });
  if (state === "done") {
    if (signed) return river.say("home.stage.signed", { day: day(river, signed, { bare: true }) });
    return left ? river.say("journey.stage.left", { day: day(river, left, { bare: true }) }) : river.say("home.stage.done");
  }
  const when = days ? river.say("journey.stage.from", { day: day(river, days.from, { bare: true }) }) : (stage.timing ?? "");
  if (!last || at === 0) return when;
  return when ? river.say("journey.stage.any.when", { when }) : river.say("journey.stage.any");
}

/**
 * The line: {el, update()}. `link(one, words, props)` → the element that a stage is; `shown()` → the id of the stage that
 * is looked at, where one is.
 */
export function rail(river, { link, shown = () => null }) {
  const el = h("ol", { class: "stages", role: "list" });
  let drawn = "";
  const update = () => {
    const stages = stagesOf(river);
    const looked = shown();
    const lines = stages.map((one) => ({ ...one, words: said(river, one, { last: one.at === stages.length - 1 }) }));
    const told = JSON.stringify([looked, lines.map(({ stage, state, words, changed }) => [stage.id, stage.title, state, words, changed])]);
    if (told === drawn) return;
    drawn = told;
    const focused = el.contains(document.activeElement) ? [...el.children].findIndex((li) => li.contains(document.activeElement)) : -1;
    el.hidden = !lines.length;
    el.style.setProperty("--stages", String(Math.max(1, lines.length)));
    el.classList.toggle("many", lines.length > 5);
    fill(el, lines.map((one) => drawStage(river, one, link, looked)));
    el.children[focused]?.querySelector("a, button")?.focus();
  };
  update();
  return { el, update };
}

function drawStage(river, one, link, looked) {
  const { stage, at, state, words, changed, swap } = one;
  const dot = state === "done" ? icon("check") : state === "been" ? icon("undo") : at + 1;
  const inside = [
    h("span", { class: "dot", "aria-hidden": "true" }, dot),
    h("span", { class: "name" }, stage.title),
    h("span", { class: "what" }, words),
    changed ? h("span", { class: "flag" }, river.say("home.stage.changed", { count: changed })) : null,
  ];
  const props = { "aria-current": state === "current" ? "step" : null };
  return h(
    "li",
    { class: [state, swap && "swap", looked === stage.id && "looked"] },
    swap ? h("span", { class: "back-and-forth" }, h("span", { "aria-hidden": "true" }, "⇄"), h("span", { class: "sr" }, river.say("journey.swap"))) : null,
    link(one, inside, props) ?? h("span", { ...props, class: "step" }, inside),
  );
}
