// What every field has around it: the label above, the help under it, then the control, a quiet line on who filled it
// in and when, and what is wrong with it; each tied to the control by its id.

import { day, daysFromToday, dayOf, machine, moment } from "../dates.js";
import { errorLine, fill, h, icon, setText, typing, uid, voice } from "../dom.js";
import { isScale, pointWord, said } from "./answers.js";

const LONG = 3000; // characters beyond which a text that is read scrolls in itself, as one that is written does

/** When something was written: “just now”, “14:02”, then the day. Kept fresh by `refreshTimes`. */
export function when(river, at) {
  return h("time", { datetime: machine(at), dataset: { moment: "" } }, whenText(river, at));
}

function whenText(river, at) {
  return daysFromToday(river, dayOf(river, at)) === 0 ? moment(river, at) : day(river, at, { bare: true });
}

/** “Just now” does not stay true: lets every time under `root` say what it is now. */
export function refreshTimes(river, root) {
  for (const time of root.querySelectorAll("time[data-moment]")) setText(time, whenText(river, time.dateTime));
}

/** An answer that is only read: as text, paragraphs and all; several choices as a list. */
export function shown(river, spec, value, path) {
  if (spec.type === "multi" || spec.type === "link") {
    return h("ul", { class: "plain said" }, (value ?? []).map((one) => h("li", null, said(river, spec, [one], path))));
  }
  const words = said(river, spec, value, path);
  // With the focus on it, it scrolls by the keyboard.
  const long = words.length > LONG ? { tabindex: "0", role: "group", "aria-label": spec.label } : null;
  const text = h(long ? "div" : "p", { class: ["said", long && "long"], ...long }, words);
  if (!isScale(spec) || !spec.ends || pointWord(spec, value)) return text;
  // A number on a scale says nothing without the words at its ends.
  const [first, last] = spec.ends;
  return h("div", null, text, h("p", { class: "small quiet" }, river.say("fields.ends", { low: spec.low, first, high: spec.high, last })));
}

/** The quiet word behind a label: when the form counts as complete, or as ready to be signed. */
function requiredWord(river, spec) {
  if (spec.required !== "yes" && spec.required !== "sign") return null;
  return [" ", h("span", { class: "optional" }, river.say(`fields.required.${spec.required}`))];
}

/** Who can see the answer, where that is not simply both. */
function seenLine(river, spec, id, gathered) {
  // Among answers that the other sees later, what is the pair's own does not wait.
  if (gathered && spec.who === "together") return h("p", { class: "help seen", id }, h("span", null, river.say("fields.seen.together")));
  if (spec.seen !== "private" && spec.seen !== "facilitator") return null;
  const words = river.say(`fields.seen.${spec.seen}`, { name: river.name(river.partner) });
  return h("p", { class: "help seen", id }, icon("lock"), h("span", null, words));
}

export class Shell {
  /**
   * `group`: true where the control is a group of its own (radios, ticks, rows): a fieldset with a legend; false for one
   * control with a label; null where there is nothing to fill in.
   * Options of `field` that matter here: `label` and `help` (others than the form's), `labelClass`, `class`, `compact`;
   * `seen`, false where it is said elsewhere who sees the answer.
   */
  constructor(river, spec, { group, control = null, options = {}, kind = "" }) {
    const { label = spec.label, compact = false, quiet = false, labelClass = "" } = options;
    const help = options.help ?? (compact ? "" : spec.help);
    const id = uid("q");
    Object.assign(this, { river, spec, id, label, errorId: `${id}-error`, adviceId: `${id}-advice`, drawn: "" });
    this.labelId = `${id}-label`;
    const words = [label, quiet || compact ? null : requiredWord(river, spec)];
    const tag = group === null ? "p" : group ? "legend" : "label";
    this.title = h(tag, { id: this.labelId, class: [tag === "p" && "label", labelClass], for: tag === "label" ? control : null }, words);
    this.by = h("p", { class: "by" });
    const helps = help ? h("p", { class: "help", id: `${id}-help` }, help) : null;
    const seen = options.seen === false ? null : seenLine(river, spec, `${id}-seen`, options.gathered && !compact);
    this.ties = [helps?.id, seen?.id].filter(Boolean);
    this.flags = h("p", { class: "flags" });
    this.body = h("div", { class: "body" });
    this.error = h("div", { class: "wrong" });
    this.advice = h("div", { class: "advises" });
    const cls = ["field", "q", compact && "compact", kind, options.class];
    this.el = h(group ? "fieldset" : "div", { class: cls }, this.title, helps, seen, this.flags, this.body, this.by, this.error, this.advice);
    this.problem = null;
    this.advises = null;
  }

  /** What the control is told about its surroundings. */
  tied({ labelledby = undefined } = {}) {
    const describedby = [...this.ties, this.problem && this.errorId, this.advises && this.adviceId].filter(Boolean).join(" ");
    return { labelledby, describedby, invalid: Boolean(this.problem) };
  }

  /** Shows what is wrong, or nothing. Returns whether that is news. */
  complain(problem) {
    if (problem === this.problem) return false;
    this.problem = problem;
    fill(this.error, problem ? errorLine(problem, this.errorId) : null);
    return true;
  }

  /** Advice of the form about this answer: never an error. */
  advise(text) {
    if (text === this.advises) return false;
    this.advises = text;
    fill(this.advice, text ? h("p", { class: "advice", id: this.adviceId }, icon("info"), h("span", null, text)) : null);
    return true;
  }

  /**
   * The line under the control: see `fillBy`.
   */
  sign(told) {
    fillBy(this, this.by, told);
  }
}

/**
 * Fills a line that says who writes just now, or wrote and when; only where it differs from what it says.
 *
 * `person` and `at`: whose answer and from when (null for none); `named`: whether to name them; `writer`: who writes just
 * now; `extra` and `tail`: a node in front, words after; `press`: a small button at the end, {words, more, act}, or null;
 * `more` says to a screen reader what it is about.
 */
export function fillBy(shell, el, { person = null, at = null, writer = null, named = true, extra = null, tail = "", press = null }) {
  const { river } = shell;
  const key = JSON.stringify([person, at, writer, named, extra?.textContent, tail, press?.words]);
  if (el.dataset.says === key) return;
  const focused = el.contains(document.activeElement);
  el.dataset.says = key;
  fill(
    el,
    extra,
    person && named && at && !writer ? voice(river, person, { you: true }) : null,
    writer ? typing(river, writer) : at && person ? when(river, at) : null,
    tail ? h("span", null, tail) : null,
    press ? h("button", { class: "btn bare press", type: "button", onclick: press.act }, press.words, h("span", { class: "sr" }, ` ${press.more}`)) : null,
  );
  if (focused && press) el.querySelector("button")?.focus();
}

/** The button that takes a choice back. */
export function clearing(river, label, act) {
  return { words: river.say("fields.clear"), more: river.say("fields.clear.what", { label }), act };
}
