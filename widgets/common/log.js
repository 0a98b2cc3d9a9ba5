// Who, when, what: one entry of a log. Updates, comments, reflections.

import { day, machine } from "./dates.js";
import { h } from "./dom.js";

/** An entry: {el, when, body}. `when` is the line that says who and when, `body` takes what was said. */
export function logEntry(river, { by, tag = "div" }) {
  const who = h("strong", { class: "voice", dataset: { voice: by } }, river.name(by)); // its marker stands on the line of time
  const when = h("p", { class: "when" }, who);
  const body = h(tag, { class: "body" }, when);
  const el = h("li", { dataset: { voice: by } }, h("span", { class: "marker", "aria-hidden": "true" }), body);
  return { el, when, body, who };
}

/** The day of an entry, as in “Mon 16 March”. */
export function entryDay(river, when) {
  return when ? h("time", { datetime: machine(when) }, day(river, when, { short: true })) : null;
}
