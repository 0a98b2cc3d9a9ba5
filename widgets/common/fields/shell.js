// What every field has around it: the label above, who filled it in and when beside that, the help under it, then the
// control, then what is wrong with it; each tied to the control by its id.

import { day, daysFromToday, dayOf, machine, moment } from "../dates.js";
import { errorLine, fill, h, icon, setText, typing, uid, voice } from "../dom.js";
import { said } from "./answers.js";

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
  return h("p", { class: "said" }, said(river, spec, value, path));
}

/** The quiet word behind a label: when the form counts as complete, or as ready to be signed. */
function requiredWord(river, spec) {
  if (spec.required !== "yes" && spec.required !== "sign") return null;
  return [" ", h("span", { class: "optional" }, river.say(`fields.required.${spec.required}`))];
}

/** Who can see the answer, where that is not simply both. */
function seenLine(river, spec, id) {
  if (spec.seen !== "private" && spec.seen !== "facilitator") return null;
  const words = river.say(`fields.seen.${spec.seen}`, { name: river.name(river.partner) });
  return h("p", { class: "help seen", id }, icon("lock"), h("span", null, words));
}

export class Shell {
  /**
   * `group`: true where the control is a group of its own (radios, ticks, rows): a fieldset with a legend; false for one
   * control with a label; null where there is nothing to fill in.
   * Options of `field` that matter here: `label` and `help` (others than the form's), `labelClass`, `class`, `compact`.
   */
  constructor(river, spec, { group, control = null, options = {}, kind = "" }) {
    const { label = spec.label, compact = false, quiet = false, labelClass = "" } = options;
    const help = options.help ?? (compact ? "" : spec.help);
    const id = uid("q");
    Object.assign(this, { river, spec, id, label, errorId: `${id}-error`, adviceId: `${id}-advice`, drawn: "" });
    this.labelId = `${id}-label`;
    const words = [label, quiet ? null : requiredWord(river, spec)];
    const tag = group === null ? "p" : group ? "legend" : "label";
    this.title = h(tag, { id: this.labelId, class: [tag === "p" && "label", labelClass], for: tag === "label" ? control : null }, words);
    this.by = h("p", { class: "by" });
    const helps = help ? h("p", { class: "help", id: `${id}-help` }, help) : null;
    const seen = seenLine(river, spec, `${id}-seen`);
    this.ties = [helps?.id, seen?.id].filter(Boolean);
    this.flags = h("p", { class: "flags" });
    this.body = h("div", { class: "body" });
    this.error = h("div", { class: "wrong" });
    this.advice = h("div", { class: "advises" });
    const cls = ["field", "q", compact && "compact", kind, options.class];
    this.el = h(group ? "fieldset" : "div", { class: cls }, this.title, this.by, helps, seen, this.flags, this.body, this.error, this.advice);
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
   * The line beside the label: who writes just now, or wrote and when, and “Clear” where a choice can be taken back.
   *
   * `person` and `at`: whose answer and from when (null for none); `named`: false where only one person ever writes
   * here; `extra`: a node in front; `clear`: what to do on pressing Clear, or null.
   */
  sign({ person = null, at = null, writer = null, named = true, extra = null, clear = null }) {
    fillBy(this, this.by, { person, at, writer, named, extra, clear });
  }
}

/** Fills a line that says who and when, only where it differs from what it says. */
export function fillBy(shell, el, { person = null, at = null, writer = null, named = true, extra = null, clear = null, always = false }) {
  const { river, label } = shell;
  const key = JSON.stringify([person, at, writer, named, extra?.textContent, Boolean(clear), always]);
  if (el.dataset.says === key) return;
  const focused = el.contains(document.activeElement);
  el.dataset.says = key;
  const who = person && named && (at || always) ? voice(river, person, { you: true }) : null;
  fill(
    el,
    extra,
    who,
    writer ? typing(river, writer) : at && person ? when(river, at) : null,
    clear ? clearButton(river, label, clear) : null,
  );
  if (focused && clear) el.querySelector("button")?.focus();
}

function clearButton(river, label, clear) {
  return h(
    "button",
    { class: "btn bare clear", type: "button", onclick: clear },
    river.say("fields.clear"),
    h("span", { class: "sr" }, ` ${river.say("fields.clear.what", { label })}`),
  );
}
